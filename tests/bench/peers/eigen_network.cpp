// Trains the network of a specification with Eigen and nothing else, compiled for this machine:
// the native peer of a benchmark. The protocol is described in peer.py.
#include <chrono>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>

#include "eigen_layers.h"

namespace {

using nlohmann::json;
using peer::Activation;
using peer::Index;
using peer::Matrix;

constexpr Index kSide = 28;

std::vector<std::uint8_t> ReadFile(const std::string& path, std::ptrdiff_t header) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
  bytes.erase(bytes.begin(), bytes.begin() + header);
  return bytes;
}

Activation ActivationOf(const json& layer) {
  const std::string type = layer.at("activation").at("type");
  if (type == "relu") return Activation::kRelu;
  if (type == "sigmoid") return Activation::kSigmoid;
  if (type == "softmax") return Activation::kIdentity;  // part of the loss
  throw std::invalid_argument(type);
}

class Network {
 public:
  explicit Network(const json& specification) : random_(specification.at("seed").get<unsigned>()) {
    peer::ImageShape shape{.side = kSide, .channels = 1};
    Index inputs = shape.size();
    for (const json& layer : specification.at("model").at("layers")) {
      const std::string type = layer.at("type");
      if (type == "flatten") continue;  // an image is a row already
      if (type == "dense") {
        const Index units = layer.at("units");
        layers_.push_back(
            std::make_unique<peer::Dense>(inputs, units, ActivationOf(layer), random_));
        inputs = units;
        continue;
      }
      if (type == "conv2d") {
        const Index filters = layer.at("filters");
        layers_.push_back(std::make_unique<peer::Conv>(shape, filters, layer.at("kernel"),
                                                       ActivationOf(layer), random_));
        shape.channels = filters;
      } else if (type == "max-pool2d") {
        layers_.push_back(std::make_unique<peer::MaxPool>(shape, layer.at("size")));
        shape.side /= layer.at("size").get<Index>();
      } else {
        throw std::invalid_argument(type);
      }
      inputs = shape.size();
    }
    const json& optimizer = specification.at("training").at("optimizer");
    sgd_ = {.learning_rate = optimizer.at("learningRate"), .momentum = optimizer.at("momentum")};
  }

  // One mini-batch; returns the sum of its losses before the update.
  double Step(const Matrix& x, const std::vector<Index>& labels) {
    const Matrix* input = &x;
    for (auto& layer : layers_) {
      layer->Forward(*input);
      input = &layer->y;
    }
    const double loss = SoftmaxCrossEntropy(*input, labels);
    const Matrix* grad = &grad_logits_;
    for (std::size_t i = layers_.size(); i-- > 0;) {
      layers_[i]->Backward(i == 0 ? x : layers_[i - 1]->y, *grad, i > 0);
      grad = &layers_[i]->grad_x;
    }
    for (auto& layer : layers_) layer->Update(sgd_);
    return loss;
  }

 private:
  // Leaves the gradient of the mean loss in grad_logits_.
  double SoftmaxCrossEntropy(const Matrix& logits, const std::vector<Index>& labels) {
    const Index batch = logits.rows();
    grad_logits_ = (logits.colwise() - logits.rowwise().maxCoeff()).array().exp();
    grad_logits_.array().colwise() /= grad_logits_.rowwise().sum().array().eval();
    double loss = 0;
    for (Index sample = 0; sample < batch; ++sample) {
      float& probability = grad_logits_(sample, labels[static_cast<std::size_t>(sample)]);
      loss -= std::log(std::max(probability, std::numeric_limits<float>::min()));
      probability -= 1;
    }
    grad_logits_ /= static_cast<float>(batch);
    return loss;
  }

  std::mt19937 random_;
  std::vector<std::unique_ptr<peer::Layer>> layers_;
  peer::Sgd sgd_{};
  Matrix grad_logits_;
};

struct Epoch {
  double seconds, loss;
};

class Training {
 public:
  explicit Training(const json& request) : network_(request.at("specification")) {
    const json& specification = request.at("specification");
    const std::string folder = request.at("mnistFolder");
    const Index samples = specification.at("dataset").at("train");
    batch_size_ = specification.at("training").at("batchSize");
    const auto pixels = ReadFile(folder + "/train-images-idx3-ubyte", 16);
    labels_ = ReadFile(folder + "/train-labels-idx1-ubyte", 8);
    using Bytes = Eigen::Matrix<std::uint8_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    images_ = Eigen::Map<const Bytes>(pixels.data(), samples, kSide * kSide).cast<float>() / 255;
    order_.resize(static_cast<std::size_t>(samples));
    std::iota(order_.begin(), order_.end(), 0);
  }

  Epoch TrainEpoch() {
    const auto start = std::chrono::steady_clock::now();
    std::shuffle(order_.begin(), order_.end(), random_);
    double loss = 0;
    const auto samples = static_cast<Index>(order_.size());
    for (Index first = 0; first < samples; first += batch_size_) {
      const Index size = std::min(batch_size_, samples - first);
      x_.resize(size, images_.cols());
      batch_labels_.resize(static_cast<std::size_t>(size));
      for (Index i = 0; i < size; ++i) {
        const Index sample = order_[static_cast<std::size_t>(first + i)];
        x_.row(i) = images_.row(sample);
        batch_labels_[static_cast<std::size_t>(i)] = labels_[static_cast<std::size_t>(sample)];
      }
      loss += network_.Step(x_, batch_labels_);
    }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    return {.seconds = taken.count(), .loss = loss / static_cast<double>(samples)};
  }

 private:
  Network network_;
  std::mt19937 random_;
  Index batch_size_ = 1;
  Matrix images_;  // (samples, 784)
  std::vector<std::uint8_t> labels_;
  std::vector<Index> order_;
  Matrix x_;  // (batch, 784)
  std::vector<Index> batch_labels_;
};

std::string Version() {
  return "Eigen " + std::to_string(EIGEN_WORLD_VERSION) + "." +
         std::to_string(EIGEN_MAJOR_VERSION) + "." + std::to_string(EIGEN_MINOR_VERSION) +
         ", GCC " + __VERSION__ + ", " + Eigen::SimdInstructionSetsInUse();
}

}  // namespace

int main() {
  std::string line;
  std::getline(std::cin, line);
  try {
    Training training(json::parse(line));
    std::cout << json{{"name", "Eigen, native"}, {"version", Version()}} << std::endl;
    while (std::getline(std::cin, line)) {
      const Epoch epoch = training.TrainEpoch();
      std::cout << json{{"seconds", epoch.seconds}, {"loss", epoch.loss}} << std::endl;
    }
  } catch (const std::exception& error) {
    std::cout << json{{"unavailable", error.what()}} << std::endl;
  }
}

// Layers on Eigen for the native peer of the benchmark: the straightforward way to write them,
// with buffers that are sized once. A batch is a row-major matrix, one sample a row; an image's
// channels lie innermost, so that a row of a convolution's window is contiguous.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace peer {

using Eigen::Index;
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Row = Eigen::Matrix<float, 1, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixMap = Eigen::Map<Matrix>;
using ConstMatrixMap = Eigen::Map<const Matrix>;

struct ImageShape {
  Index side, channels;
  Index size() const { return side * side * channels; }
};

struct Sgd {
  float learning_rate, momentum;
};

class Layer {
 public:
  virtual ~Layer() = default;
  // Results lie in y and grad_x until the next call.
  virtual void Forward(const Matrix& x) = 0;
  virtual void Backward(const Matrix& x, const Matrix& grad_y, bool needs_grad_x) = 0;
  virtual void Update(const Sgd&) {}
  Matrix y, grad_x;
};

// A weight (inputs, outputs), a bias (outputs), their gradients and velocities.
struct Parameters {
  Parameters(Index inputs, Index outputs, double fan_in, double fan_out, std::mt19937& random)
      : weight(inputs, outputs), bias(Row::Zero(outputs)) {
    // Glorot & Bengio 2010, eq. 16.
    const double limit = std::sqrt(6 / (fan_in + fan_out));
    std::uniform_real_distribution<float> uniform(static_cast<float>(-limit),
                                                  static_cast<float>(limit));
    for (float& value : weight.reshaped()) value = uniform(random);
  }

  void Update(const Sgd& sgd) {
    Descend(weight, grad_weight, weight_velocity, sgd);
    Descend(bias, grad_bias, bias_velocity, sgd);
  }

  Matrix weight, grad_weight;
  Row bias, grad_bias;

 private:
  template <typename Array>
  static void Descend(Array& value, const Array& grad, Array& velocity, const Sgd& sgd) {
    if (sgd.momentum == 0) {
      value -= sgd.learning_rate * grad;
      return;
    }
    if (velocity.size() == 0) velocity = Array::Zero(value.rows(), value.cols());
    velocity = sgd.momentum * velocity + grad;
    value -= sgd.learning_rate * velocity;
  }

  Matrix weight_velocity;
  Row bias_velocity;
};

enum class Activation { kIdentity, kRelu, kSigmoid };

template <typename Derived>
void Activate(Activation activation, Eigen::MatrixBase<Derived>& y) {
  if (activation == Activation::kRelu) y = y.cwiseMax(0.0F);
  if (activation == Activation::kSigmoid) y = (1 + (-y.array()).exp()).inverse();
}

// The gradient to what went into the activation, from its result y.
inline void BackwardActivation(Activation activation, const Matrix& y, const Matrix& grad_y,
                               Matrix& grad_z) {
  switch (activation) {
    case Activation::kIdentity:
      grad_z = grad_y;
      return;
    case Activation::kRelu:
      grad_z = (y.array() > 0).select(grad_y, 0);
      return;
    case Activation::kSigmoid:
      grad_z = grad_y.array() * y.array() * (1 - y.array());
      return;
  }
}

class Dense : public Layer {
 public:
  Dense(Index inputs, Index outputs, Activation activation, std::mt19937& random)
      : parameters_(inputs, outputs, static_cast<double>(inputs), static_cast<double>(outputs),
                    random),
        activation_(activation) {}

  void Forward(const Matrix& x) override {
    y.noalias() = x * parameters_.weight;
    y.rowwise() += parameters_.bias;
    Activate(activation_, y);
  }

  void Backward(const Matrix& x, const Matrix& grad_y, bool needs_grad_x) override {
    BackwardActivation(activation_, y, grad_y, grad_z_);
    parameters_.grad_weight.noalias() = x.transpose() * grad_z_;
    parameters_.grad_bias = grad_z_.colwise().sum();
    if (needs_grad_x) grad_x.noalias() = grad_z_ * parameters_.weight.transpose();
  }

  void Update(const Sgd& sgd) override { parameters_.Update(sgd); }

 private:
  Parameters parameters_;
  Activation activation_;
  Matrix grad_z_;
};

// Stride 1 and padding 'same', as a product of each image's windows (side², kernel² channels)
// and the weight: an image at a time, so that the windows stay in the cache.
class Conv : public Layer {
 public:
  Conv(ImageShape in, Index filters, Index kernel, Activation activation, std::mt19937& random)
      : in_(in),
        filters_(filters),
        kernel_(kernel),
        parameters_(kernel * kernel * in.channels, filters,
                    static_cast<double>(kernel * kernel * in.channels),
                    static_cast<double>(kernel * kernel * filters), random),
        activation_(activation),
        padded_(Matrix::Zero(padded_side(), padded_side() * in.channels)),
        windows_(in.side * in.side, kernel * kernel * in.channels) {}

  void Forward(const Matrix& x) override {
    y.resize(x.rows(), in_.side * in_.side * filters_);
    for (Index sample = 0; sample < x.rows(); ++sample) {
      GatherWindows(x.row(sample).data());
      MatrixMap image(y.row(sample).data(), in_.side * in_.side, filters_);
      image.noalias() = windows_ * parameters_.weight;
      image.rowwise() += parameters_.bias;
    }
    Activate(activation_, y);
  }

  void Backward(const Matrix& x, const Matrix& grad_y, bool needs_grad_x) override {
    BackwardActivation(activation_, y, grad_y, grad_z_);
    parameters_.grad_weight.setZero(parameters_.weight.rows(), filters_);
    parameters_.grad_bias.setZero(filters_);
    if (needs_grad_x) grad_x.resizeLike(x);
    for (Index sample = 0; sample < x.rows(); ++sample) {
      const ConstMatrixMap grad(grad_z_.row(sample).data(), in_.side * in_.side, filters_);
      GatherWindows(x.row(sample).data());
      parameters_.grad_weight.noalias() += windows_.transpose() * grad;
      parameters_.grad_bias += grad.colwise().sum();
      if (!needs_grad_x) continue;
      windows_.noalias() = grad * parameters_.weight.transpose();
      ScatterWindows(grad_x.row(sample).data());
    }
  }

  void Update(const Sgd& sgd) override { parameters_.Update(sgd); }

 private:
  Index padded_side() const { return in_.side + kernel_ - 1; }
  Index row_size() const { return in_.side * in_.channels; }
  Index margin() const { return (kernel_ - 1) / 2; }

  // windows_ of one image; the margin of padded_ stays zero.
  void GatherWindows(const float* image) {
    padded_.block(margin(), margin() * in_.channels, in_.side, row_size()) =
        ConstMatrixMap(image, in_.side, row_size());
    const Index length = kernel_ * in_.channels;
    float* to = windows_.data();
    for (Index row = 0; row < in_.side; ++row) {
      for (Index column = 0; column < in_.side; ++column) {
        for (Index line = 0; line < kernel_; ++line, to += length) {
          std::copy_n(&padded_(row + line, column * in_.channels), length, to);
        }
      }
    }
  }

  void ScatterWindows(float* image) {
    scattered_.setZero(padded_.rows(), padded_.cols());
    const Index length = kernel_ * in_.channels;
    const float* from = windows_.data();
    for (Index row = 0; row < in_.side; ++row) {
      for (Index column = 0; column < in_.side; ++column) {
        for (Index line = 0; line < kernel_; ++line, from += length) {
          Eigen::Map<Row>(&scattered_(row + line, column * in_.channels), length) +=
              Eigen::Map<const Row>(from, length);
        }
      }
    }
    MatrixMap(image, in_.side, row_size()) =
        scattered_.block(margin(), margin() * in_.channels, in_.side, row_size());
  }

  ImageShape in_;
  Index filters_, kernel_;
  Parameters parameters_;
  Activation activation_;
  Matrix grad_z_;
  Matrix padded_, scattered_;  // (side + kernel - 1, (side + kernel - 1) channels)
  Matrix windows_;             // (side², kernel² channels)
};

// Windows that do not overlap.
class MaxPool : public Layer {
 public:
  MaxPool(ImageShape in, Index size) : in_(in), size_(size) {}

  void Forward(const Matrix& x) override {
    const Index side = in_.side / size_;
    y.resize(x.rows(), side * side * in_.channels);
    best_.resize(y.rows(), y.cols());
    for (Index sample = 0; sample < x.rows(); ++sample) {
      Index out = 0;
      for (Index row = 0; row < side; ++row) {
        for (Index column = 0; column < side; ++column) {
          for (Index channel = 0; channel < in_.channels; ++channel, ++out) {
            const Index corner = (row * in_.side + column) * size_ * in_.channels + channel;
            const Index best = BestOf(x.row(sample).data(), corner);
            best_(sample, out) = best;
            y(sample, out) = x(sample, best);
          }
        }
      }
    }
  }

  void Backward(const Matrix& x, const Matrix& grad_y, bool needs_grad_x) override {
    if (!needs_grad_x) return;
    grad_x.setZero(x.rows(), x.cols());
    for (Index sample = 0; sample < x.rows(); ++sample) {
      for (Index out = 0; out < y.cols(); ++out) {
        grad_x(sample, best_(sample, out)) = grad_y(sample, out);
      }
    }
  }

 private:
  // Where in the image the first largest value of the window at `corner` lies.
  Index BestOf(const float* image, Index corner) const {
    Index best = corner;
    for (Index line = 0; line < size_; ++line) {
      for (Index place = 0; place < size_; ++place) {
        const Index candidate = corner + (line * in_.side + place) * in_.channels;
        if (image[candidate] > image[best]) best = candidate;
      }
    }
    return best;
  }

  ImageShape in_;
  Index size_;
  Eigen::Matrix<Index, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> best_;
};

}  // namespace peer

#ifndef INKLING_CORE_GRADIENT_CHECK_H_
#define INKLING_CORE_GRADIENT_CHECK_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/loss.h"
#include "core/network.h"

namespace inkling {

// Gradients by backpropagation against central differences of the loss L in double,
//   (L(w + h) - L(w - h)) / 2h,  h = 1 / N.
//
// The truncation error is h^2 |L'''| / 6 and the rounding error about u S / h, u = 2^-53, with S
// the size of the numbers that the loss is computed from. Their sum is least near h = u^(1/3), and
// then about u^(2/3) S: no central difference comes closer (Press, Teukolsky, Vetterling & Flannery
// 2007, 'Numerical Recipes', section 5.7). Differences of that size say nothing about a gradient.

// Relative differences below this are agreement.
inline constexpr double kGradientTolerance = 1e-7;

inline constexpr std::size_t kMaxCheckedSamples = 100;
inline constexpr std::size_t kMaxCheckedParameters = 10'000;
inline constexpr std::size_t kMaxDenominators = 32;
inline constexpr double kMaxDenominator = 1e9;

// An element of a tensor, in row-major order.
struct ParameterPosition {
  std::size_t tensor = 0;
  Index element = 0;
};

// What was found for one parameter.
struct ParameterGradients {
  ParameterPosition position;
  std::size_t layer = 0;
  double analytic = 0;
  // For each N.
  std::vector<double> numeric;
  // For each N, 1 if a kink lies between w - h and w + h: an activation that is another linear
  // piece than at w, or a pool that takes another value. The quotient is no derivative then.
  std::vector<std::uint8_t> crosses_kink;
};

// Over the parameters of one layer, for one N. Differences are largest ones over the parameters
// that cross no kink; 0 if all do.
struct StepDifferences {
  double denominator = 0;  // N
  Index compared = 0;
  Index kinks = 0;
  double absolute = 0;
  double relative = 0;
};

enum class Verdict {
  kPassed,     // each parameter agrees for one N at least
  kFailed,     // a parameter agrees for no N
  kUndecided,  // all parameters cross a kink for all N
};

struct LayerVerdict {
  std::string layer = {};  // 'layers.0'
  Index parameters = 0;
  Index kinks = 0;  // parameters that cross a kink for all N, which do not count
  // Of each parameter the smallest relative difference over N; of these the largest.
  double difference = 0;
  Verdict verdict = Verdict::kUndecided;
  std::vector<StepDifferences> steps = {};
};

// |analytic - numeric| / max(|analytic|, |numeric|, least_gradient). With the least gradient that
// can be told from rounding to kGradientTolerance, so that two gradients of 0 differ by 0 and those
// of rounding size by less than the tolerance. Infinite if a gradient is not finite.
double RelativeDifference(double analytic, double numeric, double least_gradient);

// Of each layer with a parameter among those given, in their order.
std::vector<LayerVerdict> JudgeGradients(std::span<const ParameterGradients> parameters,
                                         std::span<const double> denominators,
                                         double least_gradient);

// Some samples, scaled, in double.
struct CheckedSamples {
  Matrix<double> x;  // (samples, input_size)
  std::vector<std::uint8_t> labels = {};
};

// A check of some parameters under way, cut into pieces of some ten milliseconds. Has a network
// and a workspace of its own: training may go on meanwhile.
//
// The loss is the mean over the samples, without penalties. Dropout and noise are as in the step of
// training that `pass` names: the same draws in every evaluation.
class GradientCheck {
 public:
  // Nothing if memory is short. Parameters must exist, N be finite and above 0.
  static std::optional<GradientCheck> Create(Network<double> network, const Loss& loss,
                                             CheckedSamples samples, const Pass& pass,
                                             std::span<const ParameterPosition> parameters,
                                             std::span<const double> denominators);

  std::int64_t pieces() const;
  std::int64_t pieces_done() const { return pieces_done_; }
  bool done() const { return pieces_done_ == pieces(); }
  // Does the next piece: a forward and backward pass, or two forward passes, over a chunk of the
  // samples. Nothing once done.
  void Advance();

  // Complete once done.
  std::span<const ParameterGradients> parameters() const { return parameters_; }
  std::span<const double> denominators() const { return denominators_; }
  // u^(2/3) S / kGradientTolerance, with S the largest of 1, the loss and the logits.
  double least_gradient() const;
  std::vector<LayerVerdict> Judge() const {
    return JudgeGradients(parameters_, denominators_, least_gradient());
  }

 private:
  GradientCheck(Network<double> network, const Loss& loss, CheckedSamples samples, const Pass& pass,
                std::span<const ParameterPosition> parameters,
                std::span<const double> denominators);

  // What lies between two calls: where the samples of a chunk are.
  struct Chunk {
    Index first = 0;
    Index samples = 0;
    std::vector<std::uint32_t> pieces = {};  // LinearPieces at the parameters as they are
  };

  // The summed loss of a chunk, whose outputs are then in the last layer's gradient.
  double Forward(const Chunk& chunk);
  void Differentiate(Chunk& chunk);
  void Compare(const Chunk& chunk, ParameterGradients& parameter, std::size_t step);
  std::vector<std::uint32_t> FindPieces(const Chunk& chunk) const;

  Network<double> network_;
  Workspace<double> workspace_;
  Loss loss_;
  CheckedSamples samples_;
  Pass pass_;
  std::vector<ParameterGradients> parameters_;
  std::vector<double> denominators_;
  std::vector<Chunk> chunks_;
  std::int64_t pieces_done_ = 0;
  double loss_sum_ = 0;
  double largest_logit_ = 0;
};

}  // namespace inkling

#endif  // INKLING_CORE_GRADIENT_CHECK_H_

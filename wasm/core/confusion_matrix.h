#ifndef INKLING_CORE_CONFUSION_MATRIX_H_
#define INKLING_CORE_CONFUSION_MATRIX_H_

#include <array>
#include <cstdint>
#include <span>

#include "core/limits.h"

namespace inkling {

// How often each class was taken for each other one. Row: true class, column: predicted class.
class ConfusionMatrix {
 public:
  void Clear() { counts_.fill(0); }
  void Add(std::uint8_t label, std::uint8_t predicted) {
    ++counts_[label * static_cast<std::size_t>(kClasses) + predicted];
  }
  // (kClasses, kClasses), row-major
  std::span<const std::uint32_t> counts() const { return counts_; }

 private:
  std::array<std::uint32_t, kClasses* kClasses> counts_ = {};
};

}  // namespace inkling

#endif  // INKLING_CORE_CONFUSION_MATRIX_H_

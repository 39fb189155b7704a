#ifndef INKLING_CORE_SCALING_H_
#define INKLING_CORE_SCALING_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace inkling {

// What a network reads instead of a pixel byte b: (b - shift) / divisor.
struct Scaling {
  double shift = 0;
  double divisor = 255;

  // Of a grey level in [0, 255], which need not be whole.
  float FromGrey(float level) const {
    return (level - static_cast<float>(shift)) / static_cast<float>(divisor);
  }

  // Of a pixel in [0, 1], as bytes are when divided by 255.
  float FromUnit(float pixel) const { return FromGrey(255.0F * pixel); }
};

// The scaling of a name; nothing if there is no such name:
//   'unit'      b / 255, in [0, 1]
//   'signed'    b / 127.5 - 1, in [-1, 1]
//   'standard'  (b - mean) / deviation, of all pixels given. The deviation is that of a population;
//               where it is zero, pixels are only centred.
std::optional<Scaling> MakeScaling(const std::string& name, std::span<const std::uint8_t> pixels);

// Whether MakeScaling knows the name.
bool IsScaling(const std::string& name);

// Whether the scaling depends on the pixels.
inline bool IsScalingOfPixels(const std::string& name) { return name == "standard"; }

}  // namespace inkling

#endif  // INKLING_CORE_SCALING_H_

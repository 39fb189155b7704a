#ifndef INKLING_CORE_ALIGNED_BUFFER_H_
#define INKLING_CORE_ALIGNED_BUFFER_H_

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <type_traits>

namespace inkling {

// The alignment of every buffer, and of every tensor in an arena: a cache line.
inline constexpr std::size_t kAlignment = 64;

// Behind every buffer lie so many bytes that may be read, and mean nothing: kernels load whole
// registers.
inline constexpr std::size_t kOverread = 16;

// A fixed number of zeroed elements, aligned to kAlignment.
//
// Unlike std::vector it reports a lack of memory as a value, since the WebAssembly build has no
// exceptions and a visitor may ask for a network that does not fit.
template <typename T>
class AlignedBuffer {
  static_assert(std::is_trivial_v<T>);

 public:
  AlignedBuffer() = default;

  // Makes a buffer of `size` zeros. Returns false, and leaves this as it was, if memory is short.
  [[nodiscard]] bool Allocate(std::size_t size) {
    if (size > (static_cast<std::size_t>(-1) - 2 * kAlignment) / sizeof(T)) return false;
    // aligned_alloc wants a multiple of the alignment.
    const std::size_t bytes =
        (size * sizeof(T) + kOverread + kAlignment - 1) / kAlignment * kAlignment;
    void* memory = std::aligned_alloc(kAlignment, bytes);
    if (memory == nullptr) return false;
    std::memset(memory, 0, bytes);
    data_.reset(static_cast<T*>(memory));
    size_ = size;
    return true;
  }

  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  std::size_t size() const { return size_; }
  std::span<T> span() { return {data_.get(), size_}; }
  std::span<const T> span() const { return {data_.get(), size_}; }

 private:
  struct Free {
    void operator()(T* memory) const { std::free(memory); }
  };
  std::unique_ptr<T, Free> data_;
  std::size_t size_ = 0;
};

}  // namespace inkling

#endif  // INKLING_CORE_ALIGNED_BUFFER_H_

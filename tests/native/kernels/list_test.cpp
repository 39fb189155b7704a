#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "kernels/f32_list.h"
#include "list_case.h"

namespace inkling::kernels {
namespace {

struct NamedList {
  const char* name;
  F32List* list;
};

constexpr NamedList kRegistry[] = {
#define INKLING_F32_LIST_REFERENCE(name) {#name, &name},
#define INKLING_F32_LIST_BLOCKED(name) {#name, &name},
#include "kernels/f32_list.inc"
};

class F32ListTest : public testing::TestWithParam<NamedList> {
 protected:
  F32List& List() const { return *GetParam().list; }
};

TEST_P(F32ListTest, ListsWhatIsNotZeroInItsOrderAndStaysInsideItsArrays) {
  Noise noise(2);
  for (const ListCase& the_case : ListCases()) {
    ASSERT_EQ(FindFault(List(), the_case, noise), "");
  }
}

// Training recognises divergence by it.
TEST_P(F32ListTest, ListsNanAndInfinity) {
  const float infinity = std::numeric_limits<float>::infinity();
  const float x[] = {0, std::numeric_limits<float>::quiet_NaN(), 0, 0, -infinity};
  std::uint32_t begin = 7;
  std::uint32_t count = 0;
  F32NonZero elements[5];
  List()({.lists = 1,
          .length = 5,
          .x = x,
          .stride = 5,
          .begin = &begin,
          .count = &count,
          .elements = elements});
  EXPECT_EQ(begin, 0U);
  ASSERT_EQ(count, 2U);
  EXPECT_EQ(elements[0].offset, 1 * kF32RowBytes);
  EXPECT_TRUE(std::isnan(elements[0].value));
  EXPECT_EQ(elements[1].offset, 4 * kF32RowBytes);
  EXPECT_EQ(elements[1].value, -infinity);
}

struct NamedListBytes {
  const char* name;
  F32ListBytes* list;
};

constexpr NamedListBytes kBytesRegistry[] = {
#define INKLING_F32_LIST_BYTES_REFERENCE(name) {#name, &name},
#define INKLING_F32_LIST_BYTES_BLOCKED(name) {#name, &name},
#include "kernels/f32_list.inc"
};

class F32ListBytesTest : public testing::TestWithParam<NamedListBytes> {};

TEST_P(F32ListBytesTest, ListsTheBytesThatAreNotZeroAndStaysInsideItsArrays) {
  Noise noise(2);
  for (const ListBytesCase& the_case : ListBytesCases()) {
    ASSERT_EQ(FindFault(*GetParam().list, the_case, noise), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, F32ListBytesTest, testing::ValuesIn(kBytesRegistry),
                         [](const testing::TestParamInfo<NamedListBytes>& entry) {
                           return std::string(entry.param.name);
                         });

INSTANTIATE_TEST_SUITE_P(Registry, F32ListTest, testing::ValuesIn(kRegistry),
                         [](const testing::TestParamInfo<NamedList>& entry) {
                           return std::string(entry.param.name);
                         });

}  // namespace
}  // namespace inkling::kernels

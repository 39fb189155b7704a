#include <gtest/gtest.h>

#include <string>

#include "kernels/f32_max_pool.h"
#include "max_pool_case.h"

namespace inkling::kernels {
namespace {

struct NamedMaxPool {
  const char* name;
  F32MaxPool* pool;
};

constexpr NamedMaxPool kRegistry[] = {
#define INKLING_F32_MAX_POOL_REFERENCE(name) {#name, &name},
#define INKLING_F32_MAX_POOL_BLOCKED(name) {#name, &name},
#include "kernels/f32_max_pool.inc"
};

class F32MaxPoolTest : public testing::TestWithParam<NamedMaxPool> {};

TEST_P(F32MaxPoolTest, FindsTheMaximaWhereTheyAreAndStaysInsideItsArrays) {
  Noise noise(2);
  for (const MaxPoolCase& the_case : MaxPoolCases()) {
    ASSERT_EQ(FindFault(*GetParam().pool, the_case, noise), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, F32MaxPoolTest, testing::ValuesIn(kRegistry),
                         [](const auto& entry) { return std::string(entry.param.name); });

}  // namespace
}  // namespace inkling::kernels

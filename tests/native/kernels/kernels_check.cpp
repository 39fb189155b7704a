// Checks the kernels of a WebAssembly build with the cases of the native test, where there is no
// test framework. Prints a line for each kernel: 'ok NAME', or 'failed NAME: ' and the first fault.
#include <cstdio>
#include <string>

#include "conv_case.h"
#include "gemm_case.h"
#include "list_case.h"
#include "map_case.h"
#include "max_pool_case.h"
#include "sparse_backward_case.h"
#include "sparse_case.h"
#include "sparse_transposed_case.h"

namespace {

template <typename Kernel, typename Cases>
std::string FindFirstFault(Kernel& kernel, const Cases& cases) {
  inkling::kernels::Noise noise(2);
  for (const auto& the_case : cases) {
    const std::string fault = FindFault(kernel, the_case, noise);
    if (!fault.empty()) return fault;
  }
  return "";
}

template <typename Kernel, typename... Cases>
void Check(const char* name, Kernel& kernel, const Cases&... cases) {
  for (const std::string& fault : {FindFirstFault(kernel, cases)...}) {
    if (fault.empty()) continue;
    std::printf("failed %s: %s\n", name, fault.c_str());
    return;
  }
  std::printf("ok %s\n", name);
}

}  // namespace

int main() {
  const auto gemm_cases = inkling::kernels::GemmCases();
#define INKLING_F32_GEMM_REFERENCE(name) Check(#name, inkling::kernels::name, gemm_cases);
#define INKLING_F32_GEMM_BLOCKED(name, rows, columns) \
  Check(#name, inkling::kernels::name, gemm_cases);
#include "kernels/f32_gemm.inc"
  const auto list_cases = inkling::kernels::ListCases();
#define INKLING_F32_LIST_REFERENCE(name) Check(#name, inkling::kernels::name, list_cases);
#define INKLING_F32_LIST_BLOCKED(name) Check(#name, inkling::kernels::name, list_cases);
#include "kernels/f32_list.inc"
  const auto bytes_cases = inkling::kernels::ListBytesCases();
#define INKLING_F32_LIST_BYTES_REFERENCE(name) Check(#name, inkling::kernels::name, bytes_cases);
#define INKLING_F32_LIST_BYTES_BLOCKED(name) Check(#name, inkling::kernels::name, bytes_cases);
#include "kernels/f32_list.inc"
  const auto map_shapes = inkling::kernels::MapShapes();
  // The native test looks at ten times as many floats.
  constexpr std::uint32_t kStep = 997;
#define INKLING_F32_MAP_VECTOR(name, function) \
  Check(#name, inkling::kernels::name,         \
        inkling::kernels::MapRanges(inkling::kernels::exact::function, kStep), map_shapes);
#define INKLING_F32_MAP_REFERENCE INKLING_F32_MAP_VECTOR
#include "kernels/f32_map.inc"
  const auto sparse_cases = inkling::kernels::SparseCases();
#define INKLING_F32_SPARSE_REFERENCE(name) Check(#name, inkling::kernels::name, sparse_cases);
#define INKLING_F32_SPARSE_TILED(name) Check(#name, inkling::kernels::name, sparse_cases);
#include "kernels/f32_sparse.inc"
  const auto backward_cases = inkling::kernels::SparseBackwardCases();
#define INKLING_F32_SPARSE_BACKWARD_REFERENCE(name) \
  Check(#name, inkling::kernels::name, backward_cases);
#define INKLING_F32_SPARSE_BACKWARD_BLOCKED(name) \
  Check(#name, inkling::kernels::name, backward_cases);
#include "kernels/f32_sparse_backward.inc"
  const auto transposed_cases = inkling::kernels::SparseTransposedCases();
#define INKLING_F32_SPARSE_TRANSPOSED_REFERENCE(name) \
  Check(#name, inkling::kernels::name, transposed_cases);
#define INKLING_F32_SPARSE_TRANSPOSED_TILED(name) \
  Check(#name, inkling::kernels::name, transposed_cases);
#include "kernels/f32_sparse_transposed.inc"
  const auto conv_cases = inkling::kernels::ConvCases();
#define INKLING_F32_CONV_REFERENCE(name) Check(#name, inkling::kernels::name, conv_cases);
#define INKLING_F32_CONV_BLOCKED(name, places) Check(#name, inkling::kernels::name, conv_cases);
#include "kernels/f32_conv.inc"
  const auto terms_cases = inkling::kernels::ConvTermsCases();
#define INKLING_F32_CONV_TERMS_REFERENCE(name) Check(#name, inkling::kernels::name, terms_cases);
#define INKLING_F32_CONV_TERMS_STRIPS(name) Check(#name, inkling::kernels::name, terms_cases);
#include "kernels/f32_conv.inc"
  const auto pool_cases = inkling::kernels::MaxPoolCases();
#define INKLING_F32_MAX_POOL_REFERENCE(name) Check(#name, inkling::kernels::name, pool_cases);
#define INKLING_F32_MAX_POOL_BLOCKED(name) Check(#name, inkling::kernels::name, pool_cases);
#include "kernels/f32_max_pool.inc"
}

// Checks the kernels of a WebAssembly build with the cases of the native test, where there is no
// test framework. Prints a line for each kernel: 'ok NAME', or 'failed NAME: ' and the first fault.
#include <cstdio>
#include <string>

#include "gemm_case.h"
#include "list_case.h"
#include "sparse_case.h"

namespace {

template <typename Kernel, typename Cases>
void Check(const char* name, Kernel& kernel, const Cases& cases) {
  inkling::kernels::Noise noise(2);
  for (const auto& the_case : cases) {
    const std::string fault = FindFault(kernel, the_case, noise);
    if (!fault.empty()) {
      std::printf("failed %s: %s\n", name, fault.c_str());
      return;
    }
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
  const auto sparse_cases = inkling::kernels::SparseCases();
#define INKLING_F32_SPARSE_REFERENCE(name) Check(#name, inkling::kernels::name, sparse_cases);
#define INKLING_F32_SPARSE_TILED(name) Check(#name, inkling::kernels::name, sparse_cases);
#include "kernels/f32_sparse.inc"
}

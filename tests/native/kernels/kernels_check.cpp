// Checks the kernels of a WebAssembly build with the cases of the native test, where there is no
// test framework. Prints a line for each kernel: 'ok NAME', or 'failed NAME: ' and the first fault.
#include <cstdio>
#include <string>

#include "gemm_case.h"

namespace {

using inkling::kernels::F32Gemm;

void Check(const char* name, F32Gemm& gemm) {
  inkling::kernels::Noise noise(2);
  for (const auto& the_case : inkling::kernels::GemmCases()) {
    const std::string fault = FindFault(gemm, the_case, noise);
    if (!fault.empty()) {
      std::printf("failed %s: %s\n", name, fault.c_str());
      return;
    }
  }
  std::printf("ok %s\n", name);
}

}  // namespace

int main() {
#define INKLING_F32_GEMM_REFERENCE(name) Check(#name, inkling::kernels::name);
#define INKLING_F32_GEMM_BLOCKED(name, rows, columns) Check(#name, inkling::kernels::name);
#include "kernels/f32_gemm.inc"
}

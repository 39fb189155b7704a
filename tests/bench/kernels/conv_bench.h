#ifndef INKLING_BENCH_CONV_BENCH_H_
#define INKLING_BENCH_CONV_BENCH_H_

namespace inkling::bench {

// Measures the kernels of convolution at the shapes of some layers, beside Eigen's products of the
// same size: a table on standard output.
void MeasureConvolutions(double round_seconds);

}  // namespace inkling::bench

#endif  // INKLING_BENCH_CONV_BENCH_H_

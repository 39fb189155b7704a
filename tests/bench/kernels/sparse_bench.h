#ifndef INKLING_BENCH_SPARSE_BENCH_H_
#define INKLING_BENCH_SPARSE_BENCH_H_

namespace inkling::bench {

// Measures every kernel for products with a sparse matrix beside Eigen's of the whole matrix:
// tables on standard output. What counts is the time, so both are given the operations of the
// whole.
void MeasureSparseProducts(double round_seconds);

}  // namespace inkling::bench

#endif  // INKLING_BENCH_SPARSE_BENCH_H_

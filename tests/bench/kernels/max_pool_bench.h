#ifndef INKLING_BENCH_MAX_POOL_BENCH_H_
#define INKLING_BENCH_MAX_POOL_BENCH_H_

namespace inkling::bench {

// Measures every kernel of max-pooling at the shapes of some layers, beside Eigen's search for the
// largest coefficient of each window and its place: a table on standard output.
void MeasureMaxPools(double round_seconds);

}  // namespace inkling::bench

#endif  // INKLING_BENCH_MAX_POOL_BENCH_H_

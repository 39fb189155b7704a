#ifndef INKLING_BENCH_LIST_BENCH_H_
#define INKLING_BENCH_LIST_BENCH_H_

namespace inkling::bench {

// Measures every kernel that lists non-zeros beside Eigen's conversion of a dense matrix to a
// sparse one: a table on standard output.
void MeasureLists(double round_seconds);

}  // namespace inkling::bench

#endif  // INKLING_BENCH_LIST_BENCH_H_

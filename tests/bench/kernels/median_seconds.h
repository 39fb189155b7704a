#ifndef INKLING_BENCH_MEDIAN_SECONDS_H_
#define INKLING_BENCH_MEDIAN_SECONDS_H_

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

namespace inkling::bench {

// Median over rounds of the time of one call, in seconds. A round takes about `round_seconds`.
inline double MedianSeconds(const std::function<void()>& call, double round_seconds) {
  using Clock = std::chrono::steady_clock;
  const auto time = [&](int calls) {
    const auto start = Clock::now();
    for (int i = 0; i < calls; ++i) call();
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  // Long enough for V8 to replace its baseline code.
  constexpr double kWarmUpSeconds = 0.2;
  int warm_up_calls = 0;
  double seconds = 0;
  while (seconds < kWarmUpSeconds) {
    seconds += time(1);
    ++warm_up_calls;
  }
  const int calls = 1 + static_cast<int>(round_seconds * warm_up_calls / seconds);
  std::vector<double> rounds(7);
  for (double& round : rounds) round = time(calls) / calls;
  std::nth_element(rounds.begin(), rounds.begin() + 3, rounds.end());
  return rounds[3];
}

}  // namespace inkling::bench

#endif  // INKLING_BENCH_MEDIAN_SECONDS_H_

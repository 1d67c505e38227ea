#pragma once
// Fair timing of whole commands: processes run in turn, A B A B ..., their medians and the median
// of the ratios pair by pair, peak memory by the operating system's own accounting.

#include <functional>
#include <string>
#include <vector>

namespace entente {

struct Cost {
  double seconds = 0;
  double peak_mib = 0;
  int status = 0;
};

/// Runs a program (no shell), its output to /dev/null.
Cost run_process(const std::vector<std::string>& arguments);

double median(std::vector<double> values);

struct Pairs {
  double seconds_a = 0, seconds_b = 0;  ///< medians
  double ratio = 0;                     ///< median of a/b
  double peak_a = 0, peak_b = 0;        ///< medians
};
/// `count` alternating pairs after one warm-up of each.
Pairs alternate(int count, const std::function<Cost()>& a, const std::function<Cost()>& b);

}  // namespace entente

#include "entente/forecast/block_bootstrap.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "entente/base/parallel.hpp"
#include "entente/base/random.hpp"

namespace entente::forecast {
namespace {

constexpr std::size_t kDraws = 999;
constexpr std::size_t kGrain = 32;
constexpr double kLow = 0.05, kHigh = 0.95;

std::vector<std::uint32_t> drawn_origins(std::size_t origins, std::size_t block,
                                         RandomStream stream) {
  block = std::clamp<std::size_t>(block, 1, origins);
  std::vector<std::uint32_t> drawn;
  drawn.reserve(origins);
  while (drawn.size() < origins) {
    const auto start = static_cast<std::uint32_t>(stream.below(origins - block + 1));
    for (std::uint32_t i = 0; i < block && drawn.size() < origins; ++i) drawn.push_back(start + i);
  }
  return drawn;
}

}  // namespace

Interval block_bootstrap(std::size_t origins, std::size_t block, std::string_view name,
                         std::uint64_t seed,
                         const std::function<double(std::span<const std::uint32_t>)>& score) {
  if (origins == 0) return {};
  std::vector<double> values(kDraws);
  parallel_for(kDraws, kGrain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t draw = begin; draw < end; ++draw)
      values[draw] = score(drawn_origins(origins, block, RandomStream(seed, name, draw)));
  });
  std::erase_if(values, [](double x) { return !std::isfinite(x); });
  if (values.empty()) return {};
  std::ranges::sort(values);
  const auto at = [&](double p) {
    return values[static_cast<std::size_t>(
        std::lround(p * static_cast<double>(values.size() - 1)))];
  };
  return {at(kLow), at(kHigh)};
}

double skill(double errors, double reference) {
  return reference > 0 ? 1 - errors / reference : std::numeric_limits<double>::quiet_NaN();
}

Skill skill_of(std::span<const double> errors, std::span<const double> reference, std::size_t block,
               std::string_view name, std::uint64_t seed) {
  assert(errors.size() == reference.size());
  const auto sum = [](std::span<const double> of) {
    return std::accumulate(of.begin(), of.end(), 0.0);
  };
  const double value = skill(sum(errors), sum(reference));
  return {std::isfinite(value) ? value : 0,
          block_bootstrap(errors.size(), block, name, seed, [&](auto drawn) {
            double own = 0, other = 0;
            for (const std::uint32_t origin : drawn) {
              own += errors[origin];
              other += reference[origin];
            }
            return skill(own, other);
          })};
}

}  // namespace entente::forecast

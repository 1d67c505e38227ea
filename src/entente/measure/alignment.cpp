// Who stands with whom, beyond what chance alone would give?
//
// Two who vote yes to nearly everything agree often by chance. Häge (2011, Political Analysis 19;
// in Cohen's form: each actor's own distribution) therefore sets the observed squared
// distance against the one expected if the two answered independently:
//   1 - sum (x_i - y_i)^2 / (1/n sum_ij (x_i - y_j)^2).
// The double sum is n (sum (x - mx)^2 + sum (y - my)^2) + n^2 (mx - my)^2, so the cost is linear in
// n. Intervals: percentile bootstrap (Efron 1979), 999 resamples of the votes or third parties,
// each pair's draws from a stream of its own. Items are sorted by their values before drawing, so
// neither the order of rows nor the names of third parties moves a bound.

#include "entente/measure/alignment.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <utility>

#include "entente/base/random.hpp"

namespace entente {
namespace {

constexpr std::size_t kDraws = 999;

using Items = std::vector<std::pair<double, double>>;  // (x, y) of one vote or third party

// Not where one of the two never varies: the formula then gives 0 whatever the other did.
bool both_vary(const Items& items) {
  const auto differs = [&](auto side) {
    return std::any_of(items.begin(), items.end(),
                       [&](const auto& item) { return item.*side != items.front().*side; });
  };
  using Item = Items::value_type;
  return differs(&Item::first) && differs(&Item::second);
}

bool all_equal(const std::vector<double>& values, double value) {
  return std::all_of(values.begin(), values.end(), [value](double v) { return v == value; });
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

double squares_about(const std::vector<double>& values, double centre) {
  double sum = 0;
  for (const double v : values) sum += (v - centre) * (v - centre);
  return sum;
}

std::optional<double> agreement_of(const Items& items) {
  if (!both_vary(items)) return std::nullopt;
  std::vector<double> x, y;
  x.reserve(items.size());
  y.reserve(items.size());
  for (const auto& [of_a, of_b] : items) {
    x.push_back(of_a);
    y.push_back(of_b);
  }
  return chance_corrected_agreement(x, y);
}

// Percentile interval; resamples in which one of the two never varies say nothing and are left out.
// `value` where none is left.
Interval bootstrap(const Items& items, double value, double level, RandomStream stream) {
  std::vector<double> values;
  Items drawn(items.size());
  for (std::size_t draw = 0; draw < kDraws; ++draw) {
    for (auto& item : drawn) item = items[static_cast<std::size_t>(stream.below(items.size()))];
    if (const auto agreement = agreement_of(drawn)) values.push_back(*agreement);
  }
  if (values.empty()) return {value, value};
  std::sort(values.begin(), values.end());
  const double tail = (1 - level) / 2 * static_cast<double>(values.size() + 1);
  const auto skip =
      std::min(static_cast<std::size_t>(std::max(tail - 1 + 1e-9, 0.0)), (values.size() - 1) / 2);
  return {values[skip], values[values.size() - 1 - skip]};
}

Alignment alignment_of(const std::string& a, const std::string& b, Items items,
                       std::uint32_t fewest, double level, RandomStream stream) {
  Alignment found{a, b, std::nullopt, {}, static_cast<std::uint32_t>(items.size()), 0};
  for (const auto& [of_a, of_b] : items) found.alike += of_a == of_b ? 1U : 0U;
  if (items.size() < fewest) return found;
  std::sort(items.begin(), items.end());
  found.value = agreement_of(items);
  if (found.value) found.interval = bootstrap(items, *found.value, level, stream);
  return found;
}

// All pairs, each with its own stream; `common(a, b)` gives what the two share.
template <class Common>
std::vector<Alignment> all_pairs(const std::vector<std::string>& actors, std::uint32_t fewest,
                                 double level, std::uint64_t seed, const Common& common) {
  std::vector<Alignment> pairs;
  for (std::size_t i = 0; i < actors.size(); ++i) {
    for (std::size_t j = i + 1; j < actors.size(); ++j) {
      const RandomStream stream(seed, "alignment", pairs.size());
      pairs.push_back(
          alignment_of(actors[i], actors[j], common(actors[i], actors[j]), fewest, level, stream));
    }
  }
  return pairs;
}

std::optional<double> vote_value(const std::string& vote) {
  if (vote == "yes") return 1;
  if (vote == "abstain") return 0;
  if (vote == "no" || vote == "veto") return -1;
  return std::nullopt;
}

using Ballot = std::map<std::string, double>;  // voter -> value

std::vector<Ballot> contested_ballots(const std::vector<Tie>& ties, DayRange days) {
  std::vector<const Tie*> ordered;
  for (const Tie& tie : ties) {
    if (tie.kind == "vote" && days.contains(tie.from)) ordered.push_back(&tie);
  }
  std::sort(ordered.begin(), ordered.end(), [](const Tie* x, const Tie* y) {
    return std::tie(x->from, x->b, x->a, x->value) < std::tie(y->from, y->b, y->a, y->value);
  });
  std::map<std::pair<Day, std::string>, Ballot> all;
  for (const Tie* tie : ordered) {
    if (const auto value = vote_value(tie->value)) all[{tie->from, tie->b}].emplace(tie->a, *value);
  }
  std::vector<Ballot> contested;
  for (auto& [key, ballot] : all) {
    const double first = ballot.begin()->second;
    const bool unanimous = std::all_of(ballot.begin(), ballot.end(),
                                       [first](const auto& v) { return v.second == first; });
    if (!unanimous) contested.push_back(std::move(ballot));
  }
  return contested;
}

}  // namespace

std::optional<double> chance_corrected_agreement(const std::vector<double>& x,
                                                 const std::vector<double>& y) {
  if (x.empty() || x.size() != y.size()) return std::nullopt;
  if (all_equal(x, x.front()) && all_equal(y, x.front())) return std::nullopt;
  double observed = 0;
  for (std::size_t i = 0; i < x.size(); ++i) observed += (x[i] - y[i]) * (x[i] - y[i]);
  const double mean_x = mean_of(x), mean_y = mean_of(y);
  const double expected = squares_about(x, mean_x) + squares_about(y, mean_y) +
                          static_cast<double>(x.size()) * (mean_x - mean_y) * (mean_x - mean_y);
  const double value = 1 - observed / expected;
  if (!std::isfinite(value)) return std::nullopt;
  return std::abs(value) < 1e-12 ? 0 : value;  // what is left of a zero by rounding is one
}

std::vector<Alignment> vote_alignment(const std::vector<Tie>& ties,
                                      const std::vector<std::string>& actors, DayRange days,
                                      double level, std::uint64_t seed) {
  const auto ballots = contested_ballots(ties, days);
  return all_pairs(actors, kFewestVotes, level, seed,
                   [&](const std::string& a, const std::string& b) {
                     Items items;
                     for (const Ballot& ballot : ballots) {
                       const auto of_a = ballot.find(a), of_b = ballot.find(b);
                       if (of_a != ballot.end() && of_b != ballot.end())
                         items.emplace_back(of_a->second, of_b->second);
                     }
                     return items;
                   });
}

std::vector<Alignment> stance_alignment(const StanceMatrix& stances,
                                        const std::vector<std::string>& actors, double level,
                                        std::uint64_t seed) {
  return all_pairs(actors, kFewestThirdParties, level, seed,
                   [&](const std::string& a, const std::string& b) {
                     Items items;
                     const auto of_a = stances.find(a), of_b = stances.find(b);
                     if (of_a == stances.end() || of_b == stances.end()) return items;
                     for (const auto& [third, stance] : of_a->second) {
                       const auto other = of_b->second.find(third);
                       if (third != a && third != b && other != of_b->second.end())
                         items.emplace_back(stance, other->second);
                     }
                     return items;
                   });
}

}  // namespace entente

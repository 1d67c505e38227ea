// Counts one dyad's events of a kind on a span of days.
//
// The log is sorted by (day, dyad): a day's events are found by one binary search, a dyad's among
// them by another.

#include "entente/forecast/settle.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "entente/base/text.hpp"

namespace entente::forecast {
namespace {

constexpr std::string_view kJoined = " and ";
constexpr int kLongestWait = 30;
constexpr int kWaitLearntFrom = 90;  // days
constexpr std::uint64_t kInTimePercent = 95;

bool was_observed(const EventLog& log, int day) {
  const std::int64_t at = std::int64_t{day} - log.first_day;
  return at >= 0 && at < static_cast<std::int64_t>(log.observed.size()) &&
         log.observed[static_cast<std::size_t>(at)] != 0;
}

std::uint32_t count_acts(const EventLog& log, std::int64_t dyad, ForecastKind kind, int type,
                         int first, int last) {
  std::uint32_t count = 0;
  auto at = std::ranges::lower_bound(log.day, first);
  while (at != log.day.end() && *at <= last) {
    const auto end = std::upper_bound(at, log.day.end(), *at);
    const auto from = log.dyad.begin() + (at - log.day.begin());
    const auto to = log.dyad.begin() + (end - log.day.begin());
    const auto acts = std::equal_range(from, to, static_cast<std::uint32_t>(dyad));
    for (auto act = acts.first; act != acts.second; ++act) {
      const auto i = static_cast<std::size_t>(act - log.dyad.begin());
      const int shown = kind == ForecastKind::kAct ? log.root[i] : log.quad[i];
      if (shown == type) ++count;
    }
    at = end;
  }
  return count;
}

}  // namespace

std::string_view name_of(Unanswered reason) {
  switch (reason) {
    case Unanswered::kNone:
      return {};
    case Unanswered::kNotDue:
      return "not_due";
    case Unanswered::kNotKnown:
      return "not_known";
    case Unanswered::kDaysMissing:
      return "days_missing";
    case Unanswered::kNoData:
      return "no_data";
  }
  return {};
}

std::optional<Day> last_observed_day(const EventLog& log) {
  for (std::size_t i = log.observed.size(); i-- > 0;)
    if (log.observed[i] != 0) return day_from_number(log.first_day + static_cast<int>(i));
  return std::nullopt;
}

std::optional<Day> last_well_known_day(const EventLog& log) {
  constexpr std::size_t kBefore = 28;
  std::map<int, std::uint64_t> learnt;  // rows by the day on which they became known
  for (std::size_t i = 0; i < log.size(); ++i)
    if (log.known_lag[i] != kLateLag) ++learnt[log.day[i] + log.known_lag[i]];
  if (learnt.empty()) return std::nullopt;
  const std::vector<std::pair<int, std::uint64_t>> days(learnt.begin(), learnt.end());
  for (std::size_t i = days.size(); i-- > 0;) {
    std::vector<std::uint64_t> before;
    for (std::size_t j = i > kBefore ? i - kBefore : 0; j < i; ++j)
      before.push_back(days[j].second);
    if (before.empty()) break;
    const auto middle = before.begin() + static_cast<std::ptrdiff_t>(before.size() / 2);
    std::ranges::nth_element(before, middle);
    if (4 * days[i].second >= *middle) return day_from_number(days[i].first);
  }
  return day_from_number(days.front().first);
}

int days_of_waiting(const EventLog& log) {
  const auto known = last_well_known_day(log);
  if (!known) return 1;
  const int last = day_number(*known), first = last - kWaitLearntFrom + 1;
  // Rows by their lag; the last entry holds all that came later than one would wait.
  std::array<std::uint64_t, kLongestWait + 1> rows{};
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < log.size(); ++i) {
    const int day = log.day[i] + log.known_lag[i];
    if (log.known_lag[i] == kLateLag || day < first || day > last) continue;
    ++rows[std::min<std::size_t>(log.known_lag[i], kLongestWait)];
    ++all;
  }
  std::uint64_t in_time = 0;
  for (int lag = 0; lag < kLongestWait; ++lag) {
    in_time += rows[static_cast<std::size_t>(lag)];
    if (100 * in_time >= kInTimePercent * all) return std::max(1, lag);
  }
  return kLongestWait;
}

Answer answer_from_log(const Forecast& forecast, const EventLog& log, int waiting) {
  Answer answer;
  const auto none = [&](Unanswered why) {
    answer.unanswered = why;
    return answer;
  };
  const auto type = parse_int(forecast.type);
  if (forecast.kind == ForecastKind::kRegister || forecast.provider != log.provider || !type)
    return none(Unanswered::kNoData);
  const auto last = last_observed_day(log);
  if (!last || *last < forecast.due() + std::chrono::days{std::max(1, waiting)})
    return none(Unanswered::kNotKnown);
  const int first = day_number(forecast.origin) + 1;
  const int due = day_number(forecast.due());
  for (int day = first; day <= due; ++day)
    if (!was_observed(log, day)) return none(Unanswered::kDaysMissing);
  const std::int64_t dyad = log.find(forecast.source, forecast.target);
  answer.count =
      dyad < 0 ? 0 : count_acts(log, dyad, forecast.kind, static_cast<int>(*type), first, due);
  answer.happened = *answer.count > forecast.level;
  return answer;
}

LogFilter log_filter_of(std::string_view provider) {
  LogFilter filter;
  const std::size_t at = provider.find(kJoined);
  if (at == std::string_view::npos) {
    filter.provider = std::string(provider);
    return filter;
  }
  filter.earlier = std::string(provider.substr(0, at));
  filter.provider = std::string(provider.substr(at + kJoined.size()));
  return filter;
}

}  // namespace entente::forecast

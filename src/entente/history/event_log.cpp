// Reads the canonical events of one provider out of the views into columns.
//
// Names are numbered as they come and renumbered in the order of their codes at the end, events are
// put in order by (day, dyad, root, intensity, quad class, lag): the same events give the same
// columns, in whatever order the query's threads hand them over.

#include "entente/history/event_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>
#include <unordered_map>

namespace entente {
namespace {

// Numbers for names, in order of appearance.
class Names {
 public:
  std::uint32_t number(std::string_view name) {
    // Rows of one actor come in runs.
    if (!names_.empty() && names_[last_] == name) return last_;
    const auto [at, is_new] =
        numbers_.try_emplace(std::string(name), static_cast<std::uint32_t>(names_.size()));
    if (is_new) names_.emplace_back(name);
    return last_ = at->second;
  }
  // Sorts the names; the result maps an old number to the new one.
  std::vector<std::uint32_t> sort(std::vector<std::string>& sorted) {
    std::vector<std::uint32_t> order(names_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t i) -> const std::string& { return names_[i]; });
    std::vector<std::uint32_t> renumbered(names_.size());
    sorted.clear();
    for (const std::uint32_t old : order) {
      renumbered[old] = static_cast<std::uint32_t>(sorted.size());
      sorted.push_back(names_[old]);
    }
    return renumbered;
  }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<std::string> names_;
  std::uint32_t last_ = 0;
};

// Rows that an author picked give no rate, whatever their provider is called (methods: sampling
// gate); a mapping may say of a whole file that it was picked.
constexpr const char* kCountable = "sampling IS DISTINCT FROM 'purposive'";

struct RawEvent {
  std::int32_t day;
  std::uint32_t source, target;  // numbers in order of appearance, then dyad in `source`
  float intensity;
  std::uint16_t known_lag;
  std::uint8_t root, quad;
  bool wanted;
};

std::uint64_t key(std::uint32_t source, std::uint32_t target) {
  return (std::uint64_t{source} << 32U) | target;
}

// The order that the log promises within a day; NaN stands after all numbers.
bool before(const RawEvent& a, const RawEvent& b) {
  const auto rank = [](const RawEvent& e) {
    const bool none = std::isnan(e.intensity);
    return std::make_tuple(e.source, e.root, none, none ? 0.0F : e.intensity, e.quad, e.known_lag);
  };
  return rank(a) < rank(b);
}

// By day by counting, then each day's events among themselves.
std::vector<RawEvent> in_order(const std::vector<RawEvent>& events) {
  const auto [first, last] = std::ranges::minmax(events, {}, &RawEvent::day);
  const std::int32_t from = first.day;
  std::vector<std::size_t> ends(static_cast<std::size_t>(last.day - from) + 2, 0);
  for (const RawEvent& event : events) ++ends[static_cast<std::size_t>(event.day - from) + 1];
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  std::vector<std::size_t> next(ends.begin(), ends.end() - 1);
  std::vector<RawEvent> sorted(events.size());
  for (const RawEvent& event : events)
    sorted[next[static_cast<std::size_t>(event.day - from)]++] = event;
  for (std::size_t day = 0; day + 1 < ends.size(); ++day) {
    std::sort(sorted.begin() + static_cast<std::ptrdiff_t>(ends[day]),
              sorted.begin() + static_cast<std::ptrdiff_t>(ends[day + 1]), before);
  }
  return sorted;
}

// Finds the dyads, sorted, and lets the events carry their dyad in `source`.
std::vector<EventLog::Dyad> number_dyads(std::vector<RawEvent>& events, std::size_t actors) {
  std::vector<EventLog::Dyad> dyads;
  constexpr std::size_t kTable = 1 << 22;
  if (actors * actors <= kTable) {
    std::vector<std::uint32_t> number(actors * actors, 0);
    for (const RawEvent& event : events) number[event.source * actors + event.target] = 1;
    for (std::size_t i = 0; i < number.size(); ++i) {
      if (number[i] == 0) continue;
      number[i] = static_cast<std::uint32_t>(dyads.size());
      dyads.push_back(
          {static_cast<std::uint32_t>(i / actors), static_cast<std::uint32_t>(i % actors)});
    }
    for (RawEvent& event : events) event.source = number[event.source * actors + event.target];
    return dyads;
  }
  std::vector<std::uint64_t> keys;
  keys.reserve(events.size());
  for (const RawEvent& event : events) keys.push_back(key(event.source, event.target));
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  for (const std::uint64_t k : keys)
    dyads.push_back({static_cast<std::uint32_t>(k >> 32U), static_cast<std::uint32_t>(k)});
  for (RawEvent& event : events) {
    event.source = static_cast<std::uint32_t>(
        std::ranges::lower_bound(keys, key(event.source, event.target)) - keys.begin());
  }
  return dyads;
}

// Which rows of a view with the columns provider and day are the log's.
std::string of_the_log(const LogFilter& filter) {
  if (filter.earlier.empty()) return fmt::format("provider = {}", sql_quote(filter.provider));
  const std::string last = fmt::format(
      "(SELECT max(day) FROM canonical_events WHERE provider = {0})", sql_quote(filter.earlier));
  return fmt::format(
      "(provider = {0} AND day <= {2} OR provider = {1} AND (day > {2} OR {2} IS NULL))",
      sql_quote(filter.earlier), sql_quote(filter.provider), last);
}

Result<std::vector<RawEvent>> read_events(Duck& duck, const LogFilter& filter, Names& names) {
  std::string wanted = "true";
  if (!filter.issue.empty())
    wanted += fmt::format(" AND list_contains(issues, {})", sql_quote(filter.issue));
  if (!filter.theatre.empty())
    wanted += fmt::format(" AND theatre = {}", sql_quote(filter.theatre));
  std::vector<RawEvent> events;
  ENTENTE_CHECK(duck.chunks(
      fmt::format("SELECT CAST(day AS DATE), CAST(source AS VARCHAR), CAST(target AS VARCHAR), "
                  "CAST(coalesce(root, 0) AS UTINYINT), CAST(intensity AS DOUBLE), "
                  "coalesce({}, false), CAST(coalesce(quad_class, 0) AS UTINYINT), "
                  "CAST(greatest(0, least({}, date_diff('day', day, known_day))) AS USMALLINT) "
                  "FROM canonical_events WHERE {} AND {}",
                  wanted, kLateLag, of_the_log(filter), kCountable),
      [&](const ChunkReader& chunk) -> Result<void> {
        for (std::size_t i = 0; i < chunk.size(); ++i) {
          if (!chunk.valid(0, i) || !chunk.valid(1, i) || !chunk.valid(2, i)) continue;
          RawEvent event{};
          event.day = chunk.data<std::int32_t>(0)[i];
          event.source = names.number(chunk.text(1, i));
          event.target = names.number(chunk.text(2, i));
          event.root = chunk.data<std::uint8_t>(3)[i];
          const double intensity = chunk.valid(4, i) ? chunk.data<double>(4)[i] : NAN;
          event.intensity = std::abs(intensity) <= static_cast<double>(kLargestIntensity)
                                ? static_cast<float>(intensity)
                                : std::numeric_limits<float>::quiet_NaN();
          event.wanted = chunk.data<bool>(5)[i];
          event.quad = chunk.data<std::uint8_t>(6)[i];
          event.known_lag = chunk.valid(7, i) ? chunk.data<std::uint16_t>(7)[i] : kLateLag;
          events.push_back(event);
        }
        return {};
      }));
  return events;
}

// The days' volumes; days of events that coverage does not know are there, unobserved.
Result<void> read_volumes(Duck& duck, const LogFilter& filter, EventLog& log, std::int32_t first,
                          std::int32_t last) {
  struct Covered {
    std::int32_t day;
    std::uint32_t volume;
    bool observed;
  };
  std::vector<Covered> days;
  ENTENTE_CHECK(duck.chunks(
      fmt::format("SELECT CAST(day AS DATE), CAST(cross_border AS BIGINT), status = 'observed' "
                  "FROM coverage WHERE {}",
                  of_the_log(filter)),
      [&](const ChunkReader& chunk) -> Result<void> {
        for (std::size_t i = 0; i < chunk.size(); ++i) {
          const std::int64_t volume = chunk.data<std::int64_t>(1)[i];
          days.push_back({chunk.data<std::int32_t>(0)[i],
                          static_cast<std::uint32_t>(std::clamp<std::int64_t>(
                              volume, 0, std::numeric_limits<std::uint32_t>::max())),
                          chunk.data<bool>(2)[i]});
          first = std::min(first, days.back().day);
          last = std::max(last, days.back().day);
        }
        return {};
      }));
  log.first_day = first;
  log.volume.assign(static_cast<std::size_t>(last - first) + 1, 0);
  log.observed.assign(log.volume.size(), 0);
  for (const Covered& covered : days) {
    const auto at = static_cast<std::size_t>(covered.day - first);
    log.volume[at] = covered.volume;
    log.observed[at] = covered.observed ? 1 : 0;
  }
  return {};
}

}  // namespace

std::int64_t EventLog::find(std::string_view source, std::string_view target) const {
  const std::int64_t a = find_actor(source);
  const std::int64_t b = find_actor(target);
  return a < 0 || b < 0 ? -1 : find(static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b));
}

std::int64_t EventLog::find(std::uint32_t source, std::uint32_t target) const {
  const auto order = [](const Dyad& d) { return key(d.source, d.target); };
  const auto at = std::ranges::lower_bound(dyads, key(source, target), {}, order);
  return at == dyads.end() || !(*at == Dyad{source, target}) ? -1 : at - dyads.begin();
}

std::int64_t EventLog::find_actor(std::string_view code) const {
  const auto at = std::lower_bound(actors.begin(), actors.end(), code);
  return at == actors.end() || *at != code ? -1 : at - actors.begin();
}

Result<EventLog> read_event_log(Duck& duck, const LogFilter& filter) {
  EventLog log;
  log.provider =
      filter.earlier.empty() ? filter.provider : filter.earlier + " and " + filter.provider;
  Names names;
  ENTENTE_TRY(std::vector<RawEvent> events, read_events(duck, filter, names));
  if (events.empty()) {
    return fail(ErrorCode::kNotFound,
                fmt::format("there are no canonical events to count of the provider \"{}\"",
                            filter.provider),
                "the view canonical_events has them by provider and sampling; purposive rows are "
                "never counted");
  }
  const std::vector<std::uint32_t> renumbered = names.sort(log.actors);
  for (RawEvent& event : events) {
    event.source = renumbered[event.source];
    event.target = renumbered[event.target];
  }
  log.dyads = number_dyads(events, log.actors.size());
  events = in_order(events);
  ENTENTE_CHECK(read_volumes(duck, filter, log, events.front().day, events.back().day));
  const auto wanted = static_cast<std::size_t>(std::ranges::count(events, true, &RawEvent::wanted));
  log.day.reserve(wanted);
  log.dyad.reserve(wanted);
  log.root.reserve(wanted);
  log.quad.reserve(wanted);
  log.intensity.reserve(wanted);
  log.known_lag.reserve(wanted);
  log.outside.reserve(events.size() - wanted);
  for (const RawEvent& event : events) {
    if (!event.wanted) {
      log.outside.push_back({event.day, event.source, event.intensity});
      continue;
    }
    log.day.push_back(event.day);
    log.dyad.push_back(event.source);
    log.root.push_back(event.root);
    log.quad.push_back(event.quad);
    log.intensity.push_back(event.intensity);
    log.known_lag.push_back(event.known_lag);
  }
  return log;
}

LogFilter with_family(const std::string& provider, const std::vector<std::string>& in_store) {
  LogFilter filter{.provider = provider};
  const auto holds = [&](const char* name) {
    return std::ranges::find(in_store, name) != in_store.end();
  };
  if ((provider == "icews" || provider == "quads") && holds("icews") && holds("quads")) {
    filter.provider = "icews";
    filter.earlier = "quads";
  }
  return filter;
}

Result<bool> days_assumed(Duck& duck, const LogFilter& filter) {
  std::vector<std::string> names{filter.provider};
  if (!filter.earlier.empty()) names.push_back(filter.earlier);
  ENTENTE_TRY(const std::int64_t assumed,
              duck.number(fmt::format("SELECT count(*) FROM (SELECT 1 FROM raw WHERE "
                                      "list_contains({}, provider) AND known_basis = 'assumed' "
                                      "LIMIT 1)",
                                      sql_list(names))));
  return assumed != 0;
}

Result<std::vector<std::string>> providers_by_size(Duck& duck) {
  std::vector<std::string> providers;
  ENTENTE_CHECK(duck.chunks(
      fmt::format("SELECT CAST(provider AS VARCHAR) FROM canonical_events WHERE provider <> "
                  "'curated' AND {} GROUP BY provider ORDER BY count(*) DESC, provider",
                  kCountable),
      [&](const ChunkReader& chunk) -> Result<void> {
        for (std::size_t i = 0; i < chunk.size(); ++i) providers.emplace_back(chunk.text(0, i));
        return {};
      }));
  return providers;
}

}  // namespace entente

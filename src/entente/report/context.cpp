#include "entente/report/context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <tuple>

#include "entente/base/text.hpp"

namespace entente {
namespace {

std::string in_window(const DayRange& window) {
  return fmt::format("day >= DATE '{}' AND day < DATE '{}'", format_day(window.from),
                     format_day(window.to));
}

// Reads a query whose columns are all texts; null is "".
Result<void> each_row(Duck& duck, const std::string& sql,
                      const std::function<void(const std::vector<std::string>&)>& each) {
  std::size_t columns = 0;
  std::vector<std::string> cells;
  return duck.rows(
      sql,
      [&](const std::vector<ResultColumn>& header) -> Result<void> {
        columns = header.size();
        cells.resize(columns);
        return {};
      },
      [&](const std::vector<Value>& row) -> Result<void> {
        for (std::size_t i = 0; i < columns; ++i) cells[i] = row[i].text;
        each(cells);
        return {};
      });
}

std::int64_t integer(const std::string& text) { return parse_int(text).value_or(0); }

Result<void> read_curated(BriefContext& context, Duck& duck) {
  ENTENTE_TRY(context.acts, read_acts(duck));
  const DayRange window = context.window();
  std::ranges::copy_if(context.acts, std::back_inserter(context.events),
                       [&](const Act& act) { return window.contains(act.day); });
  if (context.options.since) {
    for (const auto& act : context.events) {
      if (context.options.since->is_new(act.id, act.known_day)) context.fresh.insert(act.id);
    }
  }
  return {};
}

// The primary provider's events in memory, and what they say of the watched dyads by month.
Result<void> read_machine(BriefContext& context, Duck& duck) {
  ENTENTE_TRY(context.providers, providers_by_size(duck));
  const std::string& wanted = context.options.provider;
  if (!wanted.empty() && std::ranges::find(context.providers, wanted) == context.providers.end()) {
    return fail(ErrorCode::kNotFound,
                fmt::format("the store has no events of the provider \"{}\"", printable(wanted)),
                "it has " + join(context.providers, ", "));
  }
  if (context.providers.empty()) return {};
  ENTENTE_TRY(EventLog log,
              read_event_log(duck, {wanted.empty() ? context.providers.front() : wanted, "", ""}));
  MeasureOptions options;
  options.half_lives = context.half_lives();
  options.days = context.window();
  options.which = MeasureDays::kMonthly;
  options.wanted = context.watched_dyads();
  std::map<std::tuple<std::string, std::string, double>, DyadSeries> series;
  measure_dyads(log, options, [&](const DyadDay& at) {
    DyadSeries& one = series[{std::string(at.source), std::string(at.target), at.half_life_days}];
    one.days.push_back(day_from_number(at.day));
    one.sums.push_back(at.sums);
  });
  for (const auto& [source, target] : options.wanted) {
    for (const double half_life : options.half_lives) {
      const auto found = series.find({source, target, half_life});
      if (found == series.end()) continue;
      found->second.source = source;
      found->second.target = target;
      found->second.half_life_days = half_life;
      context.series.push_back(std::move(found->second));
    }
  }
  context.log = std::move(log);
  return {};
}

Result<void> read_volume(BriefContext& context, Duck& duck) {
  const std::string sql = fmt::format(
      "SELECT provider, day::VARCHAR, rows::VARCHAR, cross_border::VARCHAR, status FROM coverage "
      "WHERE {} ORDER BY provider, day",
      in_window(context.window()));
  return each_row(duck, sql, [&](const std::vector<std::string>& c) {
    context.volume.push_back({c[0], parse_iso_day(c[1]).value_or(Day{}), integer(c[2]),
                              integer(c[3]), c[4] == "missing"});
  });
}

// Each dyad's conflict share, at the larger of its own design effect and the median of all.
void measure_shares(std::vector<DyadCount>& dyads) {
  std::vector<double> effects;
  for (const auto& dyad : dyads) {
    if (dyad.decided() >= kFewestActs && dyad.conflict != 0)
      effects.push_back(design_effect(dyad.weeks));
  }
  std::ranges::sort(effects);
  const double usual = effects.empty() ? 1 : effects[effects.size() / 2];
  for (auto& dyad : dyads) {
    if (dyad.decided() < kFewestActs) continue;
    dyad.share = share_with_interval(dyad.conflict, dyad.decided(),
                                     std::max(usual, design_effect(dyad.weeks)));
  }
}

Result<void> read_dyads(BriefContext& context, Duck& duck) {
  std::string pairs;
  for (const auto& [a, b] : context.of_case.watched) {
    if (!pairs.empty()) pairs += ", ";
    pairs += fmt::format("({0}, {1}), ({1}, {0})", sql_quote(a), sql_quote(b));
  }
  if (pairs.empty()) return {};
  const std::string sql = fmt::format(
      "SELECT provider, source, target, date_trunc('week', day)::VARCHAR AS week, count(*) FILTER "
      "(WHERE root BETWEEN 3 AND 8)::VARCHAR, "
      "count(*) FILTER (WHERE root BETWEEN 9 AND 20)::VARCHAR, "
      "count(*) FILTER (WHERE root < 3)::VARCHAR, min(day)::VARCHAR, max(day)::VARCHAR FROM "
      "canonical_events WHERE provider <> 'curated' AND sampling IS DISTINCT FROM 'purposive' "
      "AND {} AND (source, target) IN (VALUES {}) "
      "GROUP BY ALL ORDER BY provider, source, target, week",
      in_window(context.window()), pairs);
  ENTENTE_CHECK(each_row(duck, sql, [&](const std::vector<std::string>& c) {
    auto& dyads = context.dyads;
    const bool same = !dyads.empty() && dyads.back().provider == c[0] &&
                      dyads.back().source == c[1] && dyads.back().target == c[2];
    if (!same)
      dyads.push_back({c[0], c[1], c[2], 0, 0, 0, {}, parse_iso_day(c[7]).value_or(Day{}), {}, {}});
    DyadCount& dyad = dyads.back();
    dyad.cooperation += integer(c[4]);
    dyad.conflict += integer(c[5]);
    dyad.neutral += integer(c[6]);
    dyad.last_day = parse_iso_day(c[8]).value_or(dyad.first_day);
    dyad.weeks.push_back({integer(c[5]), integer(c[4]) + integer(c[5])});
  }));
  measure_shares(context.dyads);
  return {};
}

Result<void> read_resolved(BriefContext& context, Duck& duck) {
  std::vector<std::string> watched;
  for (const auto& [a, b] : context.of_case.watched) {
    watched.push_back(a);
    watched.push_back(b);
  }
  std::ranges::sort(watched);
  watched.erase(std::unique(watched.begin(), watched.end()), watched.end());
  std::string list;
  for (const auto& key : watched) list += (list.empty() ? "" : ", ") + sql_quote(key);
  if (list.empty()) return {};
  const std::string sql = fmt::format(
      "WITH sides AS (SELECT provider, source_country AS country, source_code AS code, "
      "source_resolved_by AS found FROM events WHERE provider <> 'curated' "
      "UNION ALL SELECT provider, target_country, target_code, target_resolved_by FROM events "
      "WHERE provider <> 'curated') "
      "SELECT provider, coalesce(country, code), count(*)::VARCHAR, count(*) FILTER (WHERE found = "
      "'country_column')::VARCHAR, "
      "count(*) FILTER (WHERE code IS NULL)::VARCHAR FROM sides WHERE coalesce(country, code) IN "
      "({}) GROUP BY 1, 2 ORDER BY 1, 2",
      list);
  return each_row(duck, sql, [&](const std::vector<std::string>& c) {
    context.resolved.push_back({c[0], c[1], integer(c[2]), integer(c[3]), integer(c[4])});
  });
}

void read_batches(BriefContext& context, const Snapshot& snapshot, bool machine) {
  const auto day = [](const std::optional<Day>& d) { return d ? format_day(*d) : std::string(); };
  for (const auto& b : snapshot.batches()) {
    if (b.status == "removed") continue;
    // The path is the user's affair; the page names the file.
    const auto slash = b.file.rfind('/');
    context.batches.push_back(
        {b.number, machine, slash == std::string::npos ? b.file : b.file.substr(slash + 1),
         b.provider, b.sha256, b.status, static_cast<std::int64_t>(b.rows_read),
         static_cast<std::int64_t>(b.rows_kept), static_cast<std::int64_t>(b.rows_rejected),
         static_cast<std::int64_t>(b.rows_duplicate), day(b.first_day), day(b.last_day)});
    context.rejected_rows += static_cast<std::int64_t>(b.rows_rejected);
  }
}

}  // namespace

std::string BriefContext::name(const std::string& key) const {
  const auto found = of_case.display_names.find(key);
  if (found != of_case.display_names.end()) return found->second;
  const Actor* const actor = of_case.world.find(key);
  return actor == nullptr ? key : actor->name;
}

std::string BriefContext::dyad_name(const std::string& source, const std::string& target) const {
  return name(source) + " \u2192 " + name(target);
}

std::vector<double> BriefContext::half_lives() const {
  const auto& asked = of_case.questions.half_lives;
  return asked.empty() ? std::vector<double>{kDefaultHalfLife} : asked;
}

std::vector<std::pair<std::string, std::string>> BriefContext::watched_dyads() const {
  std::vector<std::pair<std::string, std::string>> both;
  for (const auto& [a, b] : of_case.watched) {
    both.emplace_back(a, b);
    both.emplace_back(b, a);
  }
  return both;
}

const Register* BriefContext::find_register(const std::string& key) const {
  const auto found = std::ranges::find(of_case.registers, key, &Register::key);
  return found == of_case.registers.end() ? nullptr : &*found;
}

bool BriefContext::counted(const Act& act) const {
  const Register* const of_register = act.in_register() ? find_register(act.register_key) : nullptr;
  return of_register != nullptr && of_register->complete;
}

bool BriefContext::all_complete(const std::vector<std::string>& registers) const {
  return std::ranges::all_of(registers, [&](const std::string& key) {
    const Register* const of_register = find_register(key);
    return of_register != nullptr && of_register->complete;
  });
}

bool BriefContext::comparable(Day from, Day split, Day to) const {
  constexpr double kCoverage = 0.8;
  if (!log) return false;
  const auto covered = [&](Day first, Day end) {
    const auto begin = static_cast<std::int64_t>(day_number(first)) - log->first_day;
    const auto after = static_cast<std::int64_t>(day_number(end)) - log->first_day;
    const auto days = static_cast<std::int64_t>(log->observed.size());
    std::int64_t observed = 0;
    for (auto at = std::max<std::int64_t>(begin, 0); at < std::min(after, days); ++at)
      observed += log->observed[static_cast<std::size_t>(at)] != 0 ? 1 : 0;
    return static_cast<double>(observed) >= kCoverage * static_cast<double>(after - begin);
  };
  const bool broken = std::ranges::any_of(of_case.coverage, [&](const CoverageNote& note) {
    return note.kind == "break" && note.provider == log->provider && note.days.from > from &&
           note.days.from < to;
  });
  return !broken && covered(from, split) && covered(split, to);
}

DayRange BriefContext::window() const {
  DayRange window = of_case.window;
  if (options.as_of) window.to = std::min(window.to, *options.as_of + std::chrono::days{1});
  return window;
}

Result<BriefContext> read_context(const Case& of_case, Snapshot& curated, Snapshot* machine,
                                  const BriefOptions& options) {
  BriefContext context{.of_case = of_case, .options = options};
  context.has_machine = machine != nullptr;
  ENTENTE_CHECK(read_curated(context, curated.duck()));
  read_batches(context, curated, false);
  if (machine != nullptr) {
    ENTENTE_CHECK(read_volume(context, machine->duck()));
    ENTENTE_CHECK(read_dyads(context, machine->duck()));
    ENTENTE_CHECK(read_resolved(context, machine->duck()));
    ENTENTE_CHECK(read_machine(context, machine->duck()));
    read_batches(context, *machine, true);
  }
  ENTENTE_CHECK(read_forecasts(context, machine == nullptr ? nullptr : &machine->duck()));
  return context;
}

}  // namespace entente

// Registered forecasts and their answers: from and to the catalogue's rows.
//
// Nothing is computed anew from a registered forecast: what it said is what is scored. Only what
// was said beforehand is counted, since whoever knows the answer says it well. The track record of
// a forecast is that of the settled ones of its kind and horizon that were told by the same word of
// probability (ICD 203), so that a reader sees what the word has been worth.

#include "entente/forecast/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "entente/base/text.hpp"

namespace entente::forecast {
namespace {

constexpr double kLeast = 1e-9;  // of what is given to an answer, so that no log score is infinite

bool is_share(double x) { return x >= 0 && x <= 1; }  // false for NaN

ForecastRecord record_of(const Forecast& f, const std::string& now, const std::string& inputs) {
  ForecastRecord r;
  r.id = f.id;
  r.registered_at = now;
  r.kind = std::string(name_of(f.kind));
  r.source = f.source;
  r.target = f.target;
  r.type = f.type;
  r.provider = f.provider;
  r.origin = f.origin;
  r.horizon_days = f.horizon_days;
  r.level = f.level;
  r.probability = f.probability;
  r.low = f.low;
  r.high = f.high;
  r.climatology = f.climatology;
  if (f.count) {
    const CountSummary& c = *f.count;
    r.count = ForecastRecord::Count{c.mean, {c.q05, c.q10, c.q25, c.q50, c.q75, c.q90, c.q95}};
  }
  r.inputs = inputs;
  return r;
}

std::uint32_t natural(std::int64_t value) {
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(value, 0, std::numeric_limits<std::uint32_t>::max()));
}

// A catalogue is a file like any other: what no program registers is named, not trusted.
Result<Registered> registered_of(const ForecastRecord& r) {
  const auto kind = forecast_kind(r.kind);
  if (!kind || !is_share(r.probability) || !is_share(r.climatology) || r.horizon_days < 1 ||
      r.level < 0 || r.origin < kFirstDay || r.origin > kLastDay ||
      (r.count && !std::isfinite(r.count->mean)) ||
      (r.settlement && !(is_share(r.settlement->brier) && r.settlement->log_score >= 0 &&
                         std::isfinite(r.settlement->log_score)))) {
    return fail(ErrorCode::kBadData,
                fmt::format("the catalogue holds a forecast that no entente registers: {}",
                            printable(r.id)),
                "restore the store from a backup");
  }
  Registered out;
  Forecast& f = out.forecast;
  f.id = r.id;
  f.kind = *kind;
  f.source = r.source;
  f.target = r.target;
  f.type = r.type;
  f.provider = r.provider;
  f.origin = r.origin;
  f.horizon_days = r.horizon_days;
  f.level = natural(r.level);
  f.probability = r.probability;
  f.low = r.low;
  f.high = r.high;
  f.climatology = r.climatology;
  if (r.count) {
    const auto& q = r.count->quantiles;
    f.count = CountSummary{r.count->mean, natural(q[0]), natural(q[1]), natural(q[2]),
                           natural(q[3]), natural(q[4]), natural(q[5]), natural(q[6])};
  }
  out.registered_at = r.registered_at;
  out.inputs = r.inputs;
  if (r.settlement) {
    Settlement& s = out.settlement.emplace();
    s.settled_at = r.settlement->settled_at;
    s.happened = r.settlement->happened;
    if (r.settlement->count) s.count = natural(*r.settlement->count);
    s.brier = r.settlement->brier;
    s.log_score = r.settlement->log_score;
  }
  return out;
}

// What is asked, whatever the answer was made from.
using Question = std::tuple<ForecastKind, std::string, std::string, std::string, std::string, Day,
                            int, std::uint32_t>;
Question question_of(const Forecast& f) {
  return {f.kind, f.source, f.target, f.type, f.provider, f.origin, f.horizon_days, f.level};
}

// The UTC day of "2026-11-24T13:38:00Z".
std::optional<Day> day_of(const std::string& time) {
  constexpr std::size_t kDayLength = 10;
  if (time.size() > kDayLength && time[kDayLength] != 'T') return std::nullopt;
  return parse_iso_day(std::string_view(time).substr(0, kDayLength));
}

Reliability reliability_of(std::span<const Registered> registered, bool after_the_fact) {
  std::vector<Judged> judged;
  for (const Registered& r : registered)
    if (r.settlement && r.after_the_fact() == after_the_fact)
      judged.push_back({r.forecast.probability, r.settlement->happened});
  return reliability_of(std::span<const Judged>(judged));
}

SettlementRecord record_of(const std::string& id, const Settlement& s) {
  SettlementRecord r;
  r.id = id;
  r.settled_at = s.settled_at;
  r.happened = s.happened;
  if (s.count) r.count = *s.count;
  r.brier = s.brier;
  r.log_score = s.log_score;
  return r;
}

}  // namespace

bool Registered::after_the_fact() const {
  const auto day = day_of(registered_at);
  return !day || *day > std::min(forecast.origin + std::chrono::days{kLateDays}, forecast.due());
}

Result<std::size_t> register_forecasts(Catalogue& catalogue, std::span<const Forecast> forecasts,
                                       const std::string& now, const std::string& inputs) {
  ENTENTE_TRY(const std::vector<Registered> there, registered_forecasts(catalogue));
  std::set<Question> asked;
  for (const Registered& one : there) asked.insert(question_of(one.forecast));
  std::vector<ForecastRecord> records;
  for (const Forecast& f : forecasts) {
    if (f.id.empty() || !is_share(f.probability) || !is_share(f.climatology) ||
        !std::isfinite(f.low) || !std::isfinite(f.high) || f.horizon_days < 1) {
      return fail(ErrorCode::kFailure,
                  "a forecast without an id, a probability or a horizon "
                  "cannot be registered");
    }
    if (asked.insert(question_of(f)).second) records.push_back(record_of(f, now, inputs));
  }
  return catalogue.add_forecasts(records);
}

Result<std::vector<Registered>> registered_forecasts(Catalogue& catalogue) {
  ENTENTE_TRY(const std::vector<ForecastRecord> records, catalogue.forecasts());
  std::vector<Registered> all;
  all.reserve(records.size());
  for (const auto& record : records) {
    ENTENTE_TRY(Registered one, registered_of(record));
    all.push_back(std::move(one));
  }
  return all;
}

Result<void> settle(Catalogue& catalogue, const std::string& id, const Settlement& settlement) {
  return catalogue.settle_forecasts({record_of(id, settlement)});
}

Result<void> settle(Catalogue& catalogue,
                    std::span<const std::pair<std::string, Settlement>> settlements) {
  std::vector<SettlementRecord> records;
  records.reserve(settlements.size());
  for (const auto& [id, settlement] : settlements) records.push_back(record_of(id, settlement));
  return catalogue.settle_forecasts(records);
}

Settlement settlement_of(const Forecast& forecast, bool happened,
                         std::optional<std::uint32_t> count, const std::string& now) {
  Settlement s;
  s.settled_at = now;
  s.happened = happened;
  s.count = count;
  const double given = happened ? forecast.probability : 1 - forecast.probability;
  s.brier = (1 - given) * (1 - given);
  s.log_score = given >= 1 ? 0 : -std::log(std::max(given, kLeast));
  return s;
}

TrackRecord track_record(std::span<const Registered> registered, const Forecast& like) {
  TrackSum sum;
  const std::string_view word = word_of(like.probability);
  for (const Registered& r : registered) {
    const Forecast& f = r.forecast;
    if (!r.settlement || f.kind != like.kind || f.horizon_days != like.horizon_days ||
        word_of(f.probability) != word || f.due() > like.origin || r.after_the_fact())
      continue;
    const auto settled = day_of(r.settlement->settled_at);
    if (!settled || *settled > like.origin) continue;
    const bool happened = r.settlement->happened;
    sum.add({f.probability, happened}, r.settlement->brier,
            squared_error({f.climatology, happened}));
  }
  return sum.record("settled", 1);
}

Reliability reliability_of(std::span<const Registered> registered) {
  return reliability_of(registered, false);
}

Reliability reliability_after_the_fact(std::span<const Registered> registered) {
  return reliability_of(registered, true);
}

}  // namespace entente::forecast

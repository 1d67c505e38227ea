// The forecasts that the brief tells: made once, at the last day that was known.
//
// Registers are asked about the days after the window; machine-coded acts and counts about the days
// after the last one that the log knows well (settle.hpp). With --as-of neither lies after it, and
// what was registered later is not shown. A log that is too short for the longest horizon is asked
// about the others.

#include <algorithm>
#include <iterator>

#include "entente/forecast/settle.hpp"
#include "entente/report/context.hpp"

namespace entente {
namespace {

constexpr int kActDays = 7;

Result<void> read_counts(BriefContext& context, const EventLog& log, Day origin) {
  const auto dyads = context.watched_dyads();
  for (auto horizons = forecast::horizons_of(context.of_case); !horizons.empty();
       horizons.pop_back()) {
    auto made =
        forecast::forecast_counts(log, origin, horizons, dyads, {.seed = context.options.seed});
    if (made) {
      context.count_outlook = std::move(*made);
      return {};
    }
    if (made.error().code != ErrorCode::kBadData) return fail(made.error());
    context.no_counts = made.error().message;
  }
  return {};
}

Result<void> read_acts(BriefContext& context, const EventLog& log, Day origin) {
  auto made = forecast::forecast_acts(log, origin, kActDays, context.watched_dyads(),
                                      {.seed = context.options.seed});
  if (made) {
    context.act_outlook = std::move(*made);
    return {};
  }
  if (made.error().code != ErrorCode::kBadData) return fail(made.error());
  context.no_acts = made.error().message;
  return {};
}

}  // namespace

const EventLog* BriefContext::forecast_log() const {
  if (family_log) return &*family_log;
  return log ? &*log : nullptr;
}

Result<void> read_forecasts(BriefContext& context, Duck* machine) {
  const auto& as_of = context.options.as_of;
  // What was registered or settled after --as-of is not known yet.
  const auto known = [&](const std::string& time) {
    if (!as_of) return true;
    const auto day =
        parse_iso_day(std::string_view(time).substr(0, std::min<std::size_t>(10, time.size())));
    return day && *day <= *as_of;
  };
  std::ranges::copy_if(context.options.registered, std::back_inserter(context.registered),
                       [&](const forecast::Registered& one) { return known(one.registered_at); });
  for (auto& one : context.registered) {
    if (one.settlement && !known(one.settlement->settled_at)) one.settlement.reset();
  }
  const Day last = context.window().to - std::chrono::days{1};
  context.register_outlook = forecast::forecast_registers(context.of_case, context.acts, last,
                                                          forecast::horizons_of(context.of_case));
  if (!context.log || machine == nullptr || context.of_case.watched.empty()) return {};
  const LogFilter family = with_family(context.log->provider, context.providers);
  if (!family.earlier.empty()) {
    ENTENTE_TRY(EventLog log, read_event_log(*machine, family));
    context.family_log = std::move(log);
  }
  ENTENTE_TRY(context.pseudo_real_time, days_assumed(*machine, family));
  const EventLog& log = *context.forecast_log();
  const auto last_known = forecast::last_well_known_day(log);
  if (!last_known) {
    context.no_counts = context.no_acts = "the log holds no event";
    return {};
  }
  const Day origin = std::min(*last_known, as_of.value_or(*last_known));
  ENTENTE_CHECK(read_counts(context, log, origin));
  return read_acts(context, log, origin);
}

}  // namespace entente

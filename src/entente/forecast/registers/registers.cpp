// Forecasts of registers, told in words: probability, what moved it, the last occasions, and how
// forecasts like it fared.
//
// The model is fitted and back-tested for each horizon alone (register_backtest.cpp); nothing but
// the registers' windows and the acts known at the origin goes in. Outcomes are never read here.

#include "entente/forecast/registers/registers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string_view>

#include "entente/base/hash.hpp"
#include "entente/forecast/registers/register_backtest.hpp"

namespace entente::forecast {
namespace {

constexpr std::size_t kEvidence = 3;
constexpr std::size_t kOriginsToScore = 20;

constexpr std::array<std::string_view, kRegisterStatistics> kNames = {
    "occasions a year lately (half-life 30 days)",
    "occasions a year lately (half-life 90 days)",
    "occasions a year lately (half-life 365 days)",
    "days since the last occasion",
    "share of earlier years with an occasion at this time of year",
    "share of past spans of this length with an occasion",
};

/// Of everything that the forecasts at this origin were made from.
std::string digest_of(const std::vector<RegisterPast>& pasts) {
  std::uint64_t state = xxh64("registers");
  const auto add = [&](std::uint64_t value) { state = hash_combine(state, value); };
  const auto add_day = [&](Day day) { add(static_cast<std::uint64_t>(day_number(day))); };
  for (const RegisterPast& past : pasts) {
    add(xxh64(past.of->key));
    add_day(past.of->days.from);
    add_day(past.of->days.to);
    for (const auto& occasion : past.occasions) {
      add(xxh64(occasion.act->id));
      add_day(occasion.day);
      add_day(occasion.known);
    }
  }
  return hex64(state);
}

std::vector<Statistic> statistics_of(const RegisterSample& sample, const RegisterAnswer& answer) {
  std::vector<Statistic> statistics;
  for (std::size_t i = 0; i < kNames.size(); ++i)
    statistics.push_back({std::string(kNames[i]), sample.value[i], answer.effects[i]});
  statistics.push_back({"this register beside the others", answer.own, answer.own});
  statistics.push_back({"all registers beside their past shares", answer.shift, answer.shift});
  std::ranges::stable_sort(statistics, [](const Statistic& a, const Statistic& b) {
    return std::abs(a.effect) > std::abs(b.effect);
  });
  return statistics;
}

std::vector<ForecastEvidence> evidence_of(const RegisterPast& past) {
  std::vector<ForecastEvidence> evidence;
  for (auto at = past.occasions.rbegin();
       at != past.occasions.rend() && evidence.size() < kEvidence; ++at) {
    const Act& act = *at->act;
    evidence.push_back({act.id, act.day, act.source_state.empty() ? act.source : act.source_state,
                        act.target_state.empty() ? act.target : act.target_state, act.sentence,
                        act.citation});
  }
  return evidence;
}

/// How the back-test's forecasts in the same word of probability fared.
TrackRecord track_of(std::span<const RegisterJudged> judged, double probability, int horizon_days) {
  TrackSum sum;
  for (const RegisterJudged& one : judged) {
    if (word_of(one.probability) != word_of(probability)) continue;
    const Judged ours{one.probability, one.happened};
    sum.add(ours, squared_error(ours), squared_error({one.climatology, one.happened}));
  }
  return sum.record("back-test", RegisterRun::overlap(horizon_days));
}

std::size_t origins_of(std::span<const RegisterJudged> judged) {
  std::size_t origins = 0;
  for (std::size_t i = 0; i < judged.size(); ++i)
    origins += i == 0 || judged[i].origin != judged[i - 1].origin ? 1 : 0;
  return origins;
}

}  // namespace

std::vector<int> horizons_of(const Case& of_case) {
  std::vector<int> horizons = of_case.horizons;
  std::erase_if(horizons, [](int days) { return days < 1 || days > kFarthestHorizon; });
  std::ranges::sort(horizons);
  horizons.erase(std::ranges::unique(horizons).begin(), horizons.end());
  return horizons.empty() ? std::vector<int>{7, 30, 90} : horizons;
}

RegisterOutlook forecast_registers(const Case& of_case, const std::vector<Act>& acts, Day origin,
                                   std::span<const int> horizons) {
  RegisterOutlook outlook;
  outlook.origin = origin;
  const std::vector<RegisterPast> pasts = RegisterRun::pasts_of(of_case, acts, origin);
  const std::string digest = digest_of(pasts);
  std::vector<int> days(horizons.begin(), horizons.end());
  std::ranges::sort(days);
  days.erase(std::unique(days.begin(), days.end()), days.end());
  std::erase_if(days, [](int horizon) { return horizon < 1; });

  std::vector<RegisterScores> by_register;
  for (const int horizon : days) {
    const RegisterRun run(pasts, origin, horizon);
    const bool scored = origins_of(run.judged()) >= kOriginsToScore;
    if (scored) outlook.scores.push_back(score_registers(run.judged(), horizon, {}));
    for (const RegisterSample& sample : run.asked()) {
      const RegisterPast& past = pasts[sample.which];
      const RegisterAnswer answer = run.answer(sample);
      Forecast made;
      made.kind = ForecastKind::kRegister;
      made.type = past.of->key;
      made.provider = "curated";
      made.origin = origin;
      made.horizon_days = horizon;
      made.probability = answer.probability;
      made.low = answer.low;
      made.high = answer.high;
      made.climatology = sample.climatology;
      made.statistics = statistics_of(sample, answer);
      made.evidence = evidence_of(past);
      made.track = track_of(run.judged(), answer.probability, horizon);
      made.id = forecast_id(made, digest);
      outlook.forecasts.push_back(std::move(made));
    }
    for (std::size_t which = 0; scored && which < pasts.size(); ++which) {
      std::vector<RegisterJudged> own;
      std::ranges::copy_if(run.judged(), std::back_inserter(own),
                           [&](const RegisterJudged& one) { return one.which == which; });
      if (origins_of(own) >= kOriginsToScore)
        by_register.push_back(score_registers(own, horizon, pasts[which].of->key));
    }
  }
  std::ranges::stable_sort(outlook.forecasts, {}, &Forecast::type);
  std::ranges::stable_sort(by_register, {}, &RegisterScores::register_key);
  outlook.scores.insert(outlook.scores.end(), by_register.begin(), by_register.end());
  return outlook;
}

}  // namespace entente::forecast

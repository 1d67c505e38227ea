// Which acts will there be?
//
// Past questions (act_training.hpp) are cut in time: the last days judge, what comes before them
// fits and calibrates. A logistic regression is calibrated by isotonic regression on scores that it
// gave to days which it had not seen: the days are cut into parts, each part is scored by a fit on
// the others (cross-fitting; Stone 1974). Days next to a part are left out of its fit, since their
// spans overlap. A single late part would not do: how busy its weeks happened to be would be taken
// for a fault of the model. After judging, fit and calibration are made anew on all past days, and
// the questions of the origin are answered.
//
// Answers of one day share the news of that day, and a dyad's answers its character: intervals are
// those of fewer questions, by the variance that clusters of both kinds show (two-way clusters,
// Cameron, Gelbach & Miller 2011; design effect, Kish 1965).

#include "entente/forecast/acts/acts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <tuple>

#include "entente/base/hash.hpp"
#include "entente/base/parallel.hpp"
#include "entente/base/text.hpp"
#include "entente/forecast/acts/act_training.hpp"

namespace entente::forecast {
namespace {

RidgeSettings ridge_settings(std::uint64_t seed) {
  RidgeSettings settings;
  settings.groups = kActRoots;
  settings.slopes = {kPair10, kPair180, kPastShare};
  settings.offset = kPastShare;
  settings.ridge = 200;
  settings.group_ridge = 200;
  settings.seed = seed;
  return settings;
}

double probability(const GroupedLogistic& model, const ActQuestions& questions, std::size_t row) {
  const std::span<const float> x(&questions.rows.x[row * kActStatistics], kActStatistics);
  return probability_of(model.score(x, questions.rows.group[row]));
}

// Of questions [from, to) of the past: what the model says and what happened.
std::vector<Judged> scored(const GroupedLogistic& model, const ActQuestions& past, std::size_t from,
                           std::size_t to) {
  std::vector<Judged> found(to - from);
  parallel_for(found.size(), 4096, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      found[i] = {probability(model, past, from + i), past.rows.y[from + i] != 0};
  });
  return found;
}

// The judged questions, as the model and as climatology answer them.
struct Judgement {
  std::vector<Judged> model, climatology;
  double effect = 1;
};

// A fit on the first `days` past days, and the calibration of its scores.
struct Calibrated {
  GroupedLogistic model;
  Isotonic calibration;
};

Calibrated calibrated(const ActTraining& training, const ActTimes& times, std::size_t days,
                      const RidgeSettings& ridge, const GroupedLogistic* start) {
  const ActQuestions& past = training.past();
  const auto row = [&](std::size_t day) { return training.rows_before(day); };
  const std::vector<RowRange> all = {{0, row(days)}};
  Calibrated found{GroupedLogistic::fit(past.rows, all, ridge, start), {}};
  std::vector<Judged> held_out;
  held_out.reserve(row(days));
  for (const ActFold& fold : act_folds(days, times.gap)) {
    const std::vector<RowRange> rest = {
        {0, row(fold.from - std::min(fold.from, times.gap))},
        {row(std::min(days, fold.to + times.gap)), row(days)},
    };
    const auto model = GroupedLogistic::fit(past.rows, rest, ridge, &found.model);
    std::ranges::copy(scored(model, past, row(fold.from), row(fold.to)),
                      std::back_inserter(held_out));
  }
  found.calibration = Isotonic(held_out);
  return found;
}

// Variance of the sum of what was off, by clusters of both kinds, over that of independent ones.
double design_effect(std::span<const Judged> judged, std::span<const std::uint32_t> dyad,
                     std::span<const std::uint32_t> day) {
  std::map<std::uint32_t, double> by_dyad, by_day;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> by_both;
  double expected = 0;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    const double p = judged[i].probability;
    const double off = (judged[i].happened ? 1 : 0) - p;
    by_dyad[dyad[i]] += off;
    by_day[day[i]] += off;
    by_both[{dyad[i], day[i]}] += off;
    expected += p * (1 - p);
  }
  double sum = 0;
  for (const auto& [key, off] : by_dyad) sum += off * off;
  for (const auto& [key, off] : by_day) sum += off * off;
  for (const auto& [key, off] : by_both) sum -= off * off;
  return expected > 0 ? std::max(1.0, sum / expected) : 1;
}

// Back-tested forecasts of each word of probability.
std::map<std::string_view, TrackRecord> tracks(const Judgement& judgement) {
  std::map<std::string_view, TrackSum> sums;
  for (std::size_t i = 0; i < judgement.model.size(); ++i) {
    const Judged& one = judgement.model[i];
    sums[word_of(one.probability)].add(one, squared_error(one),
                                       squared_error(judgement.climatology[i]));
  }
  std::map<std::string_view, TrackRecord> found;
  for (const auto& [word, sum] : sums)
    found.emplace(word, sum.record("back-test", judgement.effect));
  return found;
}

// A digest of what was known and of the settings: the same inputs, the same ids.
std::string digest(const EventLog& log, const KnownRows& known, const ActSettings& settings) {
  std::vector<std::uint64_t> actor;
  actor.reserve(log.actors.size());
  for (const std::string& code : log.actors) actor.push_back(xxh64(code));
  std::uint64_t state = hash_combine(xxh64(log.provider), settings.most_dyads);
  state = hash_combine(state, settings.seed);
  for (const std::uint32_t i : known.rows) {
    const EventLog::Dyad& dyad = log.dyads[log.dyad[i]];
    state = hash_combine(state, static_cast<std::uint64_t>(log.day[i]) * 32 + log.root[i]);
    state = hash_combine(state, actor[dyad.source] * 3 + actor[dyad.target]);
    state = hash_combine(state, log.known_lag[i]);
  }
  return hex64(state);
}

std::vector<Statistic> statistics(const GroupedLogistic& model, const ActQuestions& questions,
                                  std::size_t row) {
  const std::vector<double> effects =
      model.effects(std::span<const float>(&questions.rows.x[row * kActStatistics], kActStatistics),
                    questions.rows.group[row]);
  std::vector<Statistic> found;
  for (const ActTheme& theme : act_themes()) {
    double sum = 0;
    for (std::size_t i = theme.first; i <= theme.last; ++i) sum += effects[i];
    found.push_back({std::string(theme.name),
                     static_cast<double>(questions.values[row * kActStatistics + theme.told]),
                     sum});
  }
  found.push_back({"the kind of act itself", static_cast<double>(questions.rows.group[row] + 1),
                   model.level(questions.rows.group[row])});
  std::ranges::stable_sort(found, [](const Statistic& a, const Statistic& b) {
    return std::abs(a.effect) > std::abs(b.effect);
  });
  return found;
}

}  // namespace

Result<ActOutlook> forecast_acts(const EventLog& log, Day origin, int horizon_days,
                                 std::span<const NamedDyad> dyads, const ActSettings& settings) {
  if (horizon_days < 1 || horizon_days > kFarthestHorizon)
    return fail(ErrorCode::kUsage,
                fmt::format("a horizon is 1 to {} days, got {}", kFarthestHorizon, horizon_days));
  const KnownRows known(log, day_number(origin));
  ENTENTE_TRY(const ActTimes times, act_times(log, known, horizon_days));
  std::vector<ActDyad> asked;
  for (const auto& [source, target] : dyads)
    asked.push_back({log.find(source, target), log.find(target, source), log.find_actor(source),
                     log.find_actor(target)});
  ActTraining training(log, known, times, asked, settings.most_dyads);
  training.run(known.until - times.delay);
  const ActQuestions& past = training.past();

  const RidgeSettings ridge = ridge_settings(settings.seed);
  const Calibrated earlier = calibrated(training, times, times.before, ridge, nullptr);
  Judgement judgement;
  std::vector<std::uint32_t> day;
  const std::size_t judge = training.rows_before(times.judge);
  for (std::size_t i = times.judge; i < times.days.size(); ++i)
    day.resize(training.rows_before(i + 1) - judge, static_cast<std::uint32_t>(i));
  judgement.model = scored(earlier.model, past, judge, past.size());
  for (std::size_t i = 0; i < judgement.model.size(); ++i) {
    Judged& one = judgement.model[i];
    one.probability = earlier.calibration(one.probability);
    judgement.climatology.push_back(
        {static_cast<double>(past.climatology[judge + i]), one.happened});
  }
  judgement.effect =
      design_effect(judgement.model, std::span<const std::uint32_t>(past.key).subspan(judge), day);
  const auto track = tracks(judgement);

  ActOutlook outlook;
  outlook.origin = origin;
  outlook.horizon_days = horizon_days;
  outlook.reliability = reliability_of(judgement.model, judgement.effect);
  const Calibrated now = calibrated(training, times, times.days.size(), ridge, &earlier.model);
  const std::string basis = digest(log, known, settings);
  const ActQuestions& questions = training.asked();
  for (std::size_t row = 0; row < questions.size(); ++row) {
    const double raw = probability(now.model, questions, row);
    Forecast one;
    one.kind = ForecastKind::kAct;
    std::tie(one.source, one.target) = dyads[questions.who[row]];
    one.type = fmt::format("{:02}", questions.rows.group[row] + 1);
    one.provider = log.provider;
    one.origin = origin;
    one.horizon_days = horizon_days;
    one.probability = now.calibration(raw);
    const Interval interval = now.calibration.interval(raw, judgement.effect);
    one.low = interval.low;
    one.high = interval.high;
    one.climatology = static_cast<double>(questions.climatology[row]);
    one.statistics = statistics(now.model, questions, row);
    const auto like = track.find(word_of(one.probability));
    if (like != track.end()) one.track = like->second;
    one.id = forecast_id(one, basis);
    outlook.forecasts.push_back(std::move(one));
  }
  std::ranges::stable_sort(outlook.forecasts, [](const Forecast& a, const Forecast& b) {
    if (a.probability != b.probability) return a.probability > b.probability;
    return std::tie(a.source, a.target, a.type) < std::tie(b.source, b.target, b.type);
  });
  return outlook;
}

}  // namespace entente::forecast

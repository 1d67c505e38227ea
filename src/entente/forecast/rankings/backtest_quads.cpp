// Steps in order: ask, then learn, then take in. What is asked never has its own step, or a later
// one, in the history; a test holds the program to that by changing those steps.

#include "entente/forecast/rankings/backtest_quads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "entente/base/progress.hpp"
#include "entente/forecast/rankings/features.hpp"
#include "entente/world/ontology.hpp"

namespace entente::forecast {
namespace {

constexpr std::size_t kRefitSteps = 7;
constexpr std::size_t kFewRelations = 20;
// For the estimate of memory, from above.
constexpr std::uint64_t kBytesAQuad = 1000, kBytesAnEntity = 2000, kBytesARelationPair = 520;
constexpr std::uint64_t kCandidates = 1600, kQueriesAtOnce = 512;

struct Step {
  std::int32_t step = 0;
  std::vector<Quad> acts;
  std::vector<std::uint64_t> numbers;  ///< of judged quads, in the file's order
  bool judged = false;
  bool learnt = false;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::vector<Step> steps_of(const QuadFolder& folder, bool judge_valid) {
  std::map<std::int32_t, Step> by_step;
  const auto take = [&](const std::vector<Quad>& quads, bool judged) {
    for (std::size_t i = 0; i < quads.size(); ++i) {
      Step& step = by_step[quads[i].step];
      step.step = quads[i].step;
      step.judged = judged;
      step.acts.push_back(quads[i]);
      step.numbers.push_back(i);
    }
  };
  take(folder.train, false);
  take(folder.valid, judge_valid);
  if (!judge_valid) take(folder.test, true);
  std::vector<Step> steps;
  for (auto& [number, step] : by_step) steps.push_back(std::move(step));
  return steps;
}

// The latest steps before the judged ones that hold `queries` queries; never the first fifth, whose
// history is too short to learn from.
void choose_learnt(std::vector<Step>& steps, std::size_t first_judged, std::size_t queries) {
  const std::size_t warm_up = std::max<std::size_t>(1, first_judged / 5);
  std::size_t taken = 0;
  for (std::size_t i = first_judged; i > warm_up && taken < queries; --i) {
    steps[i - 1].learnt = true;
    taken += 2 * steps[i - 1].acts.size();
  }
}

std::vector<std::string> relation_classes(const std::vector<std::string>& relations) {
  static constexpr std::array<const char*, 5> names = {"no class", "verbal cooperation",
                                                       "material cooperation", "verbal conflict",
                                                       "material conflict"};
  std::vector<std::string> classes;
  bool any = false;
  for (const std::string& relation : relations) {
    const auto code = cameo_of_event_text(relation);
    const std::uint8_t quad_class = code ? quad_class_icews(cameo_root(*code)) : std::uint8_t{0};
    any = any || quad_class != 0;
    classes.emplace_back(names[quad_class]);
  }
  if (!any && relations.size() <= kFewRelations) return relations;
  return classes;
}

class Backtest {
 public:
  Backtest(const QuadFolder& folder, const BacktestOptions& options, const PredictionSink& sink)
      : folder_(folder),
        options_(options),
        sink_(sink),
        judged_quads_(options.judge_valid ? folder.valid : folder.test),
        steps_(steps_of(folder, options.judge_valid)),
        classes_(relation_classes(folder.relations)),
        ranker_(folder.entities.size(), folder.relations.size(), groups_of_names(folder.entities),
                steps_.back().step + 1, settings_of(options)) {}

  Result<BacktestResult> run() {
    while (first_judged_ < steps_.size() && !steps_[first_judged_].judged) ++first_judged_;
    if (first_judged_ == steps_.size())
      return fail(ErrorCode::kBadData, "there are no quads to judge");
    if (first_judged_ < 2)
      return fail(ErrorCode::kBadData, "one step of training is no history to learn from");
    choose_learnt(steps_, first_judged_, options_.training_queries);
    lists_.resize(sink_ ? 2 * judged_quads_.size() : 0);
    if (options_.setting == BacktestSetting::kMultiStep) {
      ENTENTE_CHECK(run_multi_step());
    } else {
      ENTENTE_CHECK(run_single_step());
    }
    const auto queries = static_cast<double>(result_.all.queries);
    result_.candidate_recall = static_cast<double>(recalled_) / queries;
    for (std::uint64_t q = 0; q < lists_.size(); ++q) ENTENTE_CHECK(sink_(q, lists_[q]));
    return result_;
  }

 private:
  static RankerSettings settings_of(const BacktestOptions& options) {
    RankerSettings settings = options.ranker;
    settings.day_queries_known = options.setting == BacktestSetting::kDayQueriesKnown;
    return settings;
  }

  Result<void> told() {
    ++done_;
    const bool go_on = !options_.progress || options_.progress(done_, steps_.size());
    if (go_on && !interrupted) return {};
    return fail(ErrorCode::kInterrupted, "interrupted; nothing was written");
  }

  Result<void> run_single_step() {
    std::size_t asked = 0;
    for (Step& step : steps_) {
      const auto queries = queries_of(step.acts, folder_.relations.size());
      if (step.judged) {
        if (asked == 0 || (options_.online && asked % kRefitSteps == 0)) ENTENTE_CHECK(fit());
        ++asked;
        ENTENTE_CHECK(ask(step, queries));
      }
      if (step.learnt || (step.judged && options_.online)) ENTENTE_CHECK(learn(step, queries));
      take_in(step, queries);
      ENTENTE_CHECK(told());
    }
    return {};
  }

  // The past in blocks, counted back from the first judged step; within one the history stands
  // still, as it does over the whole judged part. Their length is an eighth of the past: nothing
  // about the judged part, its length included, enters.
  Result<void> run_multi_step() {
    const std::size_t length = std::max<std::size_t>(1, first_judged_ / 8);
    std::size_t from = 0, to = first_judged_ % length == 0 ? length : first_judged_ % length;
    while (from < steps_.size()) {
      if (from == first_judged_) ENTENTE_CHECK(fit());
      std::vector<std::vector<AnsweredQuery>> queries;
      for (std::size_t i = from; i < to; ++i) {
        Step& step = steps_[i];
        queries.push_back(queries_of(step.acts, folder_.relations.size()));
        if (step.judged) ENTENTE_CHECK(ask(step, queries.back()));
        if (step.learnt && from > 0) ENTENTE_CHECK(learn(step, queries.back()));
        ENTENTE_CHECK(told());
      }
      if (from < first_judged_) {
        const auto start = std::chrono::steady_clock::now();
        for (std::size_t i = from; i < to; ++i) ranker_.count(steps_[i].step, queries[i - from]);
        for (std::size_t i = from; i < to; ++i) ranker_.advance(steps_[i].step, steps_[i].acts);
        result_.seconds_fit += seconds_since(start);
      }
      from = to;
      to = from < first_judged_ ? from + length : steps_.size();
    }
    return {};
  }

  void take_in(const Step& step, const std::vector<AnsweredQuery>& queries) {
    const auto start = std::chrono::steady_clock::now();
    ranker_.count(step.step, queries);
    ranker_.advance(step.step, step.acts);
    (step.judged ? result_.seconds_predict : result_.seconds_fit) += seconds_since(start);
  }

  Result<void> fit() {
    const auto start = std::chrono::steady_clock::now();
    result_.training_rows = ranker_.rows();
    ENTENTE_CHECK(ranker_.fit(options_.online));
    result_.seconds_fit += seconds_since(start);
    return {};
  }

  Result<void> learn(const Step& step, const std::vector<AnsweredQuery>& queries) {
    const auto start = std::chrono::steady_clock::now();
    ENTENTE_CHECK(ranker_.learn(step.step, queries));
    ++result_.training_steps;
    result_.seconds_rows += seconds_since(start);
    result_.seconds_fit += seconds_since(start);
    return {};
  }

  Result<void> ask(const Step& step, const std::vector<AnsweredQuery>& queries) {
    const auto start = std::chrono::steady_clock::now();
    ENTENTE_TRY(const std::vector<RankedQuery> ranked, ranker_.rank(step.step, queries));
    result_.seconds_predict += seconds_since(start);
    const auto relations = static_cast<std::uint32_t>(folder_.relations.size());
    for (std::size_t i = 0; i < step.acts.size(); ++i) {
      const Quad& act = step.acts[i];
      judge(queries, ranked, act.subject, act.relation, act.object, step.numbers[i]);
      judge(queries, ranked, act.object, act.relation + relations, act.subject,
            step.numbers[i] + judged_quads_.size());
    }
    return {};
  }

  void judge(const std::vector<AnsweredQuery>& queries, const std::vector<RankedQuery>& ranked,
             std::uint32_t subject, std::uint32_t q, std::uint32_t answer, std::uint64_t number) {
    const auto found = std::lower_bound(
        queries.begin(), queries.end(), std::pair(subject, q),
        [](const AnsweredQuery& x, const std::pair<std::uint32_t, std::uint32_t>& y) {
          return std::pair(x.subject, x.q) < y;
        });
    const RankedQuery& list = ranked[static_cast<std::size_t>(found - queries.begin())];
    const double rank = rank_of(answer, found->answers, list.list, folder_.entities.size());
    recalled_ += std::binary_search(list.candidates.begin(), list.candidates.end(), answer);
    result_.all.add(rank);
    (q < folder_.relations.size() ? result_.object : result_.subject).add(rank);
    result_.by_relation_class[classes_[q % folder_.relations.size()]].add(rank);
    if (ranker_.history().first_seen(subject) < 0) {
      result_.new_subject.add(rank);
    } else {
      (ranker_.history().pair(subject, answer) != nullptr ? result_.met : result_.not_met)
          .add(rank);
    }
    if (!lists_.empty()) lists_[number] = list.list;
  }

  const QuadFolder& folder_;
  const BacktestOptions& options_;
  const PredictionSink& sink_;
  const std::vector<Quad>& judged_quads_;
  std::vector<Step> steps_;
  std::vector<std::string> classes_;
  Ranker ranker_;
  std::size_t first_judged_ = 0;
  std::size_t done_ = 0;
  std::uint64_t recalled_ = 0;
  std::vector<std::vector<Scored>> lists_;
  BacktestResult result_;
};

}  // namespace

std::uint64_t memory_needed(const QuadFolder& folder, const BacktestOptions& options) {
  const RankerSettings& ranker = options.ranker;
  const std::uint64_t quads = folder.train.size() + folder.valid.size() + folder.test.size();
  const std::uint64_t judged = options.judge_valid ? folder.valid.size() : folder.test.size();
  const std::uint64_t relations = 2 * folder.relations.size();
  const std::uint64_t columns = feature_names().size();
  std::uint64_t queries = std::min<std::uint64_t>(2 * quads, options.training_queries);
  if (options.online) queries += 2 * judged;
  std::map<std::int32_t, std::uint64_t> by_step;
  for (const Quad& quad : folder.train) by_step[quad.step] += 2;
  std::uint64_t queries_a_step = 0;
  for (const auto& [step, count] : by_step) queries_a_step = std::max(queries_a_step, count);
  // Two bytes a statistic before they are cut into bins; then one, and one in the trees' own
  // matrix, while the first two are given up or (online) kept. Each model keeps a score a row. A
  // growing list may be half as long again as it need be.
  const std::uint64_t rows = queries * (ranker.hard + ranker.easy + 2);
  const std::uint64_t bytes_a_row = (options.online ? 5 : 3) * columns + 48;
  // The first model's rows, and those of the queries that are described at once.
  const std::uint64_t first =
      (ranker.first_queries + queries_a_step) * (ranker.first_others + 2) * 4 * columns;
  const std::uint64_t at_once = kQueriesAtOnce * kCandidates * 3 * columns;
  return quads * kBytesAQuad + folder.entities.size() * kBytesAnEntity +
         relations * relations * kBytesARelationPair + rows * bytes_a_row + first + at_once +
         2 * judged * (ranker.listed + 50) * sizeof(Scored);
}

Result<BacktestResult> backtest_quads(const QuadFolder& folder, const BacktestOptions& options,
                                      const PredictionSink& sink) {
  const std::uint64_t needed = memory_needed(folder, options);
  if (options.memory_bytes != 0 && needed > options.memory_bytes) {
    constexpr double kGiB = 1 << 30;
    return fail(ErrorCode::kFailure,
                fmt::format("this takes about {:.1f} GiB of memory, and there are {:.1f}",
                            static_cast<double>(needed) / kGiB,
                            static_cast<double>(options.memory_bytes) / kGiB),
                "a larger machine, or a part of the quads");
  }
  return Backtest(folder, options, sink).run();
}

}  // namespace entente::forecast

// Two stages. A small model, learnt from the first training queries with others drawn evenly, finds
// the hard others for the rows of the full model, and later the candidates worth the full model's
// time. Every draw is keyed by step, subject and relation, so a query's rows do not depend on which
// other queries there are, nor on threads.

#include "entente/forecast/ranker.hpp"

#include <algorithm>
#include <numeric>

#include "entente/base/parallel.hpp"
#include "entente/base/random.hpp"
#include "entente/forecast/features.hpp"

namespace entente::forecast {
namespace {

constexpr std::size_t kSubjectsAPiece = 4;
constexpr std::size_t kQueriesAtOnce = 512;

// Where each subject's queries begin, and the end.
std::vector<std::size_t> subject_starts(std::span<const AnsweredQuery> queries) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < queries.size(); ++i)
    if (i == 0 || queries[i].subject != queries[i - 1].subject) starts.push_back(i);
  starts.push_back(queries.size());
  return starts;
}

std::uint64_t key_of(std::int32_t step, const AnsweredQuery& query) {
  return (static_cast<std::uint64_t>(step) << 40U) ^
         (static_cast<std::uint64_t>(query.subject) << 12U) ^ query.q;
}

// Moves `most` evenly drawn items to the front.
void draw_front(std::vector<std::uint32_t>& items, std::size_t most, RandomStream& random) {
  for (std::size_t i = 0; i < most && i + 1 < items.size(); ++i)
    std::swap(items[i], items[i + static_cast<std::size_t>(random.below(items.size() - i))]);
}

bool is_answer(const AnsweredQuery& query, std::uint32_t object) {
  return std::binary_search(query.answers.begin(), query.answers.end(), object);
}

}  // namespace

Ranker::Ranker(std::size_t entities, std::size_t relations, Groups groups, std::int32_t steps,
               const RankerSettings& settings)
    : settings_(settings),
      history_(entities, relations, std::move(groups), steps),
      learnt_(entities, relations, settings.seed),
      blocks_(settings.blocks) {}

std::size_t Ranker::rows() const {
  std::size_t count = 0;
  for (const QueryRows& block : blocks_) count += block.rows();
  return count;
}

void Ranker::drop_rows() { blocks_.assign(settings_.blocks, {}); }

void Ranker::draw(const StepView& view, const AnsweredQuery& query, std::size_t others,
                  std::span<const Candidate> candidates, std::vector<std::uint32_t>& kept,
                  std::vector<float>& weights) const {
  kept.clear();
  weights.clear();
  std::vector<std::uint32_t> rest;
  for (std::uint32_t i = 0; i < candidates.size(); ++i) {
    if (is_answer(query, candidates[i].object)) {
      kept.push_back(i);
      weights.push_back(0);
    } else {
      rest.push_back(i);
    }
  }
  if (kept.empty() || rest.empty()) return kept.clear();
  RandomStream random(settings_.seed, "others", key_of(view.step, query));
  const std::size_t drawn = std::min(others, rest.size());
  draw_front(rest, drawn, random);
  kept.insert(kept.end(), rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(drawn));
  weights.resize(kept.size(), static_cast<float>(rest.size()) / static_cast<float>(drawn));
}

std::vector<Ranker::Described> Ranker::describe(const StepView& view,
                                                std::span<const AnsweredQuery> queries,
                                                std::size_t others) const {
  const std::size_t columns = feature_names().size();
  const std::vector<std::size_t> starts = subject_starts(queries);
  std::vector<Described> all(queries.size());
  parallel_for(starts.size() - 1, kSubjectsAPiece, [&](std::size_t from, std::size_t to) {
    Workspace space(history_.entities());
    std::vector<std::uint32_t> kept;
    std::vector<float> weights, row(columns);
    for (std::size_t s = from; s < to; ++s) {
      view_subject(history_, view.step, queries[starts[s]].subject, space);
      for (std::size_t i = starts[s]; i < starts[s + 1]; ++i) {
        const AnsweredQuery& query = queries[i];
        find_candidates(history_, learnt_, view, query.subject, query.q, space);
        if (others > 0) {
          draw(view, query, others, space.candidates, kept, weights);
          if (kept.empty()) continue;
        } else {
          kept.resize(space.candidates.size());
          std::iota(kept.begin(), kept.end(), 0U);
        }
        const FeatureWriter writer(history_, view, query.subject, query.q, space.candidates);
        Described& described = all[i];
        if (others > 0) described.weights = weights;
        if (binned_) described.bins.resize(kept.size() * columns);
        for (std::size_t k = 0; k < kept.size(); ++k) {
          described.objects.push_back(space.candidates[kept[k]].object);
          writer.write(kept[k], row);
          if (binned_) {
            binning_.bin(row, std::span(described.bins).subspan(k * columns, columns));
          } else {
            described.values.insert(described.values.end(), row.begin(), row.end());
          }
        }
      }
    }
  });
  return all;
}

Result<void> Ranker::learn(std::int32_t step, std::span<const AnsweredQuery> queries) {
  const StepView view = view_step(history_, step, queries, settings_.day_queries_known);
  if (!binned_) {
    for (Described& described : describe(view, queries, settings_.first_others))
      if (!described.objects.empty()) first_.push_back(std::move(described));
    if (first_.size() >= settings_.first_queries) return fit_first();
    return {};
  }
  for (std::size_t at = 0; at < queries.size(); at += kQueriesAtOnce) {
    ENTENTE_CHECK(
        learn_later(view, queries.subspan(at, std::min(kQueriesAtOnce, queries.size() - at))));
  }
  return {};
}

Result<void> Ranker::fit_first() {
  const std::size_t columns = feature_names().size();
  std::vector<float> values;
  for (const Described& described : first_)
    values.insert(values.end(), described.values.begin(), described.values.end());
  binning_ = Binning(values, columns);
  binned_ = true;
  QueryRows all;
  for (const Described& described : first_) {
    QueryRows rows{columns,
                   std::vector<std::uint8_t>(described.values.size()),
                   described.weights,
                   {static_cast<std::uint32_t>(described.weights.size())}};
    for (std::size_t at = 0; at < described.values.size(); at += columns)
      binning_.bin(std::span(described.values).subspan(at, columns),
                   std::span(rows.bins).subspan(at, columns));
    all.append(rows);
    take_rows(rows);
  }
  first_.clear();
  first_.shrink_to_fit();
  ENTENTE_TRY(first_trees_, BoostedTrees::fit({&all, 1}, seeded(settings_.first_trees)));
  return {};
}

void Ranker::take_rows(const QueryRows& rows) {
  blocks_[queries_taken_++ % blocks_.size()].append(rows);
}

QueryRows Ranker::choose(const StepView& view, const AnsweredQuery& query,
                         const Described& described, std::span<const float> scores) const {
  const std::size_t columns = feature_names().size();
  QueryRows rows;
  rows.columns = columns;
  const auto take = [&](std::uint32_t i, float weight) {
    const auto from = described.bins.begin() + static_cast<std::ptrdiff_t>(i * columns);
    rows.bins.insert(rows.bins.end(), from, from + static_cast<std::ptrdiff_t>(columns));
    rows.weights.push_back(weight);
  };
  std::vector<std::uint32_t> others;
  for (std::uint32_t i = 0; i < described.objects.size(); ++i) {
    if (described.weights[i] <= 0) {
      take(i, 0);
    } else {
      others.push_back(i);
    }
  }
  std::sort(others.begin(), others.end(), [&](std::uint32_t x, std::uint32_t y) {
    return scores[x] != scores[y] ? scores[x] > scores[y] : x < y;
  });
  const std::size_t hard = std::min(settings_.hard, others.size());
  for (std::size_t i = 0; i < hard; ++i) take(others[i], described.weights[others[i]]);
  others.erase(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(hard));
  const std::size_t easy = std::min(settings_.easy, others.size());
  if (easy > 0) {
    RandomStream random(settings_.seed, "easy others", key_of(view.step, query));
    draw_front(others, easy, random);
    const float each = static_cast<float>(others.size()) / static_cast<float>(easy);
    for (std::size_t i = 0; i < easy; ++i) take(others[i], described.weights[others[i]] * each);
  }
  rows.ends = {static_cast<std::uint32_t>(rows.rows())};
  return rows;
}

Result<void> Ranker::learn_later(const StepView& view, std::span<const AnsweredQuery> queries) {
  const std::vector<Described> all = describe(view, queries, settings_.pool);
  std::vector<std::uint8_t> bins;
  for (const Described& described : all)
    bins.insert(bins.end(), described.bins.begin(), described.bins.end());
  const std::vector<float> scores = first_trees_.predict(bins, feature_names().size());
  std::size_t at = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t count = all[i].objects.size();
    if (count > 0) take_rows(choose(view, queries[i], all[i], {&scores[at], count}));
    at += count;
  }
  return {};
}

Result<void> Ranker::fit() {
  if (!binned_ && !first_.empty()) ENTENTE_CHECK(fit_first());
  std::erase_if(blocks_, [](const QueryRows& block) { return block.rows() == 0; });
  if (blocks_.empty()) {
    return fail(ErrorCode::kBadData,
                "there is nothing to learn from: no act's answer was known of "
                "before its own time",
                "give more steps of training");
  }
  ENTENTE_TRY(trees_, BoostedTrees::fit(blocks_, seeded(settings_.trees)));
  fitted_ = true;
  return {};
}

Result<std::vector<RankedQuery>> Ranker::rank(std::int32_t step,
                                              std::span<const AnsweredQuery> queries) const {
  const std::size_t columns = feature_names().size();
  const StepView view = view_step(history_, step, queries, settings_.day_queries_known);
  std::vector<RankedQuery> ranked;
  for (std::size_t from = 0; from < queries.size(); from += kQueriesAtOnce) {
    const auto some = queries.subspan(from, std::min(kQueriesAtOnce, queries.size() - from));
    const std::vector<Described> all = describe(view, some, 0);
    std::vector<std::uint8_t> bins;
    for (const Described& described : all)
      bins.insert(bins.end(), described.bins.begin(), described.bins.end());
    const std::vector<float> first = first_trees_.predict(bins, columns);
    // Those that the full model sees, by their places among the candidates.
    std::vector<std::vector<Scored>> second(all.size());
    std::vector<std::uint8_t> chosen;
    std::size_t at = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      std::vector<Scored> list(all[i].objects.size());
      for (std::uint32_t k = 0; k < list.size(); ++k) list[k] = {k, first[at + k]};
      second[i] = best_of(std::move(list), settings_.second);
      for (const Scored& scored : second[i]) {
        const auto begin =
            all[i].bins.begin() + static_cast<std::ptrdiff_t>(scored.object * columns);
        chosen.insert(chosen.end(), begin, begin + static_cast<std::ptrdiff_t>(columns));
      }
      at += all[i].objects.size();
    }
    const std::vector<float> scores = trees_.predict(chosen, columns);
    at = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      RankedQuery query;
      for (const Scored& scored : second[i])
        query.list.push_back({all[i].objects[scored.object], scores[at++]});
      query.list = best_of(std::move(query.list), settings_.listed);
      query.candidates = all[i].objects;
      std::sort(query.candidates.begin(), query.candidates.end());
      ranked.push_back(std::move(query));
    }
  }
  return ranked;
}

}  // namespace entente::forecast

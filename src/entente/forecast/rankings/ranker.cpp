// Two stages. A small model, learnt from the first training queries with others drawn evenly, finds
// the hard others for the rows of the full model, and later the candidates worth the full model's
// time. Rows wait as 16-bit codes until the last is there and bins can be cut. Every draw is keyed
// by step, subject and relation, so a query's rows do not depend on which other queries there are,
// nor on threads.

#include "entente/forecast/rankings/ranker.hpp"

#include <algorithm>
#include <numeric>

#include "entente/base/parallel.hpp"
#include "entente/base/random.hpp"
#include "entente/forecast/rankings/features.hpp"

namespace entente::forecast {
namespace {

constexpr std::size_t kSubjectsAPiece = 4;
constexpr std::size_t kQueriesAtOnce = 512;
constexpr std::size_t kSampleRows = 200'000;

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

// A fifth more than is needed: all blocks grow alike, and twice as much would be as much again.
void make_room(std::vector<std::uint16_t>& codes, std::size_t more) {
  const std::size_t needed = codes.size() + more;
  if (codes.capacity() < needed) codes.reserve(needed + needed / 5);
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
  for (const CodeRows& block : blocks_) count += block.weights.size();
  return count;
}

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
        described.codes.reserve(kept.size() * columns);
        for (std::size_t k = 0; k < kept.size(); ++k) {
          described.objects.push_back(space.candidates[kept[k]].object);
          writer.write(kept[k], row);
          for (const float value : row) described.codes.push_back(code_of(value));
        }
      }
    }
  });
  return all;
}

Result<void> Ranker::learn(std::int32_t step, std::span<const AnsweredQuery> queries) {
  const StepView view = view_step(history_, step, queries, settings_.day_queries_known);
  if (!first_fitted_) {
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
  std::vector<std::span<const std::uint16_t>> sample;
  for (const Described& described : first_)
    for (std::size_t at = 0; at < described.codes.size(); at += columns)
      sample.emplace_back(&described.codes[at], columns);
  first_binning_ = Binning(sample, columns);
  QueryRows rows;
  rows.columns = columns;
  for (const Described& described : first_) {
    const std::size_t before = rows.bins.size();
    rows.bins.resize(before + described.codes.size());
    first_binning_.bin(described.codes, std::span(rows.bins).subspan(before));
    rows.weights.insert(rows.weights.end(), described.weights.begin(), described.weights.end());
    rows.ends.push_back(static_cast<std::uint32_t>(rows.weights.size()));
    CodeRows& block = blocks_[queries_taken_++ % blocks_.size()];
    make_room(block.codes, described.codes.size());
    block.codes.insert(block.codes.end(), described.codes.begin(), described.codes.end());
    block.weights.insert(block.weights.end(), described.weights.begin(), described.weights.end());
    block.ends.push_back(static_cast<std::uint32_t>(block.weights.size()));
  }
  first_.clear();
  first_.shrink_to_fit();
  ENTENTE_TRY(first_trees_, BoostedTrees::fit({&rows, 1}, seeded(settings_.first_trees)));
  first_fitted_ = true;
  return {};
}

// By candidate, the queries one after the other.
std::vector<float> Ranker::first_scores(const std::vector<Described>& all) const {
  const std::size_t columns = feature_names().size();
  std::vector<std::size_t> begins;
  std::size_t rows = 0;
  for (const Described& described : all) {
    begins.push_back(rows);
    rows += described.objects.size();
  }
  std::vector<float> scores(rows, 0.0F);
  parallel_for(all.size(), 8, [&](std::size_t from, std::size_t to) {
    std::vector<std::uint8_t> bins;
    for (std::size_t i = from; i < to; ++i) {
      bins.resize(all[i].codes.size());
      first_binning_.bin(all[i].codes, bins);
      first_trees_.add_scores(bins, columns, 0, first_trees_.trees().size(),
                              std::span(scores).subspan(begins[i], all[i].objects.size()));
    }
  });
  return scores;
}

void Ranker::choose(const StepView& view, const AnsweredQuery& query, const Described& described,
                    std::span<const float> scores) {
  const std::size_t columns = feature_names().size();
  CodeRows& block = blocks_[queries_taken_++ % blocks_.size()];
  make_room(block.codes, (query.answers.size() + settings_.hard + settings_.easy) * columns);
  const auto take = [&](std::uint32_t i, float weight) {
    const auto from = described.codes.begin() + static_cast<std::ptrdiff_t>(i * columns);
    block.codes.insert(block.codes.end(), from, from + static_cast<std::ptrdiff_t>(columns));
    block.weights.push_back(weight);
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
  block.ends.push_back(static_cast<std::uint32_t>(block.weights.size()));
}

Result<void> Ranker::learn_later(const StepView& view, std::span<const AnsweredQuery> queries) {
  const std::vector<Described> all = describe(view, queries, settings_.pool);
  const std::vector<float> scores = first_scores(all);
  std::size_t at = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t count = all[i].objects.size();
    if (count > 0) choose(view, queries[i], all[i], {&scores[at], count});
    at += count;
  }
  return {};
}

// Bins are cut by rows from everywhere: counts grow with the history, and cuts of its first steps
// would not tell its last ones apart.
Result<void> Ranker::fit(bool again) {
  if (!first_fitted_ && !first_.empty()) ENTENTE_CHECK(fit_first());
  const std::size_t columns = feature_names().size(), all = rows();
  if (all == 0) {
    return fail(ErrorCode::kBadData,
                "there is nothing to learn from: in no step was an answer among the entities that "
                "earlier steps had shown",
                "give more steps of training");
  }
  std::vector<std::span<const std::uint16_t>> sample;
  const std::size_t apart = std::max<std::size_t>(1, all / kSampleRows);
  for (const CodeRows& block : blocks_)
    for (std::size_t row = 0; row < block.weights.size(); row += apart)
      sample.emplace_back(&block.codes[row * columns], columns);
  binning_ = Binning(sample, columns);
  std::vector<QueryRows> binned;
  for (CodeRows& block : blocks_) {
    if (block.weights.empty()) continue;
    QueryRows rows{columns, std::vector<std::uint8_t>(block.codes.size()), block.weights,
                   block.ends};
    parallel_for(block.weights.size(), 4096, [&](std::size_t from, std::size_t to) {
      binning_.bin(std::span(block.codes).subspan(from * columns, (to - from) * columns),
                   std::span(rows.bins).subspan(from * columns));
    });
    binned.push_back(std::move(rows));
    if (!again) block = {};
  }
  ENTENTE_TRY(trees_, BoostedTrees::fit(binned, seeded(settings_.trees)));
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
    const std::vector<float> first = first_scores(all);
    // Those that the full model sees, by their places among the candidates.
    std::vector<std::vector<Scored>> second(all.size());
    std::vector<std::uint8_t> chosen;
    std::size_t at = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      std::vector<Scored> list(all[i].objects.size());
      for (std::uint32_t k = 0; k < list.size(); ++k) list[k] = {k, first[at + k]};
      second[i] = best_of(std::move(list), settings_.second);
      for (const Scored& scored : second[i]) {
        const std::size_t before = chosen.size();
        chosen.resize(before + columns);
        binning_.bin(std::span(all[i].codes).subspan(scored.object * columns, columns),
                     std::span(chosen).subspan(before));
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

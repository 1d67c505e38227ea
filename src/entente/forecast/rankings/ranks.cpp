// Counting, no more.

#include "entente/forecast/rankings/ranks.hpp"

#include <algorithm>
#include <optional>

namespace entente::forecast {

std::vector<Scored> best_of(std::vector<Scored> list, std::size_t most) {
  const auto better = [](const Scored& x, const Scored& y) {
    return x.score != y.score ? x.score > y.score : x.object < y.object;
  };
  if (list.size() > most && most > 0) {
    const auto last = list.begin() + static_cast<std::ptrdiff_t>(most) - 1;
    std::nth_element(list.begin(), last, list.end(), better);
    const float cut = last->score;
    std::erase_if(list, [&](const Scored& scored) { return scored.score < cut; });
  }
  std::sort(list.begin(), list.end(), better);
  return list;
}

double rank_of(std::uint32_t answer, std::span<const std::uint32_t> answers,
               std::span<const Scored> list, std::size_t entities) {
  const auto true_at_the_time = [&](std::uint32_t object) {
    return std::binary_search(answers.begin(), answers.end(), object);
  };
  std::optional<float> own;
  std::size_t listed_answers = 0;
  for (const Scored& scored : list) {
    if (scored.object == answer) own = scored.score;
    listed_answers += true_at_the_time(scored.object);
  }
  if (!own) {
    const std::size_t listed = list.size() - listed_answers;
    const std::size_t unlisted = entities - list.size() - (answers.size() - listed_answers);
    return 1 + static_cast<double>(listed) + static_cast<double>(unlisted) / 2;
  }
  std::size_t greater = 0, equal = 0;
  for (const Scored& scored : list) {
    if (true_at_the_time(scored.object)) continue;
    greater += scored.score > *own;
    equal += scored.score == *own;
  }
  return 1 + static_cast<double>(greater) + static_cast<double>(equal) / 2;
}

void RankScores::add(double rank) {
  ++queries;
  reciprocal += 1 / rank;
  hits1 += rank <= 1;
  hits3 += rank <= 3;
  hits10 += rank <= 10;
}

}  // namespace entente::forecast

// Plain loops over 48 numbers, written so that the compiler turns them into vector code without
// being allowed to reorder sums: a product keeps eight partial sums of its own.

#include "entente/forecast/rankings/affinity.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace entente::forecast {
namespace {

constexpr std::size_t kSize = Affinity::kSize;
constexpr std::size_t kOthers = 60;
constexpr std::size_t kAgain = 3;
constexpr std::size_t kRecentSteps = 30;
constexpr float kRate = 0.1F;
constexpr float kShrink = 1e-4F;

float product(const float* a, const float* b) {
  std::array<float, 8> sums{};
  for (std::size_t k = 0; k < kSize; k += sums.size())
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += a[k + i] * b[k + i];
  float sum = 0;
  for (const float part : sums) sum += part;
  return sum;
}

}  // namespace

void Affinity::Table::step(std::size_t i, const float* gradient) {
  float* const value = &values[i * kSize];
  float* const square = &squares[i * kSize];
  for (std::size_t k = 0; k < kSize; ++k) {
    const float g = gradient[k] + kShrink * value[k];
    square[k] += g * g;
    value[k] -= kRate * g / std::sqrt(square[k] + 1e-8F);
  }
}

Affinity::Affinity(std::size_t entities, std::size_t relations, std::uint64_t seed)
    : seed_(seed), objects_of_(2 * relations) {
  const auto fill = [&](Table& table, std::size_t count, const char* purpose, double middle) {
    RandomStream random(seed, purpose, 0);
    table.values.resize(count * kSize);
    for (float& value : table.values) value = static_cast<float>(middle + 0.2 * random.normal());
    table.squares.assign(count * kSize, 0.1F);
  };
  fill(subjects_, entities, "vectors of subjects", 0);
  fill(relations_, 2 * relations, "vectors of relations", 1);
  fill(objects_, entities, "vectors of objects", 0);
}

void Affinity::view(std::uint32_t subject, std::uint32_t q, std::span<float> query) const {
  const float* const s = subjects_.at(subject);
  const float* const r = relations_.at(q);
  for (std::size_t k = 0; k < kSize; ++k) query[k] = s[k] * r[k];
}

float Affinity::of(std::span<const float> query, std::uint32_t object) const {
  return product(query.data(), objects_.at(object));
}

void Affinity::learn(std::int32_t step, std::span<const AnsweredQuery> queries) {
  const std::size_t before = acts_.size();
  for (const AnsweredQuery& query : queries) {
    for (const std::uint32_t object : query.answers) {
      acts_.push_back({query.subject, query.q, object});
      objects_of_[query.q].push_back(object);
    }
  }
  ends_.push_back(acts_.size());
  const std::size_t recent =
      ends_.size() > kRecentSteps ? ends_[ends_.size() - kRecentSteps - 1] : 0;
  RandomStream draws(seed_, "order of acts", static_cast<std::uint64_t>(step));
  std::vector<Act> today(acts_.begin() + static_cast<std::ptrdiff_t>(before), acts_.end());
  for (std::size_t i = today.size(); i > 1; --i)
    std::swap(today[i - 1], today[static_cast<std::size_t>(draws.below(i))]);
  for (const Act& act : today) {
    learn_act(act, draws);
    for (std::size_t again = 0; again < kAgain; ++again) {
      const std::size_t from = draws.below(2) == 0 ? recent : 0;
      learn_act(acts_[from + static_cast<std::size_t>(draws.below(acts_.size() - from))], draws);
    }
  }
}

void Affinity::learn_act(const Act& act, RandomStream& draws) {
  std::array<std::uint32_t, kOthers + 1> objects{};
  std::array<float, kOthers + 1> parts{};
  const auto& same = objects_of_[act.q];
  objects[0] = act.object;
  for (std::size_t i = 1; i <= kOthers; ++i) {
    objects[i] = i % 2 == 0 ? same[static_cast<std::size_t>(draws.below(same.size()))]
                            : acts_[static_cast<std::size_t>(draws.below(acts_.size()))].object;
  }
  std::array<float, kSize> query{}, toward{}, gradient{};
  view(act.subject, act.q, query);
  float greatest = -1e30F;
  for (std::size_t i = 0; i <= kOthers; ++i) {
    parts[i] = product(query.data(), objects_.at(objects[i]));
    // A drawn object that is the answer itself says nothing.
    if (i > 0 && objects[i] == act.object) parts[i] = -1e30F;
    greatest = std::max(greatest, parts[i]);
  }
  float sum = 0;
  for (float& part : parts) {
    part = std::exp(part - greatest);
    sum += part;
  }
  for (std::size_t i = 0; i <= kOthers; ++i) {
    const float slope = parts[i] / sum - (i == 0 ? 1.0F : 0.0F);
    if (slope == 0) continue;
    const float* const object = objects_.at(objects[i]);
    for (std::size_t k = 0; k < kSize; ++k) toward[k] += slope * object[k];
    for (std::size_t k = 0; k < kSize; ++k) gradient[k] = slope * query[k];
    objects_.step(objects[i], gradient.data());
  }
  std::array<float, kSize> of_relation{};
  const float* const s = subjects_.at(act.subject);
  const float* const r = relations_.at(act.q);
  for (std::size_t k = 0; k < kSize; ++k) gradient[k] = toward[k] * r[k];
  for (std::size_t k = 0; k < kSize; ++k) of_relation[k] = toward[k] * s[k];
  subjects_.step(act.subject, gradient.data());
  relations_.step(act.q, of_relation.data());
}

}  // namespace entente::forecast

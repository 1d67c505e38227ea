// One row at a time, in the order of feature_names(). Sums use the half-lives of stat_map.hpp.

#include "entente/forecast/rankings/features.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace entente::forecast {
namespace {

constexpr float kNever = 100'000;
constexpr std::size_t kShort = 0, kMid = 1, kLong = 2;
const Stat kEmpty{};

float since(const Stat& stat, std::int32_t now) {
  return stat.count == 0 ? kNever : static_cast<float>(now - stat.last);
}

// A score without a sign, in the same order.
float odds(float score) { return std::exp(std::clamp(score, -40.0F, 40.0F) / 4); }

float share(float part, float whole) { return part / (whole + 1); }

constexpr std::array<const char*, 19> kRanked = {
    "triple",        "rules",       "relation_object", "pair",           "two_hop",
    "peers",         "co_objects",  "affinity",        "entity",         "pair_weight",
    "triple_latest", "pair_latest", "reverse",         "near_hop",       "hop_sum",
    "latest",        "company",     "nearby",          "company_objects"};

std::vector<std::string> all_names() {
  std::vector<std::string> names = {"inverse"};
  const auto stat = [&](const std::string& of) {
    for (const char* what : {"count", "since", "sum2", "sum10", "sum45"})
      names.push_back(of + "_" + what);
  };
  const auto add = [&](std::initializer_list<const char*> list) {
    names.insert(names.end(), list.begin(), list.end());
  };
  stat("subject");
  add({"subject_partners", "subject_age"});
  stat("query");
  add({"query_objects", "relation_sum45", "relation_objects", "relation_met", "relation_repeated",
       "query_share", "candidates"});
  stat("triple");
  add({"triple_share45", "triple_share10", "triple_share_count", "triple_weekday"});
  stat("pair");
  add({"pair_share45", "pair_share10", "pair_share_object", "pair_relations"});
  stat("pair_out");
  add({"pair_in_sum10", "pair_in_sum45", "reverse_count", "reverse_since", "reverse_sum10"});
  stat("relation_object");
  add({"relation_object_share45", "relation_object_share10", "relation_object_share_object"});
  stat("object");
  add({"object_burst", "object_acting", "object_age", "object_partners"});
  add({"rules_or", "rules_max", "rules_sum", "latest_or", "latest_max", "pair_weight", "entity_sum",
       "entity_max", "two_hop", "three_hop", "peers", "co_objects", "affinity"});
  add({"same_place", "object_has_place", "same_sector", "place_object_sum45", "place_object_sum10",
       "place_object_share", "place_any_sum45", "subject_place_sum45", "subject_place_share",
       "place_place_sum45", "subject_sector_sum45", "subject_sector_share", "sector_object_sum45"});
  add({"subject_place_any_sum2", "subject_place_any_sum10", "subject_place_any_sum45",
       "subject_place_any_share", "place_any_sum2", "place_any_sum10", "place_place_sum10",
       "place_place_any_sum10", "place_place_any_sum45", "sector_sector_sum45",
       "sector_sector_share"});
  add({"subject_met", "subject_repeated", "object_met", "object_repeated"});
  add({"triple_of_object45", "triple_of_object10", "own_score", "reverse_score", "near_hop",
       "hop_sum", "hop_max", "triple_gap", "pair_gap"});
  stat("company");
  stat("nearby");
  add({"company_objects", "company_share", "company_share_object"});
  for (const char* ranked : kRanked) {
    names.push_back(std::string("rank_") + ranked);
    names.push_back(std::string("part_") + ranked);
  }
  add({"asked_relations", "asked_same", "asked_subject", "asked_sum", "asked_max"});
  return names;
}

std::array<float, kRanked.size()> ranked_of(const Candidate& candidate, const Fading& fading,
                                            std::int32_t now) {
  return {candidate.triple == nullptr ? 0 : candidate.triple->sum(fading, kLong, now),
          candidate.rule_or,
          candidate.relation_sum,
          candidate.pair == nullptr ? 0 : candidate.pair->all.sum(fading, kLong, now),
          candidate.two_hop,
          candidate.peers,
          candidate.co_objects,
          candidate.affinity,
          candidate.entity_sum,
          candidate.pair_weight,
          candidate.triple == nullptr ? 0 : 1 / static_cast<float>(now - candidate.triple->last),
          candidate.pair == nullptr ? 0 : 1 / static_cast<float>(now - candidate.pair->all.last),
          candidate.pair == nullptr ? 0 : odds(candidate.reverse_score),
          candidate.near_hop,
          candidate.hop_sum,
          candidate.latest_or,
          candidate.company->sum(fading, kLong, now),
          candidate.nearby->sum(fading, kLong, now),
          candidate.company_objects};
}

class RowWriter {
 public:
  explicit RowWriter(std::span<float> row) : row_(row) {}
  void put(float value) { row_[at_++] = value; }
  void put_stat(const Stat& stat, const Fading& fading, std::int32_t now) {
    put(static_cast<float>(stat.count));
    put(since(stat, now));
    for (std::size_t h = 0; h < kStepHalfLives.size(); ++h) put(stat.sum(fading, h, now));
  }
  std::size_t size() const { return at_; }

 private:
  std::span<float> row_;
  std::size_t at_ = 0;
};

}  // namespace

const std::vector<std::string>& feature_names() {
  static const std::vector<std::string> names = all_names();
  return names;
}

FeatureWriter::FeatureWriter(const GraphHistory& history, const StepView& view,
                             std::uint32_t subject, std::uint32_t q,
                             std::span<const Candidate> candidates)
    : history_(history), view_(view), subject_(subject), q_(q), candidates_(candidates) {
  const auto relations = static_cast<std::uint32_t>(history.relations());
  inverse_ = q < relations ? q + relations : q - relations;
  const Fading& fading = history.fading();
  const std::int32_t now = view.step;
  query_.resize(20);
  RowWriter row(query_);
  row.put(q < relations ? 0 : 1);
  const Stat& own = history.entity(subject);
  row.put_stat(own, fading, now);
  row.put(static_cast<float>(history.partners(subject).size()));
  row.put(history.first_seen(subject) < 0 ? kNever
                                          : static_cast<float>(now - history.first_seen(subject)));
  const ObjectList* const list = history.of_query(subject, q);
  const Stat& asked = list == nullptr ? kEmpty : list->total;
  row.put_stat(asked, fading, now);
  row.put(list == nullptr ? 0 : static_cast<float>(list->objects.size()));
  row.put(history.of_relation(q).total.sum(fading, kLong, now));
  row.put(static_cast<float>(history.of_relation(q).objects.size()));
  const GraphHistory::Novelty novelty = history.novelty(q);
  row.put((novelty.met + 1) / (novelty.acts + 2));
  row.put((novelty.repeated + 1) / (novelty.acts + 2));
  row.put(share(asked.sum(fading, kLong, now), own.sum(fading, kLong, now)));
  row.put(static_cast<float>(candidates.size()));
  assert(row.size() == query_.size());

  ranks_.assign(kRanked.size(), std::vector<float>(candidates.size()));
  greatest_.assign(kRanked.size(), 0);
  std::vector<std::array<float, kRanked.size()>> values;
  values.reserve(candidates.size());
  for (const Candidate& candidate : candidates) values.push_back(ranked_of(candidate, fading, now));
  std::vector<float> sorted;
  for (std::size_t k = 0; k < kRanked.size(); ++k) {
    sorted.clear();
    for (const auto& value : values)
      if (value[k] > 0) sorted.push_back(value[k]);
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    greatest_[k] = sorted.empty() ? 0 : sorted.front();
    // How many stand above: equal values share a rank.
    for (std::size_t i = 0; i < values.size(); ++i) {
      ranks_[k][i] = static_cast<float>(
          std::lower_bound(sorted.begin(), sorted.end(), values[i][k], std::greater<>()) -
          sorted.begin());
    }
  }
}

void FeatureWriter::write(std::size_t i, std::span<float> out) const {
  const Candidate& candidate = candidates_[i];
  const Fading& fading = history_.fading();
  const std::int32_t now = view_.step;
  const std::uint32_t o = candidate.object;
  const Groups& groups = history_.groups();
  std::copy(query_.begin(), query_.end(), out.begin());
  RowWriter row(out.subspan(query_.size()));

  const ObjectList* const list = history_.of_query(subject_, q_);
  const Stat& asked = list == nullptr ? kEmpty : list->total;
  const Stat& own = history_.entity(subject_);
  const Stat& object = history_.entity(o);
  const float asked_long = asked.sum(fading, kLong, now);

  const Stat& triple = candidate.triple == nullptr ? kEmpty : *candidate.triple;
  row.put_stat(triple, fading, now);
  row.put(share(triple.sum(fading, kLong, now), asked_long));
  row.put(share(triple.sum(fading, kMid, now), asked.sum(fading, kMid, now)));
  row.put(share(static_cast<float>(triple.count), static_cast<float>(asked.count)));
  row.put(triple.count == 0 ? 0.0F : static_cast<float>(1 + (now - triple.last) % 7));

  static const PairStat never_met{};
  const PairStat& pair = candidate.pair == nullptr ? never_met : *candidate.pair;
  row.put_stat(pair.all, fading, now);
  const float pair_long = pair.all.sum(fading, kLong, now);
  row.put(share(pair_long, own.sum(fading, kLong, now)));
  row.put(share(pair.all.sum(fading, kMid, now), own.sum(fading, kMid, now)));
  row.put(share(pair_long, object.sum(fading, kLong, now)));
  row.put(static_cast<float>(pair.relations.size()));
  row.put_stat(pair.out, fading, now);
  row.put(pair.all.sum(fading, kMid, now) - pair.out.sum(fading, kMid, now));
  row.put(pair_long - pair.out.sum(fading, kLong, now));
  const Stat* reverse = &kEmpty;
  for (const RelationStat& relation : pair.relations)
    if (relation.relation == inverse_) reverse = &relation.stat;
  row.put(static_cast<float>(reverse->count));
  row.put(since(*reverse, now));
  row.put(reverse->sum(fading, kMid, now));

  const Stat& relation_object = history_.relation_object(q_, o);
  const Stat& relation = history_.of_relation(q_).total;
  row.put_stat(relation_object, fading, now);
  row.put(share(relation_object.sum(fading, kLong, now), relation.sum(fading, kLong, now)));
  row.put(share(relation_object.sum(fading, kMid, now), relation.sum(fading, kMid, now)));
  row.put(share(relation_object.sum(fading, kLong, now), object.sum(fading, kLong, now)));

  row.put_stat(object, fading, now);
  row.put(share(object.sum(fading, kShort, now), object.sum(fading, kLong, now)));
  row.put(share(history_.acting(o).sum(fading, kLong, now), object.sum(fading, kLong, now)));
  row.put(history_.first_seen(o) < 0 ? kNever : static_cast<float>(now - history_.first_seen(o)));
  row.put(static_cast<float>(history_.partners(o).size()));

  row.put(candidate.rule_or);
  row.put(candidate.rule_max);
  row.put(candidate.rule_sum);
  row.put(candidate.latest_or);
  row.put(candidate.latest_max);
  row.put(candidate.pair_weight);
  row.put(candidate.entity_sum);
  row.put(candidate.entity_max);
  row.put(candidate.two_hop);
  row.put(candidate.three_hop);
  row.put(candidate.peers);
  row.put(candidate.co_objects);
  row.put(odds(candidate.affinity));

  const std::uint32_t place = history_.home(subject_), its_place = history_.home(o);
  const std::uint32_t sector = groups.sector[subject_], its_sector = groups.sector[o];
  row.put(place != 0 && place == its_place ? 1 : 0);
  row.put(groups.place[o] != 0 ? 1 : 0);
  row.put(sector != 0 && sector == its_sector ? 1 : 0);
  const Stat& from_place = place != 0 ? history_.place_object(place, q_, o) : kEmpty;
  row.put(from_place.sum(fading, kLong, now));
  row.put(from_place.sum(fading, kMid, now));
  row.put(share(from_place.sum(fading, kLong, now), relation_object.sum(fading, kLong, now)));
  row.put(place != 0 ? history_.place_any(place, o).sum(fading, kLong, now) : 0);
  const float to_place =
      its_place != 0 ? history_.subject_place(subject_, q_, its_place).sum(fading, kLong, now) : 0;
  row.put(to_place);
  row.put(share(to_place, asked_long));
  row.put(place != 0 && its_place != 0
              ? history_.place_place(place, q_, its_place).sum(fading, kLong, now)
              : 0);
  const float to_sector =
      its_sector != 0 ? history_.subject_sector(subject_, q_, its_sector).sum(fading, kLong, now)
                      : 0;
  row.put(to_sector);
  row.put(share(to_sector, asked_long));
  row.put(sector != 0 ? history_.sector_object(sector, q_, o).sum(fading, kLong, now) : 0);

  const Stat& to_place_any =
      its_place != 0 ? history_.subject_place_any(subject_, its_place) : kEmpty;
  row.put(to_place_any.sum(fading, kShort, now));
  row.put(to_place_any.sum(fading, kMid, now));
  row.put(to_place_any.sum(fading, kLong, now));
  row.put(share(to_place_any.sum(fading, kLong, now), own.sum(fading, kLong, now)));
  const Stat& place_any = place != 0 ? history_.place_any(place, o) : kEmpty;
  row.put(place_any.sum(fading, kShort, now));
  row.put(place_any.sum(fading, kMid, now));
  const bool places = place != 0 && its_place != 0;
  row.put(places ? history_.place_place(place, q_, its_place).sum(fading, kMid, now) : 0);
  const Stat& places_any = places ? history_.place_place_any(place, its_place) : kEmpty;
  row.put(places_any.sum(fading, kMid, now));
  row.put(places_any.sum(fading, kLong, now));
  const float sectors =
      sector != 0 && its_sector != 0
          ? history_.sector_sector(sector, q_, its_sector, places && place == its_place)
                .sum(fading, kLong, now)
          : 0;
  row.put(sectors);
  row.put(share(sectors, its_sector != 0 && sector != 0
                             ? history_.sector_object(sector, q_, o).sum(fading, kLong, now)
                             : 0));

  for (const std::uint32_t e : {subject_, o}) {
    const float all = history_.entity(e).sum(fading, kLong, now) + 2;
    row.put((history_.acts_with_met(e).sum(fading, kLong, now) + 1) / all);
    row.put((history_.acts_repeated(e).sum(fading, kLong, now) + 1) / all);
  }

  row.put(share(triple.sum(fading, kLong, now), relation_object.sum(fading, kLong, now)));
  row.put(share(triple.sum(fading, kMid, now), relation_object.sum(fading, kMid, now)));
  row.put(odds(candidate.own_score));
  row.put(odds(candidate.reverse_score));
  row.put(candidate.near_hop);
  row.put(candidate.hop_sum);
  row.put(candidate.hop_max);
  row.put(since(triple, now) * static_cast<float>(triple.count));
  row.put(since(pair.all, now) * static_cast<float>(pair.all.count));

  row.put_stat(*candidate.company, fading, now);
  row.put_stat(*candidate.nearby, fading, now);
  row.put(candidate.company_objects);
  const float company = candidate.company->sum(fading, kLong, now);
  row.put(share(company, own.sum(fading, kLong, now)));
  row.put(share(company, object.sum(fading, kLong, now)));

  const auto values = ranked_of(candidate, fading, now);
  for (std::size_t k = 0; k < kRanked.size(); ++k) {
    row.put(ranks_[k][i]);
    row.put(greatest_[k] > 0 ? values[k] / greatest_[k] : 0);
  }
  if (view_.known) {
    const auto& asks = q_ < history_.relations() ? view_.known->direct : view_.known->inverse;
    row.put(static_cast<float>(asks[o].size()));
    row.put(std::binary_search(asks[o].begin(), asks[o].end(), q_) ? 1 : 0);
    row.put(static_cast<float>(asks[subject_].size()));
  } else {
    for (int k = 0; k < 3; ++k) row.put(0);
  }
  row.put(candidate.asked_sum);
  row.put(candidate.asked_max);
  assert(query_.size() + row.size() == feature_names().size());
}

}  // namespace entente::forecast

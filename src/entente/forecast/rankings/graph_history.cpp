// One pass over the acts. Lists keep the order of first coming, and the acts of a step are sorted
// first, so the history does not depend on the order of lines within a step.

#include "entente/forecast/rankings/graph_history.hpp"

#include <algorithm>
#include <cassert>
#include <map>
#include <string_view>
#include <tuple>

namespace entente::forecast {

Groups groups_of_names(const std::vector<std::string>& entities) {
  Groups groups;
  groups.place.assign(entities.size(), 0);
  groups.sector.assign(entities.size(), 0);
  std::map<std::string_view, std::uint32_t> places, sectors;
  const auto number = [](auto& known, std::string_view name, std::uint32_t& count) {
    const auto [at, fresh] = known.try_emplace(name, count);
    count += fresh;
    return at->second;
  };
  for (std::size_t e = 0; e < entities.size(); ++e) {
    const std::string_view name = entities[e];
    const auto open = name.rfind('(');
    if (open == std::string_view::npos || open == 0 || !name.ends_with(')')) continue;
    const std::string_view place = name.substr(open + 1, name.size() - open - 2);
    std::string_view sector = name.substr(0, open);
    while (!sector.empty() && (sector.back() == '_' || sector.back() == ' '))
      sector.remove_suffix(1);
    if (place.empty() || sector.empty()) continue;
    groups.place[e] = number(places, place, groups.places);
    groups.sector[e] = number(sectors, sector, groups.sectors);
  }
  for (std::size_t e = 0; e < entities.size(); ++e) {
    const auto found = places.find(entities[e]);
    if (groups.place[e] == 0 && found != places.end()) groups.place[e] = found->second;
  }
  return groups;
}

GraphHistory::GraphHistory(std::size_t entities, std::size_t relations, Groups groups,
                           std::int32_t steps)
    : relations_(relations),
      groups_(std::move(groups)),
      fading_(steps),
      span_(
          std::max<std::uint64_t>({entities, groups_.places, std::uint64_t{2} * groups_.sectors})),
      pairs_(entities),
      of_relation_(2 * relations),
      entity_(entities),
      acting_(entities),
      met_(entities),
      repeated_(entities),
      recent_(entities),
      home_(groups_.place),
      first_(entities, -1),
      recent_partners_(entities),
      novelty_(2 * relations),
      company_(entities) {}

void GraphHistory::advance(std::int32_t step, std::span<const Quad> acts) {
  assert(step > last_step_);
  std::vector<Act> day;
  day.reserve(2 * acts.size());
  const auto inverse = static_cast<std::uint32_t>(relations_);
  for (const Quad& act : acts) {
    day.emplace_back(act.subject, act.relation, act.object);
    day.emplace_back(act.object, act.relation + inverse, act.subject);
  }
  std::sort(day.begin(), day.end());
  day.erase(std::unique(day.begin(), day.end()), day.end());
  const float fade = fading_.at(2, step - std::max(last_step_, 0));
  for (Novelty& novelty : novelty_) {
    novelty.acts *= fade;
    novelty.met *= fade;
    novelty.repeated *= fade;
  }
  // Before any of the step's acts is taken in: met means met on an earlier step.
  for (const auto& [a, q, o] : day) {
    const PairStat* const met = pair(a, o);
    novelty_[q].acts += 1;
    novelty_[q].met += met != nullptr ? 1.0F : 0.0F;
    const bool repeated =
        met != nullptr && std::any_of(met->relations.begin(), met->relations.end(),
                                      [&](const RelationStat& r) { return r.relation == q; });
    novelty_[q].repeated += repeated ? 1.0F : 0.0F;
    if (met != nullptr) met_[a].add(fading_, step);
    if (repeated) repeated_[a].add(fading_, step);
  }
  for (const auto& [a, q, o] : day) take(step, a, q, o);
  // Homes move only now: the step's own acts were all counted with the homes before it.
  for (const auto& [a, q, o] : day) {
    const std::uint32_t place = groups_.place[o];
    if (groups_.place[a] != 0 || place == 0) continue;
    acts_with_place_.add(fading_, key(a, 0, place), step);
    const std::uint32_t now = acts_with_place_.at(key(a, 0, place)).count;
    if (home_[a] == 0 || now > acts_with_place_.at(key(a, 0, home_[a])).count) home_[a] = place;
  }
  take_company(step, day);
  last_step_ = step;
}

namespace {

// The list's entry for the object, made where there is none.
ObjectStat& entry(std::vector<ObjectStat>& list, KeyMap& index, std::vector<std::uint32_t>& places,
                  std::uint64_t key, std::uint32_t object) {
  const std::uint32_t number = index.insert(key);
  if (number == places.size()) {
    places.push_back(static_cast<std::uint32_t>(list.size()));
    list.push_back({object, {}});
  }
  return list[places[number]];
}

}  // namespace

// Groups are cut at the first kMostTogether: a step on which hundreds met one actor says little of
// any two of them, and pairs grow with the square.
void GraphHistory::take_company(std::int32_t step, std::span<const Act> acts) {
  constexpr std::size_t kMostTogether = 40;
  using Pair = std::pair<std::uint32_t, std::uint32_t>;
  std::vector<Pair> company, nearby;
  const auto add_pairs = [](std::vector<std::uint32_t>& group, std::vector<Pair>& pairs) {
    std::sort(group.begin(), group.end());
    group.erase(std::unique(group.begin(), group.end()), group.end());
    if (group.size() > kMostTogether) group.resize(kMostTogether);
    for (const std::uint32_t x : group)
      for (const std::uint32_t y : group)
        if (x != y) pairs.emplace_back(x, y);
    group.clear();
  };
  std::vector<std::uint32_t> by_relation, all;
  for (std::size_t i = 0; i < acts.size(); ++i) {
    const auto& [third, q, one] = acts[i];
    if (one != third) {
      by_relation.push_back(one);
      all.push_back(one);
    }
    const bool last = i + 1 == acts.size();
    const bool other_third = last || std::get<0>(acts[i + 1]) != third;
    if (other_third || std::get<1>(acts[i + 1]) != q) add_pairs(by_relation, company);
    if (other_third) add_pairs(all, nearby);
  }
  for (std::vector<Pair>* pairs : {&company, &nearby}) {
    std::sort(pairs->begin(), pairs->end());
    pairs->erase(std::unique(pairs->begin(), pairs->end()), pairs->end());
  }
  for (const auto& [a, b] : company)
    entry(company_[a], company_index_, company_place_, key(a, 0, b), b).stat.add(fading_, step);
  for (const auto& [a, b] : nearby) nearby_.add(fading_, key(a, 0, b), step);
}

void GraphHistory::take(std::int32_t step, std::uint32_t a, std::uint32_t q, std::uint32_t o) {
  const std::uint32_t number = pair_index_.insert(key(a, 0, o));
  if (number == pair_place_.size()) {
    pair_place_.push_back(static_cast<std::uint32_t>(pairs_[a].size()));
    pairs_[a].push_back({o, {}, {}, {}});
  }
  PairStat& pair = pairs_[a][pair_place_[number]];
  // Cleared of old ones once a step, at a's first act of it: who was met lately is in it already.
  auto& lately = recent_partners_[a];
  if (entity_[a].last != step) {
    std::erase_if(lately,
                  [&](std::uint32_t p) { return step - pairs_[a][p].all.last > kRecentLag; });
  }
  if (pair.all.count == 0 || step - pair.all.last > kRecentLag)
    lately.push_back(pair_place_[number]);
  pair.all.add(fading_, step);
  if (q < relations_) pair.out.add(fading_, step);
  auto relation = std::find_if(pair.relations.begin(), pair.relations.end(),
                               [&](const RelationStat& r) { return r.relation == q; });
  if (relation == pair.relations.end()) {
    pair.relations.push_back({q, {}});
    relation = pair.relations.end() - 1;
  }
  relation->stat.add(fading_, step);

  of_relation_[q].total.add(fading_, step);
  entry(of_relation_[q].objects, relation_object_index_, relation_object_place_, key(0, q, o), o)
      .stat.add(fading_, step);
  const std::uint32_t query = query_index_.insert(key(a, q, 0));
  if (query == of_query_.size()) of_query_.emplace_back();
  of_query_[query].total.add(fading_, step);
  entry(of_query_[query].objects, triple_index_, triple_place_, key(a, q, o), o)
      .stat.add(fading_, step);

  if (first_[a] < 0) {
    first_[a] = step;
    seen_.push_back(a);
  }
  auto& recent = recent_[a];
  std::erase_if(recent, [&](const RecentAct& act) {
    return act.relation == q || step - act.last > kRecentLag;
  });
  recent.push_back({q, step});
  entity_[a].add(fading_, step);
  if (q < relations_) acting_[a].add(fading_, step);
  const std::uint32_t from = home_[a], to = home_[o];
  if (from != 0) {
    place_object_.add(fading_, key(from, q, o), step);
    place_any_.add(fading_, key(from, 0, o), step);
  }
  if (to != 0) {
    subject_place_.add(fading_, key(a, q, to), step);
    subject_place_any_.add(fading_, key(a, 0, to), step);
  }
  if (from != 0 && to != 0) {
    place_place_.add(fading_, key(from, q, to), step);
    place_place_any_.add(fading_, key(from, 0, to), step);
  }
  if (groups_.sector[a] != 0 && groups_.sector[o] != 0) {
    const bool same = from != 0 && from == to;
    sector_sector_.add(fading_, key(groups_.sector[a], q, 2 * groups_.sector[o] + (same ? 1U : 0U)),
                       step);
  }
  if (groups_.sector[a] != 0) sector_object_.add(fading_, key(groups_.sector[a], q, o), step);
  if (groups_.sector[o] != 0) subject_sector_.add(fading_, key(a, q, groups_.sector[o]), step);
}

const PairStat* GraphHistory::pair(std::uint32_t entity, std::uint32_t other) const {
  const std::uint32_t number = pair_index_.find(key(entity, 0, other));
  return number == KeyMap::kNone ? nullptr : &pairs_[entity][pair_place_[number]];
}

const Stat& GraphHistory::relation_object(std::uint32_t q, std::uint32_t object) const {
  static const Stat empty{};
  const std::uint32_t number = relation_object_index_.find(key(0, q, object));
  return number == KeyMap::kNone ? empty
                                 : of_relation_[q].objects[relation_object_place_[number]].stat;
}

const Stat& GraphHistory::company(std::uint32_t a, std::uint32_t b) const {
  static const Stat empty{};
  const std::uint32_t number = company_index_.find(key(a, 0, b));
  return number == KeyMap::kNone ? empty : company_[a][company_place_[number]].stat;
}
const Stat& GraphHistory::nearby(std::uint32_t a, std::uint32_t b) const {
  return nearby_.at(key(a, 0, b));
}

const ObjectList* GraphHistory::of_query(std::uint32_t entity, std::uint32_t q) const {
  const std::uint32_t number = query_index_.find(key(entity, q, 0));
  return number == KeyMap::kNone ? nullptr : &of_query_[number];
}

const Stat& GraphHistory::place_object(std::uint32_t place, std::uint32_t q,
                                       std::uint32_t o) const {
  return place_object_.at(key(place, q, o));
}
const Stat& GraphHistory::sector_object(std::uint32_t sector, std::uint32_t q,
                                        std::uint32_t o) const {
  return sector_object_.at(key(sector, q, o));
}
const Stat& GraphHistory::subject_place(std::uint32_t a, std::uint32_t q,
                                        std::uint32_t place) const {
  return subject_place_.at(key(a, q, place));
}
const Stat& GraphHistory::place_place(std::uint32_t a, std::uint32_t q, std::uint32_t b) const {
  return place_place_.at(key(a, q, b));
}
const Stat& GraphHistory::subject_sector(std::uint32_t a, std::uint32_t q,
                                         std::uint32_t sector) const {
  return subject_sector_.at(key(a, q, sector));
}
const Stat& GraphHistory::subject_place_any(std::uint32_t a, std::uint32_t place) const {
  return subject_place_any_.at(key(a, 0, place));
}
const Stat& GraphHistory::place_place_any(std::uint32_t a, std::uint32_t b) const {
  return place_place_any_.at(key(a, 0, b));
}
const Stat& GraphHistory::sector_sector(std::uint32_t a, std::uint32_t q, std::uint32_t b,
                                        bool same_place) const {
  return sector_sector_.at(key(a, q, 2 * b + (same_place ? 1U : 0U)));
}
const Stat& GraphHistory::place_any(std::uint32_t place, std::uint32_t o) const {
  return place_any_.at(key(place, 0, o));
}

}  // namespace entente::forecast

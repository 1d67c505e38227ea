// The walks behind the candidates.
//
// Two-hop: from a to its 60 strongest partners m, and on to theirs, each step taken with the share
// of m's 45-step sum: a random walk of length two, whose end points a' are also those that act like
// a. Peers: what the 50 most alike a' did under q. Co-objects: from the objects of (a, q) back to
// others that did q to them, and on to what else these did q to (collaborative filtering). Near
// hops: the same walk of length two over the acts of the last week alone, which is about what is
// going on now and not about who usually meets whom. Company: those that had the same relation with
// the same third party on the same step, and what the 30 closest did under q.

#include "entente/forecast/rankings/candidates.hpp"

#include <algorithm>
#include <array>

namespace entente::forecast {
namespace {

constexpr std::size_t kLong = 2;  // the half-life of 45 steps
constexpr std::size_t kMid = 1;
constexpr std::size_t kFirstHop = 60;
constexpr std::size_t kAlike = 50;
constexpr std::size_t kThreeHop = 20;
constexpr std::size_t kPartners = 900;
constexpr std::size_t kOfRelation = 300;
constexpr std::size_t kTwoHop = 250;
constexpr std::size_t kPeers = 150;
constexpr std::size_t kOfPlace = 120;
constexpr std::size_t kActive = 100;
constexpr std::size_t kCompany = 100;
constexpr std::size_t kClosest = 30;

using Weighted = std::pair<float, std::uint32_t>;

// The heaviest `most`, heaviest first, ties by number.
void keep_top(std::vector<Weighted>& list, std::size_t most) {
  const auto heavier = [](const Weighted& x, const Weighted& y) {
    return x.first != y.first ? x.first > y.first : x.second < y.second;
  };
  if (list.size() > most) {
    std::nth_element(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(most), list.end(),
                     heavier);
    list.resize(most);
  }
  std::sort(list.begin(), list.end(), heavier);
}

std::vector<std::uint32_t> numbers(const std::vector<Weighted>& list) {
  std::vector<std::uint32_t> result;
  result.reserve(list.size());
  for (const auto& [weight, number] : list) result.push_back(number);
  return result;
}

KnownQueries known_queries(std::size_t entities, std::size_t relations,
                           std::span<const AnsweredQuery> queries) {
  KnownQueries known;
  known.direct.resize(entities);
  known.inverse.resize(entities);
  for (const AnsweredQuery& query : queries)
    (query.q < relations ? known.direct : known.inverse)[query.subject].push_back(query.q);
  return known;
}

}  // namespace

std::vector<std::pair<std::uint32_t, float>> EntitySums::top(std::size_t most) const {
  std::vector<Weighted> list;
  list.reserve(touched_.size());
  for (const std::uint32_t e : touched_) list.emplace_back(values_[e], e);
  keep_top(list, most);
  std::vector<std::pair<std::uint32_t, float>> result;
  result.reserve(list.size());
  for (const auto& [value, e] : list) result.emplace_back(e, value);
  return result;
}

StepView view_step(const GraphHistory& history, std::int32_t step,
                   std::span<const AnsweredQuery> queries, bool day_queries_known) {
  StepView view;
  view.step = step;
  const Fading& fading = history.fading();
  view.top_objects.resize(2 * history.relations());
  std::vector<char> asked(2 * history.relations(), 0);
  for (const AnsweredQuery& query : queries) asked[query.q] = 1;
  for (std::uint32_t q = 0; q < asked.size(); ++q) {
    if (asked[q] == 0) continue;
    std::vector<Weighted> list;
    for (const ObjectStat& object : history.of_relation(q).objects) {
      const Stat& s = object.stat;
      // Long memory carries a little, so that old objects order themselves too.
      list.emplace_back(s.sum(fading, kLong, step) + s.sum(fading, kMid, step) +
                            0.01F * static_cast<float>(s.count),
                        object.object);
    }
    keep_top(list, kOfRelation);
    view.top_objects[q] = numbers(list);
  }
  std::vector<Weighted> active;
  std::vector<std::vector<Weighted>> members(history.groups().places);
  for (const std::uint32_t e : history.seen()) {
    const float sum = history.entity(e).sum(fading, kMid, step) +
                      0.1F * history.entity(e).sum(fading, kLong, step);
    active.emplace_back(sum, e);
    if (history.home(e) != 0) members[history.home(e)].emplace_back(sum, e);
  }
  keep_top(active, kActive);
  view.most_active = numbers(active);
  view.of_place.resize(members.size());
  for (std::size_t place = 0; place < members.size(); ++place) {
    keep_top(members[place], kOfPlace);
    view.of_place[place] = numbers(members[place]);
  }
  if (day_queries_known)
    view.known = known_queries(history.entities(), history.relations(), queries);
  return view;
}

void view_subject(const GraphHistory& history, std::int32_t step, std::uint32_t subject,
                  Workspace& space) {
  const Fading& fading = history.fading();
  space.two_hop.clear();
  space.three_hop.clear();
  std::vector<Weighted> first;
  const auto partners = history.partners(subject);
  for (std::uint32_t i = 0; i < partners.size(); ++i)
    first.emplace_back(partners[i].all.sum(fading, kLong, step), i);
  keep_top(first, kFirstHop);
  hop_acts(history, step, subject, space.hops);
  space.near_hop.clear();
  for (const std::uint32_t index : history.recent_partners(subject)) {
    const PairStat& pair = partners[index];
    if (step - pair.all.last > kRecentLag || pair.other == subject) continue;
    const float share = pair.all.sum(fading, 0, step) /
                        (history.entity(subject).sum(fading, 0, step) + 1) /
                        (history.entity(pair.other).sum(fading, 0, step) + 1);
    const auto theirs = history.partners(pair.other);
    for (const std::uint32_t next : history.recent_partners(pair.other)) {
      if (step - theirs[next].all.last > kRecentLag || theirs[next].other == subject) continue;
      space.near_hop.add(theirs[next].other, share * theirs[next].all.sum(fading, 0, step));
    }
  }
  const float whole = history.entity(subject).sum(fading, kLong, step) + 1;
  for (const auto& [weight, index] : first) {
    const std::uint32_t m = partners[index].other;
    if (m == subject || weight <= 1e-4F) continue;
    const float share = weight / whole / (history.entity(m).sum(fading, kLong, step) + 5);
    for (const PairStat& next : history.partners(m)) {
      const float sum = next.all.sum(fading, kLong, step);
      if (sum > 0.02F && next.other != subject) space.two_hop.add(next.other, share * sum);
    }
  }
  space.alike = space.two_hop.top(kAlike);
  space.company.clear();
  for (const ObjectStat& other : history.company_of(subject))
    space.company.emplace_back(other.stat.sum(fading, kLong, step), other.object);
  keep_top(space.company, kCompany);
  for (std::size_t i = 0; i < std::min(kThreeHop, space.alike.size()); ++i) {
    const auto [peer, weight] = space.alike[i];
    const float share = weight / (history.entity(peer).sum(fading, kLong, step) + 5);
    for (const PairStat& next : history.partners(peer)) {
      const float sum = next.all.sum(fading, kLong, step);
      if (sum > 0.05F && next.other != subject) space.three_hop.add(next.other, share * sum);
    }
  }
}

namespace {

// Adds `share` of each object's sum, where the sum is above `least`.
void add_objects(const Fading& fading, std::int32_t step, const ObjectList& list, float share,
                 std::size_t half_life, float least, EntitySums& sums) {
  for (const ObjectStat& object : list.objects) {
    const float sum = object.stat.sum(fading, half_life, step);
    if (sum > least) sums.add(object.object, share * sum);
  }
}

void view_peers(const GraphHistory& history, std::int32_t step, std::uint32_t subject,
                std::uint32_t q, Workspace& space) {
  const Fading& fading = history.fading();
  space.peers.clear();
  for (const auto& [peer, weight] : space.alike) {
    const ObjectList* const theirs = history.of_query(peer, q);
    if (theirs == nullptr) continue;
    const float share = weight / (theirs->total.sum(fading, kLong, step) + 2);
    add_objects(fading, step, *theirs, share, kLong, 0.01F, space.peers);
  }
  space.company_objects.clear();
  for (std::size_t i = 0; i < std::min(kClosest, space.company.size()); ++i) {
    const auto [weight, other] = space.company[i];
    const ObjectList* const theirs = history.of_query(other, q);
    if (theirs == nullptr) continue;
    const float share = weight / (history.entity(other).sum(fading, kLong, step) + 5);
    add_objects(fading, step, *theirs, share, kMid, 0.02F, space.company_objects);
  }
  space.co_objects.clear();
  const ObjectList* const own = history.of_query(subject, q);
  if (own == nullptr) return;
  const auto inverse = static_cast<std::uint32_t>(
      q < history.relations() ? q + history.relations() : q - history.relations());
  std::vector<Weighted> objects;
  for (const ObjectStat& object : own->objects)
    objects.emplace_back(object.stat.sum(fading, kLong, step), object.object);
  keep_top(objects, 20);
  space.helper.clear();
  for (const auto& [weight, object] : objects) {
    const ObjectList* const others = history.of_query(object, inverse);
    if (others == nullptr || weight <= 1e-4F) continue;
    const float share = weight / (others->total.sum(fading, kLong, step) + 2);
    for (const ObjectStat& other : others->objects) {
      const float sum = other.stat.sum(fading, kLong, step);
      if (sum > 0.01F && other.object != subject) space.helper.add(other.object, share * sum);
    }
  }
  for (const auto& [peer, weight] : space.helper.top(40)) {
    const ObjectList* const theirs = history.of_query(peer, q);
    if (theirs == nullptr) continue;
    const float share = weight / (theirs->total.sum(fading, kLong, step) + 2);
    add_objects(fading, step, *theirs, share, kLong, 0.01F, space.co_objects);
  }
}

void judge_by_rules(const RuleTable& rules, std::int32_t step, std::uint32_t q,
                    Candidate& candidate) {
  float none = 1, none_of_latest = 1;
  for (const RelationStat& relation : candidate.pair->relations) {
    const float c = rules.confidence(q, relation.relation, step - relation.stat.last);
    none *= 1 - c;
    candidate.rule_sum += c;
    candidate.rule_max = std::max(candidate.rule_max, c);
    if (relation.relation == q) candidate.triple = &relation.stat;
    if (relation.stat.last != candidate.pair->all.last) continue;
    const float l = rules.latest_confidence(q, relation.relation, step - relation.stat.last);
    none_of_latest *= 1 - l;
    candidate.latest_max = std::max(candidate.latest_max, l);
  }
  candidate.latest_or = 1 - none_of_latest;
  candidate.rule_or = 1 - none;
}

void judge_by_itself(const GraphHistory& history, const EntityRules& rules, const StepView& view,
                     std::uint32_t q, Candidate& candidate) {
  for (const RecentAct& act : history.recent(candidate.object)) {
    const std::int32_t lag = view.step - act.last;
    if (lag > kRecentLag) continue;
    const float c = rules.confidence(q, act.relation, lag);
    candidate.entity_sum += c;
    candidate.entity_max = std::max(candidate.entity_max, c);
  }
  if (!view.known) return;
  const auto& asks = q < history.relations() ? view.known->direct : view.known->inverse;
  for (const std::uint32_t r : asks[candidate.object]) {
    const float c = rules.confidence(q, r, 0);
    candidate.asked_sum += c;
    candidate.asked_max = std::max(candidate.asked_max, c);
  }
}

}  // namespace

void find_candidates(const GraphHistory& history, const Learnt& learnt, const StepView& view,
                     std::uint32_t subject, std::uint32_t q, Workspace& space) {
  const Fading& fading = history.fading();
  view_peers(history, view.step, subject, q, space);
  auto& list = space.candidates;
  list.clear();
  const auto add = [&](std::uint32_t object) {
    if (space.place[object] != UINT32_MAX) return;
    space.place[object] = static_cast<std::uint32_t>(list.size());
    list.push_back({.object = object});
  };
  const auto partners = history.partners(subject);
  if (partners.size() <= kPartners) {
    for (const PairStat& pair : partners) add(pair.other);
  } else {
    std::vector<Weighted> weighted;
    for (const PairStat& pair : partners) {
      weighted.emplace_back(
          pair.all.sum(fading, kLong, view.step) + 0.1F * static_cast<float>(pair.all.count),
          pair.other);
    }
    keep_top(weighted, kPartners);
    for (const auto& [weight, other] : weighted) add(other);
  }
  for (const std::uint32_t object : view.top_objects[q]) add(object);
  for (const auto& [object, weight] : space.two_hop.top(kTwoHop)) add(object);
  for (const auto& [object, weight] : space.peers.top(kPeers)) add(object);
  for (const auto& [object, weight] : space.co_objects.top(kPeers)) add(object);
  const std::uint32_t place = history.home(subject);
  if (place != 0)
    for (const std::uint32_t object : view.of_place[place]) add(object);
  for (const std::uint32_t object : view.most_active) add(object);
  for (const auto& [object, weight] : space.near_hop.top(kPeers)) add(object);
  for (const auto& [weight, object] : space.company) add(object);
  for (const auto& [object, weight] : space.company_objects.top(kPeers)) add(object);

  learnt.pair_weights.probabilities(history, view.step, subject, q, space.pair_weights);
  for (std::size_t i = 0; i < partners.size(); ++i) {
    if (space.place[partners[i].other] == UINT32_MAX) continue;
    Candidate& candidate = list[space.place[partners[i].other]];
    candidate.pair = &partners[i];
    candidate.pair_weight = space.pair_weights[i];
  }
  const auto inverse = static_cast<std::uint32_t>(
      q < history.relations() ? q + history.relations() : q - history.relations());
  std::array<float, Affinity::kSize> query{};
  learnt.affinity.view(subject, q, query);
  for (Candidate& candidate : list) {
    const std::uint32_t o = candidate.object;
    candidate.affinity = learnt.affinity.of(query, o);
    space.place[o] = UINT32_MAX;
    if (candidate.pair != nullptr) {
      judge_by_rules(learnt.rules, view.step, q, candidate);
      candidate.own_score = learnt.pair_weights.score(history, view.step, q, *candidate.pair);
      const PairStat* const seen_from_it = history.pair(o, subject);
      if (seen_from_it != nullptr)
        candidate.reverse_score =
            learnt.pair_weights.score(history, view.step, inverse, *seen_from_it);
    }
    candidate.near_hop = space.near_hop.at(o);
    candidate.company = &history.company(subject, o);
    candidate.nearby = &history.nearby(subject, o);
    candidate.company_objects = space.company_objects.at(o);
    for (auto at = std::lower_bound(space.hops.begin(), space.hops.end(), HopAct{o, 0, 0});
         at != space.hops.end() && at->object == o; ++at) {
      const float c = learnt.hop_rules.confidence(q, at->relation, at->lag);
      candidate.hop_sum += c;
      candidate.hop_max = std::max(candidate.hop_max, c);
    }
    judge_by_itself(history, learnt.entity_rules, view, q, candidate);
    candidate.relation_sum = history.relation_object(q, o).sum(fading, kLong, view.step);
    candidate.two_hop = space.two_hop.at(o);
    candidate.three_hop = space.three_hop.at(o);
    candidate.peers = space.peers.at(o);
    candidate.co_objects = space.co_objects.at(o);
  }
}

}  // namespace entente::forecast

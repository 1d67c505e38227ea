#pragma once
// What has happened so far, as a ranker of acts needs it.
//
// Each act (s, r, o) is kept twice: as s toward o by relation r, and as o toward s by the inverse
// relation r + R, so that "who did r to s?" is the query (s, r + R, ?) and every query asks for an
// object. Acts of one step that are the same count once. The history moves on by whole steps, and
// what it says is always "up to and including the last step taken in".

#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "entente/forecast/rankings/quad_folder.hpp"
#include "entente/forecast/rankings/stat_map.hpp"

namespace entente::forecast {

/// Who stands where: "Police_(India)" is of the sector Police and the place India; a name that
/// others carry in brackets ("India") is its own place. 0: not known.
struct Groups {
  std::vector<std::uint32_t> place, sector;  ///< by entity
  std::uint32_t places = 1, sectors = 1;     ///< how many, the unknown one counted
};
Groups groups_of_names(const std::vector<std::string>& entities);

struct RelationStat {
  std::uint32_t relation = 0;  ///< of 2R
  Stat stat;
};

/// That an entity had that relation (of 2R) with anyone, and when last.
struct RecentAct {
  std::uint32_t relation = 0;
  std::int32_t last = 0;
};
inline constexpr std::int32_t kRecentLag = 7;

/// One entity's dealings with another, both directions.
struct PairStat {
  std::uint32_t other = 0;
  Stat all;                             ///< any relation
  Stat out;                             ///< acts toward the other (relation < R)
  std::vector<RelationStat> relations;  ///< in order of first coming
};

struct ObjectStat {
  std::uint32_t object = 0;
  Stat stat;
};

/// Objects of something, in order of first coming.
struct ObjectList {
  Stat total;
  std::vector<ObjectStat> objects;
};

class GraphHistory {
 public:
  GraphHistory(std::size_t entities, std::size_t relations, Groups groups, std::int32_t steps);

  /// Takes in the acts of a later step; they may come in any order and more than once.
  void advance(std::int32_t step, std::span<const Quad> acts);

  std::size_t entities() const { return pairs_.size(); }
  std::size_t relations() const { return relations_; }  ///< R; queries go up to 2R
  const Groups& groups() const { return groups_; }
  /// The entity's place by its name, else the place of those it has had most to do with so far; 0
  /// where neither is known.
  std::uint32_t home(std::uint32_t e) const { return home_[e]; }
  const Fading& fading() const { return fading_; }
  std::int32_t last_step() const { return last_step_; }  ///< -1: nothing yet

  std::span<const PairStat> partners(std::uint32_t entity) const { return pairs_[entity]; }
  const PairStat* pair(std::uint32_t entity, std::uint32_t other) const;
  const ObjectList& of_relation(std::uint32_t q) const { return of_relation_[q]; }
  const Stat& relation_object(std::uint32_t q, std::uint32_t object) const;
  /// nullptr: the entity has never done (or met with) that.
  const ObjectList* of_query(std::uint32_t entity, std::uint32_t q) const;
  const Stat& entity(std::uint32_t e) const { return entity_[e]; }  ///< any role
  const Stat& acting(std::uint32_t e) const { return acting_[e]; }  ///< as subject
  /// Its acts (any role) with someone met before, and those done before.
  const Stat& acts_with_met(std::uint32_t e) const { return met_[e]; }
  const Stat& acts_repeated(std::uint32_t e) const { return repeated_[e]; }
  std::int32_t first_seen(std::uint32_t e) const { return first_[e]; }  ///< -1: never
  /// Some may be older than kRecentLag steps: readers pass over these.
  std::span<const RecentAct> recent(std::uint32_t e) const { return recent_[e]; }
  std::span<const std::uint32_t> seen() const { return seen_; }  ///< in order of coming

  const Stat& place_object(std::uint32_t place, std::uint32_t q, std::uint32_t o) const;
  const Stat& sector_object(std::uint32_t sector, std::uint32_t q, std::uint32_t o) const;
  const Stat& subject_place(std::uint32_t a, std::uint32_t q, std::uint32_t place) const;
  const Stat& place_place(std::uint32_t a, std::uint32_t q, std::uint32_t b) const;
  const Stat& subject_sector(std::uint32_t a, std::uint32_t q, std::uint32_t sector) const;
  const Stat& place_any(std::uint32_t place, std::uint32_t o) const;
  const Stat& subject_place_any(std::uint32_t a, std::uint32_t place) const;
  const Stat& place_place_any(std::uint32_t a, std::uint32_t b) const;
  /// Acts under q from a sector toward a sector, of the same place or of others.
  const Stat& sector_sector(std::uint32_t a, std::uint32_t q, std::uint32_t b,
                            bool same_place) const;
  /// The partners of the last kRecentLag steps (older ones may be among them), by their places in
  /// partners().
  std::span<const std::uint32_t> recent_partners(std::uint32_t e) const {
    return recent_partners_[e];
  }
  /// The share of the acts under q whose pair and relation (`triple`), or pair at least, had met.
  struct Novelty {
    float acts = 0, met = 0, repeated = 0;  ///< halved every 45 steps
  };
  Novelty novelty(std::uint32_t q) const { return novelty_[q]; }
  /// Steps on which both had the same relation with the same third party: a summit's guests.
  const Stat& company(std::uint32_t a, std::uint32_t b) const;
  std::span<const ObjectStat> company_of(std::uint32_t e) const { return company_[e]; }
  /// Steps on which both had to do with the same third party.
  const Stat& nearby(std::uint32_t a, std::uint32_t b) const;

 private:
  /// (a, q, o), both directions, sorted.
  using Act = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;
  void take_company(std::int32_t step, std::span<const Act> acts);
  void take(std::int32_t step, std::uint32_t a, std::uint32_t q, std::uint32_t o);
  std::uint64_t key(std::uint64_t a, std::uint64_t q, std::uint64_t b) const {
    return (a * (2 * relations_) + q) * span_ + b;
  }

  std::size_t relations_;
  Groups groups_;
  Fading fading_;
  std::uint64_t span_;
  std::int32_t last_step_ = -1;
  std::vector<std::vector<PairStat>> pairs_;
  KeyMap pair_index_, query_index_;
  std::vector<std::uint32_t> pair_place_;
  std::vector<ObjectList> of_relation_, of_query_;
  KeyMap relation_object_index_, triple_index_;
  std::vector<std::uint32_t> relation_object_place_, triple_place_;
  std::vector<Stat> entity_, acting_, met_, repeated_;
  std::vector<std::vector<RecentAct>> recent_;
  std::vector<std::uint32_t> home_;
  StatMap acts_with_place_;  ///< of entities whose name gives no place
  std::vector<std::int32_t> first_;
  std::vector<std::uint32_t> seen_;
  StatMap place_object_, sector_object_, subject_place_, place_place_, subject_sector_, place_any_;
  StatMap subject_place_any_, place_place_any_, sector_sector_;
  std::vector<std::vector<std::uint32_t>> recent_partners_;
  std::vector<Novelty> novelty_;
  std::vector<std::vector<ObjectStat>> company_;
  KeyMap company_index_;
  std::vector<std::uint32_t> company_place_;
  StatMap nearby_;
};

}  // namespace entente::forecast

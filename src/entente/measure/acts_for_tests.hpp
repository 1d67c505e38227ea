#pragma once
// Small worlds of curated acts for tests: made by hand, or at random from a seed.
//
// Answers are compared as sorted lines of text, so that one helper serves the properties that every
// measure of curated acts must have: the order of rows is nothing to it, a world moved by a year
// gives answers moved by a year, and two actors who change places change places in the answer.

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "entente/base/random.hpp"
#include "entente/base/text.hpp"
#include "entente/history/acts.hpp"
#include "entente/world/case.hpp"

namespace entente::acts_testing {

using Lines = std::vector<std::string>;

inline Day on(const std::string& text) { return parse_iso_day(text).value(); }

/// An act of a register "r" between two states that are their own actors, on a precise day.
inline Act act(const std::string& id, const std::string& day, const std::string& source,
               const std::string& target, const std::string& action) {
  Act a;
  a.id = id;
  a.day = a.day_last = a.known_day = on(day);
  a.source = a.source_state = source;
  a.target = a.target_state = target;
  a.action = action;
  a.root = static_cast<std::uint8_t>(parse_int(action.substr(0, 2)).value_or(0));
  a.grade = "confirmed";
  a.sampling = "register";
  a.register_key = "r";
  return a;
}

inline Tie vote(const std::string& day, const std::string& symbol, const std::string& member,
                const std::string& value) {
  return {"vote", member, symbol, on(day), on(day), value, "a record"};
}

inline const std::vector<std::string> kActors = {"AAA", "BBB", "CCC", "DDD"};

template <class T>
const T& pick(RandomStream& random, const std::vector<T>& from) {
  return from[static_cast<std::size_t>(random.below(from.size()))];
}

/// Acts of 2017 and 2018 (no leap day near) in registers r and s or picked, some without a target,
/// some imprecise, some sharing an occasion.
inline std::vector<Act> random_acts(std::uint64_t seed, std::size_t count) {
  RandomStream random(seed, "acts for tests", 0);
  const std::vector<std::string> actions = {"010", "036", "042", "057", "112",
                                            "120", "129", "163", "190"};
  const std::vector<std::string> issues = {"x", "y", "z"};
  std::vector<Act> acts;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string source = pick(random, kActors);
    std::string target = pick(random, kActors);
    if (target == source) target.clear();
    Act a = act("e" + std::to_string(i), "2017-01-01", source, target, pick(random, actions));
    a.day += std::chrono::days{static_cast<int>(random.below(720))};
    a.day_last = a.day + std::chrono::days{random.below(4) == 0 ? random.below(30) : 0};
    a.known_day = a.day_last;
    if (random.below(2) == 0) a.issues.push_back(pick(random, issues));
    a.register_key = random.below(3) == 0 ? "s" : "r";
    if (random.below(4) == 0) {
      a.sampling = "purposive";
      a.register_key.clear();
    }
    // A key ties acts of a few days, as those of one meeting.
    if (random.below(3) == 0) a.occasion = "o" + std::to_string(day_number(a.day) / 20);
    a.country = pick(random, kActors);
    a.grade = pick(random, std::vector<std::string>{"claimed", "reported", "confirmed"});
    if (random.below(3) == 0) a.claimant = pick(random, kActors);
    acts.push_back(std::move(a));
  }
  return acts;
}

inline std::vector<Tie> random_votes(std::uint64_t seed, std::size_t decisions) {
  RandomStream random(seed, "votes for tests", 0);
  const std::vector<std::string> values = {"yes", "yes", "yes", "abstain", "no", "veto"};
  std::vector<Tie> ties;
  for (std::size_t i = 0; i < decisions; ++i) {
    const Day day = on("2017-01-01") + std::chrono::days{static_cast<int>(random.below(720))};
    for (const auto& member : kActors) {
      if (random.below(5) != 0) {
        ties.push_back({"vote", member, "V/" + std::to_string(100 + i), day, day,
                        pick(random, values), "a record"});
      }
    }
  }
  return ties;
}

template <class T>
std::vector<T> shuffled(std::vector<T> rows, std::uint64_t seed) {
  RandomStream random(seed, "shuffle for tests", 0);
  for (std::size_t i = rows.size(); i > 1; --i)
    std::swap(rows[i - 1], rows[static_cast<std::size_t>(random.below(i))]);
  return rows;
}

inline constexpr std::chrono::days kYear{365};

inline std::vector<Act> a_year_later(std::vector<Act> acts) {
  for (Act& a : acts) {
    a.day += kYear;
    a.day_last += kYear;
    a.known_day += kYear;
  }
  return acts;
}
inline std::vector<Tie> a_year_later(std::vector<Tie> ties) {
  for (Tie& tie : ties) {
    tie.from += kYear;
    if (tie.to) *tie.to += kYear;
  }
  return ties;
}

/// AAA for BBB and the other way round.
inline void swap_name(std::string& name) {
  if (name == "AAA") {
    name = "BBB";
  } else if (name == "BBB") {
    name = "AAA";
  }
}
inline std::vector<Act> swapped(std::vector<Act> acts) {
  for (Act& a : acts) {
    for (std::string* name :
         {&a.source, &a.target, &a.source_state, &a.target_state, &a.country, &a.claimant})
      swap_name(*name);
  }
  return acts;
}
inline std::vector<Tie> swapped(std::vector<Tie> ties) {
  for (Tie& tie : ties) swap_name(tie.a);
  return ties;
}
/// The same change made in the words of an answer, lines sorted.
inline Lines swapped(Lines lines) {
  for (std::string& line : lines) {
    for (std::size_t at = 0; at + 3 <= line.size(); ++at) {
      std::string name = line.substr(at, 3);
      swap_name(name);
      line.replace(at, 3, name);
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}
inline Lines sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

inline std::string ids(const std::vector<const Act*>& acts) {
  std::string text;
  for (const Act* a : acts) text += " " + a->id;
  return text;
}
inline std::string id(const Act* a) { return a == nullptr ? "none" : a->id; }

/// The plain definition of one occasion, act against act.
inline bool same_occasion(const std::vector<Act>& acts, const Act& x, const Act& y) {
  if (&x == &y) return true;
  if (!x.occasion.empty() || !y.occasion.empty()) return x.occasion == y.occasion;
  const auto alike = [](const Act& p, const Act& q) {
    return q.occasion.empty() && p.day == q.day && p.day_last == q.day_last &&
           p.action == q.action && p.target == q.target && p.register_key == q.register_key &&
           p.country == q.country && p.latitude == q.latitude && p.longitude == q.longitude;
  };
  if (x.target.empty() || x.source == y.source || !alike(x, y)) return false;
  const auto rank = [&](const Act& of) {
    return std::count_if(acts.begin(), acts.end(), [&](const Act& other) {
      return alike(of, other) && other.source == of.source && other.id < of.id;
    });
  };
  return rank(x) == rank(y);
}

}  // namespace entente::acts_testing

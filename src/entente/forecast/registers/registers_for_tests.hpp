#pragma once
// Made registers, and forecasts as lines of text, for tests.

#include <sstream>
#include <string>
#include <vector>

#include "entente/base/random.hpp"
#include "entente/base/text.hpp"
#include "entente/forecast/registers/registers.hpp"

namespace entente::forecast::registers_testing {

inline Day on(const std::string& text) { return parse_iso_day(text).value(); }

inline Register made_register(const std::string& key, const std::string& from,
                              const std::string& to) {
  Register made;
  made.key = made.name = key;
  made.days = {on(from), on(to)};
  made.complete = true;
  return made;
}

inline Act occasion(const std::string& key, Day day, int known_after = 0) {
  Act act;
  act.id = key + "-" + format_day(day);
  act.day = act.day_last = day;
  act.known_day = day + std::chrono::days{known_after};
  act.source = act.source_state = "AAA";
  act.target = act.target_state = "BBB";
  act.action = "042";
  act.root = 4;
  act.sampling = "register";
  act.register_key = key;
  act.sentence = "They met.";
  act.citation = "A paper.";
  return act;
}

/// An occasion on each day of the register with this chance.
inline std::vector<Act> at_random(const Register& of, double chance, std::uint64_t seed) {
  std::vector<Act> acts;
  RandomStream random(seed, "register for tests", 0);
  for (Day day = of.days.from; day < of.days.to; day += std::chrono::days{1})
    if (random.uniform() < chance) acts.push_back(occasion(of.key, day));
  return acts;
}

inline void append(std::vector<Act>& to, const std::vector<Act>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

/// Everything that an outlook says, numbers in full.
inline std::string told(const RegisterOutlook& outlook) {
  std::ostringstream text;
  text.precision(17);
  const auto say = [&text](const auto&... parts) { ((text << parts << ' '), ...); };
  say(format_day(outlook.origin), '\n');
  for (const Forecast& one : outlook.forecasts) {
    say(one.id, one.type, one.provider, format_day(one.origin), one.horizon_days, one.probability,
        one.low, one.high, one.climatology);
    for (const auto& s : one.statistics) say(s.name, s.value, s.effect);
    for (const auto& e : one.evidence)
      say(e.event_id, format_day(e.day), e.source, e.target, e.sentence, e.citation);
    const TrackRecord& track = one.track;
    say(track.basis, track.n, track.happened, track.mean_probability, track.brier,
        track.brier_climatology, track.low, track.high, '\n');
  }
  for (const RegisterScores& one : outlook.scores) {
    say(one.register_key, one.horizon_days, one.n, one.positives, one.brier, one.brier_climatology,
        one.skill, one.skill_low, one.skill_high, one.held_out.n, one.held_out.skill, '\n');
  }
  return text.str();
}

}  // namespace entente::forecast::registers_testing

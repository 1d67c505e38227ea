// Do a case's registers agree with one another?
//
// A register is taken at its word, since its rows are counted; so where two registers tell of one
// occasion (the same key, or the same act of the same two on the same day) and differ in its days
// or its country, one of them is wrong, and which one only the case's author can say. What one of
// them leaves open is no disagreement.

#include <fmt/format.h>

#include <map>
#include <string>
#include <tuple>

#include "entente/world/case_parts.hpp"

namespace entente {
namespace {

std::string days_of(const CuratedEvent& event) {
  return event.day_last == event.day
             ? format_day(event.day)
             : fmt::format("{} to {}", format_day(event.day), format_day(event.day_last));
}

// What the two differ in; empty where they agree.
std::string difference(const CuratedEvent& a, const CuratedEvent& b) {
  if (a.day != b.day || a.day_last != b.day_last)
    return fmt::format("{} and {}", days_of(a), days_of(b));
  if (!a.country.empty() && !b.country.empty() && a.country != b.country)
    return fmt::format("{} and {}", a.country, b.country);
  return {};
}

}  // namespace

void check_registers_agree(const std::string& file, CaseChecks& checks) {
  using Act = std::tuple<Day, std::string, std::string, std::string>;
  std::map<std::string, const CuratedEvent*> by_occasion;
  std::map<Act, const CuratedEvent*> by_act;
  const auto compare = [&](const CuratedEvent& event, const CuratedEvent& first) {
    if (event.register_key == first.register_key) return true;
    const std::string differ = difference(first, event);
    if (differ.empty()) return true;
    checks.problems.push_back(
        {ErrorCode::kBadData,
         fmt::format("the registers {} and {} disagree on one occasion: {}", first.register_key,
                     event.register_key, differ),
         {file, event.line, 0},
         fmt::format("compare the rows {} (line {}) and {}: correct one of them, or give them "
                     "occasions of their own",
                     first.id, first.line, event.id)});
    return false;
  };
  for (const auto& event : checks.to.events) {
    if (event.sampling != "register" || event.register_key.empty()) continue;
    if (!event.occasion.empty()) {
      const auto [at, fresh] = by_occasion.emplace(event.occasion, &event);
      if (!fresh && !compare(event, *at->second)) continue;  // one mistake a row is enough
    }
    if (event.target.empty()) continue;
    const auto [at, fresh] =
        by_act.emplace(Act{event.day, event.source, event.target, event.action}, &event);
    const bool apart = !event.occasion.empty() && !at->second->occasion.empty() &&
                       event.occasion != at->second->occasion;
    if (!fresh && !apart) compare(event, *at->second);
  }
}

}  // namespace entente

// The rows of the view `events` whose provider is `curated`, as structs.
//
// Nothing is derived here: the view has settled which revision counts, what was known as of the
// day, the grade reached by then, and which state an actor spoke for. All days are read, not the
// window's alone, since registers and waits reach back before it.

#include "entente/history/acts.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "entente/base/text.hpp"
#include "entente/world/ontology.hpp"

namespace entente {
namespace {

constexpr const char* kQuery =
    "SELECT provider_id, day::VARCHAR, day_last::VARCHAR, known_day::VARCHAR, source_raw, "
    "target_raw, source_code, target_code, action, root::VARCHAR, array_to_string(issues, ';'), "
    "theatre, country, latitude::VARCHAR, longitude::VARCHAR, grade, claimant, sampling, register, "
    "occasion_id, sentence, citation FROM events WHERE provider = 'curated' AND is_current "
    "ORDER BY day, provider_id";

Act act_of(const std::vector<Value>& row) {
  std::size_t column = 0;
  const auto next = [&]() -> const std::string& { return row[column++].text; };  // null is ""
  Act act;
  act.id = next();
  act.day = parse_iso_day(next()).value_or(Day{});
  act.day_last = std::max(act.day, parse_iso_day(next()).value_or(act.day));
  act.known_day = parse_iso_day(next()).value_or(act.day);
  act.source = next();
  act.target = next();
  act.source_state = next();
  act.target_state = next();
  act.action = next();
  act.root = static_cast<std::uint8_t>(std::clamp<std::int64_t>(
      parse_int(next()).value_or(0), 0, std::numeric_limits<std::uint8_t>::max()));
  for (const auto tag : split(next(), ';')) {
    if (!tag.empty()) act.issues.emplace_back(tag);
  }
  act.theatre = next();
  act.country = next();
  act.latitude = parse_double(next());
  act.longitude = parse_double(next());
  act.grade = next();
  act.claimant = next();
  act.sampling = next();
  act.register_key = next();
  act.occasion = next();
  act.sentence = next();
  act.citation = next();
  return act;
}

}  // namespace

bool Act::symmetric() const { return is_symmetric(action); }

bool Act::has_issue(std::string_view tag) const {
  return std::find(issues.begin(), issues.end(), tag) != issues.end();
}

bool Act::has_any_issue(const std::vector<std::string>& tags) const {
  return std::any_of(tags.begin(), tags.end(),
                     [this](const std::string& tag) { return has_issue(tag); });
}

bool Act::between(std::string_view a, std::string_view b) const {
  return (source_state == a && target_state == b) || (source_state == b && target_state == a);
}

Result<std::vector<Act>> read_acts(Duck& duck) {
  std::vector<Act> acts;
  ENTENTE_CHECK(duck.rows(
      kQuery, [](const std::vector<ResultColumn>&) -> Result<void> { return {}; },
      [&](const std::vector<Value>& row) -> Result<void> {
        acts.push_back(act_of(row));
        return {};
      }));
  return acts;
}

std::vector<const Act*> in_order(const std::vector<Act>& acts) {
  std::vector<const Act*> ordered;
  ordered.reserve(acts.size());
  for (const Act& act : acts) ordered.push_back(&act);
  std::sort(ordered.begin(), ordered.end(), [](const Act* x, const Act* y) {
    return std::tie(x->day, x->id) < std::tie(y->day, y->id);
  });
  return ordered;
}

}  // namespace entente

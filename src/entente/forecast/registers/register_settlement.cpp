// Settling the question of a register: from the register's own rows, then from the outcomes.
//
// A yes asks for a complete list as much as a no does: were a yes taken from any list, those that
// are not complete could only ever say yes, and the record would be too good for high
// probabilities. An occasion counts on the day of its first row, as in the back-test.

#include <algorithm>

#include "entente/forecast/registers/registers.hpp"
#include "entente/measure/registers.hpp"

namespace entente::forecast {

std::optional<bool> settle_register(const Forecast& forecast, const Case& of_case,
                                    const std::vector<Act>& acts) {
  const auto of = std::ranges::find(of_case.registers, forecast.type, &Register::key);
  if (of == of_case.registers.end() || forecast.kind != ForecastKind::kRegister) return {};
  const DayRange asked{forecast.origin + std::chrono::days{1},
                       forecast.due() + std::chrono::days{1}};
  const bool all_told = of->complete && of->days.from <= asked.from &&
                        asked.to <= of->outcomes_to.value_or(of->days.to);
  if (!all_told) return {};
  const auto first = [&](const Act* act) { return asked.contains(act->day); };
  const auto came = [&](const Outcome& outcome) {
    return outcome.register_key == of->key && asked.contains(outcome.day);
  };
  return std::ranges::any_of(occasions(acts, of->key), first) ||
         std::ranges::any_of(of_case.outcomes, came);
}

}  // namespace entente::forecast

#pragma once
// Forecasts that were registered, and how they came out.
//
// Kept in a store's catalogue, append-only: a forecast is registered once and never rewritten, and
// settled once when it has come due and the answer is known. The track record is made of settled
// ones alone, and of those only that were registered before their days: whoever registers later may
// know the answer. Late ones are kept and settled all the same, and told apart.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/events/catalogue.hpp"
#include "entente/forecast/forecast.hpp"
#include "entente/forecast/reliability.hpp"

namespace entente::forecast {

struct Settlement {
  std::string settled_at;  ///< UTC, ISO 8601
  bool happened = false;
  std::optional<std::uint32_t> count;  ///< of acts, where there is a count
  double brier = 0, log_score = 0;     ///< (p - y)^2 and -ln of what was given to the answer
};

/// Data of a day come in on the next one or the one after; a forecast that is registered up to so
/// many days after its origin counts as one made beforehand.
inline constexpr int kLateDays = 2;

struct Registered {
  Forecast forecast;          ///< without statistics and evidence
  std::string registered_at;  ///< UTC, ISO 8601
  std::string inputs;         ///< lines "key=value": store digest or case files, versions
  std::optional<Settlement> settlement;

  /// Registered when its days had gone by in part or whole: on a day (UTC) after the earlier of
  /// origin + kLateDays and the last day asked about. A time that cannot be read is no proof of
  /// having been early.
  bool after_the_fact() const;
};

/// Registers forecasts; a question (kind, sides, type, provider, origin, horizon, level) that is
/// there already is left as it is, whatever the new answer was made from: whoever could answer it
/// again, with another seed or case, could choose. How many were new.
Result<std::size_t> register_forecasts(Catalogue& catalogue, std::span<const Forecast> forecasts,
                                       const std::string& now, const std::string& inputs);
/// All, by (registered_at, id).
Result<std::vector<Registered>> registered_forecasts(Catalogue& catalogue);
/// kFailure for an id that is settled already or was never registered.
Result<void> settle(Catalogue& catalogue, const std::string& id, const Settlement& settlement);
/// Several at once, all or none.
Result<void> settle(Catalogue& catalogue,
                    std::span<const std::pair<std::string, Settlement>> settlements);

/// The settlement of a forecast whose answer is known.
Settlement settlement_of(const Forecast& forecast, bool happened,
                         std::optional<std::uint32_t> count, const std::string& now);

/// With fewer settled ones a record is no more than a beginning: a back-test stands beside it.
inline constexpr std::uint64_t kFewestSettled = 20;

/// How settled forecasts of this kind, horizon and word of probability fared; basis "settled".
/// Those registered after the fact are left out, and those whose answer was not known at
/// `like.origin`: they had to be due and settled by the end of that day.
TrackRecord track_record(std::span<const Registered> registered, const Forecast& like);
/// Of all settled ones but those registered after the fact.
Reliability reliability_of(std::span<const Registered> registered);
/// Of the settled ones that were registered after the fact: to be shown, never to be counted.
Reliability reliability_after_the_fact(std::span<const Registered> registered);

}  // namespace entente::forecast

#pragma once
// Forecasts that were registered and how they were settled, as the catalogue keeps them.
//
// Two tables of the catalogue, append-only: SQLite itself refuses to change or delete a row
// (triggers), so that no forecast is rewritten after the fact. What the numbers mean is
// forecast/ledger.hpp's matter; here they are rows. A catalogue is a file that anyone may have
// written: each value is checked for its type and its range before it is used.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"

struct sqlite3;

namespace entente {

struct SettlementRecord {
  std::string id;          ///< of a registered forecast
  std::string settled_at;  ///< UTC, ISO 8601
  bool happened = false;
  std::optional<std::int64_t> count;
  double brier = 0, log_score = 0;
};

struct ForecastRecord {
  std::string id;             ///< 16 hex digits
  std::string registered_at;  ///< UTC, ISO 8601
  std::string kind, source, target, type, provider;
  Day origin{};
  int horizon_days = 0;
  std::int64_t level = 0;
  double probability = 0, low = 0, high = 0, climatology = 0;
  struct Count {
    double mean = 0;
    std::array<std::int64_t, 7> quantiles{};  ///< 5, 10, 25, 50, 75, 90 and 95 %
  };
  std::optional<Count> count;
  std::string inputs;  ///< lines "key=value"
  std::optional<SettlementRecord> settlement;
};

namespace forecast_records {

/// Makes the tables and their triggers, whichever are missing: a trigger that somebody dropped
/// comes back when the store is next opened for writing.
extern const char* const kSchema;
Result<void> make_tables(sqlite3* database, const std::string& file);

/// All, by (registered_at, id); none where the tables are missing. kBadData, with the table and the
/// id, for a row that holds what no program registers: a horizon outside 1 to 365 days, a share
/// outside 0 to 1, quantiles out of order, a day out of the calendar, a text that is too long.
Result<std::vector<ForecastRecord>> read(sqlite3* database, const std::string& file);
/// In one transaction: registers those whose id is new, with their settlements where they have
/// one, and settlements of known ones that have none yet. How many forecasts were new. kFailure for
/// one that could not be read again.
Result<std::size_t> add(sqlite3* database, const std::string& file,
                        const std::vector<ForecastRecord>& records);
/// In one transaction: all of them or none; kFailure for an id that is settled already or was never
/// registered.
Result<void> settle(sqlite3* database, const std::string& file,
                    const std::vector<SettlementRecord>& settlements);

}  // namespace forecast_records
}  // namespace entente

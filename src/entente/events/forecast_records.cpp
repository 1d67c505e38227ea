#include "entente/events/forecast_records.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include "entente/base/files.hpp"
#include "entente/base/text.hpp"
#include "entente/events/sqlite.hpp"

namespace entente::forecast_records {
namespace {

using sqlite::execute;
using sqlite::Statement;

Result<bool> has_tables(sqlite3* database, const std::string& file) {
  Statement s(database, file,
              "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('forecasts', "
              "'settlements')");
  ENTENTE_TRY(const bool row, s.step());
  return row && s.integer(0) == 2;
}

// Whether both tables and all their triggers are there.
Result<bool> has_all(sqlite3* database, const std::string& file) {
  Statement s(database, file,
              "SELECT count(*) FROM sqlite_master WHERE (type = 'table' AND name IN ('forecasts', "
              "'settlements')) OR (type = 'trigger' AND tbl_name = 'forecasts' AND name IN "
              "('forecasts_once', 'forecasts_stay', 'forecasts_are_kept')) OR (type = 'trigger' "
              "AND tbl_name = 'settlements' AND name IN ('settlements_once', 'settlements_stay', "
              "'settlements_are_kept'))");
  ENTENTE_TRY(const bool row, s.step());
  return row && s.integer(0) == 8;
}

Result<bool> has_row(sqlite3* database, const std::string& file, const char* sql,
                     const std::string& id) {
  Statement s(database, file, sql);
  s.bind(id);
  return s.step();
}
constexpr const char* kRegistered = "SELECT 1 FROM forecasts WHERE id = ?";
constexpr const char* kSettled = "SELECT 1 FROM settlements WHERE id = ?";

constexpr std::int64_t kFarthestHorizon = 365;
constexpr std::size_t kLongestWord = 256;
constexpr std::size_t kLongestInputs = std::size_t{1} << 20;
constexpr std::int64_t kGreatestCount = std::numeric_limits<std::uint32_t>::max();

bool is_share(double x) { return x >= 0 && x <= 1; }  // false for NaN
bool is_count(std::int64_t x) { return x >= 0 && x <= kGreatestCount; }

// What is wrong with a record; empty: nothing. The one rule for what is written and what is read.
std::string_view wrong_with(const ForecastRecord& f) {
  if (f.id.empty()) return "no id";
  for (const std::string* const text :
       {&f.id, &f.registered_at, &f.kind, &f.source, &f.target, &f.type, &f.provider})
    if (text->size() > kLongestWord) return "a text that is too long";
  if (f.inputs.size() > kLongestInputs) return "inputs that are too long";
  if (f.origin < kFirstDay || f.origin > kLastDay) return "an origin out of the calendar";
  if (f.horizon_days < 1 || f.horizon_days > kFarthestHorizon)
    return "a horizon outside 1 to 365 days";
  if (!is_count(f.level)) return "a level that is no count";
  if (!is_share(f.probability) || !is_share(f.low) || !is_share(f.high) || f.low > f.high ||
      !is_share(f.climatology))
    return "a probability outside 0 to 1, or limits out of order";
  if (f.count && (!std::isfinite(f.count->mean) || f.count->mean < 0 ||
                  !std::ranges::all_of(f.count->quantiles, is_count) ||
                  !std::ranges::is_sorted(f.count->quantiles)))
    return "a mean or quantiles that are none";
  return {};
}
std::string_view wrong_with(const SettlementRecord& s) {
  if (s.settled_at.size() > kLongestWord) return "a text that is too long";
  if (s.count && !is_count(*s.count)) return "a count that is none";
  if (!is_share(s.brier)) return "a Brier score outside 0 to 1";
  if (!std::isfinite(s.log_score) || s.log_score < 0) return "a log score that is none";
  return {};
}

tl::unexpected<Error> bad_row(const std::string& file, std::string_view table,
                              const std::string& id, std::string_view what) {
  return fail(ErrorCode::kBadData,
              fmt::format("the table {} of the catalogue holds what no entente writes, in the row "
                          "{}: {}",
                          table, printable(id, 64), what),
              "restore the store from a backup", {file, 0, 0});
}

template <class Record>
Result<void> check_written(std::string_view table, const Record& record) {
  const std::string_view wrong = wrong_with(record);
  if (wrong.empty()) return {};
  return fail(ErrorCode::kFailure, fmt::format("a row of {} cannot be written: {} has {}", table,
                                               printable(record.id, 64), wrong));
}

// SQLite keeps any type in any column. Checked in SQL, before a text is copied or a number cut:
// types, lengths and what would not fit an int. NULL counts as no.
constexpr const char* kSoundForecast =
    "typeof(f.id) = 'text' AND typeof(registered_at) = 'text' AND typeof(kind) = 'text' AND "
    "typeof(source) = 'text' AND typeof(target) = 'text' AND typeof(type) = 'text' AND "
    "typeof(provider) = 'text' AND typeof(inputs) = 'text' AND octets(f.id) <= 256 AND "
    "octets(registered_at) <= 256 AND octets(kind) <= 256 AND octets(source) <= 256 AND "
    "octets(target) <= 256 AND octets(type) <= 256 AND octets(provider) <= 256 AND "
    "octets(inputs) <= 1048576 AND typeof(origin) = 'integer' AND origin BETWEEN -10000000 AND "
    "10000000 AND typeof(horizon_days) = 'integer' AND horizon_days BETWEEN 1 AND 365 AND "
    "typeof(level) = 'integer' AND typeof(probability) = 'real' AND typeof(low) = 'real' AND "
    "typeof(high) = 'real' AND typeof(climatology) = 'real' AND ((count_mean IS NULL AND "
    "coalesce(q05, q10, q25, q50, q75, q90, q95) IS NULL) OR (typeof(count_mean) = 'real' AND "
    "typeof(q05) || typeof(q10) || typeof(q25) || typeof(q50) || typeof(q75) || typeof(q90) || "
    "typeof(q95) = 'integerintegerintegerintegerintegerintegerinteger'))";
constexpr const char* kSoundSettlement =
    "s.id IS NULL OR (typeof(settled_at) = 'text' AND octets(settled_at) <= 256 AND "
    "typeof(happened) = 'integer' AND happened BETWEEN 0 AND 1 AND typeof(count) IN ('integer', "
    "'null') AND typeof(brier) = 'real' AND typeof(log_score) = 'real')";

// octets(x) is length(CAST(x AS BLOB)), which SQLite has no short name for in older versions.
std::string spelt_out(std::string sql) {
  constexpr std::string_view kShort = "octets(";
  for (std::size_t at = 0; (at = sql.find(kShort, at)) != std::string::npos;) {
    const std::size_t end = sql.find(')', at);
    const std::string column = sql.substr(at + kShort.size(), end - at - kShort.size());
    const std::string full = "length(CAST(" + column + " AS BLOB))";
    sql.replace(at, end - at + 1, full);
    at += full.size();
  }
  return sql;
}

Result<void> insert(sqlite3* database, const std::string& file, const ForecastRecord& f) {
  ENTENTE_CHECK(check_written("forecasts", f));
  Statement s(database, file,
              "INSERT INTO forecasts (id, registered_at, kind, source, target, type, provider, "
              "origin, horizon_days, level, probability, low, high, climatology, count_mean, q05, "
              "q10, q25, q50, q75, q90, q95, inputs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
              "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  s.bind(f.id).bind(f.registered_at).bind(f.kind).bind(f.source).bind(f.target).bind(f.type);
  s.bind(f.provider).bind(std::optional<Day>(f.origin)).bind(std::int64_t{f.horizon_days});
  s.bind(f.level).bind(f.probability).bind(f.low).bind(f.high).bind(f.climatology);
  if (f.count) {
    s.bind(f.count->mean);
    for (const std::int64_t q : f.count->quantiles) s.bind(q);
  } else {
    for (int i = 0; i < 8; ++i) s.bind_null();
  }
  s.bind(f.inputs);
  return s.run();
}

Result<void> insert(sqlite3* database, const std::string& file, const SettlementRecord& r) {
  ENTENTE_CHECK(check_written("settlements", r));
  Statement s(database, file,
              "INSERT INTO settlements (id, settled_at, happened, count, brier, log_score) VALUES "
              "(?, ?, ?, ?, ?, ?)");
  s.bind(r.id).bind(r.settled_at).bind(std::int64_t{r.happened ? 1 : 0});
  if (r.count) {
    s.bind(*r.count);
  } else {
    s.bind_null();
  }
  s.bind(r.brier).bind(r.log_score);
  return s.run();
}

// `work` between BEGIN IMMEDIATE and COMMIT; undone where it or the commit fails.
template <class Work>
Result<void> in_transaction(sqlite3* database, const std::string& file, Work work) {
  ENTENTE_CHECK(execute(database, file, "BEGIN IMMEDIATE"));
  const auto all = [&]() -> Result<void> {
    ENTENTE_CHECK(work());
    ENTENTE_CHECK(files::step("commit forecasts", file));
    return execute(database, file, "COMMIT");
  };
  auto done = all();
  if (!done) sqlite3_exec(database, "ROLLBACK", nullptr, nullptr, nullptr);
  return done;
}

}  // namespace

const char* const kSchema = R"sql(
CREATE TABLE IF NOT EXISTS forecasts (
  id TEXT PRIMARY KEY, registered_at TEXT NOT NULL, kind TEXT NOT NULL, source TEXT NOT NULL,
  target TEXT NOT NULL, type TEXT NOT NULL, provider TEXT NOT NULL, origin INTEGER NOT NULL,
  horizon_days INTEGER NOT NULL, level INTEGER NOT NULL, probability REAL NOT NULL, low REAL NOT NULL,
  high REAL NOT NULL, climatology REAL NOT NULL, count_mean REAL, q05 INTEGER, q10 INTEGER, q25 INTEGER,
  q50 INTEGER, q75 INTEGER, q90 INTEGER, q95 INTEGER, inputs TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settlements (
  id TEXT PRIMARY KEY REFERENCES forecasts (id), settled_at TEXT NOT NULL, happened INTEGER NOT NULL,
  count INTEGER, brier REAL NOT NULL, log_score REAL NOT NULL) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS forecasts_once BEFORE INSERT ON forecasts
  WHEN EXISTS (SELECT 1 FROM forecasts WHERE id = NEW.id)
  BEGIN SELECT RAISE(ABORT, 'a forecast is registered once'); END;
CREATE TRIGGER IF NOT EXISTS forecasts_stay BEFORE UPDATE ON forecasts
  BEGIN SELECT RAISE(ABORT, 'a registered forecast is never rewritten'); END;
CREATE TRIGGER IF NOT EXISTS forecasts_are_kept BEFORE DELETE ON forecasts
  BEGIN SELECT RAISE(ABORT, 'a registered forecast is never deleted'); END;
CREATE TRIGGER IF NOT EXISTS settlements_once BEFORE INSERT ON settlements
  WHEN EXISTS (SELECT 1 FROM settlements WHERE id = NEW.id)
  BEGIN SELECT RAISE(ABORT, 'a forecast is settled once'); END;
CREATE TRIGGER IF NOT EXISTS settlements_stay BEFORE UPDATE ON settlements
  BEGIN SELECT RAISE(ABORT, 'a settlement is never rewritten'); END;
CREATE TRIGGER IF NOT EXISTS settlements_are_kept BEFORE DELETE ON settlements
  BEGIN SELECT RAISE(ABORT, 'a settlement is never deleted'); END;
)sql";

Result<void> make_tables(sqlite3* database, const std::string& file) {
  ENTENTE_TRY(const bool made, has_all(database, file));
  if (made) return {};
  return in_transaction(database, file, [&] { return execute(database, file, kSchema); });
}

Result<std::vector<ForecastRecord>> read(sqlite3* database, const std::string& file) {
  std::vector<ForecastRecord> records;
  ENTENTE_TRY(const bool made, has_tables(database, file));
  if (!made) return records;
  const std::string sql = spelt_out(fmt::format(
      "SELECT substr(CAST(f.id AS TEXT), 1, 256), {}, {}, registered_at, kind, source, target, "
      "type, provider, origin, horizon_days, level, probability, low, high, climatology, "
      "count_mean, q05, q10, q25, q50, q75, q90, q95, inputs, s.id IS NULL, settled_at, happened, "
      "count, brier, log_score FROM forecasts f LEFT JOIN settlements s ON s.id = f.id ORDER BY "
      "registered_at, f.id",
      kSoundForecast, kSoundSettlement));
  Statement s(database, file, sql.c_str());
  for (;;) {
    ENTENTE_TRY(const bool row, s.step());
    if (!row) return records;
    ForecastRecord f;
    int c = 0;
    f.id = s.text(c++);
    if (s.integer(c++) != 1)
      return bad_row(file, "forecasts", f.id, "a value of another type or size");
    if (s.integer(c++) != 1)
      return bad_row(file, "settlements", f.id, "a value of another type or size");
    f.registered_at = s.text(c++);
    f.kind = s.text(c++);
    f.source = s.text(c++);
    f.target = s.text(c++);
    f.type = s.text(c++);
    f.provider = s.text(c++);
    f.origin = s.day(c++).value_or(Day{});
    f.horizon_days = static_cast<int>(s.integer(c++));
    f.level = s.integer(c++);
    f.probability = s.real(c++);
    f.low = s.real(c++);
    f.high = s.real(c++);
    f.climatology = s.real(c++);
    if (!s.null(c)) {
      f.count = ForecastRecord::Count{s.real(c), {}};
      for (std::size_t q = 0; q < f.count->quantiles.size(); ++q)
        f.count->quantiles[q] = s.integer(c + 1 + static_cast<int>(q));
    }
    c += 8;
    f.inputs = s.text(c++);
    if (const auto wrong = wrong_with(f); !wrong.empty())
      return bad_row(file, "forecasts", f.id, wrong);
    if (s.integer(c) == 0) {
      auto& r = f.settlement.emplace();
      r.id = f.id;
      r.settled_at = s.text(c + 1);
      r.happened = s.integer(c + 2) != 0;
      if (!s.null(c + 3)) r.count = s.integer(c + 3);
      r.brier = s.real(c + 4);
      r.log_score = s.real(c + 5);
      if (const auto wrong = wrong_with(r); !wrong.empty())
        return bad_row(file, "settlements", f.id, wrong);
    }
    records.push_back(std::move(f));
  }
}

Result<std::size_t> add(sqlite3* database, const std::string& file,
                        const std::vector<ForecastRecord>& records) {
  std::size_t fresh = 0;
  const auto added = in_transaction(database, file, [&]() -> Result<void> {
    for (const auto& f : records) {
      ENTENTE_TRY(const bool known, has_row(database, file, kRegistered, f.id));
      if (!known) {
        ENTENTE_CHECK(insert(database, file, f));
        ++fresh;
      }
      if (!f.settlement) continue;
      ENTENTE_TRY(const bool settled, has_row(database, file, kSettled, f.id));
      if (!settled) ENTENTE_CHECK(insert(database, file, *f.settlement));
    }
    return {};
  });
  if (!added) return fail(added.error());
  return fresh;
}

Result<void> settle(sqlite3* database, const std::string& file,
                    const std::vector<SettlementRecord>& settlements) {
  return in_transaction(database, file, [&]() -> Result<void> {
    for (const auto& r : settlements) {
      ENTENTE_TRY(const bool known, has_row(database, file, kRegistered, r.id));
      if (!known) {
        return fail(ErrorCode::kFailure,
                    fmt::format("no forecast {} was ever registered", printable(r.id)));
      }
      ENTENTE_TRY(const bool settled, has_row(database, file, kSettled, r.id));
      if (settled) {
        return fail(ErrorCode::kFailure,
                    fmt::format("the forecast {} is settled already", printable(r.id)),
                    "a forecast is settled once");
      }
      ENTENTE_CHECK(insert(database, file, r));
    }
    return {};
  });
}

}  // namespace entente::forecast_records

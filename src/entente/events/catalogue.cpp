#include "entente/events/catalogue.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <filesystem>
#include <string_view>
#include <utility>

#include "entente/base/files.hpp"
#include "entente/events/sqlite.hpp"

namespace entente {

struct Catalogue::State {
  sqlite3* database = nullptr;
  std::string file;
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { sqlite3_close_v2(database); }
};

namespace {

using sqlite::execute;
using sqlite::Statement;

constexpr const char* kSchema = R"sql(
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parts (
  provider TEXT NOT NULL, month TEXT NOT NULL, name TEXT NOT NULL, rows INTEGER NOT NULL,
  bytes INTEGER NOT NULL, digest INTEGER NOT NULL, revised INTEGER NOT NULL,
  first_day INTEGER NOT NULL, last_day INTEGER NOT NULL, PRIMARY KEY (provider, month, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS superseded (
  provider TEXT NOT NULL, month TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (provider, month, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batches (
  number INTEGER PRIMARY KEY, id INTEGER NOT NULL, file TEXT NOT NULL, format TEXT NOT NULL,
  provider TEXT NOT NULL, sha256 TEXT NOT NULL, mapping_hash TEXT NOT NULL, filter_hash TEXT NOT NULL,
  status TEXT NOT NULL, rows_read INTEGER NOT NULL, rows_kept INTEGER NOT NULL,
  rows_rejected INTEGER NOT NULL, rows_duplicate INTEGER NOT NULL, first_day INTEGER, last_day INTEGER,
  rows_passed_over INTEGER NOT NULL, reject_digest INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS batches_known ON batches (sha256, format, mapping_hash, filter_hash);
CREATE TABLE IF NOT EXISTS chunks (
  kind TEXT NOT NULL, batch_number INTEGER NOT NULL, seq INTEGER NOT NULL, rows INTEGER NOT NULL,
  bytes BLOB NOT NULL, PRIMARY KEY (kind, batch_number, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
  id INTEGER PRIMARY KEY, command TEXT NOT NULL, arguments TEXT NOT NULL, version TEXT NOT NULL,
  started TEXT NOT NULL, ended TEXT, status TEXT, batch_number INTEGER NOT NULL, details TEXT);
)sql";

tl::unexpected<Error> no_store(const std::string& folder) {
  return fail(ErrorCode::kNotFound, fmt::format("there is no store at {}", folder),
              "make one with: entente ingest --store DIR FILE...");
}

// False for a catalogue whose making was cut short: no store yet.
Result<bool> has_schema(sqlite3* database, const std::string& file) {
  Statement statement(database, file, "SELECT 1 FROM sqlite_master WHERE name = 'meta'");
  return statement.step();
}

// Stores made before runs had details lack the column; all else is the same, so the version is too.
Result<bool> has_details(sqlite3* database, const std::string& file) {
  Statement statement(database, file,
                      "SELECT 1 FROM pragma_table_info('runs') WHERE name = 'details'");
  return statement.step();
}

Result<void> check_version(sqlite3* database, const std::string& file) {
  Statement statement(database, file, "SELECT value FROM meta WHERE key = 'store_version'");
  ENTENTE_TRY(const bool row, statement.step());
  const std::string version = row ? statement.text(0) : std::string();
  if (version == std::to_string(kStoreVersion)) return {};
  return fail(ErrorCode::kFailure,
              fmt::format("this store is of version {}; this program reads version {}",
                          version.empty() ? "unknown" : version, kStoreVersion),
              "use a newer entente", {file, 0, 0});
}

// Parts lie under the store's folder and nowhere else, whatever a catalogue says.
bool well_named(const PartRecord& part) {
  const auto all = [](std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
  };
  constexpr std::string_view kPrefix = "part-", kSuffix = ".parquet";
  const std::string_view name = part.name;
  return !part.provider.empty() && all(part.provider, "abcdefghijklmnopqrstuvwxyz0123456789_-") &&
         part.month.size() == 7 && all(part.month, "0123456789-") &&
         name.size() == kPrefix.size() + 16 + kSuffix.size() && name.starts_with(kPrefix) &&
         name.ends_with(kSuffix) && all(name.substr(kPrefix.size(), 16), "0123456789abcdef");
}

PartRecord part_of(const Statement& s) {
  PartRecord part;
  part.provider = s.text(0);
  part.month = s.text(1);
  part.name = s.text(2);
  part.rows = s.natural(3);
  part.bytes = s.natural(4);
  part.digest = s.natural(5);
  part.revised = s.natural(6);
  part.first_day = s.day(7).value_or(Day{});
  part.last_day = s.day(8).value_or(Day{});
  return part;
}

std::string_view name_of(Catalogue::ChunkKind kind) {
  return kind == Catalogue::ChunkKind::kReject ? "reject" : "volume";
}

Result<void> insert_chunks(sqlite3* database, const std::string& file, Catalogue::ChunkKind kind,
                           std::int64_t batch_number, const std::vector<PackedChunk>& chunks) {
  std::int64_t sequence = 0;
  for (const auto& chunk : chunks) {
    Statement s(database, file, "INSERT INTO chunks VALUES (?, ?, ?, ?, ?)");
    s.bind(std::string(name_of(kind)))
        .bind(batch_number)
        .bind(++sequence)
        .bind(chunk.rows)
        .bind_blob(chunk.bytes);
    ENTENTE_CHECK(s.run());
  }
  return {};
}

}  // namespace

Catalogue::Catalogue(std::unique_ptr<State> state) : state_(std::move(state)) {}
Catalogue::Catalogue(Catalogue&&) noexcept = default;
Catalogue& Catalogue::operator=(Catalogue&&) noexcept = default;
Catalogue::~Catalogue() = default;

Result<Catalogue> Catalogue::open_for_writing(const std::string& folder) {
  auto state = std::make_unique<State>();
  state->file = folder + "/catalogue.sqlite";
  ENTENTE_CHECK(files::step("open the catalogue", state->file));
  if (sqlite3_open_v2(state->file.c_str(), &state->database,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) != SQLITE_OK) {
    return sqlite::error_of(state->database, "the catalogue could not be opened", state->file);
  }
  sqlite3_busy_timeout(state->database, 5000);
  sqlite3* const database = state->database;
  ENTENTE_CHECK(execute(database, state->file,
                        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                        "PRAGMA trusted_schema=OFF;"));
  ENTENTE_TRY(const bool made, has_schema(database, state->file));
  if (!made) {
    const std::string sql = fmt::format(
        "BEGIN IMMEDIATE; {}{} INSERT INTO meta VALUES ('store_version', '{}'); COMMIT;", kSchema,
        forecast_records::kSchema, kStoreVersion);
    ENTENTE_CHECK(execute(database, state->file, sql.c_str()));
  }
  ENTENTE_CHECK(check_version(database, state->file));
  ENTENTE_TRY(const bool details, has_details(database, state->file));
  if (!details) {
    const auto added = execute(database, state->file, "ALTER TABLE runs ADD COLUMN details TEXT");
    ENTENTE_TRY(const bool now, has_details(database, state->file));  // another may have been first
    if (!now) return tl::unexpected<Error>(added.error());
  }
  // Nor had older stores a place for forecasts.
  ENTENTE_CHECK(forecast_records::make_tables(database, state->file));
  return Catalogue(std::move(state));
}

Result<Catalogue> Catalogue::open_for_reading(const std::string& folder) {
  auto state = std::make_unique<State>();
  state->file = folder + "/catalogue.sqlite";
  if (!std::filesystem::exists(state->file)) return no_store(folder);
  // WAL readers write the shared-memory file; where the folder cannot be written, SQLite is told
  // that nothing changes the file.
  const bool writable = sqlite3_open_v2(state->file.c_str(), &state->database,
                                        SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK &&
                        sqlite3_db_readonly(state->database, "main") == 0;
  if (!writable) {
    sqlite3_close_v2(state->database);
    std::string uri = "file:";
    for (const char c : state->file) {
      if (c == '?' || c == '#' || c == '%')
        uri += fmt::format("%{:02x}", static_cast<unsigned char>(c));
      else
        uri += c;
    }
    uri += "?immutable=1";
    if (sqlite3_open_v2(uri.c_str(), &state->database, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
                        nullptr) != SQLITE_OK) {
      return sqlite::error_of(state->database, "the catalogue could not be opened", state->file);
    }
  }
  sqlite3_busy_timeout(state->database, 5000);
  ENTENTE_TRY(const bool made, has_schema(state->database, state->file));
  if (!made) return no_store(folder);
  ENTENTE_CHECK(check_version(state->database, state->file));
  return Catalogue(std::move(state));
}

Result<void> Catalogue::begin_snapshot() {
  return execute(state_->database, state_->file, "BEGIN");
}
Result<void> Catalogue::end_snapshot() { return execute(state_->database, state_->file, "COMMIT"); }

Result<std::vector<PartRecord>> Catalogue::parts() {
  std::vector<PartRecord> parts;
  Statement statement(
      state_->database, state_->file,
      "SELECT provider, month, name, rows, bytes, digest, revised, first_day, last_day FROM parts "
      "ORDER BY provider, month, name");
  for (;;) {
    ENTENTE_TRY(const bool row, statement.step());
    if (!row) return parts;
    parts.push_back(part_of(statement));
    if (!well_named(parts.back())) {
      return fail(ErrorCode::kBadData, "the catalogue names a part that no store has",
                  "restore the store from a backup", {state_->file, 0, 0});
    }
  }
}

Result<std::vector<PartRecord>> Catalogue::superseded() {
  std::vector<PartRecord> parts;
  Statement statement(
      state_->database, state_->file,
      "SELECT provider, month, name FROM superseded ORDER BY provider, month, name");
  for (;;) {
    ENTENTE_TRY(const bool row, statement.step());
    if (!row) return parts;
    PartRecord part;
    part.provider = statement.text(0);
    part.month = statement.text(1);
    part.name = statement.text(2);
    parts.push_back(part);
  }
}

Result<std::vector<BatchRecord>> Catalogue::batches() {
  std::vector<BatchRecord> batches;
  Statement s(state_->database, state_->file,
              "SELECT number, id, file, format, provider, sha256, mapping_hash, filter_hash, "
              "status, rows_read, "
              "rows_kept, rows_rejected, rows_duplicate, rows_passed_over, first_day, last_day, "
              "reject_digest FROM "
              "batches ORDER BY number");
  for (;;) {
    ENTENTE_TRY(const bool row, s.step());
    if (!row) return batches;
    BatchRecord b;
    b.number = s.integer(0);
    b.id = s.natural(1);
    b.file = s.text(2);
    b.format = s.text(3);
    b.provider = s.text(4);
    b.sha256 = s.text(5);
    b.mapping_hash = s.text(6);
    b.filter_hash = s.text(7);
    b.status = s.text(8);
    b.rows_read = s.natural(9);
    b.rows_kept = s.natural(10);
    b.rows_rejected = s.natural(11);
    b.rows_duplicate = s.natural(12);
    b.rows_passed_over = s.natural(13);
    b.first_day = s.day(14);
    b.last_day = s.day(15);
    b.reject_digest = s.natural(16);
    batches.push_back(std::move(b));
  }
}

Result<std::vector<RunRecord>> Catalogue::runs() {
  std::vector<RunRecord> runs;
  ENTENTE_TRY(const bool details, has_details(state_->database, state_->file));
  const std::string sql = fmt::format(
      "SELECT id, command, arguments, version, started, coalesce(ended, ''), coalesce(status, ''), "
      "batch_number, {} FROM runs ORDER BY id",
      details ? "coalesce(details, '')" : "''");
  Statement s(state_->database, state_->file, sql.c_str());
  for (;;) {
    ENTENTE_TRY(const bool row, s.step());
    if (!row) return runs;
    runs.push_back({s.integer(0), s.text(1), s.text(2), s.text(3), s.text(4), s.text(5), s.text(6),
                    s.integer(7), s.text(8)});
  }
}

Result<void> Catalogue::each_chunk(ChunkKind kind,
                                   const std::function<Result<void>(const PackedChunk&)>& each) {
  Statement s(
      state_->database, state_->file,
      "SELECT batch_number, rows, bytes FROM chunks WHERE kind = ? ORDER BY batch_number, seq");
  s.bind(std::string(name_of(kind)));
  for (;;) {
    ENTENTE_TRY(const bool row, s.step());
    if (!row) return {};
    ENTENTE_CHECK(each({s.integer(0), s.natural(1), s.text(2)}));
  }
}

Result<bool> Catalogue::knows(const std::string& sha256, const std::string& format,
                              const std::string& mapping_hash, const std::string& filter_hash) {
  Statement s(state_->database, state_->file,
              "SELECT 1 FROM batches WHERE sha256 = ? AND format = ? AND mapping_hash = ? AND "
              "filter_hash = ? AND status = 'ok'");
  s.bind(sha256).bind(format).bind(mapping_hash).bind(filter_hash);
  return s.step();
}

Result<void> Catalogue::commit(const Commit& commit) {
  sqlite3* const database = state_->database;
  const std::string& file = state_->file;
  ENTENTE_CHECK(files::step("begin the commit", file));
  ENTENTE_CHECK(execute(database, file, "BEGIN IMMEDIATE"));
  const auto write = [&]() -> Result<void> {
    for (const auto& p : commit.new_parts) {
      Statement s(database, file, "INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
      s.bind(p.provider)
          .bind(p.month)
          .bind(p.name)
          .bind(p.rows)
          .bind(p.bytes)
          .bind(p.digest)
          .bind(p.revised);
      s.bind(std::optional<Day>(p.first_day)).bind(std::optional<Day>(p.last_day));
      ENTENTE_CHECK(s.run());
    }
    for (const auto& p : commit.superseded_parts) {
      Statement drop(database, file,
                     "DELETE FROM parts WHERE provider = ? AND month = ? AND name = ?");
      drop.bind(p.provider).bind(p.month).bind(p.name);
      ENTENTE_CHECK(drop.run());
      Statement keep(database, file, "INSERT OR IGNORE INTO superseded VALUES (?, ?, ?)");
      keep.bind(p.provider).bind(p.month).bind(p.name);
      ENTENTE_CHECK(keep.run());
    }
    // A name that is used again is no longer superseded.
    for (const auto& p : commit.new_parts) {
      Statement s(database, file,
                  "DELETE FROM superseded WHERE provider = ? AND month = ? AND name = ?");
      s.bind(p.provider).bind(p.month).bind(p.name);
      ENTENTE_CHECK(s.run());
    }
    for (const auto& [b, rejects, volumes] : commit.batches) {
      Statement s(database, file,
                  "INSERT INTO batches (number, id, file, format, provider, sha256, mapping_hash, "
                  "filter_hash, status, rows_read, rows_kept, "
                  "rows_rejected, rows_duplicate, rows_passed_over, first_day, last_day, "
                  "reject_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
      s.bind(b.number)
          .bind(b.id)
          .bind(b.file)
          .bind(b.format)
          .bind(b.provider)
          .bind(b.sha256)
          .bind(b.mapping_hash)
          .bind(b.filter_hash)
          .bind(b.status);
      s.bind(b.rows_read)
          .bind(b.rows_kept)
          .bind(b.rows_rejected)
          .bind(b.rows_duplicate)
          .bind(b.rows_passed_over)
          .bind(b.first_day)
          .bind(b.last_day)
          .bind(b.reject_digest);
      ENTENTE_CHECK(s.run());
      ENTENTE_CHECK(
          insert_chunks(database, file, Catalogue::ChunkKind::kReject, b.number, rejects));
      ENTENTE_CHECK(
          insert_chunks(database, file, Catalogue::ChunkKind::kVolume, b.number, volumes));
    }
    for (const std::int64_t number : commit.removed_batches) {
      Statement s(database, file, "UPDATE batches SET status = 'removed' WHERE number = ?");
      s.bind(number);
      ENTENTE_CHECK(s.run());
      // Rows that later inputs told again were passed over as duplicates and go with the first:
      // those inputs are no longer known, so that they can be ingested again.
      Statement later(
          database, file,
          "UPDATE batches SET status = 'incomplete' WHERE status = 'ok' AND rows_duplicate > 0 AND "
          "number > ?1 AND provider = (SELECT provider FROM batches WHERE number = ?1)");
      later.bind(number);
      ENTENTE_CHECK(later.run());
      Statement r(database, file, "DELETE FROM chunks WHERE batch_number = ?");
      r.bind(number);
      ENTENTE_CHECK(r.run());
    }
    ENTENTE_CHECK(files::step("commit", file));
    return execute(database, file, "COMMIT");
  };
  if (auto done = write(); !done) {
    sqlite3_exec(database, "ROLLBACK", nullptr, nullptr, nullptr);
    return done;
  }
  return files::step("after the commit", file);
}

Result<void> Catalogue::forget_superseded(const std::vector<PartRecord>& parts) {
  for (const auto& p : parts) {
    Statement s(state_->database, state_->file,
                "DELETE FROM superseded WHERE provider = ? AND month = ? AND name = ?");
    s.bind(p.provider).bind(p.month).bind(p.name);
    ENTENTE_CHECK(s.run());
  }
  return {};
}

Result<std::int64_t> Catalogue::begin_run(const RunRecord& run) {
  Statement s(
      state_->database, state_->file,
      "INSERT INTO runs (command, arguments, version, started, batch_number) VALUES (?, ?, ?, ?, "
      "(SELECT coalesce(max(number), 0) FROM batches))");
  s.bind(run.command).bind(run.arguments).bind(run.version).bind(run.started);
  ENTENTE_CHECK(s.run());
  return sqlite3_last_insert_rowid(state_->database);
}

Result<void> Catalogue::end_run(std::int64_t id, const std::string& ended,
                                const std::string& status, const std::string& details) {
  Statement s(state_->database, state_->file,
              "UPDATE runs SET ended = ?, status = ?, details = ? WHERE id = ?");
  s.bind(ended).bind(status).bind(details).bind(id);
  return s.run();
}

Result<void> Catalogue::adopt_runs(const std::vector<RunRecord>& runs) {
  ENTENTE_CHECK(execute(state_->database, state_->file, "BEGIN IMMEDIATE"));
  for (const auto& run : runs) {
    Statement s(state_->database, state_->file,
                "INSERT OR IGNORE INTO runs (id, command, arguments, version, started, ended, "
                "status, batch_number, details) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    s.bind(run.id).bind(run.command).bind(run.arguments).bind(run.version).bind(run.started);
    s.bind(run.ended).bind(run.status).bind(run.batch_number).bind(run.details);
    if (auto done = s.run(); !done) {
      (void)execute(state_->database, state_->file, "ROLLBACK");
      return done;
    }
  }
  return execute(state_->database, state_->file, "COMMIT");
}

Result<std::vector<ForecastRecord>> Catalogue::forecasts() {
  return forecast_records::read(state_->database, state_->file);
}
Result<std::size_t> Catalogue::add_forecasts(const std::vector<ForecastRecord>& records) {
  return forecast_records::add(state_->database, state_->file, records);
}
Result<void> Catalogue::settle_forecasts(const std::vector<SettlementRecord>& settlements) {
  return forecast_records::settle(state_->database, state_->file, settlements);
}

Result<void> Catalogue::copy_to(const std::string& file) {
  ENTENTE_CHECK(files::step("copy", file));
  sqlite3* target = nullptr;
  if (sqlite3_open_v2(file.c_str(), &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) !=
      SQLITE_OK) {
    const auto error = sqlite::error_of(target, "the copy could not be made", file);
    sqlite3_close_v2(target);
    return error;
  }
  sqlite3_backup* backup = sqlite3_backup_init(target, "main", state_->database, "main");
  const bool done = backup != nullptr && sqlite3_backup_step(backup, -1) == SQLITE_DONE;
  sqlite3_backup_finish(backup);
  if (!done) {
    const auto error = sqlite::error_of(target, "the copy could not be made", file);
    sqlite3_close_v2(target);
    return error;
  }
  sqlite3_close_v2(target);
  return files::sync_file(file);
}

Result<std::string> Catalogue::integrity() {
  Statement s(state_->database, state_->file, "PRAGMA integrity_check(1)");
  ENTENTE_TRY(const bool row, s.step());
  if (!row) return std::string("no answer");
  return s.text(0) == "ok" ? std::string() : s.text(0);
}

}  // namespace entente

#include "entente/events/snapshot.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <utility>

#include "entente/base/text.hpp"
#include "entente/events/derived.hpp"
#include "entente/events/memory_table.hpp"
#include "entente/events/parts.hpp"
#include "entente/events/rejects.hpp"
#include "entente/events/views.hpp"
#include "entente/events/volumes.hpp"

namespace entente {
namespace {

using Cell = MemoryTable::Cell;

Cell cell(const std::optional<Day>& day) { return day ? Cell(day_number(*day)) : Cell(); }

// The rejected rows of a store, unpacked a run at a time while they are read.
class RejectTable : public TableSource {
 public:
  RejectTable(Catalogue& catalogue, const std::vector<BatchRecord>& batches)
      : catalogue_(catalogue), batches_(batches) {}
  std::unique_ptr<TableSource> another() const override {
    return std::make_unique<RejectTable>(catalogue_, batches_);
  }
  const std::vector<ColumnSpec>& columns() const override {
    using enum ColumnType;
    static const std::vector<ColumnSpec> columns = {
        {"batch_number", kInt64}, {"file", kText},   {"line", kInt64},
        {"column_name", kText},   {"reason", kText}, {"raw", kText}};
    return columns;
  }
  void rewind() override {
    chunks_.clear();
    next_ = 0;
    rows_.clear();
    at_ = 0;
    const auto read = catalogue_.each_chunk(
        Catalogue::ChunkKind::kReject, [&](const PackedChunk& chunk) -> Result<void> {
          // Batches that came in later are not this snapshot's.
          if (std::ranges::find(batches_, chunk.batch_number, &BatchRecord::number) !=
              batches_.end())
            chunks_.push_back(chunk);
          return {};
        });
    if (!read) chunks_.clear();
  }
  std::size_t fill(ChunkWriter& out) override {
    while (at_ == rows_.size()) {
      if (next_ == chunks_.size()) return 0;
      unpack(chunks_[next_++]);
    }
    const std::size_t count = std::min(ChunkWriter::kRows, rows_.size() - at_);
    for (std::size_t i = 0; i < count; ++i) {
      const Row& row = rows_[at_ + i];
      out.data<std::int64_t>(0)[i] = number_;
      out.set_text(1, i, file_);
      out.data<std::int64_t>(2)[i] = static_cast<std::int64_t>(row.line);
      if (row.column.empty())
        out.set_null(3, i);
      else
        out.set_text(3, i, row.column);
      out.set_text(4, i, row.reason);
      out.set_text(5, i, row.raw);
    }
    at_ += count;
    return count;
  }

 private:
  struct Row {
    std::uint64_t line;
    std::string column, reason, raw;
  };

  void unpack(const PackedChunk& chunk) {
    rows_.clear();
    at_ = 0;
    number_ = chunk.batch_number;
    const auto batch = std::ranges::find(batches_, number_, &BatchRecord::number);
    file_ = batch == batches_.end() ? std::string() : batch->file;
    const auto read = for_each_reject(chunk, [&](const RejectedRow& row) {
      rows_.push_back(
          {row.line, std::string(row.column_name), std::string(row.reason), std::string(row.raw)});
    });
    if (!read) rows_.clear();
  }

  Catalogue& catalogue_;
  const std::vector<BatchRecord>& batches_;
  std::vector<PackedChunk> chunks_;
  std::size_t next_ = 0;
  std::vector<Row> rows_;
  std::size_t at_ = 0;
  std::int64_t number_ = 0;
  std::string file_;
};

// A table of the parts' columns without rows: what a store without parts reads.
class NoRows : public TableSource {
 public:
  const std::vector<ColumnSpec>& columns() const override { return part_columns(); }
  void rewind() override {}
  std::size_t fill(ChunkWriter&) override { return 0; }
};

// The statement without the blanks and comments (which nest) before it.
std::string_view without_lead(std::string_view sql) {
  for (;;) {
    const auto blank = std::min(sql.find_first_not_of(" \t\r\n\f\v"), sql.size());
    sql.remove_prefix(blank);
    if (sql.starts_with("--")) {
      sql.remove_prefix(std::min(sql.find_first_of("\r\n"), sql.size()));
    } else if (sql.starts_with("/*")) {
      std::size_t depth = 0;
      do {
        const bool opens = sql.starts_with("/*");
        const bool closes = sql.starts_with("*/");
        if (opens) ++depth;
        if (closes) --depth;
        sql.remove_prefix(opens || closes ? 2 : 1);
      } while (depth > 0 && !sql.empty());
    } else {
      return sql;
    }
  }
}

bool begins_as_query(std::string_view sql) {
  sql = without_lead(sql);
  if (sql.starts_with('(')) return true;
  std::size_t letters = 0;
  while (letters < sql.size() && std::isalpha(static_cast<unsigned char>(sql[letters]))) ++letters;
  const std::string word = ascii_lower(sql.substr(0, letters));
  static constexpr std::string_view kWords[] = {"select", "with",     "from",   "values",
                                                "table",  "describe", "show",   "summarize",
                                                "pivot",  "unpivot",  "explain"};
  return std::ranges::find(kWords, std::string_view(word)) != std::end(kWords);
}

// One a reader: two databases that spill into one folder overwrite each other's files.
files::Path spill_folder(const files::Path& store) {
  return store / "derived" / fmt::format("spill-{}", ::getpid());
}

// A part is a file in its place: a link there, or on the way there, may lead anywhere.
Result<void> no_links(const files::Path& store, const std::vector<std::string>& paths) {
  for (const auto& path : paths) {
    std::error_code error;
    for (files::Path at = path; at != store && at.has_relative_path(); at = at.parent_path()) {
      if (!std::filesystem::is_symlink(std::filesystem::symlink_status(at, error))) continue;
      return fail(ErrorCode::kBadData, "a part of the store is a link, which is not followed",
                  "put the file itself there", {at.string(), 0, 0});
    }
  }
  return {};
}

}  // namespace

struct Snapshot::State {
  files::Path folder;
  SnapshotOptions options;
  std::optional<files::Lock> readers;
  std::optional<Catalogue> catalogue;
  std::vector<PartRecord> parts;
  std::vector<BatchRecord> batches;
  NoRows no_rows;
  std::unique_ptr<RejectTable> rejects;
  std::optional<Duck> duck;  // last: it refers to the tables above

  std::vector<std::string> paths() const {
    std::vector<std::string> paths;
    for (const auto& part : parts) paths.push_back(part_path(folder, part).string());
    return paths;
  }

  // Which rows of the parts are seen, as an SQL condition.
  std::string seen() const {
    std::string where = "true";
    if (options.as_of)
      where += fmt::format(" AND known_day <= DATE '{}'", format_day(*options.as_of));
    if (options.as_of_batch) where += fmt::format(" AND batch_number <= {}", *options.as_of_batch);
    return where;
  }

  Result<void> make_raw();
  Result<void> make_batches();
  Result<void> make_world_tables(const World& world, const Case* of_case);
  Result<void> make_rejects();
  Result<void> make_volumes();
};

Result<void> Snapshot::State::make_raw() {
  std::string from;
  if (parts.empty()) {
    ENTENTE_TRY(const std::string function, duck->offer(no_rows));
    from = function + "()";
  } else {
    ENTENTE_CHECK(no_links(folder, paths()));
    from = fmt::format("read_parquet({}, hive_partitioning=false)", sql_list(paths()));
  }
  ENTENTE_CHECK(
      duck->run(fmt::format("CREATE VIEW raw AS SELECT * FROM {} WHERE {}", from, seen())));
  // The newest revision of each id that has more than one: the one that became known last, of those
  // of one day the one that came last. They are few, so they are found once.
  const bool any_revised =
      std::ranges::any_of(parts, [](const PartRecord& part) { return part.revised != 0; });
  return duck->run(fmt::format(
      "CREATE TABLE revised AS SELECT event_id, arg_max(revision, row(known_day, revision)) AS "
      "newest, "
      "arg_max(deleted, row(known_day, revision)) AS deleted FROM raw WHERE {} GROUP BY event_id",
      any_revised ? "event_id IN (SELECT event_id FROM raw WHERE revision > 0 OR deleted)"
                  : "false"));
}

Result<void> Snapshot::State::make_batches() {
  using enum ColumnType;
  MemoryTable table({{"number", kInt64},
                     {"id", kUInt64},
                     {"file", kText},
                     {"format", kText},
                     {"provider", kText},
                     {"sha256", kText},
                     {"status", kText},
                     {"rows_read", kUInt64},
                     {"rows_kept", kUInt64},
                     {"rows_rejected", kUInt64},
                     {"rows_duplicate", kUInt64},
                     {"rows_passed_over", kUInt64},
                     {"first_day", kDate},
                     {"last_day", kDate}});
  for (const auto& b : batches) {
    table.add({b.number, b.id, b.file, b.format, b.provider, b.sha256, b.status, b.rows_read,
               b.rows_kept, b.rows_rejected, b.rows_duplicate, b.rows_passed_over,
               cell(b.first_day), cell(b.last_day)});
  }
  return load_table(*duck, "batches", table);
}

Result<void> Snapshot::State::make_world_tables(const World& world, const Case* of_case) {
  using enum ColumnType;
  MemoryTable actors({{"id", kUInt32},
                      {"key", kText},
                      {"kind", kText},
                      {"name", kText},
                      {"parent", kText},
                      {"stands_alone", kBoolean}});
  std::uint32_t id = 0;
  for (const auto& actor : world.actors()) {
    actors.add({++id, actor.key, std::string(name_of(actor.kind)), actor.name,
                actor.parent.empty() ? Cell() : Cell(actor.parent), actor.stands_alone});
  }
  ENTENTE_CHECK(load_table(*duck, "actors", actors));

  MemoryTable ties({{"kind", kText},
                    {"a", kText},
                    {"b", kText},
                    {"from_day", kDate},
                    {"to_day", kDate},
                    {"value", kText},
                    {"citation", kText}});
  MemoryTable notes({{"provider", kText},
                     {"from_day", kDate},
                     {"to_day", kDate},
                     {"kind", kText},
                     {"note", kText}});
  MemoryTable grades({{"event", kText}, {"day", kDate}, {"grade", kText}});
  const auto visible = [&](Day day) { return !options.as_of || day <= *options.as_of; };
  if (of_case != nullptr) {
    for (const auto& t : of_case->ties) {
      if (visible(t.from))
        ties.add({t.kind, t.a, t.b, day_number(t.from),
                  t.to && visible(*t.to) ? cell(t.to) : Cell(), t.value, t.citation});
    }
    for (const auto& n : of_case->coverage) {
      if (visible(n.days.from))
        notes.add({n.provider, day_number(n.days.from), day_number(n.days.to), n.kind, n.note});
    }
    for (const auto& g : of_case->grades) {
      if (visible(g.day)) grades.add({g.event, day_number(g.day), g.grade});
    }
  }
  ENTENTE_CHECK(load_table(*duck, "ties", ties));
  ENTENTE_CHECK(load_table(*duck, "coverage_notes", notes));
  ENTENTE_CHECK(load_table(*duck, "grades", grades));
  return duck->run(
      "CREATE TABLE current_grades AS SELECT event, arg_max(grade, day) AS grade FROM grades GROUP "
      "BY event");
}

Result<void> Snapshot::State::make_rejects() {
  rejects = std::make_unique<RejectTable>(*catalogue, batches);
  ENTENTE_TRY(const std::string function, duck->offer(*rejects));
  return duck->run(fmt::format("CREATE VIEW rejects AS SELECT * FROM {}()", function));
}

// Rows that a filter left out, as daily volumes of raw country pairs.
Result<void> Snapshot::State::make_volumes() {
  using enum ColumnType;
  MemoryTable table({{"provider", kText},
                     {"day", kDate},
                     {"source_country", kText},
                     {"target_country", kText},
                     {"root", kUInt8},
                     {"rows", kUInt64}});
  const auto text = [](const std::string& t) { return t.empty() ? Cell() : Cell(t); };
  ENTENTE_CHECK(catalogue->each_chunk(Catalogue::ChunkKind::kVolume, [&](const PackedChunk& chunk) {
    const auto batch = std::ranges::find(batches, chunk.batch_number, &BatchRecord::number);
    const bool hidden =
        batch == batches.end() || (options.as_of_batch && batch->number > *options.as_of_batch);
    return for_each_volume(chunk, [&](const Volume& v) {
      if (hidden || (options.as_of && v.known_day > *options.as_of)) return;
      table.add({batch->provider, day_number(v.day), text(v.source_country), text(v.target_country),
                 v.root == 0 ? Cell() : Cell(v.root), v.rows});
    });
  }));
  return load_table(*duck, "volumes", table);
}

Snapshot::Snapshot(std::unique_ptr<State> state) : state_(std::move(state)) {}
Snapshot::Snapshot(Snapshot&&) noexcept = default;
Snapshot::~Snapshot() = default;

Result<Snapshot> Snapshot::open(const std::string& folder, const World& world, const Case* of_case,
                                const SnapshotOptions& options) {
  auto state = std::make_unique<State>();
  std::error_code error;
  state->folder = std::filesystem::weakly_canonical(folder, error);
  if (error) state->folder = folder;
  state->options = options;
  ENTENTE_TRY(Catalogue catalogue, Catalogue::open_for_reading(state->folder.string()));
  state->catalogue = std::move(catalogue);
  // On a read-only folder nothing is deleted either, so the lock is not missed there.
  auto lock = files::Lock::take(state->folder / "readers.lock", files::Lock::Mode::kShared,
                                std::chrono::seconds(5));
  if (lock) {
    state->readers = std::move(*lock);
  } else if (lock.error().code == ErrorCode::kLocked) {
    return fail(lock.error());
  }
  ENTENTE_CHECK(state->catalogue->begin_snapshot());
  ENTENTE_TRY(state->parts, state->catalogue->parts());
  ENTENTE_TRY(state->batches, state->catalogue->batches());
  ENTENTE_CHECK(state->catalogue->end_snapshot());
  ENTENTE_TRY(Duck duck, Duck::open({options.threads, options.memory_bytes,
                                     spill_folder(state->folder).string()}));
  state->duck = std::move(duck);
  ENTENTE_CHECK(state->duck->run("SET TimeZone = 'UTC'"));
  ENTENTE_CHECK(state->make_raw());
  ENTENTE_CHECK(state->make_batches());
  ENTENTE_CHECK(state->make_world_tables(world, of_case));
  ENTENTE_CHECK(state->make_rejects());
  ENTENTE_CHECK(state->make_volumes());
  ENTENTE_CHECK(make_derived(*state->duck, state->folder, state->parts, world, state->seen()));
  for (const auto& view :
       {events_view(of_case), canonical_all_view(), canonical_view(), coverage_view()}) {
    ENTENTE_CHECK(state->duck->run(view));
  }
  return Snapshot(std::move(state));
}

Duck& Snapshot::duck() { return *state_->duck; }
const std::vector<PartRecord>& Snapshot::parts() const { return state_->parts; }
const std::vector<BatchRecord>& Snapshot::batches() const { return state_->batches; }
std::int64_t Snapshot::newest_batch() const {
  return state_->batches.empty() ? 0 : state_->batches.back().number;
}

Result<void> Snapshot::admit(const std::string& sql) {
  auto& s = *state_;
  // Settings alone do not stop COPY or EXPLAIN ANALYZE COPY from overwriting a part: the kind of
  // statement does, judged by the parser with external access already off.
  ENTENTE_CHECK(s.duck->run(fmt::format("SET allowed_paths = {}", sql_list(s.paths()))));
  ENTENTE_CHECK(s.duck->run("SET enable_external_access = false"));
  ENTENTE_CHECK(s.duck->run("SET lock_configuration = true"));
  const auto refused = [](const std::string& what) {
    return fail(ErrorCode::kUsage, what,
                "the views are read by one SELECT statement, or EXPLAIN of one");
  };
  ENTENTE_TRY(const Duck::Statements statements, s.duck->classify(sql));
  if (statements.count != 1)
    return refused(fmt::format("{} statements where one is expected", statements.count));
  // DuckDB rewrites some PRAGMA statements into a SELECT, so the first word counts as well.
  if (!begins_as_query(sql)) return refused("only SELECT is allowed");
  if (statements.kind == StatementKind::kSelect) return {};
  if (statements.kind != StatementKind::kExplain) return refused("only SELECT is allowed");
  // EXPLAIN of a SELECT and nothing else: what follows EXPLAIN must itself be a SELECT.
  const std::string_view rest = without_lead(sql);
  constexpr std::size_t kExplainLength = 7;
  if (rest.size() < kExplainLength) return refused("only SELECT is allowed");
  const std::string explained(rest.substr(kExplainLength));
  const auto inner = s.duck->classify(explained);
  if (!inner || inner->count != 1 || inner->kind != StatementKind::kSelect ||
      !begins_as_query(explained)) {
    return refused("only EXPLAIN of a SELECT is allowed, without ANALYZE");
  }
  return {};
}

}  // namespace entente

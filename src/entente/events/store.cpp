#include "entente/events/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "entente/base/hash.hpp"
#include "entente/base/progress.hpp"
#include "entente/events/group_writer.hpp"
#include "entente/events/parts.hpp"
#include "entente/events/rejects.hpp"
#include "entente/events/row_group.hpp"
#include "entente/events/volumes.hpp"

namespace entente {
namespace {

// Months are compacted by themselves past this many parts, and a merged part stays below this.
constexpr std::size_t kPartsAMonth = 64;
constexpr std::uint64_t kMergedRows = 2'000'000;

// A folder of other things is not made a store by a mistyped name. What a store's first moments
// leave behind (no catalogue yet) is one.
Result<void> refuse_foreign(const files::Path& folder) {
  static const std::set<std::string> kOurs = {"parts",
                                              "tmp",
                                              "derived",
                                              "store.lock",
                                              "readers.lock",
                                              "catalogue.sqlite",
                                              "catalogue.sqlite-wal",
                                              "catalogue.sqlite-shm"};
  std::error_code error;
  if (std::filesystem::exists(folder, error) && !std::filesystem::is_directory(folder, error)) {
    return fail(ErrorCode::kUsage, fmt::format("{} is a file, not a folder", folder.string()),
                "name a folder for the store");
  }
  if (std::filesystem::exists(folder / "catalogue.sqlite", error)) return {};
  ENTENTE_TRY(const std::vector<files::Path> found, files::entries(folder));
  for (const auto& path : found) {
    if (!kOurs.contains(path.filename().string())) {
      return fail(ErrorCode::kUsage,
                  fmt::format("{} holds other things and no store", folder.string()),
                  "name a new or an empty folder");
    }
  }
  return {};
}

using PartKey = std::pair<std::string, std::string>;  // provider, month
PartKey key_of(const PartRecord& part) { return {part.provider, part.month}; }

struct Finished {
  Catalogue::Commit::Batch batch;
  std::size_t input = 0;  // its place in the order of begin_batch
};

struct OpenBatch {
  BatchRecord record;
  RejectLog rejects;
  VolumeLog volumes;
  std::size_t first_row = 0;  // in the group
};

}  // namespace

struct StoreWriter::State {
  files::Path folder;
  StoreSettings settings;
  std::optional<files::Lock> lock;
  std::optional<Catalogue> catalogue;
  std::optional<Duck> duck;

  std::optional<Duck> checker;  // reads parts back beside the group writer's own
  std::optional<GroupWriter> groups;

  RowGroup group;
  std::optional<OpenBatch> open;           // the batch under way
  std::vector<Finished> finished;          // their rows are in the group, or before it
  std::vector<PartRecord> parts;           // committed
  std::vector<PendingPart> pending_parts;  // written, of the batch under way alone
  std::vector<Finished> writing;           // whose rows the group being written holds
  bool commits = false;                    // that group's end is a commit
  std::set<std::string> known;             // inputs of this writer that ended well
  std::vector<Ended> ended;
  std::int64_t next_number = 1;
  std::size_t inputs = 0;

  static std::string identity(const BatchRecord& r) {
    return r.sha256 + "|" + r.format + "|" + r.mapping_hash + "|" + r.filter_hash;
  }

  bool full() const {
    return group.size() >= settings.group_rows || group.text_bytes() >= settings.group_text_bytes;
  }

  BatchRecord* batch(std::int64_t number) {
    if (open && open->record.number == number) return &open->record;
    const auto found =
        std::ranges::find(writing, number, [](const Finished& f) { return f.batch.record.number; });
    return found == writing.end() ? nullptr : &found->batch.record;
  }

  Result<void> recover();
  Result<void> start_group(RowGroup& rows, bool commit_after);
  Result<void> take(WrittenGroup written);
  Result<void> settle();
  Result<void> commit();
  Result<void> close_batch(Catalogue::Commit::Batch batch);
  Result<void> replace_parts(const std::vector<PartRecord>& old_parts);
};

// Folders into which readers that are gone had spilled.
static Result<void> remove_spilled(const files::Path& derived) {
  ENTENTE_TRY(const std::vector<files::Path> found, files::entries(derived));
  for (const auto& path : found) {
    if (!path.filename().string().starts_with("spill-")) continue;
    ENTENTE_CHECK(files::empty_folder(path));
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
  return {};
}

// After a crash: what is in tmp/ was never committed; a part that the catalogue does not name does
// not exist. Superseded and unnamed files are deleted only when no reader holds the shared lock.
Result<void> StoreWriter::State::recover() {
  ENTENTE_CHECK(files::empty_folder(folder / "tmp"));
  auto readers = files::Lock::take(folder / "readers.lock", files::Lock::Mode::kExclusive,
                                   std::chrono::milliseconds(0));
  if (!readers) return {};
  ENTENTE_CHECK(remove_spilled(folder / "derived"));
  std::set<files::Path> named;
  for (const auto& part : parts) named.insert(part_path(folder, part));
  ENTENTE_TRY(const std::vector<files::Path> found, files::entries(folder / "parts", true));
  for (const auto& file : found) {
    if (!named.contains(file)) ENTENTE_CHECK(files::remove_file(file));
  }
  ENTENTE_TRY(const std::vector<PartRecord> superseded, catalogue->superseded());
  return catalogue->forget_superseded(superseded);
}

// Hands rows to the group writer. With `commit_after` they are the last of the finished batches,
// which are committed once the rows are written; else they are a piece of the batch under way.
Result<void> StoreWriter::State::start_group(RowGroup& rows, bool commit_after) {
  SortedGroup sorted = sort_group(rows);
  // A commit moves parts, which the next group's search for duplicates must not see half done; the
  // parts of a piece stay where they are, and are verified while the next piece is being written.
  if (commits) ENTENTE_CHECK(settle());
  std::optional<WrittenGroup> piece;
  if (groups->busy()) {
    ENTENTE_TRY(piece, groups->wait());
  }
  std::vector<std::string> earlier;
  for (const auto& part : parts) earlier.push_back(part_path(folder, part).string());
  for (const auto& part : pending_parts) earlier.push_back(part.file.string());
  if (piece) {
    for (const auto& part : piece->parts) earlier.push_back(part.file.string());
  }
  groups->start(rows, std::move(sorted), std::move(earlier));
  if (piece) ENTENTE_CHECK(take(std::move(*piece)));
  commits = commit_after;
  if (commits) writing = std::exchange(finished, {});
  return {};
}

// Verifies a written group's parts and takes its counts.
Result<void> StoreWriter::State::take(WrittenGroup written) {
  for (auto& part : written.parts) ENTENTE_CHECK(verify_part(*checker, part));
  for (const auto& [number, counts] : written.counts) {
    BatchRecord* const record = batch(number);
    if (record == nullptr) continue;
    record->rows_kept += counts.kept;
    record->rows_duplicate += counts.duplicate;
    if (!counts.first_day) continue;
    record->first_day =
        record->first_day ? std::min(*record->first_day, *counts.first_day) : *counts.first_day;
    record->last_day =
        record->last_day ? std::max(*record->last_day, *counts.last_day) : *counts.last_day;
  }
  std::ranges::move(written.parts, std::back_inserter(pending_parts));
  return {};
}

// Waits for the group being written, takes it, and commits if it was the last of its batches.
Result<void> StoreWriter::State::settle() {
  if (!groups->busy()) return {};
  ENTENTE_TRY(WrittenGroup written, groups->wait());
  ENTENTE_CHECK(take(std::move(written)));
  return std::exchange(commits, false) ? commit() : Result<void>{};
}

// The store's one commit point.
Result<void> StoreWriter::State::commit() {
  ENTENTE_CHECK(place_parts(folder, pending_parts));
  Catalogue::Commit all;
  for (const auto& part : pending_parts) all.new_parts.push_back(part.record);
  for (const auto& f : writing) all.batches.push_back(f.batch);
  ENTENTE_CHECK(catalogue->commit(all));
  for (const auto& part : pending_parts) parts.push_back(part.record);
  for (auto& f : writing) ended.push_back({std::move(f.batch.record), false, f.input});
  pending_parts.clear();
  writing.clear();
  return {};
}

Result<void> StoreWriter::State::replace_parts(const std::vector<PartRecord>& old_parts) {
  ENTENTE_TRY(const PendingPart merged, merge_parts(*duck, folder, old_parts, 0));
  const auto same = [](const PartRecord& a, const PartRecord& b) {
    return key_of(a) == key_of(b) && a.name == b.name;
  };
  // The same rows make the same name: merging cannot give one of several parts.
  ENTENTE_CHECK(place_parts(folder, {merged}));
  Catalogue::Commit all;
  all.new_parts.push_back(merged.record);
  all.superseded_parts = old_parts;
  ENTENTE_CHECK(catalogue->commit(all));
  std::erase_if(parts, [&](const PartRecord& part) {
    return std::ranges::any_of(old_parts, [&](const PartRecord& old) { return same(old, part); });
  });
  parts.push_back(merged.record);
  return {};
}

StoreWriter::StoreWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
StoreWriter::StoreWriter(StoreWriter&&) noexcept = default;
StoreWriter::~StoreWriter() = default;

Result<StoreWriter> StoreWriter::open(const std::string& folder, const StoreSettings& settings) {
  auto state = std::make_unique<State>();
  state->folder = folder;
  state->settings = settings;
  ENTENTE_CHECK(refuse_foreign(state->folder));
  const bool fresh = !std::filesystem::exists(state->folder / "derived");
  for (const char* const below : {"", "parts", "tmp", "derived"}) {
    if (!std::filesystem::exists(state->folder / below))
      ENTENTE_CHECK(files::make_folders(state->folder / below));
  }
  if (fresh) {
    ENTENTE_CHECK(files::sync_folder(state->folder));
    ENTENTE_CHECK(files::sync_folder(std::filesystem::absolute(state->folder).parent_path()));
  }
  ENTENTE_TRY(files::Lock lock, files::Lock::take(state->folder / "store.lock",
                                                  files::Lock::Mode::kExclusive, settings.wait));
  lock.describe(settings.holder);
  state->lock = std::move(lock);
  ENTENTE_TRY(Catalogue catalogue, Catalogue::open_for_writing(folder));
  state->catalogue = std::move(catalogue);
  ENTENTE_TRY(state->parts, state->catalogue->parts());
  ENTENTE_TRY(const std::vector<BatchRecord> batches, state->catalogue->batches());
  if (!batches.empty()) state->next_number = batches.back().number + 1;
  ENTENTE_CHECK(state->recover());
  // One thread: the group writer's own, beside the one that reads; DuckDB's others would only wait.
  // What has begun to be written is written to its end: Ctrl-C is the reader's affair.
  ENTENTE_TRY(Duck duck,
              Duck::open({1, settings.memory_bytes, (state->folder / "tmp").string(), false}));
  state->duck = std::move(duck);
  ENTENTE_TRY(Duck checker, Duck::open({1, settings.memory_bytes, "", false}));
  state->checker = std::move(checker);
  state->groups.emplace(*state->duck, state->folder, settings.threads > 1);
  return StoreWriter(std::move(state));
}

void StoreWriter::begin_batch(const BatchStart& start) {
  auto& s = *state_;
  ++s.inputs;
  s.open.emplace();
  s.open->record.number = s.next_number++;
  s.open->record.file = start.file;
  s.open->record.format = start.format;
  s.open->record.provider = start.provider;
  s.open->record.mapping_hash = start.mapping_hash;
  s.open->record.filter_hash = start.filter_hash;
  s.open->first_row = s.group.size();
}

Result<void> StoreWriter::add(const EventRow& row) {
  auto& s = *state_;
  ++s.open->record.rows_read;
  s.group.add(row, static_cast<std::uint32_t>(s.open->record.number));
  if (!s.full()) return {};
  // Full in the middle of an input: what came before it commits by itself, so that the input can
  // still fail as a whole; then its own rows go to parts that wait for its end.
  const std::size_t before = std::exchange(s.open->first_row, 0);
  if (before == 0) return s.start_group(s.group, false);
  RowGroup rest = s.group;
  rest.drop_front(before);
  s.group.truncate(before);
  ENTENTE_CHECK(s.start_group(s.group, true));
  s.group = std::move(rest);
  return {};
}

void StoreWriter::reject(const RejectedRow& row) {
  auto& s = *state_;
  ++s.open->record.rows_read;
  ++s.open->record.rows_rejected;
  s.open->rejects.add(row);
}

void StoreWriter::pass_over(const EventRow& row) {
  auto& s = *state_;
  ++s.open->record.rows_read;
  ++s.open->record.rows_passed_over;
  s.open->volumes.add(row);
}

Result<void> StoreWriter::State::close_batch(Catalogue::Commit::Batch batch) {
  if (batch.record.status == "ok") known.insert(identity(batch.record));
  // A batch with rows in parts already takes its counts from them before it ends.
  const bool in_pieces = !pending_parts.empty() || (groups->busy() && !commits);
  if (in_pieces) {
    ENTENTE_CHECK(settle());
    batch.record = open->record;
  }
  open.reset();
  finished.push_back({std::move(batch), inputs});
  return full() || in_pieces ? start_group(group, true) : Result<void>{};
}

Result<void> StoreWriter::end_batch(const std::string& sha256) {
  auto& s = *state_;
  BatchRecord& record = s.open->record;
  record.sha256 = sha256;
  record.id = std::stoull(sha256.substr(0, 16), nullptr, 16);
  record.status = "ok";
  ENTENTE_TRY(const bool known,
              s.catalogue->knows(sha256, record.format, record.mapping_hash, record.filter_hash));
  if (known || s.known.contains(State::identity(record))) {
    BatchRecord skipped = record;
    skipped.rows_kept = 0;
    skipped.rows_duplicate = 0;
    skipped.rows_passed_over = 0;
    ENTENTE_CHECK(abandon_batch());
    s.ended.push_back({std::move(skipped), true, s.inputs});
    return {};
  }
  record.reject_digest = s.open->rejects.digest();
  return s.close_batch({record, s.open->rejects.take(), s.open->volumes.take()});
}

Result<void> StoreWriter::fail_batch(const std::string& sha256) {
  auto& s = *state_;
  BatchRecord record = s.open->record;
  record.sha256 = sha256;
  record.status = "failed";
  record.rows_kept = 0;
  record.rows_duplicate = 0;
  record.rows_passed_over = 0;
  record.first_day.reset();
  record.last_day.reset();
  record.reject_digest = s.open->rejects.digest();
  auto rejects = s.open->rejects.take();
  ENTENTE_CHECK(abandon_batch());
  s.next_number = record.number + 1;
  return s.close_batch({std::move(record), std::move(rejects), {}});
}

Result<void> StoreWriter::abandon_batch() {
  auto& s = *state_;
  ENTENTE_CHECK(s.settle());
  s.group.truncate(s.open->first_row);
  // Parts that wait are this batch's own: others commit before an input overflows its group.
  s.pending_parts.clear();
  s.next_number = s.open->record.number;
  s.open.reset();
  return {};
}

Result<void> StoreWriter::finish() {
  auto& s = *state_;
  if (!s.finished.empty()) ENTENTE_CHECK(s.start_group(s.group, true));
  ENTENTE_CHECK(s.settle());
  // Everything is committed; a compaction that Ctrl-C cut short is made up for next time.
  const auto merged = compact(kPartsAMonth);
  if (!merged && merged.error().code != ErrorCode::kInterrupted) return fail(merged.error());
  return {};
}

std::vector<StoreWriter::Ended> StoreWriter::ended() const {
  std::vector<Ended> all = state_->ended;
  std::ranges::sort(all, {}, &Ended::input);
  return all;
}

Result<std::size_t> StoreWriter::compact(std::size_t most) {
  auto& s = *state_;
  std::map<PartKey, std::vector<PartRecord>> months;
  for (const auto& part : s.parts) months[key_of(part)].push_back(part);
  std::size_t merged = 0;
  for (auto& [key, month_parts] : months) {
    if (month_parts.size() <= most) continue;
    // Small parts first, so that a large one is not written again for little.
    std::ranges::sort(month_parts, {},
                      [](const PartRecord& p) { return std::pair(p.rows, p.name); });
    std::vector<PartRecord> bunch;
    std::uint64_t rows = 0;
    for (const auto& part : month_parts) {
      if (interrupted) return fail(ErrorCode::kInterrupted, "interrupted");
      if (!bunch.empty() && rows + part.rows > kMergedRows) {
        if (bunch.size() > 1) {
          ENTENTE_CHECK(s.replace_parts(bunch));
          merged += bunch.size();
        }
        bunch.clear();
        rows = 0;
      }
      bunch.push_back(part);
      rows += part.rows;
    }
    if (bunch.size() > 1) {
      ENTENTE_CHECK(s.replace_parts(bunch));
      merged += bunch.size();
    }
  }
  return merged;
}

Result<void> StoreWriter::remove_batch(std::int64_t number) {
  auto& s = *state_;
  ENTENTE_TRY(const std::vector<BatchRecord> batches, s.catalogue->batches());
  const auto found = std::ranges::find(batches, number, &BatchRecord::number);
  if (found == batches.end() || found->status == "removed") {
    return fail(ErrorCode::kNotFound, fmt::format("there is no batch {}", number),
                "entente sql --store DIR 'SELECT number, file FROM batches' lists them");
  }
  Catalogue::Commit commit;
  commit.removed_batches.push_back(number);
  std::vector<PendingPart> rewritten;
  for (const auto& part : s.parts) {
    const files::Path file = part_path(s.folder, part);
    ENTENTE_TRY(const std::int64_t rows,
                s.duck->number(fmt::format("SELECT count(*) FROM read_parquet({}, "
                                           "hive_partitioning=false) WHERE batch_number = {}",
                                           sql_quote(file.string()), number)));
    if (rows == 0) continue;
    ENTENTE_TRY(PendingPart merged, merge_parts(*s.duck, s.folder, {part}, number));
    commit.superseded_parts.push_back(part);
    if (merged.record.rows != 0) rewritten.push_back(std::move(merged));
  }
  ENTENTE_CHECK(place_parts(s.folder, rewritten));
  for (const auto& part : rewritten) commit.new_parts.push_back(part.record);
  ENTENTE_CHECK(s.catalogue->commit(commit));
  ENTENTE_TRY(s.parts, s.catalogue->parts());
  return {};
}

Catalogue& StoreWriter::catalogue() { return *state_->catalogue; }

}  // namespace entente

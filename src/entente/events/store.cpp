#include "entente/events/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "entente/base/hash.hpp"
#include "entente/base/progress.hpp"
#include "entente/events/dedupe.hpp"
#include "entente/events/parts.hpp"
#include "entente/events/rejects.hpp"
#include "entente/events/row_group.hpp"

namespace entente {
namespace {

// Months are compacted by themselves past this many parts, and a merged part stays below this.
constexpr std::size_t kPartsAMonth = 64;
constexpr std::uint64_t kMergedRows = 2'000'000;

using PartKey = std::pair<std::string, std::string>;  // provider, month
PartKey key_of(const PartRecord& part) { return {part.provider, part.month}; }

struct OpenBatch {
  BatchRecord record;
  RejectLog rejects;
  std::size_t first_row = 0;  // in the group
};

}  // namespace

struct StoreWriter::State {
  files::Path folder;
  StoreSettings settings;
  std::optional<files::Lock> lock;
  std::optional<Catalogue> catalogue;
  std::optional<Duck> duck;

  RowGroup group;
  std::vector<PartRecord> parts;           // committed
  std::vector<PendingPart> pending_parts;  // written, not committed
  std::optional<OpenBatch> open;           // the batch under way
  std::vector<Catalogue::Commit::Batch> pending_batches;
  std::vector<std::size_t> pending_inputs;  // the batches' places in the order of begin_batch
  std::set<std::string> pending_known;
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
    for (auto& pending : pending_batches) {
      if (pending.record.number == number) return &pending.record;
    }
    return nullptr;
  }

  Result<void> recover();
  Result<void> write_group();
  Result<void> commit_group();
  Result<void> close_batch(BatchRecord record, std::vector<RejectChunk> rejects);
  Result<void> replace_parts(const std::vector<PartRecord>& old_parts, std::int64_t without_batch);
};

// After a crash: what is in tmp/ was never committed; a part that the catalogue does not name does
// not exist. Superseded and unnamed files are deleted only when no reader holds the shared lock.
Result<void> StoreWriter::State::recover() {
  ENTENTE_CHECK(files::empty_folder(folder / "tmp"));
  auto readers = files::Lock::take(folder / "readers.lock", files::Lock::Mode::kExclusive,
                                   std::chrono::milliseconds(0));
  if (!readers) return {};
  std::set<files::Path> named;
  for (const auto& part : parts) named.insert(part_path(folder, part));
  std::error_code error;
  std::vector<files::Path> unnamed;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "parts", error)) {
    if (entry.is_regular_file() && !named.contains(entry.path())) unnamed.push_back(entry.path());
  }
  for (const auto& file : unnamed) ENTENTE_CHECK(files::remove_file(file));
  ENTENTE_TRY(const std::vector<PartRecord> superseded, catalogue->superseded());
  return catalogue->forget_superseded(superseded);
}

// Sorts out duplicates and revisions, then writes the group's rows as one part a month into tmp/.
Result<void> StoreWriter::State::write_group() {
  if (group.size() == 0) return {};
  std::vector<std::string> earlier;
  for (const auto& part : parts) earlier.push_back(part_path(folder, part).string());
  for (const auto& part : pending_parts) earlier.push_back(part.file.string());
  ENTENTE_TRY(Deduplicated kept, deduplicate(*duck, group, earlier));
  for (const auto& [number, count] : kept.duplicates) {
    if (BatchRecord* const record = batch(number)) record->rows_duplicate += count;
  }
  std::size_t begin = 0;
  while (begin < kept.order.size()) {
    if (interrupted) return fail(ErrorCode::kInterrupted, "interrupted");
    const Day month = month_start(day_from_number(group[kept.order[begin]].day));
    const Day next_month = month_start(month + std::chrono::days{32});
    const std::string_view row_provider =
        group.text(group[kept.order[begin]], TextColumn::kProvider);
    std::size_t end = begin;
    while (end < kept.order.size() && group[kept.order[end]].day < day_number(next_month) &&
           group.text(group[kept.order[end]], TextColumn::kProvider) == row_provider) {
      ++end;
    }
    for (std::size_t i = begin; i < end; ++i) {
      const StoredRow& row = group[kept.order[i]];
      if (BatchRecord* const record = batch(row.batch)) {
        const Day day = day_from_number(row.day);
        record->rows_kept += 1;
        record->first_day = record->first_day ? std::min(*record->first_day, day) : day;
        record->last_day = record->last_day ? std::max(*record->last_day, day) : day;
      }
    }
    const auto at = [&](std::size_t i) {
      return kept.order.begin() + static_cast<std::ptrdiff_t>(i);
    };
    ENTENTE_TRY(PendingPart part, write_part(*duck, folder, group, {at(begin), at(end)}));
    pending_parts.push_back(std::move(part));
    begin = end;
  }
  group.clear();
  return {};
}

// The store's one commit point.
Result<void> StoreWriter::State::commit_group() {
  if (pending_parts.empty() && pending_batches.empty()) return {};
  ENTENTE_CHECK(place_parts(folder, pending_parts));
  Catalogue::Commit commit;
  for (const auto& part : pending_parts) commit.new_parts.push_back(part.record);
  commit.batches = std::move(pending_batches);
  pending_batches.clear();
  ENTENTE_CHECK(catalogue->commit(commit));
  for (const auto& part : pending_parts) parts.push_back(part.record);
  pending_parts.clear();
  pending_known.clear();
  for (std::size_t i = 0; i < commit.batches.size(); ++i) {
    ended.push_back({std::move(commit.batches[i].record), false, pending_inputs[i]});
  }
  pending_inputs.clear();
  return {};
}

Result<void> StoreWriter::State::replace_parts(const std::vector<PartRecord>& old_parts,
                                               std::int64_t without_batch) {
  ENTENTE_TRY(const PendingPart merged, merge_parts(*duck, folder, old_parts, without_batch));
  Catalogue::Commit commit;
  if (merged.record.rows != 0) {
    ENTENTE_CHECK(place_parts(folder, {merged}));
    commit.new_parts.push_back(merged.record);
  }
  const auto same = [](const PartRecord& a, const PartRecord& b) {
    return key_of(a) == key_of(b) && a.name == b.name;
  };
  for (const auto& part : old_parts) {
    if (merged.record.rows == 0 || !same(part, merged.record))
      commit.superseded_parts.push_back(part);
  }
  if (commit.superseded_parts.size() < old_parts.size())
    return {};  // merging gave a part that was there
  if (without_batch != 0) commit.removed_batches.push_back(without_batch);
  ENTENTE_CHECK(catalogue->commit(commit));
  std::erase_if(parts, [&](const PartRecord& part) {
    return std::ranges::any_of(old_parts, [&](const PartRecord& old) { return same(old, part); });
  });
  if (merged.record.rows != 0) parts.push_back(merged.record);
  return {};
}

StoreWriter::StoreWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
StoreWriter::StoreWriter(StoreWriter&&) noexcept = default;
StoreWriter::~StoreWriter() = default;

Result<StoreWriter> StoreWriter::open(const std::string& folder, const StoreSettings& settings) {
  auto state = std::make_unique<State>();
  state->folder = folder;
  state->settings = settings;
  for (const char* const below : {"", "parts", "tmp", "derived"}) {
    if (!std::filesystem::exists(state->folder / below))
      ENTENTE_CHECK(files::make_folders(state->folder / below));
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
  ENTENTE_TRY(Duck duck, Duck::open({settings.threads, settings.memory_bytes,
                                     (state->folder / "tmp").string()}));
  state->duck = std::move(duck);
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
  if (s.open->first_row != 0) {
    const std::size_t before = s.open->first_row;
    RowGroup rest = s.group;
    rest.drop_front(before);
    s.group.truncate(before);
    ENTENTE_CHECK(s.write_group());
    ENTENTE_CHECK(s.commit_group());
    s.group = std::move(rest);
    s.open->first_row = 0;
    return {};
  }
  return s.write_group();
}

void StoreWriter::reject(const RejectedRow& row) {
  auto& s = *state_;
  ++s.open->record.rows_read;
  ++s.open->record.rows_rejected;
  s.open->rejects.add(row);
}

std::uint64_t StoreWriter::rows_read() const {
  return state_->open ? state_->open->record.rows_read : 0;
}
std::uint64_t StoreWriter::rows_rejected() const {
  return state_->open ? state_->open->record.rows_rejected : 0;
}

std::vector<std::string> StoreWriter::reject_examples() const {
  std::vector<std::string> lines;
  if (!state_->open) return lines;
  for (const auto& example : state_->open->rejects.examples()) {
    lines.push_back(fmt::format("{}:{}: {}{}", state_->open->record.file, example.line,
                                example.column.empty() ? "" : example.column + ": ",
                                example.reason));
  }
  return lines;
}

Result<void> StoreWriter::State::close_batch(BatchRecord record, std::vector<RejectChunk> rejects) {
  pending_known.insert(identity(record));
  pending_batches.push_back({std::move(record), std::move(rejects)});
  pending_inputs.push_back(inputs);
  open.reset();
  if (!full() && pending_parts.empty()) return {};
  ENTENTE_CHECK(write_group());
  return commit_group();
}

Result<void> StoreWriter::end_batch(const std::string& sha256) {
  auto& s = *state_;
  BatchRecord& record = s.open->record;
  record.sha256 = sha256;
  record.id = std::stoull(sha256.substr(0, 16), nullptr, 16);
  record.status = "ok";
  ENTENTE_TRY(const bool known,
              s.catalogue->knows(sha256, record.format, record.mapping_hash, record.filter_hash));
  if (known || s.pending_known.contains(State::identity(record))) {
    BatchRecord skipped = record;
    skipped.rows_kept = 0;
    skipped.rows_duplicate = 0;
    abandon_batch();
    s.ended.push_back({std::move(skipped), true, s.inputs});
    return {};
  }
  record.reject_digest = s.open->rejects.digest();
  return s.close_batch(std::move(record), s.open->rejects.take());
}

Result<void> StoreWriter::fail_batch(const std::string& sha256) {
  auto& s = *state_;
  BatchRecord record = s.open->record;
  record.sha256 = sha256;
  record.status = "failed";
  record.rows_kept = 0;
  record.rows_duplicate = 0;
  record.first_day.reset();
  record.last_day.reset();
  record.reject_digest = s.open->rejects.digest();
  auto rejects = s.open->rejects.take();
  abandon_batch();
  s.next_number = record.number + 1;
  return s.close_batch(std::move(record), std::move(rejects));
}

void StoreWriter::abandon_batch() {
  auto& s = *state_;
  s.group.truncate(s.open->first_row);
  // Parts that wait are this batch's own: others commit before an input overflows its group.
  s.pending_parts.clear();
  s.next_number = s.open->record.number;
  s.open.reset();
}

Result<void> StoreWriter::finish() {
  auto& s = *state_;
  ENTENTE_CHECK(s.write_group());
  ENTENTE_CHECK(s.commit_group());
  return compact(kPartsAMonth).map([](std::size_t) {});
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
          ENTENTE_CHECK(s.replace_parts(bunch, 0));
          merged += bunch.size();
        }
        bunch.clear();
        rows = 0;
      }
      bunch.push_back(part);
      rows += part.rows;
    }
    if (bunch.size() > 1) {
      ENTENTE_CHECK(s.replace_parts(bunch, 0));
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

#include "entente/events/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "entente/base/hash.hpp"

namespace entente {
namespace {

constexpr const char* kOrder = "ORDER BY day, event_id, revision";

std::string column_list() {
  std::string list;
  for (const auto& column : part_columns()) {
    if (!list.empty()) list += ", ";
    list += fmt::format("\"{}\"", column.name);
  }
  return list;
}

std::string all_columns(const files::Path& file) {
  return fmt::format("SELECT {} FROM read_parquet({}, hive_partitioning=false)", column_list(),
                     sql_quote(file.string()));
}

// Row groups small enough that a query on a few days reads little. Bloom filters would cost a tenth
// of the writing and serve no query of ours.
std::string copy_statement(const std::string& query, const files::Path& file) {
  return fmt::format(
      "COPY ({}) TO {} (FORMAT parquet, ROW_GROUP_SIZE 122880, WRITE_BLOOM_FILTER false)", query,
      sql_quote(file.string()));
}

std::uint64_t file_bytes(const files::Path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : static_cast<std::uint64_t>(size);
}

Result<void> same_as_written(const PartRecord& written, const PartRecord& found,
                             const files::Path& file) {
  if (written.rows == found.rows && written.digest == found.digest &&
      written.first_day == found.first_day && written.last_day == found.last_day) {
    return {};
  }
  return fail(ErrorCode::kFailure,
              fmt::format("{} did not read back as it was written", file.string()),
              "the disk may be failing; nothing was committed");
}

void add_row(PartRecord& record, std::uint64_t& batches, const StoredRow& row) {
  const Day day = day_from_number(row.day);
  if (record.rows == 0 || day < record.first_day) record.first_day = day;
  if (record.rows == 0 || day > record.last_day) record.last_day = day;
  ++record.rows;
  record.digest += row_digest(row);
  if (row.revision != 0 || row.deleted) ++record.revised;
  batches += hash_combine(row.event_id, row.batch);
}

std::string part_name(const PartRecord& record, std::uint64_t batches) {
  return fmt::format("part-{}.parquet",
                     hex64(hash_combine(hash_combine(record.digest, record.rows), batches)));
}

}  // namespace

files::Path part_path(const files::Path& store, const PartRecord& part) {
  return store / "parts" / ("provider=" + part.provider) / ("month=" + part.month) / part.name;
}

Result<PendingPart> write_part(Duck& duck, const files::Path& store, const RowGroup& group,
                               const std::vector<std::uint32_t>& order) {
  PendingPart part;
  const StoredRow& first = group[order.front()];
  part.record.provider = std::string(group.text(first, TextColumn::kProvider));
  part.record.month = format_month(day_from_number(first.day));
  std::uint64_t batches = 0;
  for (const std::uint32_t i : order) add_row(part.record, batches, group[i]);
  part.record.name = part_name(part.record, batches);
  part.file = store / "tmp" /
              fmt::format("{}-{}-{}", part.record.provider, part.record.month, part.record.name);
  ENTENTE_CHECK(files::step("write", part.file));
  RowGroupTable table(group, order);
  ENTENTE_TRY(const std::string function, duck.offer(table));
  const auto copied =
      duck.run(copy_statement(fmt::format("SELECT * FROM {}()", function), part.file));
  duck.withdraw(function);
  ENTENTE_CHECK(copied);
  files::wrote(part.file);
  return part;
}

Result<PendingPart> merge_parts(Duck& duck, const files::Path& store,
                                const std::vector<PartRecord>& parts, std::int64_t without_batch) {
  PendingPart merged;
  merged.record.provider = parts.front().provider;
  merged.record.month = parts.front().month;
  std::vector<std::string> paths;
  for (const auto& part : parts) paths.push_back(part_path(store, part).string());
  const std::string rows = fmt::format(
      "SELECT {} FROM read_parquet({}, hive_partitioning=false) WHERE batch_number <> {}",
      column_list(), sql_list(paths), without_batch);
  std::uint64_t batches = 0;
  ENTENTE_CHECK(duck.chunks(rows, [&](const ChunkReader& chunk) -> Result<void> {
    return read_back(chunk, [&](const StoredRow& row, std::string_view) {
      add_row(merged.record, batches, row);
    });
  }));
  if (merged.record.rows == 0) return merged;
  merged.record.name = part_name(merged.record, batches);
  merged.file =
      store / "tmp" /
      fmt::format("{}-{}-{}", merged.record.provider, merged.record.month, merged.record.name);
  ENTENTE_CHECK(files::step("write", merged.file));
  ENTENTE_CHECK(duck.run(copy_statement(rows + " " + kOrder, merged.file)));
  files::wrote(merged.file);
  ENTENTE_CHECK(verify_part(duck, merged));
  return merged;
}

// Every column is read, so that a part which cannot be read is never committed; the digest is made
// of the hashes as they are stored, which `check` makes anew.
Result<void> verify_part(Duck& duck, PendingPart& part) {
  PartRecord found;
  std::uint64_t batches = 0;
  ENTENTE_CHECK(duck.chunks(all_columns(part.file), [&](const ChunkReader& chunk) -> Result<void> {
    read_hashes(chunk, [&](const StoredRow& row) { add_row(found, batches, row); });
    return {};
  }));
  ENTENTE_CHECK(same_as_written(part.record, found, part.file));
  part.record.bytes = file_bytes(part.file);
  return files::sync_file(part.file);
}

Result<PartRecord> inspect_part(Duck& duck, const files::Path& file) {
  PartRecord found;
  std::uint64_t batches = 0;
  ENTENTE_CHECK(duck.chunks(all_columns(file), [&](const ChunkReader& chunk) -> Result<void> {
    return read_back(chunk, [&](const StoredRow& row, std::string_view provider) {
      if (found.rows == 0) {
        found.provider = provider;
        found.month = format_month(day_from_number(row.day));
      }
      add_row(found, batches, row);
    });
  }));
  return found;
}

Result<void> place_parts(const files::Path& store, const std::vector<PendingPart>& parts) {
  std::set<files::Path> folders;
  for (const auto& part : parts) {
    const files::Path target = part_path(store, part.record);
    const files::Path folder = target.parent_path();
    if (!std::filesystem::exists(folder)) {
      ENTENTE_CHECK(files::make_folders(folder));
      folders.insert(folder.parent_path());
      folders.insert(folder.parent_path().parent_path());
    }
    ENTENTE_CHECK(files::move_file(part.file, target));
    folders.insert(folder);
  }
  for (const auto& folder : folders) ENTENTE_CHECK(files::sync_folder(folder));
  return {};
}

}  // namespace entente

// entente compact, backup and remove: looking after a store.

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <set>

#include "commands.hpp"
#include "entente/base/text.hpp"
#include "entente/events/maintain.hpp"
#include "entente/events/parts.hpp"
#include "store_check.hpp"
#include "stores.hpp"

namespace entente::cli {
namespace {

Result<StoreWriter> open_writer(const Context& context, const std::string& folder) {
  ENTENTE_CHECK(need_store(folder));
  return StoreWriter::open(folder, store_settings(context));
}

Result<std::vector<PartRecord>> compacted(Context& context, const std::string& folder) {
  const StopAtSafePoints safe;
  ENTENTE_TRY(StoreWriter writer, open_writer(context, folder));
  ENTENTE_TRY(const std::vector<PartRecord> before, writer.catalogue().parts());
  std::set<std::string> names;
  for (const auto& part : before) names.insert(part.name);
  ENTENTE_TRY([[maybe_unused]] const std::size_t merged, writer.compact(1));
  ENTENTE_TRY(std::vector<PartRecord> after, writer.catalogue().parts());
  std::erase_if(after, [&](const PartRecord& part) { return names.contains(part.name); });
  return after;
}

// By number, or by the start of the content's hash.
Result<std::int64_t> find_batch(const std::vector<BatchRecord>& batches,
                                const std::string& wanted) {
  constexpr std::size_t kLeastHash = 8;
  std::vector<std::int64_t> found;
  for (const auto& batch : batches) {
    if (batch.status == "removed") continue;
    const bool by_number = parse_int(wanted) == batch.number;
    const bool by_hash =
        wanted.size() >= kLeastHash && batch.sha256.starts_with(ascii_lower(wanted));
    if (by_number || by_hash) found.push_back(batch.number);
  }
  if (found.size() > 1) {
    return fail(
        ErrorCode::kUsage,
        fmt::format("{} names {}", printable(wanted), count_of(found.size(), "batch", "batches")),
        "give its number");
  }
  if (found.empty()) {
    return fail(ErrorCode::kNotFound, fmt::format("there is no batch {}", printable(wanted)),
                "entente sql --store DIR \"SELECT number, file, status FROM batches\" lists them");
  }
  return found.front();
}

Result<BatchRecord> removed(Context& context, const std::string& folder) {
  const StopAtSafePoints safe;
  ENTENTE_TRY(StoreWriter writer, open_writer(context, folder));
  ENTENTE_TRY(const std::vector<BatchRecord> batches, writer.catalogue().batches());
  ENTENTE_TRY(const std::int64_t number, find_batch(batches, context.operands.front()));
  ENTENTE_CHECK(writer.remove_batch(number));
  return *std::ranges::find(batches, number, &BatchRecord::number);
}

}  // namespace

Result<int> run_compact(Context& context) {
  ENTENTE_TRY(const std::string folder, store_folder(context));
  RunNote note(context, folder);
  const auto parts = compacted(context, folder);
  note.ended(parts);
  if (!parts) return fail(parts.error());
  std::uint64_t bytes = 0;
  for (const auto& part : *parts) bytes += part.bytes;
  if (context.out.json()) {
    Json json = context.out.document();
    json.begin_object().key("files").begin_array();
    for (const auto& part : *parts) json.value(part_path("", part).generic_string());
    json.end_array().member("bytes", bytes).end_object();
    json.finish();
    return 0;
  }
  for (const auto& part : *parts)
    context.out.print(clean(part_path("", part).generic_string()) + "\n");
  context.out.note(parts->empty() ? "nothing to merge"
                                  : fmt::format("{} bytes written", group_digits(bytes)));
  return 0;
}

Result<int> run_backup(Context& context) {
  ENTENTE_TRY(const std::string folder, store_folder(context));
  ENTENTE_CHECK(need_store(folder));
  const StopAtSafePoints safe;
  ENTENTE_TRY(const StoreCheck check, backup_store(folder, context.operands.front()));
  ENTENTE_CHECK(print_store_check(context, check, context.operands.front()));
  return check.ok ? 0 : exit_status(ErrorCode::kBadData);
}

Result<int> run_remove(Context& context) {
  ENTENTE_TRY(const std::string folder, store_folder(context));
  RunNote note(context, folder);
  const auto batch = removed(context, folder);
  note.ended(batch);
  if (!batch) return fail(batch.error());
  if (context.out.json()) {
    Json json = context.out.document();
    json.begin_object()
        .member("batch", batch->number)
        .member("file", batch->file)
        .member("sha256", batch->sha256);
    json.member("rows", batch->rows_kept).end_object();
    json.finish();
    return 0;
  }
  context.out.print(fmt::format("batch {} is out: {}, {}\n", batch->number, clean(batch->file),
                                count_of(batch->rows_kept, "row")));
  return 0;
}

}  // namespace entente::cli

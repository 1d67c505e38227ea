#include "entente/events/maintain.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <map>

#include "entente/base/files.hpp"
#include "entente/base/hash.hpp"
#include "entente/events/catalogue.hpp"
#include "entente/events/duck.hpp"
#include "entente/events/parts.hpp"
#include "entente/events/rejects.hpp"

namespace entente {
namespace {

// Sums, so that neither order nor the cut into parts matters; the number of rows with the rejects,
// so that no half is ever empty.
std::string digest_of(const std::vector<PartRecord>& parts,
                      const std::vector<BatchRecord>& batches) {
  std::uint64_t rows = 0;
  std::uint64_t count = 0;
  std::uint64_t rejects = 0;
  for (const auto& part : parts) {
    rows += part.digest;
    count += part.rows;
  }
  for (const auto& batch : batches) {
    if (batch.status == "removed" || batch.rows_rejected == 0) continue;
    rejects += hash_combine(batch.reject_digest, xxh64(batch.sha256));
  }
  return hex64(rows) + hex64(hash_combine(rejects, count));
}

// By batch number. Runs that cannot be read count as none.
Result<std::map<std::int64_t, std::uint64_t>> reject_digests(Catalogue& catalogue) {
  std::map<std::int64_t, std::uint64_t> digests;
  ENTENTE_CHECK(catalogue.each_chunk(
      Catalogue::ChunkKind::kReject, [&](const PackedChunk& chunk) -> Result<void> {
        std::uint64_t& digest = digests[chunk.batch_number];
        if (!for_each_reject(chunk, [&](const RejectedRow& row) { digest += reject_digest(row); }))
          digest = 0;
        return {};
      }));
  return digests;
}

struct Contents {
  std::vector<PartRecord> parts;
  std::vector<BatchRecord> batches;
};

Result<Contents> read_catalogue(Catalogue& catalogue) {
  Contents contents;
  ENTENTE_CHECK(catalogue.begin_snapshot());
  ENTENTE_TRY(contents.parts, catalogue.parts());
  ENTENTE_TRY(contents.batches, catalogue.batches());
  ENTENTE_CHECK(catalogue.end_snapshot());
  return contents;
}

}  // namespace

Result<StoreCheck> check_store(const std::string& folder) {
  StoreCheck check;
  const files::Path store(folder);
  const auto problem = [&](const files::Path& file, std::string message, std::string help) {
    check.ok = false;
    check.problems.push_back(
        {ErrorCode::kBadData, std::move(message), {file.string(), 0, 0}, std::move(help)});
  };
  ENTENTE_TRY(Catalogue catalogue, Catalogue::open_for_reading(folder));
  [[maybe_unused]] const auto readers = files::Lock::take(
      store / "readers.lock", files::Lock::Mode::kShared, std::chrono::seconds(5));
  ENTENTE_TRY(const std::string broken, catalogue.integrity());
  if (!broken.empty())
    problem(store / "catalogue.sqlite", broken, "restore the store from a backup");
  ENTENTE_TRY(const Contents contents, read_catalogue(catalogue));
  ENTENTE_TRY(Duck duck, Duck::open({2, 512ULL << 20, ""}));
  for (const auto& part : contents.parts) {
    const files::Path file = part_path(store, part);
    const auto found = inspect_part(duck, file);
    if (!found) {
      problem(file, found.error().message,
              "restore the part from a backup, or remove its batch and ingest the file again");
      continue;
    }
    if (found->rows != part.rows || found->digest != part.digest) {
      problem(file,
              fmt::format("holds {} rows with digest {}; the catalogue says {} and {}", found->rows,
                          hex64(found->digest), part.rows, hex64(part.digest)),
              "restore the part from a backup, or remove its batch and ingest the file again");
    } else if (found->provider != part.provider || found->month != part.month ||
               found->first_day != part.first_day || found->last_day != part.last_day ||
               found->revised != part.revised) {
      problem(file, "its days or provider are not those that the catalogue names",
              "restore the part from a backup");
    }
    check.rows += part.rows;
  }
  ENTENTE_TRY(const auto rejects, reject_digests(catalogue));
  for (const auto& batch : contents.batches) {
    const auto found = rejects.find(batch.number);
    const std::uint64_t digest = found == rejects.end() ? 0 : found->second;
    if (batch.status != "removed" && digest != batch.reject_digest) {
      problem(
          store / "catalogue.sqlite",
          fmt::format("the rejected rows of batch {} are not those that were stored", batch.number),
          "restore the store from a backup");
    }
  }
  check.parts = contents.parts.size();
  check.digest = digest_of(contents.parts, contents.batches);
  return check;
}

Result<StoreCheck> backup_store(const std::string& folder, const std::string& to) {
  const files::Path from(folder);
  const files::Path target(to);
  std::error_code error;
  if (std::filesystem::exists(target) && !std::filesystem::is_empty(target, error)) {
    return fail(ErrorCode::kUsage, fmt::format("{} exists and is not empty", to),
                "name a new folder");
  }
  ENTENTE_TRY(Catalogue catalogue, Catalogue::open_for_reading(folder));
  [[maybe_unused]] const auto readers =
      files::Lock::take(from / "readers.lock", files::Lock::Mode::kShared, std::chrono::seconds(5));
  for (const char* const below : {"", "parts", "tmp", "derived"})
    ENTENTE_CHECK(files::make_folders(target / below));
  // The catalogue's copy fixes the state; its parts cannot go while the readers' lock is held. It
  // gets its name last: a copy cut short is no store.
  const files::Path unfinished = target / "catalogue.sqlite.new";
  ENTENTE_CHECK(catalogue.begin_snapshot());
  ENTENTE_TRY(const std::vector<PartRecord> parts, catalogue.parts());
  ENTENTE_CHECK(catalogue.copy_to(unfinished.string()));
  ENTENTE_CHECK(catalogue.end_snapshot());
  for (const auto& part : parts) {
    const files::Path place = part_path(target, part);
    ENTENTE_CHECK(files::make_folders(place.parent_path()));
    ENTENTE_CHECK(files::copy_file(part_path(from, part), place));
    for (files::Path made = place.parent_path(); made != target; made = made.parent_path()) {
      ENTENTE_CHECK(files::sync_folder(made));
    }
  }
  ENTENTE_CHECK(files::move_file(unfinished, target / "catalogue.sqlite"));
  ENTENTE_CHECK(files::sync_folder(target));
  return check_store(to);
}

}  // namespace entente

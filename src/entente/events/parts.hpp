#pragma once
// Parts: the immutable Parquet files of a store, one month of one provider each.
//
// A part is written to tmp/ by one ordered COPY, read back whole (row count, days, the sum of row
// digests), synced, and only then moved to its place. Rows are
// ordered by day, event id and revision, and a part's name comes from its logical rows, so the same
// rows make the same name.

#include <cstdint>
#include <string>
#include <vector>

#include "entente/base/files.hpp"
#include "entente/base/result.hpp"
#include "entente/events/catalogue.hpp"
#include "entente/events/duck.hpp"
#include "entente/events/row_group.hpp"

namespace entente {

/// Where a part lies under the store's folder: parts/provider=P/month=YYYY-MM/NAME.
files::Path part_path(const files::Path& store, const PartRecord& part);

/// A part in tmp/, waiting for its commit.
struct PendingPart {
  PartRecord record;
  files::Path file;
};

/// Writes `order` (rows of one provider and month, already ordered) as a part in tmp/, unverified.
Result<PendingPart> write_part(Duck& duck, const files::Path& store, const RowGroup& group,
                               const std::vector<std::uint32_t>& order);

/// Reads a part back whole, compares it with what was to be written, fills in its size, syncs it.
Result<void> verify_part(Duck& duck, PendingPart& part);

/// Merges parts of one provider and month into one in tmp/, leaving out the rows of
/// `without_batch` (0: none), and verifies it. The record has 0 rows, and no file, if nothing is
/// left.
Result<PendingPart> merge_parts(Duck& duck, const files::Path& store,
                                const std::vector<PartRecord>& parts, std::int64_t without_batch);

/// What a whole reading of a part's file found; an error for a file that cannot be read or whose
/// rows do not say what their hashes say.
Result<PartRecord> inspect_part(Duck& duck, const files::Path& file);

/// Syncs, moves and syncs the folders of pending parts: the last step before the commit.
Result<void> place_parts(const files::Path& store, const std::vector<PendingPart>& parts);

}  // namespace entente

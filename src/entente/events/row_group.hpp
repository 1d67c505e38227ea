#pragma once
// Rows on their way into parts.
//
// A RowGroup holds the rows of one or more inputs, as many as StoreSettings says: fixed-size fields
// beside offsets into one text arena, so that a row costs no allocation. It names each row
// (event id), hashes what it says (content), and offers any order of its rows to DuckDB as a table.
//
// event_id = XXH64 of provider and the provider's id, or of the content where there is none.
// content  = XXH64 of all that the provider said; source_key and target_key = XXH64 of one side's
// raw actor (raw, name, sectors, country) under its provider: equal for equal raw actors. Equal
// content under one id is a duplicate. When a row was recorded and in which file it came are left
// out: a row told again later says the same.

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/events/duck.hpp"
#include "entente/events/row.hpp"

namespace entente {

/// The text columns of a part, in the order in which they are stored and hashed.
enum class TextColumn : std::uint8_t {
  kProvider,
  kProviderId,
  kSourceRaw,
  kTargetRaw,
  kSourceName,
  kTargetName,
  kSourceSectors,
  kTargetSectors,
  kSourceCountry,
  kTargetCountry,
  kAction,
  kCountry,
  kStoryId,
  kRegister,
  kIssues,
  kOccasion,
  kClaimant,
  kSentence,
  kCitation,
  kGrade
};
inline constexpr std::size_t kTextColumns = 20;

/// A row as a part holds it, texts as places in an arena.
struct StoredRow {
  struct Text {
    std::uint32_t offset = 0, length = 0;
  };
  std::uint64_t event_id = 0, content = 0, source_key = 0, target_key = 0;
  double intensity = kMissing, latitude = kMissing, longitude = kMissing;
  std::int32_t day = 0, day_last = 0, recorded_day = 0, known_day = 0;
  std::uint32_t weight = 1, line = 0, batch = 0;
  std::uint16_t revision = 0;
  std::uint8_t root = 0, quad_class = 0;
  DayBasis day_basis{};
  KnownBasis known_basis{};
  Sampling sampling{};
  bool deleted = false, has_recorded_day = false;
  std::array<Text, kTextColumns> texts{};
};

/// The order-free digest of rows is the sum of these (mod 2^64).
std::uint64_t row_digest(const StoredRow& row);

class RowGroup {
 public:
  /// Appends; `batch` is the number of the batch that brings the row.
  void add(const EventRow& row, std::uint32_t batch);
  std::size_t size() const { return rows_.size(); }
  std::size_t text_bytes() const { return arena_.size(); }
  StoredRow& operator[](std::size_t i) { return rows_[i]; }
  const StoredRow& operator[](std::size_t i) const { return rows_[i]; }
  std::string_view text(const StoredRow& row, TextColumn column) const {
    const auto place = row.texts[static_cast<std::size_t>(column)];
    return {arena_.data() + place.offset, place.length};
  }
  /// Drops the rows from `size` on (an input that failed).
  void truncate(std::size_t size);
  /// Drops the first `count` rows, keeps the rest (an input that is still being read).
  void drop_front(std::size_t count);
  void clear();

 private:
  std::vector<StoredRow> rows_;
  std::string arena_;
  std::string scratch_;
};

/// The columns of a part.
const std::vector<ColumnSpec>& part_columns();

/// A group's rows in a given order, as a table for DuckDB.
class RowGroupTable : public TableSource {
 public:
  RowGroupTable(const RowGroup& group, std::vector<std::uint32_t> order)
      : group_(group), order_(std::move(order)) {}
  const std::vector<ColumnSpec>& columns() const override { return part_columns(); }
  void rewind() override { at_ = 0; }
  std::size_t fill(ChunkWriter& out) override;

 private:
  const RowGroup& group_;
  std::vector<std::uint32_t> order_;
  std::size_t at_ = 0;
};

/// Reads a part's rows back out of a chunk that has part_columns() in order, hashes what they say
/// anew, and hands each on without its texts, with its provider. An error names the first row whose
/// hashes no longer fit what it says.
Result<void> read_back(
    const ChunkReader& chunk,
    const std::function<void(const StoredRow& row, std::string_view provider)>& each);

/// Takes from such a chunk what row_digest() needs, as it is stored, and hashes nothing anew.
void read_hashes(const ChunkReader& chunk, const std::function<void(const StoredRow& row)>& each);

}  // namespace entente

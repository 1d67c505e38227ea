#include "entente/events/row_group.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "entente/base/hash.hpp"

namespace entente {
namespace {

// The fixed columns of a part, in order; the text columns follow.
enum Fixed : std::size_t {
  kEventId,
  kContent,
  kSourceKey,
  kTargetKey,
  kBatch,
  kRevision,
  kDeleted,
  kDay,
  kDayLast,
  kDayBasisName,
  kRecordedDay,
  kKnownDay,
  kKnownBasisName,
  kRoot,
  kQuadClass,
  kIntensity,
  kWeight,
  kLatitude,
  kLongitude,
  kSamplingName,
  kLine,
  kFixedColumns
};

// The order in which texts are laid end to end: each side's own first, so that a side is one piece.
constexpr std::array<TextColumn, kTextColumns> kLaidOut = {
    TextColumn::kSourceRaw,     TextColumn::kSourceName,    TextColumn::kSourceSectors,
    TextColumn::kSourceCountry, TextColumn::kTargetRaw,     TextColumn::kTargetName,
    TextColumn::kTargetSectors, TextColumn::kTargetCountry, TextColumn::kProvider,
    TextColumn::kProviderId,    TextColumn::kAction,        TextColumn::kCountry,
    TextColumn::kStoryId,       TextColumn::kRegister,      TextColumn::kIssues,
    TextColumn::kOccasion,      TextColumn::kClaimant,      TextColumn::kSentence,
    TextColumn::kCitation,      TextColumn::kGrade};
constexpr std::size_t kTextsASide = 4;

struct Hashes {
  std::uint64_t content, source_key, target_key;
};

// What a row says, laid end to end (lengths before texts, so that no two rows share a form) in
// `scratch`, and hashed: the whole, and each side with its provider.
Hashes hash_row(const EventRow& row, const std::array<std::string_view, kTextColumns>& texts,
                std::uint64_t provider, std::string& scratch) {
  constexpr std::size_t kFixedBytes = 128;
  std::size_t room = kFixedBytes + kTextColumns * sizeof(std::uint32_t);
  for (const auto text : texts) room += text.size();
  if (scratch.size() < room) scratch.resize(2 * room);
  char* const begin = scratch.data();
  char* at = begin;
  const auto put = [&]<class T>(T value) {
    std::memcpy(at, &value, sizeof value);
    at += sizeof value;
  };
  std::array<char*, 2> side_end{};
  for (std::size_t i = 0; i < kTextColumns; ++i) {
    const std::string_view text = texts[static_cast<std::size_t>(kLaidOut[i])];
    put(static_cast<std::uint32_t>(text.size()));
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    at += text.size();
    if (i + 1 == kTextsASide) side_end[0] = at;
    if (i + 1 == 2 * kTextsASide) side_end[1] = at;
  }
  const auto put_real = [&](double value) {
    // One form for "missing" and one for zero.
    put(std::isnan(value) ? ~std::uint64_t{0}
                          : std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value));
  };
  put(day_number(row.day));
  put(day_number(row.day_last));
  put_real(row.intensity);
  put_real(row.latitude);
  put_real(row.longitude);
  put(row.weight);
  put(row.root);
  put(row.quad_class);
  put(static_cast<std::uint8_t>(row.sampling));
  put(static_cast<std::uint8_t>(row.deleted));
  // Only curated rows say themselves when they became known.
  put(row.known_day ? day_number(*row.known_day) : std::int32_t{-1});
  const auto piece = [](const char* from, const char* to) {
    return std::string_view(from, static_cast<std::size_t>(to - from));
  };
  return {xxh64(piece(begin, at)), xxh64(piece(begin, side_end[0]), provider),
          xxh64(piece(side_end[0], side_end[1]), provider)};
}

std::array<std::string_view, kTextColumns> texts_of(const EventRow& row) {
  return {row.provider,       row.provider_id,    row.source_raw,     row.target_raw,
          row.source_name,    row.target_name,    row.source_sectors, row.target_sectors,
          row.source_country, row.target_country, row.action,         row.country,
          row.story_id,       row.register_id,    row.issues,         row.occasion,
          row.claimant,       row.sentence,       row.citation,       row.grade};
}

std::uint64_t name_row(std::uint64_t provider, std::string_view provider_id,
                       std::uint64_t content) {
  return hash_combine(provider, provider_id.empty() ? content : xxh64(provider_id));
}

}  // namespace

std::uint64_t row_digest(const StoredRow& row) {
  std::uint64_t hash = hash_combine(row.event_id, row.content);
  hash = hash_combine(hash, row.revision);
  hash = hash_combine(hash, row.has_recorded_day ? static_cast<std::uint32_t>(row.recorded_day)
                                                 : ~std::uint64_t{0});
  return hash_combine(hash, static_cast<std::uint32_t>(row.known_day));
}

// All of a stored row but its texts.
static StoredRow fixed_fields(const EventRow& row,
                              const std::array<std::string_view, kTextColumns>& texts,
                              std::uint32_t batch, std::string& scratch) {
  const std::uint64_t provider = xxh64(row.provider);
  const Hashes hashes = hash_row(row, texts, provider, scratch);
  StoredRow stored;
  stored.content = hashes.content;
  stored.event_id = name_row(provider, row.provider_id, hashes.content);
  stored.source_key = hashes.source_key;
  stored.target_key = hashes.target_key;
  stored.batch = batch;
  stored.intensity = row.intensity;
  stored.latitude = row.latitude;
  stored.longitude = row.longitude;
  stored.day = day_number(row.day);
  stored.day_last = day_number(row.day_last);
  // A known day that the row states is also when it was recorded; it is stored once.
  stored.has_recorded_day = row.recorded_day.has_value() && !row.known_day;
  if (stored.has_recorded_day) stored.recorded_day = day_number(row.recorded_day->day);
  if (row.known_day) {
    stored.known_day = day_number(*row.known_day);
    stored.known_basis = KnownBasis::kGiven;
  } else if (row.recorded_day) {
    stored.known_day = std::max(stored.day, stored.recorded_day);
    stored.known_basis = KnownBasis::kGiven;
  } else {
    stored.known_day = stored.day_last + 1;
    stored.known_basis = KnownBasis::kAssumed;
  }
  stored.weight = row.weight;
  stored.line = static_cast<std::uint32_t>(std::min<std::uint64_t>(row.line, 0xFFFFFFFFU));
  stored.root = row.root;
  stored.quad_class = row.quad_class;
  stored.day_basis = row.day_basis;
  stored.sampling = row.sampling;
  stored.deleted = row.deleted;
  return stored;
}

void RowGroup::add(const EventRow& row, std::uint32_t batch) {
  const auto texts = texts_of(row);
  StoredRow& stored = rows_.emplace_back(fixed_fields(row, texts, batch, scratch_));
  // A provider's name is the same in row after row: it lies in the arena once.
  std::size_t first = 0;
  static_assert(TextColumn::kProvider == TextColumn{0});
  if (rows_.size() > 1 && text(rows_[rows_.size() - 2], TextColumn::kProvider) == texts[0]) {
    stored.texts[0] = rows_[rows_.size() - 2].texts[0];
    first = 1;
  }
  for (std::size_t i = first; i < kTextColumns; ++i) {
    if (texts[i].empty()) continue;
    stored.texts[i] = {static_cast<std::uint32_t>(arena_.size()),
                       static_cast<std::uint32_t>(texts[i].size())};
    arena_.append(texts[i]);
  }
}

void RowGroup::truncate(std::size_t size) { rows_.resize(std::min(size, rows_.size())); }

void RowGroup::drop_front(std::size_t count) {
  RowGroup kept;
  for (std::size_t i = count; i < rows_.size(); ++i) {
    StoredRow row = rows_[i];
    for (auto& place : row.texts) {
      const auto offset = static_cast<std::uint32_t>(kept.arena_.size());
      kept.arena_.append(arena_, place.offset, place.length);
      place.offset = offset;
    }
    kept.rows_.push_back(row);
  }
  *this = std::move(kept);
}

void RowGroup::clear() {
  rows_.clear();
  arena_.clear();
}

const std::vector<ColumnSpec>& part_columns() {
  using enum ColumnType;
  static const std::vector<ColumnSpec> columns = {
      {"event_id", kUInt64},     {"content", kUInt64},
      {"source_key", kUInt64},   {"target_key", kUInt64},
      {"batch_number", kUInt32}, {"revision", kUInt16},
      {"deleted", kBoolean},     {"day", kDate},
      {"day_last", kDate},       {"day_basis", kText},
      {"recorded_day", kDate},   {"known_day", kDate},
      {"known_basis", kText},    {"root", kUInt8},
      {"quad_class", kUInt8},    {"intensity", kDouble},
      {"weight", kUInt32},       {"latitude", kDouble},
      {"longitude", kDouble},    {"sampling", kText},
      {"line", kUInt32},         {"provider", kText},
      {"provider_id", kText},    {"source_raw", kText},
      {"target_raw", kText},     {"source_name", kText},
      {"target_name", kText},    {"source_sectors", kText},
      {"target_sectors", kText}, {"source_country", kText},
      {"target_country", kText}, {"action", kText},
      {"country", kText},        {"story_id", kText},
      {"register", kText},       {"issues", kText},
      {"occasion", kText},       {"claimant", kText},
      {"sentence", kText},       {"citation", kText},
      {"grade", kText}};
  return columns;
}

std::size_t RowGroupTable::fill(ChunkWriter& out) {
  const std::size_t count = std::min(ChunkWriter::kRows, order_.size() - at_);
  if (count == 0) return 0;
  const auto row = [&](std::size_t i) -> const StoredRow& { return group_[order_[at_ + i]]; };
  const auto numbers = [&]<class T>(std::size_t column, T StoredRow::*field) {
    T* const data = out.data<T>(column);
    for (std::size_t i = 0; i < count; ++i) data[i] = row(i).*field;
  };
  numbers(kEventId, &StoredRow::event_id);
  numbers(kContent, &StoredRow::content);
  numbers(kSourceKey, &StoredRow::source_key);
  numbers(kTargetKey, &StoredRow::target_key);
  numbers(kBatch, &StoredRow::batch);
  numbers(kRevision, &StoredRow::revision);
  numbers(kDeleted, &StoredRow::deleted);
  numbers(kDay, &StoredRow::day);
  numbers(kDayLast, &StoredRow::day_last);
  numbers(kRecordedDay, &StoredRow::recorded_day);
  numbers(kKnownDay, &StoredRow::known_day);
  numbers(kRoot, &StoredRow::root);
  numbers(kQuadClass, &StoredRow::quad_class);
  numbers(kWeight, &StoredRow::weight);
  numbers(kLine, &StoredRow::line);
  const auto reals = [&](std::size_t column, double StoredRow::*field) {
    numbers(column, field);
    for (std::size_t i = 0; i < count; ++i) {
      if (std::isnan(row(i).*field)) out.set_null(column, i);
    }
  };
  reals(kIntensity, &StoredRow::intensity);
  reals(kLatitude, &StoredRow::latitude);
  reals(kLongitude, &StoredRow::longitude);
  for (std::size_t i = 0; i < count; ++i) {
    const StoredRow& r = row(i);
    if (!r.has_recorded_day) out.set_null(kRecordedDay, i);
    if (r.root == 0) out.set_null(kRoot, i);
    if (r.quad_class == 0) out.set_null(kQuadClass, i);
    out.set_text(kDayBasisName, i, name_of(r.day_basis));
    out.set_text(kKnownBasisName, i, name_of(r.known_basis));
    out.set_text(kSamplingName, i, name_of(r.sampling));
  }
  for (std::size_t column = 0; column < kTextColumns; ++column) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view text = group_.text(row(i), static_cast<TextColumn>(column));
      if (text.empty()) {
        out.set_null(kFixedColumns + column, i);
      } else {
        out.set_text(kFixedColumns + column, i, text);
      }
    }
  }
  at_ += count;
  return count;
}

Result<void> read_back(const ChunkReader& chunk,
                       const std::function<void(const StoredRow&, std::string_view)>& each) {
  std::string scratch;
  const auto first_letter = [&](std::size_t column, std::size_t i) {
    return chunk.text(column, i).substr(0, 1);
  };
  const auto number = [&]<class T>(std::size_t column, std::size_t i, T) {
    return chunk.data<T>(column)[i];
  };
  const auto real = [&](std::size_t column, std::size_t i) {
    return chunk.valid(column, i) ? chunk.data<double>(column)[i] : kMissing;
  };
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    std::array<std::string_view, kTextColumns> t;
    for (std::size_t column = 0; column < kTextColumns; ++column) {
      if (chunk.valid(kFixedColumns + column, i)) t[column] = chunk.text(kFixedColumns + column, i);
    }
    EventRow row;
    row.provider = t[0];
    row.provider_id = t[1];
    row.source_raw = t[2];
    row.target_raw = t[3];
    row.source_name = t[4];
    row.target_name = t[5];
    row.source_sectors = t[6];
    row.target_sectors = t[7];
    row.source_country = t[8];
    row.target_country = t[9];
    row.action = t[10];
    row.country = t[11];
    row.story_id = t[12];
    row.register_id = t[13];
    row.issues = t[14];
    row.occasion = t[15];
    row.claimant = t[16];
    row.sentence = t[17];
    row.citation = t[18];
    row.grade = t[19];
    row.day = day_from_number(number(kDay, i, std::int32_t{}));
    row.day_last = day_from_number(number(kDayLast, i, std::int32_t{}));
    const auto basis = first_letter(kDayBasisName, i);
    row.day_basis = basis == "l"   ? DayBasis::kLocal
                    : basis == "u" ? DayBasis::kUtc
                                   : DayBasis::kPublication;
    const auto sampling = first_letter(kSamplingName, i);
    row.sampling = sampling == "m"   ? Sampling::kMachine
                   : sampling == "r" ? Sampling::kRegister
                                     : Sampling::kPurposive;
    if (chunk.valid(kRecordedDay, i))
      row.recorded_day = RecordedDay(day_from_number(number(kRecordedDay, i, std::int32_t{})));
    const std::int32_t known_day = number(kKnownDay, i, std::int32_t{});
    // A known day that was given and does not follow from the recorded day was said by the row.
    if (first_letter(kKnownBasisName, i) == "g" && !row.recorded_day)
      row.known_day = day_from_number(known_day);
    if (chunk.valid(kRoot, i)) row.root = number(kRoot, i, std::uint8_t{});
    if (chunk.valid(kQuadClass, i)) row.quad_class = number(kQuadClass, i, std::uint8_t{});
    row.intensity = real(kIntensity, i);
    row.latitude = real(kLatitude, i);
    row.longitude = real(kLongitude, i);
    row.weight = number(kWeight, i, std::uint32_t{});
    row.deleted = number(kDeleted, i, bool{});
    row.line = number(kLine, i, std::uint32_t{});
    StoredRow stored = fixed_fields(row, t, number(kBatch, i, std::uint32_t{}), scratch);
    stored.revision = number(kRevision, i, std::uint16_t{});
    const bool same = stored.content == number(kContent, i, std::uint64_t{}) &&
                      stored.event_id == number(kEventId, i, std::uint64_t{}) &&
                      stored.known_day == known_day &&
                      stored.source_key == number(kSourceKey, i, std::uint64_t{}) &&
                      stored.target_key == number(kTargetKey, i, std::uint64_t{});
    if (!same) {
      return fail(ErrorCode::kBadData,
                  fmt::format("row {} does not say what was stored",
                              hex64(number(kEventId, i, std::uint64_t{}))),
                  "restore the part from a backup, or remove its batch and ingest the file again");
    }
    each(stored, row.provider);
  }
  return {};
}

void read_hashes(const ChunkReader& chunk, const std::function<void(const StoredRow&)>& each) {
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    StoredRow row;
    row.event_id = chunk.data<std::uint64_t>(kEventId)[i];
    row.content = chunk.data<std::uint64_t>(kContent)[i];
    row.batch = chunk.data<std::uint32_t>(kBatch)[i];
    row.revision = chunk.data<std::uint16_t>(kRevision)[i];
    row.deleted = chunk.data<bool>(kDeleted)[i];
    row.day = chunk.data<std::int32_t>(kDay)[i];
    row.has_recorded_day = chunk.valid(kRecordedDay, i);
    if (row.has_recorded_day) row.recorded_day = chunk.data<std::int32_t>(kRecordedDay)[i];
    row.known_day = chunk.data<std::int32_t>(kKnownDay)[i];
    each(row);
  }
}

}  // namespace entente

#include "entente/events/rejects.hpp"

#include <algorithm>

#include "entente/base/hash.hpp"
#include "entente/base/text.hpp"
#include "entente/events/packed.hpp"

namespace entente {
namespace {

constexpr std::size_t kChunkBytes = 4U << 20;
constexpr std::size_t kRawBytes = 4U << 10;

void write_record(RecordWriter& out, const RejectedRow& row) {
  out.number(row.line);
  out.text(row.column_name);
  out.text(row.reason);
  out.text(row.raw);
}

}  // namespace

std::uint64_t reject_digest(const RejectedRow& row) {
  RecordWriter record;
  write_record(record, row);
  return xxh64(record.bytes());
}

void RejectLog::add(const RejectedRow& row) {
  std::string_view raw = row.raw.substr(0, kRawBytes);
  std::string clean;
  if (!valid_utf8(raw) || raw.find('\0') != std::string_view::npos) {
    clean = printable(raw, kRawBytes);
    raw = clean;
  }
  RejectedRow kept = row;
  kept.raw = raw;
  write_record(open_, kept);
  digest_ += reject_digest(kept);
  ++open_rows_;
  ++rows_;
  if (open_.size() >= kChunkBytes) close_chunk();
}

void RejectLog::close_chunk() {
  if (open_rows_ == 0) return;
  chunks_.push_back({0, open_rows_, pack(open_.bytes())});
  open_.clear();
  open_rows_ = 0;
}

std::vector<PackedChunk> RejectLog::take() {
  close_chunk();
  std::vector<PackedChunk> all = std::move(chunks_);
  *this = RejectLog();
  return all;
}

Result<void> for_each_reject(const PackedChunk& chunk,
                             const std::function<void(const RejectedRow&)>& each) {
  const auto bytes = unpack(chunk.bytes);
  PackedReader reader(bytes ? *bytes : std::string_view());
  while (bytes && !reader.at_end()) {
    RejectedRow row;
    row.line = reader.number();
    row.column_name = reader.text();
    row.reason = reader.text();
    row.raw = reader.text();
    if (!reader.ok()) break;
    each(row);
  }
  if (bytes && reader.ok()) return {};
  return fail(ErrorCode::kBadData, "the catalogue's rejected rows cannot be read",
              "restore the store from a backup");
}

}  // namespace entente

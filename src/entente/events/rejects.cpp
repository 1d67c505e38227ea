#include "entente/events/rejects.hpp"

#include <zstd.h>

#include <algorithm>
#include <cstring>

#include "entente/base/hash.hpp"
#include "entente/base/text.hpp"

namespace entente {
namespace {

constexpr std::size_t kChunkBytes = 4U << 20;
constexpr std::size_t kRawBytes = 4U << 10;
constexpr std::size_t kExamples = 5;

void put_text(std::string& out, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  char bytes[sizeof size];
  std::memcpy(bytes, &size, sizeof size);
  out.append(bytes, sizeof size).append(text);
}

bool take_text(std::string_view& in, std::string_view& text) {
  std::uint32_t size = 0;
  if (in.size() < sizeof size) return false;
  std::memcpy(&size, in.data(), sizeof size);
  in.remove_prefix(sizeof size);
  if (in.size() < size) return false;
  text = in.substr(0, size);
  in.remove_prefix(size);
  return true;
}

}  // namespace

void RejectLog::add(const RejectedRow& row) {
  std::string_view raw = row.raw.substr(0, kRawBytes);
  std::string clean;
  if (!valid_utf8(raw) || raw.find('\0') != std::string_view::npos) {
    clean = printable(raw, kRawBytes);
    raw = clean;
  }
  if (examples_.size() < kExamples) {
    examples_.push_back({row.line, std::string(row.column_name), std::string(row.reason)});
  }
  char line[sizeof row.line];
  std::memcpy(line, &row.line, sizeof line);
  const std::size_t start = open_.size();
  open_.append(line, sizeof line);
  put_text(open_, row.column_name);
  put_text(open_, row.reason);
  put_text(open_, raw);
  digest_ += xxh64(std::string_view(open_).substr(start));
  ++open_rows_;
  ++rows_;
  if (open_.size() >= kChunkBytes) close_chunk();
}

void RejectLog::close_chunk() {
  if (open_rows_ == 0) return;
  RejectChunk chunk;
  chunk.rows = open_rows_;
  chunk.bytes.resize(ZSTD_compressBound(open_.size()));
  chunk.bytes.resize(
      ZSTD_compress(chunk.bytes.data(), chunk.bytes.size(), open_.data(), open_.size(), 1));
  chunks_.push_back(std::move(chunk));
  open_.clear();
  open_rows_ = 0;
}

std::vector<RejectChunk> RejectLog::take() {
  close_chunk();
  std::vector<RejectChunk> all = std::move(chunks_);
  *this = RejectLog();
  return all;
}

Result<void> for_each_reject(const RejectChunk& chunk,
                             const std::function<void(const RejectedRow&)>& each) {
  const auto broken = [] {
    return fail(ErrorCode::kBadData, "the catalogue's rejected rows cannot be read",
                "restore the store from a backup");
  };
  const unsigned long long size = ZSTD_getFrameContentSize(chunk.bytes.data(), chunk.bytes.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > 4 * kChunkBytes)
    return broken();
  std::string bytes(size, '\0');
  const std::size_t got =
      ZSTD_decompress(bytes.data(), bytes.size(), chunk.bytes.data(), chunk.bytes.size());
  if (ZSTD_isError(got) != 0 || got != size) return broken();
  std::string_view in = bytes;
  while (!in.empty()) {
    RejectedRow row;
    if (in.size() < sizeof row.line) return broken();
    std::memcpy(&row.line, in.data(), sizeof row.line);
    in.remove_prefix(sizeof row.line);
    if (!take_text(in, row.column_name) || !take_text(in, row.reason) || !take_text(in, row.raw))
      return broken();
    each(row);
  }
  return {};
}

}  // namespace entente

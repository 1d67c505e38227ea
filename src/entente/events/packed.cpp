#include "entente/events/packed.hpp"

#include <zstd.h>

#include <cstring>

namespace entente {

std::string pack(std::string_view bytes) {
  constexpr int kFast = 1;
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), kFast));
  return packed;
}

std::optional<std::string> unpack(std::string_view packed) {
  const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > kPackedLimit)
    return std::nullopt;
  std::string bytes(size, '\0');
  const std::size_t got = ZSTD_decompress(bytes.data(), bytes.size(), packed.data(), packed.size());
  if (ZSTD_isError(got) != 0 || got != size) return std::nullopt;
  return bytes;
}

void RecordWriter::number(std::uint64_t value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  bytes_.append(bytes, sizeof value);
}

void RecordWriter::text(std::string_view value) {
  const auto size = static_cast<std::uint32_t>(value.size());
  char bytes[sizeof size];
  std::memcpy(bytes, &size, sizeof size);
  bytes_.append(bytes, sizeof size).append(value);
}

std::string_view PackedReader::take(std::size_t size) {
  if (bytes_.size() < size) {
    ok_ = false;
    bytes_ = {};
    return {};
  }
  const std::string_view taken = bytes_.substr(0, size);
  bytes_.remove_prefix(size);
  return taken;
}

std::uint64_t PackedReader::number() {
  std::uint64_t value = 0;
  const std::string_view bytes = take(sizeof value);
  if (ok_) std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

std::string_view PackedReader::text() {
  std::uint32_t size = 0;
  const std::string_view bytes = take(sizeof size);
  if (ok_) std::memcpy(&size, bytes.data(), sizeof size);
  return take(size);
}

}  // namespace entente

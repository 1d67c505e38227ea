#pragma once
// Many small records as one compressed run of bytes (zstd), for the catalogue: rejected rows and
// daily volumes come in their millions and are read seldom.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace entente {

/// A run never unpacks to more than this.
inline constexpr std::size_t kPackedLimit = 16U << 20;

std::string pack(std::string_view bytes);
/// Absent for bytes that pack() did not write.
std::optional<std::string> unpack(std::string_view packed);

/// Values laid end to end: numbers by their bytes, texts behind their length.
class RecordWriter {
 public:
  void number(std::uint64_t value);
  void text(std::string_view value);
  const std::string& bytes() const { return bytes_; }
  std::size_t size() const { return bytes_.size(); }
  void clear() { bytes_.clear(); }

 private:
  std::string bytes_;
};

class PackedReader {
 public:
  explicit PackedReader(std::string_view bytes) : bytes_(bytes) {}
  bool at_end() const { return bytes_.empty(); }
  /// False once the bytes have run out; values are then empty.
  bool ok() const { return ok_; }
  std::uint64_t number();
  std::string_view text();

 private:
  std::string_view take(std::size_t size);
  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace entente

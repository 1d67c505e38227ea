#pragma once
// Lines of an input, one at a time, without copying where possible.
//
// A LineReader keeps one buffer; a line is a view that holds until the next call. LF and CR LF end
// a line; a last line without an end counts. A line over the limit is passed over to its end, given
// back as `too_long` with its first bytes, and never held in memory, so one 3 GB line costs no
// memory. The reader also hashes all bytes (SHA-256), which is how an input is known again.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/hash.hpp"
#include "entente/base/result.hpp"
#include "entente/sources/input.hpp"

namespace entente {

struct Line {
  std::string_view text;     ///< without its end; any bytes, NUL and invalid UTF-8 among them
  std::uint64_t number = 0;  ///< from 1
  bool too_long = false;     ///< text is then its first bytes only, at most 256
};

class LineReader {
 public:
  LineReader(InputStream& input, const InputLimits& limits);

  /// The first bytes of the input (up to 64 KiB), read ahead; for recognising formats.
  Result<std::string_view> peek();
  /// False at the end. A byte order mark is part of the first line.
  Result<bool> next(Line& line);
  /// Lower-case hex of all decompressed bytes; only after next() gave false.
  std::string sha256();
  const std::string& name() const { return input_.name(); }
  InputStream& input() { return input_; }
  const InputLimits& limits() const { return limits_; }

 private:
  Result<bool> fill();
  void give(Line& line, std::size_t length);
  std::size_t kept_of_long_line() const;
  Result<bool> skip_long_line(Line& line);
  Result<bool> refill_behind(std::size_t kept);

  InputStream& input_;
  InputLimits limits_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t line_number_ = 0;
  bool ended_ = false;
  Sha256 hash_;
};

}  // namespace entente

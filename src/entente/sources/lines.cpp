// One buffer, searched for line ends with memchr. It starts at 1 MiB and grows only while a line
// within the limit needs it; a line past the limit is dropped from the buffer as it comes. What is
// kept of such a line does not depend on how the bytes arrived, so that two runs reject alike.

#include "entente/sources/lines.hpp"

#include <algorithm>
#include <cstring>

namespace entente {

namespace {
constexpr std::size_t kFirstBufferBytes = 1U << 20;
constexpr std::size_t kPeekBytes = 64U << 10;
constexpr std::uint64_t kKeptOfLongLine = 256;
// A limit past this would overflow sizes; no buffer gets near it.
constexpr std::uint64_t kGreatestLimit = 1ULL << 60;
}  // namespace

LineReader::LineReader(InputStream& input, const InputLimits& limits)
    : input_(input), limits_(limits), buffer_(kFirstBufferBytes) {
  limits_.max_line_bytes = std::min(limits_.max_line_bytes, kGreatestLimit);
}

// Reads more bytes behind those still unread, moving these to the front first if need be. False
// when nothing more came.
Result<bool> LineReader::fill() {
  if (ended_) return false;
  if (begin_ != 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
  ENTENTE_TRY(const std::size_t got, input_.read(buffer_.data() + end_, buffer_.size() - end_));
  if (got == 0) {
    ended_ = true;
    return false;
  }
  hash_.update({buffer_.data() + end_, got});
  end_ += got;
  return true;
}

Result<std::string_view> LineReader::peek() {
  while (end_ - begin_ < kPeekBytes) {
    ENTENTE_TRY(const bool more, fill());
    if (!more) break;
  }
  return std::string_view(buffer_.data() + begin_, std::min(end_ - begin_, kPeekBytes));
}

// The line of `length` bytes at the buffer's unread part, its LF not among them.
void LineReader::give(Line& line, std::size_t length) {
  std::string_view text(buffer_.data() + begin_, length);
  if (text.ends_with('\r')) text.remove_suffix(1);
  line = {text, ++line_number_, text.size() > limits_.max_line_bytes};
  if (line.too_long) line.text = text.substr(0, kept_of_long_line());
}

std::size_t LineReader::kept_of_long_line() const {
  return static_cast<std::size_t>(std::min(kKeptOfLongLine, limits_.max_line_bytes));
}

Result<bool> LineReader::next(Line& line) {
  std::size_t searched = 0;
  for (;;) {
    const char* const start = buffer_.data() + begin_;
    const std::size_t available = end_ - begin_;
    const void* const found =
        available == searched ? nullptr : std::memchr(start + searched, '\n', available - searched);
    if (found != nullptr) {
      const auto length = static_cast<std::size_t>(static_cast<const char*>(found) - start);
      give(line, length);
      begin_ += length + 1;
      return true;
    }
    searched = available;
    // The one byte over the limit may be the CR of the line's end.
    if (available > limits_.max_line_bytes + 1) return skip_long_line(line);
    ENTENTE_TRY(const bool more, fill());
    if (more) continue;
    if (available == 0) return false;
    give(line, available);
    begin_ = end_;
    return true;
  }
}

// Keeps the line's first bytes at the buffer's front and drops all others up to the line's end.
Result<bool> LineReader::skip_long_line(Line& line) {
  const std::size_t kept = kept_of_long_line();
  std::memmove(buffer_.data(), buffer_.data() + begin_, kept);
  for (;;) {
    begin_ = kept;
    end_ = kept;
    ENTENTE_TRY(const bool more, refill_behind(kept));
    if (!more) break;
    const void* const found = std::memchr(buffer_.data() + begin_, '\n', end_ - begin_);
    if (found != nullptr) {
      begin_ = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data()) + 1;
      break;
    }
  }
  line = {{buffer_.data(), kept}, ++line_number_, true};
  return true;
}

// As fill(), but what stands before `kept` stays in its place.
Result<bool> LineReader::refill_behind(std::size_t kept) {
  if (ended_) return false;
  ENTENTE_TRY(const std::size_t got, input_.read(buffer_.data() + kept, buffer_.size() - kept));
  if (got == 0) {
    ended_ = true;
    return false;
  }
  hash_.update({buffer_.data() + kept, got});
  end_ = kept + got;
  return true;
}

std::string LineReader::sha256() { return hash_.finish(); }

}  // namespace entente

// Splitting is most of the work of reading a large file, so TAB lines are scanned sixteen bytes at
// a time where the machine has SSE2 (each x86-64 does) and byte by byte elsewhere; both give the
// same fields. UTF-8 is validated only for lines that hold a byte over 127.

#include "entente/sources/records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "entente/base/text.hpp"

namespace entente {

namespace {

constexpr std::size_t kKeptOfReject = 4096;

std::string invalid_utf8_reason(std::string_view text) {
  return fmt::format("invalid UTF-8 at byte offset {}: save the file as UTF-8",
                     first_invalid_utf8(text).value_or(0));
}

}  // namespace

std::string_view without_bom(const Line& line) {
  std::string_view text = line.text;
  if (line.number == 1 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

std::string fault_of_bytes(const Line& line, const InputLimits& limits) {
  if (line.too_long) {
    return fmt::format("line over {} bytes (--max-line-bytes)", limits.max_line_bytes);
  }
  if (const auto at = line.text.find('\0'); at != std::string_view::npos) {
    return fmt::format("NUL byte at byte offset {}", at);
  }
  if (!valid_utf8(line.text)) return invalid_utf8_reason(line.text);
  return {};
}

RecordReader::RecordReader(LineReader& lines, RowSink& sink, char separator, Quotes quotes)
    : lines_(lines), sink_(sink), separator_(separator), quotes_(quotes) {
  fields_.reserve(128);
}

// One pass over the record: fields, and whether it holds NUL or non-ASCII bytes.
void RecordReader::split_plain() {
  fields_.clear();
  saw_nul_ = false;
  saw_non_ascii_ = false;
  const char* const begin = text_.data();
  const char* const end = begin + text_.size();
  const char* field = begin;
  const char* at = begin;
#if defined(__SSE2__)
  const __m128i separators = _mm_set1_epi8(separator_);
  const __m128i zeros = _mm_setzero_si128();
  __m128i any_nul = zeros;
  int high_bits = 0;
  for (; end - at >= 16; at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    auto mask = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, separators)));
    any_nul = _mm_or_si128(any_nul, _mm_cmpeq_epi8(block, zeros));
    high_bits |= _mm_movemask_epi8(block);
    while (mask != 0) {
      const char* const separator = at + std::countr_zero(mask);
      fields_.emplace_back(field, static_cast<std::size_t>(separator - field));
      field = separator + 1;
      mask &= mask - 1;
    }
  }
  saw_nul_ = _mm_movemask_epi8(any_nul) != 0;
  saw_non_ascii_ = high_bits != 0;
#endif
  for (; at != end; ++at) {
    if (*at == separator_) {
      fields_.emplace_back(field, static_cast<std::size_t>(at - field));
      field = at + 1;
    }
    saw_nul_ |= *at == '\0';
    saw_non_ascii_ |= static_cast<unsigned char>(*at) > 127;
  }
  fields_.emplace_back(field, static_cast<std::size_t>(end - field));
}

// text_ begins a quoted field that goes on in later lines. False when the record had to be
// rejected; the reason is then in joined_.
Result<bool> RecordReader::join_lines() {
  joined_.assign(text_);
  std::size_t quotes = static_cast<std::size_t>(std::count(joined_.begin(), joined_.end(), '"'));
  for (std::size_t joined = 1;; ++joined) {
    Line line;
    ENTENTE_TRY(const bool more, lines_.next(line));
    if (!more) return false;
    if (line.too_long || joined_.size() + line.text.size() > lines_.limits().max_line_bytes ||
        joined == kMaxLinesOfRecord || line.text.find('\0') != std::string_view::npos) {
      return false;
    }
    joined_ += '\n';
    joined_ += line.text;
    quotes += static_cast<std::size_t>(std::count(line.text.begin(), line.text.end(), '"'));
    // Quotes are balanced in a whole record; splitting again after each line would be quadratic.
    if (quotes % 2 != 0) continue;
    text_ = joined_;
    if (splitter_.split(text_, separator_, fields_) != CsvState::kOpenQuote) return true;
  }
}

Result<bool> RecordReader::next() {
  for (;;) {
    Line line;
    ENTENTE_TRY(const bool more, lines_.next(line));
    if (!more) return false;
    text_ = without_bom(line);
    line_ = line.number;
    if (text_.empty()) continue;
    std::string reason;
    if (line.too_long) {
      reason = fault_of_bytes(line, lines_.limits());
    } else if (quotes_ == Quotes::kNone) {
      split_plain();
      if (!saw_nul_ && (!saw_non_ascii_ || valid_utf8(text_))) return true;
      reason = fault_of_bytes({text_, line_, false}, lines_.limits());
    } else {
      CsvState state = splitter_.split(text_, separator_, fields_);
      if (state == CsvState::kOpenQuote) {
        ENTENTE_TRY(const bool closed, join_lines());
        text_ = joined_;
        state = closed ? splitter_.split(text_, separator_, fields_) : CsvState::kOpenQuote;
      }
      if (state == CsvState::kOpenQuote) {
        reason = fmt::format(
            "a quoted field is not closed within {} lines and {} bytes (--max-line-bytes)",
            kMaxLinesOfRecord, lines_.limits().max_line_bytes);
      } else if (state == CsvState::kBadQuote) {
        reason = "text after a closing quote: double the quotes inside a quoted field";
      } else {
        reason = fault_of_bytes({text_, line_, false}, lines_.limits());
        if (reason.empty()) return true;
      }
    }
    if (!sink_.reject({line_, {}, reason, text_.substr(0, kKeptOfReject)})) return false;
  }
}

}  // namespace entente

#pragma once
// Small text helpers that do not depend on the locale.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entente {

std::string_view trim(std::string_view text);
std::string ascii_lower(std::string_view text);
/// Parts between separators; empty parts are kept ("a,,b" gives three). "" gives one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// Whole text or nothing: "12", not "12x", " 12" or "".
std::optional<std::int64_t> parse_int(std::string_view text);
/// Finite decimal numbers only: no "nan", "inf" or hexadecimal.
std::optional<double> parse_double(std::string_view text);

bool valid_utf8(std::string_view text);
/// The byte offset of the first invalid sequence, if there is one.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

/// At most `limit` bytes, cut at a character's edge, with control characters and invalid bytes
/// written as \xNN: safe to show on a terminal.
std::string printable(std::string_view bytes, std::size_t limit = 200);

/// "1,234,567".
std::string group_digits(std::uint64_t value);
/// "1 row", "2 rows".
std::string count_of(std::uint64_t value, std::string_view singular, std::string_view plural = {});

/// The candidate nearest in spelling (edit distance at most 2), for "did you mean".
std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates);

}  // namespace entente

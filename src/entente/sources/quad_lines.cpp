// Lines of whole numbers, and files of "name number", read with limits.

#include "entente/sources/quad_lines.hpp"

#include <algorithm>

#include "entente/base/text.hpp"
#include "entente/sources/lines.hpp"

namespace entente {

namespace {

constexpr std::uint64_t kMaxNamesBytes = 64ULL << 20;
constexpr std::size_t kMaxNames = 4'000'000;

using Names = std::vector<std::string>;

Result<void> take_name(const LineReader& lines, const Line& line, Names& names) {
  std::string_view entry = line.text;
  if (line.number == 1 && entry.starts_with("\xEF\xBB\xBF")) entry.remove_prefix(3);
  entry = trim(entry);
  if (entry.empty()) return {};
  const auto wrong = [&](std::string_view reason) {
    return fail(ErrorCode::kBadData, std::string(reason), "lines are: name, TAB, number",
                {lines.name(), line.number, 0});
  };
  if (line.too_long) return wrong("the line is too long");
  const auto gap = entry.find_last_of(" \t");
  if (gap == std::string_view::npos) return wrong("no number follows the name");
  const auto number = parse_int(entry.substr(gap + 1));
  const std::string_view name = trim(entry.substr(0, gap));
  if (!number || *number < 0 || *number >= static_cast<std::int64_t>(kMaxNames)) {
    return wrong("the number is not a whole number of reasonable size");
  }
  if (!valid_utf8(name) || name.find('\0') != std::string_view::npos) {
    return wrong("the name is not valid UTF-8");
  }
  const auto index = static_cast<std::size_t>(*number);
  if (index >= names.size()) names.resize(index + 1);
  if (!names[index].empty()) return wrong("this number has a name already");
  names[index] = name;
  return {};
}

}  // namespace

QuadLine quad_line(std::string_view text) {
  QuadLine quad;
  while (quad.count < quad.numbers.size()) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const auto end = std::min(text.find_first_of(" \t"), text.size());
    const auto number = parse_int(text.substr(0, end));
    if (!number) {
      quad.wrong = text.substr(0, end);
      break;
    }
    quad.numbers[quad.count++] = *number;
    text.remove_prefix(end);
  }
  return quad;
}

Result<Names> read_quad_names(const std::string& file) {
  Names names;
  InputLimits limits;
  limits.max_bytes = kMaxNamesBytes;
  const auto read = for_each_input(file, limits, [&](InputStream& input) -> Result<void> {
    LineReader lines(input, limits);
    for (;;) {
      Line line;
      ENTENTE_TRY(const bool more, lines.next(line));
      if (!more) return {};
      ENTENTE_CHECK(take_name(lines, line, names));
    }
  });
  if (!read) return fail(read.error());
  return names;
}

}  // namespace entente

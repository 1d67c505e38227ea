#include "entente/base/csv.hpp"

#include <fmt/format.h>

#include "entente/base/text.hpp"

namespace entente {

CsvState CsvSplitter::split(std::string_view record, char separator,
                            std::vector<std::string_view>& fields) {
  fields.clear();
  unescaped_.clear();
  std::size_t at = 0;
  for (;;) {
    if (at < record.size() && record[at] == '"') {
      std::size_t search = at + 1;
      bool escaped = false;
      std::size_t close;
      for (;;) {
        close = record.find('"', search);
        if (close == std::string_view::npos) return CsvState::kOpenQuote;
        if (close + 1 >= record.size() || record[close + 1] != '"') break;
        escaped = true;
        search = close + 2;
      }
      std::string_view value = record.substr(at + 1, close - at - 1);
      if (escaped) {
        std::string& plain = unescaped_.emplace_back();
        for (std::size_t i = 0; i < value.size(); ++i) {
          plain += value[i];
          if (value[i] == '"') ++i;
        }
        value = plain;
      }
      fields.push_back(value);
      at = close + 1;
      if (at == record.size()) return CsvState::kComplete;
      if (record[at] != separator) return CsvState::kBadQuote;
      ++at;
    } else {
      const auto end = record.find(separator, at);
      fields.push_back(record.substr(at, end == std::string_view::npos ? end : end - at));
      if (end == std::string_view::npos) return CsvState::kComplete;
      at = end + 1;
    }
  }
}

CsvTable parse_csv(std::string_view text, const std::string& file, Problems& problems) {
  CsvTable table;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  CsvSplitter splitter;
  std::vector<std::string_view> fields;
  std::uint64_t line = 0;
  const auto problem = [&](std::string message, std::string help) {
    problems.push_back({ErrorCode::kBadData, std::move(message), {file, line, 0}, std::move(help)});
  };
  while (!text.empty()) {
    ++line;
    const auto end_of_line = text.find('\n');
    std::size_t length = end_of_line == std::string_view::npos ? text.size() : end_of_line;
    const auto without_cr = [&](std::size_t n) {
      return text.substr(0, n != 0 && text[n - 1] == '\r' ? n - 1 : n);
    };
    std::string_view record = without_cr(length);
    const bool comment = table.header.empty() && record.starts_with('#');
    std::uint64_t more_lines = 0;
    if (!record.empty() && !comment) {
      CsvState state = splitter.split(record, ',', fields);
      while (state == CsvState::kOpenQuote && length < text.size()) {
        const auto next = text.find('\n', length + 1);
        length = next == std::string_view::npos ? text.size() : next;
        record = without_cr(length);
        ++more_lines;
        state = splitter.split(record, ',', fields);
      }
      if (state != CsvState::kComplete) {
        problem("a quoted field is not closed properly", "double the quotes inside a quoted field");
      } else if (!valid_utf8(record)) {
        problem("this line is not valid UTF-8", "save the file as UTF-8");
      } else if (table.header.empty()) {
        table.header.assign(fields.begin(), fields.end());
      } else if (fields.size() != table.header.size()) {
        problem(
            fmt::format("{} fields where the header has {}", fields.size(), table.header.size()),
            "quote fields that contain commas");
      } else {
        table.rows.push_back({line, {fields.begin(), fields.end()}});
      }
    }
    line += more_lines;
    text.remove_prefix(length < text.size() ? length + 1 : length);
  }
  return table;
}

std::string csv_field(std::string_view value) {
  if (value.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(value);
  std::string quoted = "\"";
  for (const char c : value) {
    quoted += c;
    if (c == '"') quoted += '"';
  }
  return quoted + "\"";
}

}  // namespace entente

#include "entente/report/html.hpp"

#include <fmt/format.h>

#include <cassert>

namespace entente {
namespace {

// Control characters, and those that turn the direction of what follows (U+202A to U+202E, U+2066
// to U+2069): neither is text, and both can make a page say what it does not.
std::size_t hidden_bytes(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x20 && text[0] != '\n' && text[0] != '\t') return 1;
  if (byte(0) == 0x7f) return 1;
  if (text.size() < 3 || byte(0) != 0xe2) return 0;
  const bool embedding = byte(1) == 0x80 && byte(2) >= 0xaa && byte(2) <= 0xae;
  const bool isolate = byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9;
  return embedding || isolate ? 3 : 0;
}

}  // namespace

std::string html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const std::size_t hidden = hidden_bytes(text.substr(i)); hidden > 0) {
      i += hidden - 1;
      continue;
    }
    const char c = text[i];
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string json_in_html(const std::string& json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    if (c == '<')
      out += "\\u003c";
    else
      out += c;
  }
  return out;
}

std::string html_citation(std::string_view citation) {
  const bool address = (citation.starts_with("https://") || citation.starts_with("http://")) &&
                       citation.find_first_of(" \"'<>\\\t\r\n") == std::string_view::npos;
  if (!address) return html(citation);
  std::string_view site = citation.substr(citation.find("://") + 3);
  site = site.substr(0, site.find('/'));
  return fmt::format("<a href=\"{}\">{}</a>", html(citation), html(site));
}

void HtmlTable::add(std::vector<std::string> cells, std::string id) {
  assert(cells.size() == columns_.size());
  rows_.push_back({std::move(id), std::move(cells)});
}

std::string HtmlTable::str() const {
  // The style sheet knows n1 to n14: a class on the table instead of one on each cell of numbers.
  constexpr std::size_t kNumbered = 14;
  const auto told_by_table = [&](std::size_t column) {
    return column < kNumbered && columns_[column].kind == "number";
  };
  std::string classes = rest_are_numbers_ ? " numbers" : "";
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (told_by_table(i)) classes += fmt::format(" n{}", i + 1);
  std::string out = fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table: {0}\"><table "
      "class=\"sortable{1}\"><caption>{0}</caption><thead><tr>",
      html(caption_), classes);
  const auto kind = [](const HtmlColumn& column) {
    return column.kind.empty() ? "" : fmt::format(" class=\"{}\"", column.kind);
  };
  for (const auto& column : columns_)
    out += fmt::format("<th scope=\"col\"{}>{}</th>", kind(column), html(column.title));
  out += "</tr></thead><tbody>\n";
  for (const auto& row : rows_) {
    out += row.id.empty() ? "<tr>" : fmt::format("<tr id=\"row-{}\">", html(row.id));
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      out += fmt::format("<td{}>{}</td>", told_by_table(i) ? "" : kind(columns_[i]), row.cells[i]);
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>";
}

std::string html_figure(const Figure& figure) {
  const std::string key =
      figure.key.empty() ? "" : fmt::format(" data-key=\"{0}\" id=\"{0}\"", html(figure.key));
  return fmt::format(
      "<figure data-chart=\"{}\"{}>\n<figcaption>{}</figcaption>\n"
      "<div class=\"chart\" role=\"img\" aria-label=\"{}\" data-empty=\"{}\"></div>\n"
      "<p class=\"unit\">{}</p>\n<details><summary>Table ({} "
      "rows)</summary>\n{}\n</details>\n</figure>\n",
      html(figure.chart), key, html(figure.finding), html(figure.label), html(figure.empty),
      html(figure.unit), figure.table.size(), figure.table.str());
}

}  // namespace entente

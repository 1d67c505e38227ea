#include "entente/report/html.hpp"

#include <fmt/format.h>

#include <cassert>

namespace entente {

std::string html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
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
  std::string out = fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table: {0}\"><table "
      "class=\"sortable\"><caption>{0}</caption><thead><tr>",
      html(caption_));
  const auto kind = [](const HtmlColumn& column) {
    return column.kind.empty() ? "" : fmt::format(" class=\"{}\"", column.kind);
  };
  for (const auto& column : columns_)
    out += fmt::format("<th scope=\"col\"{}>{}</th>", kind(column), html(column.title));
  out += "</tr></thead><tbody>\n";
  for (const auto& row : rows_) {
    out += row.id.empty() ? "<tr>" : fmt::format("<tr id=\"row-{}\">", html(row.id));
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      out += fmt::format("<td{}>{}</td>", kind(columns_[i]), row.cells[i]);
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

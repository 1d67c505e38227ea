#include "entente/report/section.hpp"

#include <fmt/format.h>

namespace entente {

void add_figure(SectionPage& page, const SectionFigure& figure, const Chart& chart) {
  page.html += html_figure({chart_name(chart), figure.finding, figure.label, figure.unit,
                            figure.empty, figure.table, figure.key});
  page.charts.emplace_back(figure.key, chart_json(chart));
}

void add_nothing(SectionPage& page, const std::string& key, const std::string& name,
                 const std::string& what) {
  page.html += fmt::format("<p id=\"{}\">{}: {}.</p>\n", html(key), html(name), html(what));
}

}  // namespace entente

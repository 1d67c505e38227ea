#include "entente/report/section.hpp"

namespace entente {

void add_figure(SectionPage& page, const SectionFigure& figure, const Chart& chart) {
  page.html += html_figure({chart_name(chart), figure.finding, figure.label, figure.unit,
                            figure.empty, figure.table, figure.key});
  page.charts.emplace_back(figure.key, chart_json(chart));
}

}  // namespace entente

#include "entente/report/reliability_panel.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "entente/base/text.hpp"
#include "entente/report/forecast_words.hpp"

namespace entente {
namespace {

double share_of(const forecast::ReliabilityBin& bin) {
  return bin.n == 0 ? 0 : static_cast<double>(bin.happened) / static_cast<double>(bin.n);
}

bool kept(const forecast::ReliabilityBin& bin) {
  return bin.observed.low <= bin.mean_probability && bin.mean_probability <= bin.observed.high;
}

}  // namespace

std::string judged_words(const forecast::Reliability& reliability) {
  return fmt::format("{}, {} came", count_of(reliability.n, "forecast"),
                     group_digits(reliability.happened));
}

ReliabilityChart::Panel reliability_panel(const std::string& label,
                                          const forecast::Reliability& reliability) {
  ReliabilityChart::Panel panel{label, judged_words(reliability), {}};
  for (const auto& bin : reliability.bins) {
    panel.points.push_back({bin.mean_probability, share_of(bin), bin.observed.low,
                            bin.observed.high, bin.n,
                            std::string(forecast::word_of(bin.mean_probability))});
  }
  return panel;
}

std::vector<double> word_limits() {
  std::vector<double> limits;
  for (const auto& word : forecast::words_of_probability()) {
    if (word.low > 0) limits.push_back(word.low);
  }
  return limits;
}

HtmlTable reliability_table(const std::string& caption) {
  return {caption,
          {{"Of what"},
           {"In words"},
           {"Forecasts", "number"},
           {"Said, %", "number"},
           {"Came, % [90 %]", "number"}}};
}

void add_rows(HtmlTable& table, const std::string& label,
              const forecast::Reliability& reliability) {
  for (const auto& bin : reliability.bins) {
    table.add({html(label), std::string(forecast::word_of(bin.mean_probability)),
               group_digits(bin.n), percent_number(bin.mean_probability),
               percent_cell(share_of(bin), bin.observed.low, bin.observed.high)});
  }
}

std::string kept_words(const forecast::Reliability& reliability) {
  const auto& bins = reliability.bins;
  return fmt::format("{} of {} words of probability came as often as they said",
                     std::ranges::count_if(bins, kept), bins.size());
}

}  // namespace entente

#pragma once
// A section of the brief: what it concludes, what it shows, what its charts draw.
//
// A section is made from the context alone, so that sections can be added, dropped and tested by
// themselves. Its headlines are gathered under Findings at the top of the page.

#include <string>
#include <utility>
#include <vector>

#include "entente/report/charts.hpp"
#include "entente/report/html.hpp"

namespace entente {

/// A conclusion in one plain sentence, made by rule from the numbers.
struct Headline {
  std::string sentence;
  std::string interval;  ///< with its level; empty where the sentence is a count of a whole list
  std::string unit;      ///< unit, sampling, source
  std::string link;      ///< the fragment that shows its evidence, without #
  bool strong = false;   ///< among those that a one-page form keeps
};

struct SectionPage {
  std::string html;  ///< all that stands under the section's title; empty: the section is left out
  std::vector<Headline> headlines;
  std::vector<std::pair<std::string, std::string>> charts;  ///< key -> JSON
};

/// Adds a figure: its chart's data under the figure's key, its finding as the title.
struct SectionFigure {
  std::string key;
  std::string finding, label, unit, empty;
  HtmlTable table;
};
void add_figure(SectionPage& page, const SectionFigure& figure, const Chart& chart);

/// What stands in a figure's place where there is nothing to show: "NAME: nothing is on record."
void add_nothing(SectionPage& page, const std::string& key, const std::string& name,
                 const std::string& what);

}  // namespace entente

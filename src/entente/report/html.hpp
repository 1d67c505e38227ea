#pragma once
// HTML by small pieces: escaping, tables, figures. Pages read without JavaScript; scripts only add.

#include <string>
#include <string_view>
#include <vector>

namespace entente {

/// For text and for attribute values in double quotes.
std::string html(std::string_view text);

/// JSON for a <script type="application/json"> block: no '<' that could end the block.
std::string json_in_html(const std::string& json);

/// An http or https address becomes a link with its site as the text, anything else stays text.
std::string html_citation(std::string_view citation);

struct HtmlColumn {
  std::string title;
  std::string kind = {};  ///< number (right-aligned), day, sentence, citation, or none
};

/// A table twin. Cells are HTML already; `row_ids` (may be empty) become the rows' ids, with row-
/// before them.
class HtmlTable {
 public:
  HtmlTable(std::string caption, std::vector<HtmlColumn> columns)
      : caption_(std::move(caption)), columns_(std::move(columns)) {}
  void add(std::vector<std::string> cells, std::string id = {});
  /// All columns but the first are numbers: the style sheet says so once, and not every cell.
  void rest_are_numbers() { rest_are_numbers_ = true; }
  std::size_t size() const { return rows_.size(); }
  std::string str() const;

 private:
  struct Row {
    std::string id;
    std::vector<std::string> cells;
  };
  std::string caption_;
  std::vector<HtmlColumn> columns_;
  std::vector<Row> rows_;
  bool rest_are_numbers_ = false;
};

/// A figure: its finding as a title, the place where the chart is drawn, a line with unit and
/// source, and the table folded below.
struct Figure {
  std::string chart;    ///< which chart the bundle draws here
  std::string finding;  ///< one sentence
  std::string label;    ///< what the picture shows, for those who do not see it
  std::string unit;     ///< unit, source, run
  std::string empty;    ///< what is said where there is nothing to draw
  HtmlTable table;
  std::string key = {};  ///< names its data in the block, and the figure as a fragment
};
std::string html_figure(const Figure& figure);

}  // namespace entente

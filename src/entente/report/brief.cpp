#include "entente/report/brief.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "embedded_report.hpp"
#include "entente/base/hash.hpp"
#include "entente/report/context.hpp"
#include "entente/report/html.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

struct Section {
  const char* id;
  const char* title;
  SectionPage (*make)(const BriefContext&);
};

// In reading order; Findings comes first and is made of their headlines.
constexpr std::array kSections = {
    Section{"news", "New since the last brief", news_section},
    Section{"map", "Where", places_section},
    Section{"relations", "The watched dyads", relations_section},
    Section{"shares", "How conflictual", shares_section},
    Section{"change", "What changed most", changes_section},
    Section{"standing", "Who stands with whom", standing_section},
    Section{"meetings", "Whom they met first, and how long they waited", meetings_section},
    Section{"flows", "What passed from whom to whom", flows_section},
    Section{"consent", "Consent over time", consent_section},
    Section{"counts", "Tests, visits and exercises", counts_section},
    Section{"tracks", "One issue, and all else", tracks_section},
    Section{"outlook", "Outlook", outlook_section},
    Section{"watch", "Watch list", watch_section},
    Section{"reliability", "How far such forecasts can be trusted", reliability_section},
    Section{"track-record", "Track record", track_record_section},
    Section{"timeline", "Timeline", timeline_section},
    Section{"data-health", "Data health", health_section},
    Section{"notes", "Methods and sources", notes_section},
};

struct Made {
  const Section* section;
  SectionPage page;
};

// Nothing is fetched and only our own style and script run: both are named by their hashes.
std::string content_policy(std::string_view style, std::string_view script) {
  return fmt::format(
      "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data: blob:; "
      "base-uri 'none'; form-action 'none'",
      sha256_base64(style), sha256_base64(script));
}

std::string handling_line(const BriefContext& context) {
  return context.options.handling.empty()
             ? ""
             : fmt::format("<p class=\"handling\">{}</p>\n", html(context.options.handling));
}

std::string head(const BriefContext& context, std::string_view style, std::string_view script) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" "
      "content=\"no-referrer\">\n"
      "<title>{}: a brief</title>\n<style>{}</style>\n</head>\n<body{}>\n",
      html(content_policy(style, script)), html(context.of_case.title), style,
      context.options.one_page ? " class=\"one-page\"" : "");
}

std::string masthead(const BriefContext& context, const std::vector<Made>& sections) {
  std::string out = fmt::format(
      "<a class=\"skip\" href=\"#main\">To the findings</a>\n{}<header class=\"masthead\">\n<p "
      "class=\"kicker\">Entente brief</p>\n<h1>{}</h1>\n<p class=\"standfirst\">{}</p>\n",
      handling_line(context), html(context.of_case.title), html(context.of_case.summary));
  const DayRange window = context.window();
  out += fmt::format(
      "<p class=\"meta\">{}.{}</p>\n", span_of(window.from, window.to - std::chrono::days{1}),
      context.options.as_of ? fmt::format(" As known on {}.", long_day(*context.options.as_of))
                            : "");
  if (!context.options.note.empty()) {
    out += fmt::format(
        "<aside class=\"own-note\"><p><strong>Note by the sender.</strong> {}</p></aside>\n",
        html(context.options.note));
  }
  if (!context.options.one_page) {
    out += "<nav aria-label=\"Contents\"><ol><li><a href=\"#findings\">Findings</a></li>";
    for (const auto& made : sections)
      out += fmt::format("<li><a href=\"#{}\">{}</a></li>", made.section->id, made.section->title);
    out += "</ol></nav>\n";
  }
  return out + "</header>\n<main id=\"main\">\n";
}

std::string colophon(const BriefContext& context) {
  std::string out = "</main>\n<footer>\n<h2>About this brief</h2>\n";
  if (!context.options.one_page) {
    for (const auto& note : context.of_case.notes) out += fmt::format("<p>{}</p>\n", html(note));
  }
  out += fmt::format(
      "<p>Acts are described, not motives; who claims what is named with each act. Register rows "
      "are complete lists of a named kind of event; purposive rows are examples. Days are the "
      "local days of the place.</p>\n<p>Made by Entente {} on {} from the case {}.</p>\n",
      html(context.options.version), html(context.options.generated), html(context.of_case.name));
  return out + "</footer>\n" + handling_line(context);
}

std::string section_html(std::string_view id, std::string_view title, const std::string& inner) {
  return fmt::format("<section id=\"{}\"><h2>{}</h2>\n{}</section>\n", id, title, inner);
}

// A one-page form keeps the strong findings and the first chart that they rest on; small multiples
// would fill the page.
void keep_one_figure(std::vector<Made>& sections) {
  const auto is_multiple = [](const std::string& json) {
    return json.starts_with(R"({"chart":"bands")") || json.starts_with(R"({"chart":"fan")");
  };
  const auto kept = std::ranges::find_if(sections, [&](const Made& made) {
    return !made.page.charts.empty() && !is_multiple(made.page.charts.front().second) &&
           std::ranges::any_of(made.page.headlines, &Headline::strong);
  });
  if (kept == sections.end()) {
    sections.clear();
    return;
  }
  Made one = std::move(*kept);
  const auto end = one.page.html.find("</figure>");
  const auto begin = one.page.html.find("<figure");
  one.page.html = one.page.html.substr(begin, end + std::string_view("</figure>").size() - begin);
  one.page.charts.resize(1);
  sections.clear();
  sections.push_back(std::move(one));
}

}  // namespace

Result<Brief> make_brief(const Case& of_case, Snapshot& curated, Snapshot* machine,
                         const BriefOptions& options) {
  ENTENTE_TRY(const BriefContext context, read_context(of_case, curated, machine, options));
  std::vector<Made> sections;
  std::vector<Headline> headlines;
  for (const auto& section : kSections) {
    Made made{&section, section.make(context)};
    headlines.insert(headlines.end(), made.page.headlines.begin(), made.page.headlines.end());
    if (!made.page.html.empty()) sections.push_back(std::move(made));
  }
  if (options.one_page) keep_one_figure(sections);
  const std::string_view style = embedded::brief_css();
  const std::string_view script = embedded::brief_js();
  Brief brief;
  brief.html = head(context, style, script) + masthead(context, sections) +
               section_html("findings", "Findings", findings_html(context, headlines));
  brief.sections.emplace_back("findings");
  std::vector<std::pair<std::string, std::string>> charts;
  for (auto& made : sections) {
    brief.html += section_html(made.section->id, made.section->title, made.page.html);
    brief.sections.emplace_back(made.section->id);
    charts.insert(charts.end(), std::make_move_iterator(made.page.charts.begin()),
                  std::make_move_iterator(made.page.charts.end()));
  }
  brief.html += colophon(context);
  brief.html += fmt::format(
      "<script type=\"application/json\" "
      "id=\"brief-data\">{}</script>\n<script>{}</script>\n</body>\n</html>\n",
      json_in_html(page_data(context, charts)), script);
  return brief;
}

}  // namespace entente

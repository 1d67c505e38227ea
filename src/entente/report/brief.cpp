#include "entente/report/brief.hpp"

#include <fmt/format.h>

#include <array>

#include "embedded_report.hpp"
#include "entente/base/hash.hpp"
#include "entente/report/context.hpp"
#include "entente/report/html.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

struct Section {
  const char* id;
  const char* title;
  std::string (*make)(const BriefContext&);
};

constexpr std::array kSections = {
    Section{"findings", "Findings", findings_section},
    Section{"timeline", "Timeline", timeline_section},
    Section{"data-health", "Data health", health_section},
};

// Nothing is fetched and only our own style and script run: both are named by their hashes.
std::string content_policy(std::string_view style, std::string_view script) {
  return fmt::format(
      "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data: blob:; "
      "base-uri 'none'; form-action 'none'",
      sha256_base64(style), sha256_base64(script));
}

std::string head(const Case& of_case, std::string_view style, std::string_view script) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" "
      "content=\"no-referrer\">\n"
      "<title>{}: a brief</title>\n<style>{}</style>\n</head>\n<body>\n",
      html(content_policy(style, script)), html(of_case.title), style);
}

std::string masthead(const BriefContext& context) {
  std::string out = fmt::format(
      "<a class=\"skip\" href=\"#main\">To the findings</a>\n<header class=\"masthead\">\n<p "
      "class=\"kicker\">Entente brief</p>\n<h1>{}</h1>\n<p class=\"standfirst\">{}</p>\n",
      html(context.of_case.title), html(context.of_case.summary));
  const DayRange window = context.window();
  out += fmt::format("<p class=\"meta\">{} to {}.{}</p>\n", long_day(window.from),
                     long_day(window.to - std::chrono::days{1}),
                     context.options.as_of
                         ? fmt::format(" As known on {}.", long_day(*context.options.as_of))
                         : "");
  out += "<nav aria-label=\"Contents\"><ol>";
  for (const auto& section : kSections)
    out += fmt::format("<li><a href=\"#{}\">{}</a></li>", section.id, section.title);
  return out + "</ol></nav>\n</header>\n<main id=\"main\">\n";
}

std::string colophon(const BriefContext& context) {
  std::string out = "</main>\n<footer>\n<h2>About this brief</h2>\n";
  for (const auto& note : context.of_case.notes) out += fmt::format("<p>{}</p>\n", html(note));
  out += fmt::format(
      "<p>Acts are described, not motives; who claims what is named with each act. Register rows "
      "are complete lists of a named kind of event; "
      "purposive rows are examples. Days are the local days of the place.</p>\n"
      "<p>Made by Entente {} on {} from the case {}. Cite as: The Entente authors, Entente {}, "
      "brief of "
      "{}.</p>\n</footer>\n",
      html(context.options.version), html(context.options.generated), html(context.of_case.name),
      html(context.options.version), html(context.of_case.title));
  return out;
}

}  // namespace

Result<Brief> make_brief(const Case& of_case, Snapshot& curated, Snapshot* machine,
                         const BriefOptions& options) {
  ENTENTE_TRY(const BriefContext context, read_context(of_case, curated, machine, options));
  const std::string_view style = embedded::brief_css();
  const std::string_view script = embedded::brief_js();
  Brief brief;
  brief.html = head(of_case, style, script) + masthead(context);
  for (const auto& section : kSections) {
    brief.html += section.make(context);
    brief.sections.emplace_back(section.id);
  }
  brief.html += colophon(context);
  brief.html += fmt::format(
      "<script type=\"application/json\" "
      "id=\"brief-data\">{}</script>\n<script>{}</script>\n</body>\n</html>\n",
      json_in_html(page_data(context)), script);
  return brief;
}

}  // namespace entente

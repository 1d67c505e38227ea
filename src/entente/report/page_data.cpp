// The JSON block that the charts read; its shape is described in web/README.md.

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "entente/report/sections.hpp"
#include "entente/world/ontology.hpp"

namespace entente {
namespace {

using Json = nlohmann::ordered_json;

// Texts that come again and again, each once.
class Words {
 public:
  Json code(const std::string& text) {
    if (text.empty()) return {};
    const auto [at, added] = numbers_.emplace(text, list_.size());
    if (added) list_.push_back(text);
    return at->second;
  }
  const std::vector<std::string>& list() const { return list_; }

 private:
  std::map<std::string, std::size_t> numbers_;
  std::vector<std::string> list_;
};

// Columns and rows with numbered words: a quarter of the size of one object an act. Sentences and
// references are in the timeline's table, from which the script takes them.
Json events_of(const BriefContext& context) {
  Words words;
  Json rows = Json::array();
  for (const auto& e : context.events) {
    Json issues = Json::array();
    for (const auto& tag : e.issues) issues.push_back(tag);
    rows.push_back({e.id,
                    format_day(e.day),
                    e.day_last == e.day ? Json() : Json(format_day(e.day_last)),
                    words.code(e.source),
                    words.code(e.target),
                    words.code(e.source_state),
                    words.code(e.target_state),
                    words.code(e.action),
                    e.root == 0 ? Json() : Json(e.root),
                    words.code(std::string(name_of(act_kind(e.root)))),
                    issues,
                    words.code(e.theatre),
                    words.code(e.country),
                    e.latitude ? Json(*e.latitude) : Json(),
                    e.longitude ? Json(*e.longitude) : Json(),
                    words.code(e.grade),
                    words.code(e.claimant.empty() ? e.claimant : context.name(e.claimant)),
                    words.code(e.sampling),
                    words.code(e.register_key),
                    context.fresh.contains(e.id) ? Json(true) : Json()});
  }
  return {{"columns", {"id",           "day",          "day_last", "source",   "target",
                       "source_state", "target_state", "action",   "root",     "kind",
                       "issues",       "theatre",      "country",  "latitude", "longitude",
                       "grade",        "claimant",     "sampling", "register", "new"}},
          {"coded",
           {"source", "target", "source_state", "target_state", "action", "kind", "theatre",
            "country", "grade", "claimant", "sampling", "register"}},
          {"words", words.list()},
          {"rows", rows}};
}

// One series a provider: far smaller than one object a day. Null rows are missing days.
Json volume_of(const BriefContext& context) {
  Json all = Json::array();
  for (std::size_t i = 0; i < context.volume.size();) {
    const std::string& provider = context.volume[i].provider;
    Json rows = Json::array();
    Json cross_border = Json::array();
    const Day from = context.volume[i].day;
    for (; i < context.volume.size() && context.volume[i].provider == provider; ++i) {
      const VolumeDay& day = context.volume[i];
      rows.push_back(day.missing ? Json() : Json(day.rows));
      cross_border.push_back(day.missing ? Json() : Json(day.cross_border));
    }
    all.push_back({{"provider", provider},
                   {"from", format_day(from)},
                   {"rows", rows},
                   {"cross_border", cross_border}});
  }
  return all;
}

// What each watched state did toward the other by the last day with data: decayed acts and stance.
Json arcs_of(const BriefContext& context) {
  Json arcs = Json::array();
  for (const auto& series : context.series) {
    if (series.half_life_days != context.half_lives().front() || series.sums.empty()) continue;
    const DyadSums& last = series.sums.back();
    if (last.acts <= 0) continue;
    const DyadMeasures m = measures_of(last);
    const bool told = m.stance && !m.thin();
    const auto rounded = [&](double value) {
      return told ? Json(std::round(value * 100) / 100) : Json();
    };
    arcs.push_back({{"source", series.source},
                    {"target", series.target},
                    {"volume", std::round(last.acts * 10) / 10},
                    {"stance", told ? rounded(m.stance->value) : Json()},
                    {"low", told ? rounded(m.stance->interval.low) : Json()},
                    {"high", told ? rounded(m.stance->interval.high) : Json()}});
  }
  return arcs;
}

// Alliances in force on the window's last day.
Json ties_of(const BriefContext& context) {
  Json ties = Json::array();
  const Day last = context.window().to - std::chrono::days{1};
  for (const auto& tie : context.of_case.ties) {
    const bool holds = tie.from <= last && (!tie.to || *tie.to > last);
    if (holds && tie.kind == "alliance")
      ties.push_back({{"a", tie.a}, {"b", tie.b}, {"kind", tie.kind}});
  }
  return ties;
}

}  // namespace

std::string page_data(const BriefContext& context,
                      const std::vector<std::pair<std::string, std::string>>& charts) {
  const Case& c = context.of_case;
  const DayRange window = context.window();
  Json names = Json::object();
  for (const auto& e : context.events) {
    for (const auto& key : {e.source, e.target, e.source_state, e.target_state, e.country}) {
      if (!key.empty()) names[key] = context.name(key);
    }
  }
  for (const auto& [key, name] : c.display_names) names[key] = name;
  Json watched = Json::array();
  for (const auto& [a, b] : c.watched) watched.push_back({{"source", a}, {"target", b}});
  Json theatres = Json::array();
  for (const auto& t : c.theatres)
    theatres.push_back({{"id", t.key}, {"name", t.name}, {"countries", t.countries}});
  Json registers = Json::array();
  for (const auto& r : c.registers) {
    registers.push_back({{"id", r.key},
                         {"name", r.name},
                         {"from", format_day(r.days.from)},
                         {"to", format_day(r.days.to)}});
  }
  const Json page = {{"case",
                      {{"name", c.name},
                       {"title", c.title},
                       {"from", format_day(window.from)},
                       {"to", format_day(window.to)},
                       {"names", names},
                       {"issues", c.issues},
                       {"map",
                        {{"centre", {c.map_centre.first, c.map_centre.second}},
                         {"radius_degrees", c.map_radius_degrees}}},
                       {"watched", watched}}},
                     {"events", events_of(context)},
                     {"volume", volume_of(context)},
                     {"theatres", theatres},
                     {"registers", registers},
                     {"arcs", arcs_of(context)},
                     {"ties", ties_of(context)}};
  std::string out = page.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  out.back() = ',';
  out += "\"figures\":{";
  for (std::size_t i = 0; i < charts.size(); ++i) {
    if (i > 0) out += ',';
    out += Json(charts[i].first).dump() + ':' + charts[i].second;
  }
  return out + "}}";
}

}  // namespace entente

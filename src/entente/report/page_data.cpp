// The JSON block that the charts read; its shape is described in web/README.md.

#include <nlohmann/json.hpp>

#include "entente/report/sections.hpp"
#include "entente/world/ontology.hpp"

namespace entente {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json events_of(const BriefContext& context) {
  Json events = Json::array();
  for (const auto& e : context.events) {
    events.push_back(
        {{"id", e.id},
         {"day", format_day(e.day)},
         {"day_last", format_day(e.day_last)},
         {"source", e.source},
         {"target", text_or_null(e.target)},
         {"source_state", text_or_null(e.source_state)},
         {"target_state", text_or_null(e.target_state)},
         {"action", e.action},
         {"root", e.root == 0 ? Json() : Json(e.root)},
         {"kind", name_of(act_kind(e.root))},
         {"issues", e.issues},
         {"theatre", text_or_null(e.theatre)},
         {"country", text_or_null(e.country)},
         {"latitude", e.latitude ? Json(*e.latitude) : Json()},
         {"longitude", e.longitude ? Json(*e.longitude) : Json()},
         {"grade", text_or_null(e.grade)},
         {"claimant", text_or_null(e.claimant.empty() ? e.claimant : context.name(e.claimant))},
         {"sampling", e.sampling},
         {"register", text_or_null(e.register_key)},
         {"sentence", e.sentence},
         {"citation", e.citation}});
  }
  return events;
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

}  // namespace

std::string page_data(const BriefContext& context) {
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
                       {"map",
                        {{"centre", {c.map_centre.first, c.map_centre.second}},
                         {"radius_degrees", c.map_radius_degrees}}},
                       {"watched", watched}}},
                     {"events", events_of(context)},
                     {"volume", volume_of(context)},
                     {"theatres", theatres},
                     {"registers", registers}};
  return page.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace entente

// entente events explain: where a row came from and how it was understood.
//
// A number with that event_id, else a provider's own id. The rule that gave the theatre is found by
// asking the case's rules again in the order of the view `events`: place, issue, dyad.

#include <fmt/format.h>

#include <algorithm>

#include "commands.hpp"
#include "entente/base/text.hpp"
#include "stores.hpp"
#include "table.hpp"

namespace entente::cli {
namespace {

const Value& at(const RowSet& set, const std::vector<Value>& row, std::string_view name) {
  static const Value kNone;
  for (std::size_t i = 0; i < set.columns.size() && i < row.size(); ++i) {
    if (set.columns[i].name == name) return row[i];
  }
  return kNone;
}

std::string text_at(const RowSet& set, const std::vector<Value>& row, std::string_view name) {
  return csv_text(at(set, row, name));
}

bool has(const std::vector<std::string>& list, const std::string& word) {
  return !word.empty() && std::ranges::find(list, word) != list.end();
}

std::string theatre_reason(const Case* of_case, const RowSet& set, const std::vector<Value>& row) {
  const std::string theatre = text_at(set, row, "theatre");
  if (theatre.empty())
    return of_case == nullptr ? "no case is given, so there are no theatres"
                              : "no theatre claims it";
  const Value& latitude = at(set, row, "latitude");
  const Value& longitude = at(set, row, "longitude");
  const std::string country = text_at(set, row, "country");
  const std::string a = text_at(set, row, "source_code");
  const std::string b = text_at(set, row, "target_code");
  const Value& issues = at(set, row, "issues");
  for (const auto& t : of_case->theatres) {
    if (t.key != theatre) continue;
    for (const auto& box : t.boxes) {
      if (latitude.kind == Value::Kind::kReal && longitude.kind == Value::Kind::kReal &&
          latitude.real >= box.latitude_min && latitude.real <= box.latitude_max &&
          longitude.real >= box.longitude_min && longitude.real <= box.longitude_max) {
        return "its place lies in a box of the theatre";
      }
    }
    if (has(t.countries, country)) return fmt::format("it happened in {}", country);
    for (const auto& issue : issues.items) {
      if (has(t.issues, issue.text)) return fmt::format("its issue {}", issue.text);
    }
    for (const auto& [x, y] : t.dyads) {
      if ((x == a && y == b) || (x == b && y == a))
        return fmt::format("the dyad {}, {} has its home there", x, y);
    }
  }
  return "by the case's rules";
}

std::string how_found(std::string_view by) {
  if (by == "code") return "by the provider's code";
  if (by == "alias") return "by a name of that day";
  if (by == "name_with_country") return "by a name with its country";
  if (by == "country_column") return "by the provider's country column alone";
  if (by == "learned_name") return "by a name that other rows of the family resolve";
  if (by == "nothing" || by.empty()) return "not found";
  return fmt::format("by {}", by);
}

void write_side(Json& json, const RowSet& set, const std::vector<Value>& row,
                const std::string& side) {
  json.key(side).begin_object();
  for (const std::string_view name : {"raw", "name", "sectors", "country"}) {
    json.member(name, at(set, row, fmt::format("{}_{}", side, name)));
  }
  json.member("actor", at(set, row, side + "_key")).member("state", at(set, row, side + "_code"));
  json.member("state_act", at(set, row, side + "_state_act"))
      .member("sector", at(set, row, side + "_sector"));
  json.member("resolved_by", at(set, row, side + "_resolved_by")).end_object();
}

void print_side(Output& out, const RowSet& set, const std::vector<Value>& row,
                const std::string& side) {
  const auto text = [&](std::string_view name) {
    return clean(text_at(set, row, fmt::format("{}_{}", side, name)));
  };
  std::string said = text("raw").empty() ? "(nothing)" : text("raw");
  if (!text("name").empty() && text("name") != text("raw")) said += " \"" + text("name") + "\"";
  if (!text("sectors").empty()) said += ", sectors " + text("sectors");
  if (!text("country").empty()) said += ", country " + text("country");
  std::string found = how_found(text("resolved_by"));
  if (text("raw").empty() && text("name").empty()) found = "none is named";
  if (!text("key").empty() || !text("code").empty()) {
    const std::string who = text("key").empty() || text("key") == text("code") ? text("code")
                            : text("code").empty()                             ? text("key")
                                                   : text("key") + " of " + text("code");
    found = fmt::format("{}, {}; {}", who, found,
                        text("state_act") == "true" ? "an act of state" : "not an act of state");
  }
  out.print(fmt::format("  {:<12}{}\n  {:<12}-> {}\n", side, said, "", found));
}

}  // namespace

Result<int> run_events_explain(Context& context) {
  const std::string id(trim(context.operands.front()));
  if (!valid_utf8(id)) return fail(ErrorCode::kUsage, "the id is not UTF-8");
  ENTENTE_TRY(const auto open, open_store(context));
  const bool digits = !id.empty() && id.size() <= 20 &&
                      std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; });
  const std::string by_id =
      digits ? fmt::format("e.event_id = try_cast({} AS UBIGINT) OR ", sql_quote(id)) : "";
  ENTENTE_TRY(
      const RowSet found,
      query(
          open->snapshot->duck(), "revisions",
          fmt::format("SELECT e.*, a.key AS source_key, b.key AS target_key FROM events e "
                      "LEFT JOIN actors a ON a.id = e.source LEFT JOIN actors b ON b.id = e.target "
                      "WHERE {}e.provider_id = {} ORDER BY e.provider, e.event_id, e.revision",
                      by_id, sql_quote(id))));
  if (found.rows.empty()) {
    return fail(ErrorCode::kNotFound, fmt::format("there is no event {}", printable(id)),
                "an event_id or a provider's id, as the view events has them; rows withdrawn by "
                "their provider are not in it");
  }
  const Case* const of_case = open->of_case ? &*open->of_case : nullptr;
  Output& out = context.out;
  const auto& current = found.rows.back();
  if (out.json()) {
    Json json = out.document();
    json.begin_object();
    for (std::size_t i = 0; i < found.columns.size(); ++i) {
      const auto& name = found.columns[i].name;
      // The two sides are objects of their own, below.
      if (name.starts_with("source") || name.starts_with("target")) continue;
      json.member(name, current[i]);
    }
    write_side(json, found, current, "source");
    write_side(json, found, current, "target");
    json.member("theatre_reason", theatre_reason(of_case, found, current));
    json.key("revisions");
    write_objects(json, found);
    json.end_object();
    json.finish();
    return 0;
  }
  for (const auto& row : found.rows) {
    const auto text = [&](std::string_view name) { return clean(text_at(found, row, name)); };
    out.print(fmt::format("event {} ({} {}), revision {}{}\n", text("event_id"), text("provider"),
                          text("provider_id"), text("revision"),
                          text("is_current") == "true" ? "" : ", replaced later"));
    out.print(fmt::format("  {:<12}{}:{}, batch {}\n", "from", text("file"), text("line"),
                          text("batch_number")));
    out.print(fmt::format("  {:<12}{}{} ({}), known {} ({})\n", "day", text("day"),
                          text("day_last") == text("day") ? "" : " to " + text("day_last"),
                          text("day_basis"), text("known_day"), text("known_basis")));
    out.print(fmt::format("  {:<12}{}, root {}, quad class {}, intensity {}, weight {}\n", "action",
                          text("action"), text("root").empty() ? "none" : text("root"),
                          text("quad_class").empty() ? "none" : text("quad_class"),
                          text("intensity").empty() ? "none" : text("intensity"), text("weight")));
    print_side(out, found, row, "source");
    print_side(out, found, row, "target");
    if (!text("country").empty() || !text("latitude").empty()) {
      out.print(fmt::format("  {:<12}{} {} {}\n", "place", text("country"), text("latitude"),
                            text("longitude")));
    }
    out.print(fmt::format("  {:<12}{}: {}\n", "theatre",
                          text("theatre").empty() ? "none" : text("theatre"),
                          theatre_reason(of_case, found, row)));
    for (const std::string_view name :
         {"occasion_id", "sampling", "grade", "claimant", "sentence", "citation"}) {
      if (!text(name).empty()) out.print(fmt::format("  {:<12}{}\n", name, text(name)));
    }
  }
  return 0;
}

}  // namespace entente::cli

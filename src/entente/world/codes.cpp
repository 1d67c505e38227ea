// States and their codes, from data/states.csv and data/country_code_quirks.csv.
//
// The quirks are read after the states: a code that a state has in its own row stays that state's.
// Each code system has an index of its own, so that nothing is ever looked up in the wrong one.

#include "entente/world/codes.hpp"

#include <algorithm>
#include <embedded_world.hpp>
#include <set>
#include <unordered_map>

#include "entente/world/tables.hpp"

namespace entente {
namespace {

using ByText = std::unordered_map<std::string_view, const State*>;
using ByNumber = std::unordered_map<int, const State*>;

struct Codes {
  DataTable table{embedded::states_csv(),
                  "states.csv",
                  {"iso3", "iso2", "name", "fips", "cow", "cow_abbrev", "gw", "cameo", "from", "to",
                   "aliases"}};
  DataTable quirks{embedded::country_code_quirks_csv(),
                   "country_code_quirks.csv",
                   {"system", "code", "iso3", "note"}};
  std::vector<State> states;
  ByText iso3, iso2, fips, cameo;
  ByNumber cow, gw;
  TextMap<const State*> names;
  std::set<std::string_view> fips_non_states, cameo_non_states;

  Codes() {
    std::vector<const CsvRow*> rows;
    for (const auto& row : table.rows()) rows.push_back(&row);
    std::sort(rows.begin(), rows.end(),
              [](const auto* a, const auto* b) { return a->fields[0] < b->fields[0]; });
    states.reserve(rows.size());
    for (const auto* row : rows) add_state(*row);
    for (const auto& row : quirks.rows()) add_quirk(row);
  }

  template <class Map, class Key>
  void index(Map& map, const Key& key, const State& state, const CsvRow& row) {
    if (!map.emplace(key, &state).second) table.broken(row, "a code or name stands twice");
  }

  void add_state(const CsvRow& row) {
    const auto& f = row.fields;
    State& s = states.emplace_back();
    s.iso3 = {f[0]};
    s.iso2 = {f[1]};
    s.name = f[2];
    if (s.iso3.text.size() != 3 || s.iso2.text.size() != 2 || s.name.empty()) {
      table.broken(row, "an ISO code or the name is wrong");
    }
    index(iso3, s.iso3.text, s, row);
    index(iso2, s.iso2.text, s, row);
    if (!f[3].empty()) {
      s.fips = Fips{f[3]};
      index(fips, s.fips->text, s, row);
    }
    if (const auto number = table.integer(row, 4)) {
      s.cow = CowNumber{*number};
      index(cow, *number, s, row);
    }
    s.cow_abbreviation = f[5];
    if (const auto number = table.integer(row, 6)) {
      s.gw = GwNumber{*number};
      index(gw, *number, s, row);
    }
    for (const auto code : DataTable::list(row, 7)) {
      s.cameo.push_back({code});
      index(cameo, code, s, row);
    }
    s.member = {kFirstDay, kLastDay};
    if (const auto from = table.day(row, 8)) s.member.from = *from;
    if (const auto last = table.day(row, 9)) s.member.to = *last + std::chrono::days{1};
    if (s.member.empty()) table.broken(row, "membership ends before it begins");
    s.aliases = DataTable::list(row, 10);
    index(names, folded_name(s.name), s, row);
    for (const auto alias : s.aliases) {
      const auto [at, added] = names.emplace(folded_name(alias), &s);
      if (!added && at->second != &s) table.broken(row, "an alias is another state's name");
    }
  }

  void add_quirk(const CsvRow& row) {
    const std::string_view system = row.fields[0], code = row.fields[1];
    const State* state = nullptr;
    if (!row.fields[2].empty()) {
      const auto at = iso3.find(row.fields[2]);
      if (at == iso3.end()) quirks.broken(row, "no such state");
      state = at->second;
    }
    if (system == "fips" || system == "gdelt_geo") {
      add_text(row, fips, fips_non_states, code, state);
    } else if (system == "cameo") {
      add_text(row, cameo, cameo_non_states, code, state);
    } else if (system == "cow" || system == "gw") {
      const auto number = quirks.integer(row, 1);
      if (!number) quirks.broken(row, "a number is missing");
      if (state != nullptr) (system == "cow" ? cow : gw).emplace(*number, state);
    } else {
      quirks.broken(row, "unknown code system");
    }
  }

  void add_text(const CsvRow& row, ByText& map, std::set<std::string_view>& non_states,
                std::string_view code, const State* state) {
    if (state != nullptr) {
      if (!map.emplace(code, state).second) quirks.broken(row, "the code is a state's own");
    } else if (map.contains(code) || !non_states.insert(code).second) {
      quirks.broken(row, "the code stands twice");
    }
  }
};

const Codes& codes() {
  static const Codes kCodes;
  return kCodes;
}

template <class Map, class Key>
const State* look_up(const Map& map, const Key& key) {
  const auto at = map.find(key);
  return at == map.end() ? nullptr : at->second;
}

}  // namespace

const std::vector<State>& states() { return codes().states; }

const State* find_state(Iso3 code) { return look_up(codes().iso3, code.text); }
const State* find_state(Iso2 code) { return look_up(codes().iso2, code.text); }
const State* find_state(Fips code) { return look_up(codes().fips, code.text); }
const State* find_state(CameoCountry code) { return look_up(codes().cameo, code.text); }
const State* find_state(CowNumber code) { return look_up(codes().cow, code.value); }
const State* find_state(GwNumber code) { return look_up(codes().gw, code.value); }
const State* find_state_by_name(std::string_view name) {
  return look_up(codes().names, folded_name(name));
}

bool is_known_non_state(Fips code) { return codes().fips_non_states.contains(code.text); }
bool is_known_non_state(CameoCountry code) { return codes().cameo_non_states.contains(code.text); }

}  // namespace entente

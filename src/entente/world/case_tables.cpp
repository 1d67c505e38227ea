// The tables of a case: events.csv, ties.csv, coverage.csv, outcomes.csv, grades.csv.
//
// Each row is checked whole: one mistake does not hide another. A table with very many mistakes
// (another kind of file, most likely) stops being listed after the first thousand.

#include <fmt/format.h>

#include <algorithm>

#include "entente/base/text.hpp"
#include "entente/world/case_parts.hpp"
#include "entente/world/codes.hpp"
#include "entente/world/ontology.hpp"

namespace entente {
namespace {

constexpr std::size_t kProblemsListed = 1000;

}  // namespace

CaseTable::CaseTable(std::string_view text, const std::string& file,
                     std::initializer_list<std::string_view> columns, CaseChecks& checks,
                     std::initializer_list<std::string_view> optional)
    : checks_(checks), file_(file), table_(parse_csv(text, file, checks.problems)) {
  const std::vector<std::string> needed(columns.begin(), columns.end());
  std::vector<std::string> known = needed;
  known.insert(known.end(), optional.begin(), optional.end());
  for (std::size_t i = 0; i < table_.header.size(); ++i) {
    const auto& name = table_.header[i];
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const auto near = nearest(name.substr(0, 100), known);
      checks_.problems.push_back({ErrorCode::kBadData,
                                  fmt::format("unknown column \"{}\"", printable(name, 60)),
                                  {file_, 1, i + 1},
                                  near ? fmt::format("did you mean \"{}\"?", *near)
                                       : "the columns are " + join(known, ",")});
    } else if (!columns_.emplace(name, i).second) {
      checks_.problems.push_back({ErrorCode::kBadData,
                                  fmt::format("the column {} stands twice", name),
                                  {file_, 1, i + 1},
                                  ""});
    }
  }
  for (const auto& name : needed) {
    if (columns_.contains(name)) continue;
    ok_ = false;
    checks_.problems.push_back({ErrorCode::kBadData,
                                fmt::format("the column {} is missing", name),
                                {file_, 1, 0},
                                "the header is " + join(known, ",")});
  }
}

const std::string& CaseTable::cell(const CsvRow& row, std::string_view column) const {
  static const std::string kNone;
  const auto at = columns_.find(column);
  return at == columns_.end() ? kNone : row.fields[at->second];
}

void CaseTable::problem(const CsvRow& row, std::string_view column, std::string message,
                        std::string help) {
  if (++problems_ > kProblemsListed) return;
  if (problems_ == kProblemsListed) {
    message = "too many mistakes in this file: the further ones are not listed";
    help = "is this the right file?";
  }
  checks_.problems.push_back({ErrorCode::kBadData,
                              std::move(message),
                              {file_, row.line, columns_.find(column)->second + 1},
                              std::move(help)});
}

std::optional<Day> CaseTable::day(const CsvRow& row, std::string_view column) {
  const auto& text = cell(row, column);
  if (text.empty()) return std::nullopt;
  const auto value = parse_iso_day(text);
  if (!value) {
    problem(row, column, fmt::format("{} must be a day, got \"{}\"", column, printable(text, 40)),
            "write 2017-01-31");
  }
  return value;
}

std::optional<Day> CaseTable::needed_day(const CsvRow& row, std::string_view column) {
  if (cell(row, column).empty()) problem(row, column, fmt::format("{} is missing", column));
  return day(row, column);
}

std::optional<double> CaseTable::number(const CsvRow& row, std::string_view column, double low,
                                        double high) {
  const auto& text = cell(row, column);
  if (text.empty()) return std::nullopt;
  const auto value = parse_double(text);
  if (value && low <= *value && *value <= high) return value;
  problem(row, column,
          fmt::format("{} must be a number from {} to {}, got \"{}\"", column, low, high,
                      printable(text, 40)));
  return std::nullopt;
}

std::string CaseTable::needed(const CsvRow& row, std::string_view column) {
  const auto& text = cell(row, column);
  if (trim(text).empty()) {
    problem(row, column, fmt::format("{} is missing", column),
            column == "citation" ? "say where this can be read" : "");
  }
  return text;
}

const Actor* CaseTable::actor(const CsvRow& row, std::string_view column, bool is_needed) {
  const auto& key = cell(row, column);
  if (key.empty()) {
    if (is_needed) problem(row, column, fmt::format("{} is missing", column));
    return nullptr;
  }
  const auto* actor = checks_.find(key);
  if (actor == nullptr && problems_ < kProblemsListed) {
    problem(row, column, fmt::format("\"{}\" is no actor", printable(key, 60)),
            checks_.actor_hint(key));
  }
  return actor;
}

std::string CaseTable::new_id(const CsvRow& row, std::string_view column) {
  const auto& id = cell(row, column);
  if (!valid_case_id(id)) {
    problem(row, column, fmt::format("\"{}\" is no id", printable(id, 60)),
            "use letters, digits and hyphens, at most 100");
  } else if (!ids_.insert(id).second) {
    problem(row, column, fmt::format("the id {} stands twice", id));
  }
  return id;
}

void CaseTable::cameo(const CsvRow& row, std::string_view column) {
  const auto& code = cell(row, column);
  if (find_cameo(code) != nullptr) return;
  const bool lost_zero = find_cameo("0" + code) != nullptr;
  problem(row, column, fmt::format("\"{}\" is no CAMEO code", printable(code, 40)),
          lost_zero ? fmt::format("did you mean \"0{}\"? Codes are texts", code) : "");
}

const Register* named_register(CaseTable& table, const CsvRow& row, const CaseChecks& checks) {
  const auto& key = table.cell(row, "register");
  std::vector<std::string> keys;
  for (const auto& entry : checks.to.registers) {
    if (entry.key == key) return &entry;
    keys.push_back(entry.key);
  }
  const auto near = nearest(key.substr(0, 100), keys);
  table.problem(row, "register", fmt::format("\"{}\" is no register", printable(key, 60)),
                near ? fmt::format("did you mean \"{}\"?", *near)
                     : "list it in registers.toml with its sources and gaps");
  return nullptr;
}

namespace {

class Events {
 public:
  Events(CaseTable& table, CaseChecks& checks) : table_(table), checks_(checks) {
    for (const auto& entry : checks.to.issues) tags_.push_back(entry.first);
  }

  void read(const CsvRow& row) {
    CuratedEvent event;
    event.line = row.line;
    event.id = table_.new_id(row, "id");
    read_days(row, event);
    read_who(row, event);
    table_.cameo(row, "action");
    event.action = table_.cell(row, "action");
    read_issues(row, event);
    read_place(row, event);
    event.grade = table_.cell(row, "grade");
    if (!event.grade.empty() && !valid_grade(event.grade)) {
      table_.problem(row, "grade", fmt::format("unknown grade \"{}\"", printable(event.grade, 40)),
                     "claimed, reported or confirmed");
    }
    event.claimant = table_.cell(row, "claimant");
    event.occasion = table_.cell(row, "occasion");
    read_register(row, event);
    event.sentence = table_.needed(row, "sentence");
    event.citation = table_.needed(row, "citation");
    checks_.to.events.push_back(std::move(event));
  }

 private:
  void read_days(const CsvRow& row, CuratedEvent& event) {
    const auto day = table_.needed_day(row, "day");
    const auto last = table_.day(row, "day_last");
    const auto known = table_.needed_day(row, "known_day");
    dated_ = day.has_value();
    if (!day) return;
    event.day = *day;
    event.day_last = last.value_or(*day);
    event.known_day = known.value_or(*day);
    if (event.day_last < event.day) {
      table_.problem(row, "day_last", "day_last is before day");
      event.day_last = event.day;
    }
    if (event.known_day < event.day) {
      table_.problem(row, "known_day",
                     fmt::format("known_day {} is before day {}", format_day(event.known_day),
                                 format_day(event.day)),
                     "nobody knows an event before it happens; give the citation's day");
    }
    if (!checks_.to.window.empty() && event.day >= checks_.to.window.to) {
      table_.problem(row, "day", "the event is after the case's window",
                     "what happened after it belongs in outcomes.csv");
    }
  }

  void read_who(const CsvRow& row, CuratedEvent& event) {
    for (const auto column : {std::string_view("source"), std::string_view("target")}) {
      const auto* actor = table_.actor(row, column, column == "source");
      (column == "source" ? event.source : event.target) = table_.cell(row, column);
      if (actor == nullptr || actor->kind != ActorKind::kPerson || !dated_) continue;
      if (!checks_.to.world.in_office(*checks_.to.world.id_of(actor->key), event.day)) {
        table_.problem(row, column,
                       fmt::format("{} held no office on {}", actor->key, format_day(event.day)),
                       "add a [[role]] to actors.toml, or name the state or body that acted");
      }
    }
    if (!event.source.empty() && event.source == event.target) {
      table_.problem(row, "target", fmt::format("{} acts on itself", event.source));
    }
  }

  void read_issues(const CsvRow& row, CuratedEvent& event) {
    for (const auto part : split(table_.cell(row, "issues"), ';')) {
      const std::string tag(trim(part));
      if (tag.empty()) continue;
      if (!checks_.to.issues.contains(tag)) {
        const auto near = nearest(tag.substr(0, 100), tags_);
        table_.problem(row, "issues",
                       fmt::format("\"{}\" is no issue tag of this case", printable(tag, 60)),
                       near ? fmt::format("did you mean \"{}\"?", *near)
                            : "list it under [issues] in case.toml");
      }
      event.issues.push_back(tag);
    }
  }

  void read_place(const CsvRow& row, CuratedEvent& event) {
    event.country = table_.cell(row, "country");
    if (!event.country.empty() && find_state(Iso3{event.country}) == nullptr) {
      const auto* iso2 = find_state(Iso2{event.country});
      const auto* named = iso2 != nullptr ? iso2 : find_state_by_name(event.country);
      table_.problem(
          row, "country",
          fmt::format("\"{}\" is no country (ISO 3166-1 alpha-3)", printable(event.country, 40)),
          named != nullptr ? fmt::format("did you mean \"{}\"?", named->iso3.text) : "");
    }
    event.latitude = table_.number(row, "latitude", -90, 90);
    event.longitude = table_.number(row, "longitude", -180, 180);
    if (table_.cell(row, "latitude").empty() != table_.cell(row, "longitude").empty()) {
      table_.problem(row, "latitude", "latitude and longitude go together");
    }
  }

  void read_register(const CsvRow& row, CuratedEvent& event) {
    event.sampling = table_.cell(row, "sampling");
    event.register_key = table_.cell(row, "register");
    if (event.sampling != "register" && event.sampling != "purposive") {
      table_.problem(row, "sampling",
                     fmt::format("unknown sampling \"{}\"", printable(event.sampling, 40)),
                     "register (one of a complete list) or purposive (picked by an author)");
      return;
    }
    if (event.sampling == "purposive") {
      if (!event.register_key.empty()) {
        table_.problem(row, "register", "a purposive row belongs to no register");
      }
      return;
    }
    const Register* const of = named_register(table_, row, checks_);
    if (of != nullptr && dated_ && !of->days.contains(event.day)) {
      table_.problem(row, "day",
                     fmt::format("{} is outside the window of the register {}: {} to {}",
                                 format_day(event.day), event.register_key,
                                 format_day(of->days.from), format_day(of->days.to)));
    }
  }

  CaseTable& table_;
  CaseChecks& checks_;
  std::vector<std::string> tags_;
  bool dated_ = false;  ///< the row at hand has a day
};

}  // namespace

void read_events(std::string_view text, const std::string& file, CaseChecks& checks) {
  CaseTable table(text, file,
                  {"id", "day", "day_last", "known_day", "source", "target", "action", "issues",
                   "country", "latitude", "longitude", "grade", "claimant", "occasion", "sampling",
                   "register", "sentence", "citation"},
                  checks);
  if (!table.ok()) return;
  Events events(table, checks);
  for (const auto& row : table.rows()) events.read(row);
  check_registers_agree(file, checks);
}

void read_ties(std::string_view text, const std::string& file, CaseChecks& checks) {
  CaseTable table(text, file, {"kind", "a", "b", "from", "to", "value", "citation"}, checks);
  if (!table.ok()) return;
  const std::vector<std::string> kinds = {"alliance", "treaty", "regime", "vote"};
  for (const auto& row : table.rows()) {
    Tie tie;
    tie.kind = table.cell(row, "kind");
    const bool vote = tie.kind == "vote";
    if (std::find(kinds.begin(), kinds.end(), tie.kind) == kinds.end()) {
      const auto near = nearest(tie.kind.substr(0, 100), kinds);
      table.problem(
          row, "kind", fmt::format("unknown kind of tie \"{}\"", printable(tie.kind, 40)),
          near ? fmt::format("did you mean \"{}\"?", *near) : "the kinds are " + join(kinds, ", "));
    }
    table.actor(row, "a", true);
    tie.a = table.cell(row, "a");
    tie.b = table.cell(row, "b");
    // A vote ties a state to a decision, which is no actor.
    if (vote) {
      table.needed(row, "b");
    } else {
      table.actor(row, "b", true);
    }
    const auto from = table.needed_day(row, "from");
    tie.from = from.value_or(Day{});
    tie.to = table.day(row, "to");
    if (from && tie.to && (vote ? *tie.to < *from : *tie.to <= *from)) {
      table.problem(row, "to", "the tie ends before it begins",
                    "`to` is the first day after the last");
    }
    tie.value = table.cell(row, "value");
    tie.citation = table.needed(row, "citation");
    checks.to.ties.push_back(std::move(tie));
  }
}

void read_coverage(std::string_view text, const std::string& file, CaseChecks& checks) {
  CaseTable table(text, file, {"provider", "from", "to", "kind", "note"}, checks);
  if (!table.ok()) return;
  for (const auto& row : table.rows()) {
    CoverageNote note;
    note.provider = table.needed(row, "provider");
    note.days = {table.day(row, "from").value_or(kFirstDay),
                 table.day(row, "to").value_or(kLastDay)};
    if (note.days.empty()) {
      table.problem(row, "to", "the days end before they begin",
                    "`to` is the first day after the last");
    }
    note.kind = table.cell(row, "kind");
    if (note.kind != "missing" && note.kind != "break") {
      table.problem(row, "kind", fmt::format("unknown kind \"{}\"", printable(note.kind, 40)),
                    "missing (no data for these days) or break (the series changes there)");
    }
    note.note = table.needed(row, "note");
    checks.to.coverage.push_back(std::move(note));
  }
}

void read_outcomes(std::string_view text, const std::string& file, CaseChecks& checks) {
  CaseTable table(text, file, {"id", "day", "source", "target", "action", "sentence", "citation"},
                  checks, {"register"});
  if (!table.ok()) return;
  for (const auto& row : table.rows()) {
    Outcome outcome;
    outcome.id = table.new_id(row, "id");
    const auto day = table.needed_day(row, "day");
    outcome.day = day.value_or(Day{});
    if (day && !checks.to.window.empty() && *day < checks.to.window.to) {
      table.problem(row, "day", "the outcome is inside the case's window",
                    "what happened in it belongs in events.csv");
    }
    table.actor(row, "source", true);
    table.actor(row, "target", false);
    table.cameo(row, "action");
    outcome.source = table.cell(row, "source");
    outcome.target = table.cell(row, "target");
    outcome.action = table.cell(row, "action");
    outcome.sentence = table.needed(row, "sentence");
    outcome.citation = table.needed(row, "citation");
    outcome.register_key = table.cell(row, "register");
    if (!outcome.register_key.empty()) {
      const Register* const of = named_register(table, row, checks);
      if (of != nullptr && day && of->days.contains(*day)) {
        table.problem(row, "day",
                      fmt::format("{} is inside the window of the register {}", format_day(*day),
                                  outcome.register_key),
                      "a register's own days are told by events.csv");
      }
    }
    checks.to.outcomes.push_back(std::move(outcome));
  }
}

void read_grades(std::string_view text, const std::string& file, CaseChecks& checks) {
  CaseTable table(text, file, {"event", "day", "grade", "citation"}, checks);
  if (!table.ok()) return;
  std::map<std::string, Day> events;
  std::vector<std::string> ids;
  for (const auto& event : checks.to.events) {
    events.emplace(event.id, event.day);
    ids.push_back(event.id);
  }
  for (const auto& row : table.rows()) {
    GradeChange change;
    change.event = table.cell(row, "event");
    const auto at = events.find(change.event);
    if (at == events.end()) {
      const auto near =
          ids.size() <= 10000 ? nearest(change.event.substr(0, 100), ids) : std::nullopt;
      table.problem(row, "event", fmt::format("\"{}\" is no event", printable(change.event, 60)),
                    near ? fmt::format("did you mean \"{}\"?", *near) : "");
    }
    const auto day = table.needed_day(row, "day");
    change.day = day.value_or(Day{});
    if (day && at != events.end() && *day < at->second) {
      table.problem(row, "day", "the grade is older than the event");
    }
    change.grade = table.cell(row, "grade");
    if (!valid_grade(change.grade)) {
      table.problem(row, "grade", fmt::format("unknown grade \"{}\"", printable(change.grade, 40)),
                    "claimed, reported or confirmed");
    }
    change.citation = table.needed(row, "citation");
    checks.to.grades.push_back(std::move(change));
  }
}

}  // namespace entente

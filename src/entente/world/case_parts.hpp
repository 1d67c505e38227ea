#pragma once
// The pieces of load_case: one reader for the TOML files and one for the tables. Internal.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/csv.hpp"
#include "entente/world/case.hpp"

namespace entente {

/// What all files of a case are checked against.
struct CaseChecks {
  Case& to;
  Problems& problems;
  std::vector<std::string> actor_keys;

  const Actor* find(const std::string& key) const { return to.world.find(key); }
  /// "did you mean ...?" for a key that no actor has.
  std::string actor_hint(const std::string& key) const;
  /// A state, or an organisation that stands alone: what dyads are made of.
  bool is_party(const Actor& actor) const {
    return actor.kind == ActorKind::kState || actor.stands_alone;
  }
};

/// Ids of events, theatres and registers: letters, digits, '-', '_', '.', at most 100.
bool valid_case_id(std::string_view id);
/// claimed, reported or confirmed.
bool valid_grade(std::string_view grade);

void read_case_toml(std::string_view text, const std::string& file, CaseChecks& checks);
void read_registers_toml(std::string_view text, const std::string& file, CaseChecks& checks);
void read_measures_toml(std::string_view text, const std::string& file, CaseChecks& checks);

void read_events(std::string_view text, const std::string& file, CaseChecks& checks);
class CaseTable;
/// The register that a row's cell names, of an event or an outcome; else a problem, and null.
const Register* named_register(CaseTable& table, const CsvRow& row, const CaseChecks& checks);
/// Problems where two registers tell one occasion differently; after read_events.
void check_registers_agree(const std::string& file, CaseChecks& checks);
void read_ties(std::string_view text, const std::string& file, CaseChecks& checks);
void read_coverage(std::string_view text, const std::string& file, CaseChecks& checks);
void read_outcomes(std::string_view text, const std::string& file, CaseChecks& checks);
void read_grades(std::string_view text, const std::string& file, CaseChecks& checks);

/// One table of a case: cells by column name, problems by row and column.
class CaseTable {
 public:
  /// The columns may stand in any order; a missing or unknown one is a problem. One of `optional`
  /// may be missing: its cells are empty then.
  CaseTable(std::string_view text, const std::string& file,
            std::initializer_list<std::string_view> columns, CaseChecks& checks,
            std::initializer_list<std::string_view> optional = {});

  /// False when a column is missing: then the rows cannot be read.
  bool ok() const { return ok_; }
  const std::vector<CsvRow>& rows() const { return table_.rows; }
  const std::string& cell(const CsvRow& row, std::string_view column) const;
  void problem(const CsvRow& row, std::string_view column, std::string message,
               std::string help = {});

  /// Absent where the cell is empty or wrong; wrong cells are problems.
  std::optional<Day> day(const CsvRow& row, std::string_view column);
  std::optional<double> number(const CsvRow& row, std::string_view column, double low, double high);
  /// As above, and an empty cell is a problem too.
  std::optional<Day> needed_day(const CsvRow& row, std::string_view column);
  std::string needed(const CsvRow& row, std::string_view column);
  /// A known actor's key, else a problem; an empty cell only where it is needed.
  const Actor* actor(const CsvRow& row, std::string_view column, bool is_needed);
  /// A new id, else a problem.
  std::string new_id(const CsvRow& row, std::string_view column);
  void cameo(const CsvRow& row, std::string_view column);

 private:
  CaseChecks& checks_;
  std::string file_;
  CsvTable table_;
  std::map<std::string, std::size_t, std::less<>> columns_;
  std::set<std::string> ids_;
  std::size_t problems_ = 0;
  bool ok_ = true;
};

}  // namespace entente

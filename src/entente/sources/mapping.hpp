#pragma once
// What a TOML mapping file says of a table: where each part of an event stands in it.
//
// docs/formats/csv.md describes the keys. Unknown keys and values are errors, so that a misspelt
// key is never a column silently left out.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/events/row.hpp"

namespace entente {

class Source;

/// A column by its header's name or by its number from 1; neither: not mapped.
struct MappedColumn {
  std::string name;
  std::size_t number = 0;
  bool mapped() const { return !name.empty() || number != 0; }
};

enum class CountrySystem : std::uint8_t { kIso3, kIso2, kFips, kCameo, kCow, kGw, kName };

struct MappedCountry {
  MappedColumn column;
  CountrySystem system = CountrySystem::kIso3;
};

/// How days are written: YYYY, MM, DD (two digits), M, D (one or two), MON (Jan), other characters
/// as they stand; a '*' at the end passes over what follows. "YYYY" or "YYYY-MM" alone give a whole
/// year or month.
class DayPattern {
 public:
  /// Nothing where the pattern has no year, a day without a month, or a part twice.
  static std::optional<DayPattern> from(std::string_view pattern);
  /// The first and the last day meant.
  std::optional<std::pair<Day, Day>> parse(std::string_view text) const;
  const std::string& text() const { return text_; }

 private:
  enum class Part : std::uint8_t { kYear, kMonth2, kDay2, kMonth, kDay, kMonthName, kRest };
  struct Step {
    Part part{};
    char literal = 0;  // if not 0: this character
  };
  std::string text_;
  std::vector<Step> steps_;
  bool has_month_ = false, has_day_ = false;
};

struct MappedActor {
  MappedColumn column;
  std::string constant;
  MappedColumn name, sectors;
  MappedCountry country;
};

struct Mapping {
  std::string provider;
  char separator = ',';
  bool quotes = true;
  bool header = true;
  std::string missing;
  DayBasis day_basis = DayBasis::kPublication;
  Sampling sampling = Sampling::kMachine;
  std::string register_id;

  MappedColumn id;
  MappedColumn day, day_last, day_recorded, day_known;
  std::optional<DayPattern> day_format;
  MappedActor source, target;
  MappedColumn action;
  std::string action_constant, action_otherwise;
  bool own_actions = false;  ///< the provider's own codes, without root and quad class
  std::map<std::string, std::string, std::less<>> action_table;
  MappedCountry country;
  MappedColumn latitude, longitude;
  MappedColumn intensity, weight;
  MappedColumn story, sentence, citation, claimant, issues, grade;
};

/// What is wrong with an action that is neither a CAMEO code nor a PLOVER type; empty: nothing.
std::string fault_of_action(std::string_view action);

/// All mistakes of the file at once, the first as the error and the others in its help.
Result<Mapping> parse_mapping(std::string_view toml, const std::string& file);

/// The source for tables of that mapping.
std::unique_ptr<Source> make_mapped(Mapping mapping);

}  // namespace entente

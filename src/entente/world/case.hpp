#pragma once
// A case: a folder that says what is looked at, who acts, and what happened.
//
// Every file is checked on load and all mistakes come at once, each with file, line, column and a
// hint. The formats are in docs/formats/case.md; `schema_of` prints each TOML file's schema.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/world/actors.hpp"

namespace entente {

struct Theatre {
  struct Box {
    double latitude_min, longitude_min, latitude_max, longitude_max;
  };
  std::string key, name;
  std::vector<std::string> countries;  ///< ISO alpha-3
  std::vector<Box> boxes;
  std::vector<std::string> issues;
  std::vector<std::pair<std::string, std::string>> dyads;
};

struct Register {
  std::string key, name, kind;
  DayRange days{};
  std::vector<std::string> actors, sources, gaps;
  bool complete = false;
  /// Before this day outcomes.csv lists every occasion of this register after its window; after
  /// `days.to`. Nothing: what happened after the window is not known in full.
  std::optional<Day> outcomes_to{};
};

struct Tie {
  std::string kind, a, b;
  Day from{};
  std::optional<Day> to;
  std::string value, citation;
};

struct CoverageNote {
  std::string provider;
  DayRange days{};
  std::string kind;  ///< missing | break
  std::string note;
};

struct Outcome {
  std::string id;
  Day day{};
  std::string source, target, action, sentence, citation;
  std::string register_key;  ///< the register that this is an occasion of; or empty
};
struct GradeChange {
  std::string event;
  Day day{};
  std::string grade, citation;
};

struct CuratedEvent {
  std::string id;
  Day day{}, day_last{}, known_day{};
  std::string source, target, action;
  std::vector<std::string> issues;
  std::string country;
  std::optional<double> latitude, longitude;
  std::string grade, claimant, occasion, sampling, register_key, sentence, citation;
  std::uint64_t line = 0;
};

/// What the brief measures besides the watched pairs (measures.toml); registers and issues are
/// keys of the case's own. docs/formats/case.md says what each of them asks.
struct Questions {
  /// In which order did the focal state's leaders meet those of others, and how often before?
  struct Order {
    std::string key, name, focal;
    std::vector<std::string> registers;
  };
  /// How long did the acts of one register wait for the first act of the same two states in
  /// others? With `at_source`, one that happened in the country of the waiting act's source.
  struct Wait {
    std::string key, name;
    std::vector<std::string> registers, until;
    bool at_source = false;
  };
  /// What passed from whom to whom, by grade of evidence: acts with one of the issues whose action
  /// begins with one of the codes.
  struct Flow {
    std::string key, name;
    std::vector<std::string> issues, actions;
  };
  /// How a body's members voted on its measures: rows of the register whose action is one of
  /// `measures` and that bear none of the issues `leave_out`; votes are ties of the same day.
  struct Regime {
    std::string key, name, register_key;
    std::vector<std::string> measures, leave_out, members;
  };
  /// What a third party did toward each of two while their tie soured.
  struct Wedge {
    std::string key, name, third, a, b;
    DayRange days{};
  };
  /// One issue between two, beside everything else between them.
  struct Track {
    std::string key, name, a, b;
    std::vector<std::string> issues;
  };
  /// Acts of registers by month.
  struct Monthly {
    std::string key, name;
    std::vector<std::string> registers;
  };
  std::vector<double> half_lives;  ///< days; the first is drawn, all are tabled; empty: 90
  std::vector<Order> orders;
  std::vector<Wait> waits;
  std::vector<Flow> flows;
  std::vector<Regime> regimes;
  std::vector<Wedge> wedges;
  std::vector<Track> tracks;
  std::vector<Monthly> monthly;
};

struct Case {
  std::string directory, name, title, summary;
  DayRange window{};
  std::map<std::string, std::string> display_names;  ///< actor key -> name as the case writes it
  std::vector<std::pair<std::string, std::string>> watched;
  std::vector<int> horizons;
  std::pair<double, double> map_centre{0, 0};  ///< longitude, latitude
  double map_radius_degrees = 50;
  std::map<std::string, std::string> issues;  ///< tag -> meaning
  std::vector<std::string> notes;             ///< on names and borders
  std::vector<std::string> ingest;            ///< globs of data to ingest
  std::vector<Theatre> theatres;
  std::vector<Register> registers;
  std::vector<CuratedEvent> events;
  std::vector<Tie> ties;
  std::vector<CoverageNote> coverage;
  std::vector<Outcome> outcomes;
  std::vector<GradeChange> grades;
  Questions questions;
  World world;
  std::uint64_t fingerprint = 0;  ///< over all files of the case
};

struct CaseLoad {
  std::optional<Case> value;  ///< absent when a problem is an error
  Problems problems;
};

/// `directory` as a user names it. A folder without case.toml is one kNotFound problem.
CaseLoad load_case(const std::string& directory);

/// The schema of case.toml, actors.toml, registers.toml or measures.toml (JSON Schema text); empty:
/// unknown file.
std::string schema_of(const std::string& file);

}  // namespace entente

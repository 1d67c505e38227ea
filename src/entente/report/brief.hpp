#pragma once
// The brief: one HTML file that opens offline, prints well and reads without JavaScript.
//
// A brief is a list of small sections, each made by its own function from the same context, so that
// later work adds its own. Findings are made by rule from the numbers; each figure has a table
// twin. The chart bundle is inlined under a content security policy with hashes.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/events/snapshot.hpp"
#include "entente/forecast/ledger.hpp"
#include "entente/world/case.hpp"

namespace entente {

/// A file that the brief was made from, as the colophon names it.
struct BriefInput {
  std::string file;    ///< of the case, as the user named it
  std::string sha256;  ///< 64 hex digits
};

/// An earlier run, and what could be seen then: all else is new.
struct BriefSince {
  std::int64_t run = 0;           ///< its number in the list of runs
  std::string started;            ///< "2024-03-01T12:00:00Z"
  Day day{};                      ///< its --as-of, else the day on which it began
  std::int64_t batch = 0;         ///< the newest batch of the machine-coded store then
  bool batch_of_machine = false;  ///< the batch is one of the machine-coded store
  /// Ids of the curated acts that it showed; absent where the store of that run is gone: then an
  /// act is new if it became known after `day`.
  std::optional<std::set<std::string>> acts;
  bool is_new(const std::string& id, Day known_day) const {
    return acts ? !acts->contains(id) : known_day > day;
  }
};

struct BriefOptions {
  std::optional<Day> as_of;
  std::string version;               ///< the program's, as printed in the colophon
  std::string generated;             ///< when the run was, as text: wall time is passed in
  std::optional<BriefSince> since;   ///< say what is new since then
  std::string note;                  ///< the user's own note: plain text, may have line ends
  std::string handling;              ///< a handling line, one line of plain text; empty: none
  bool one_page = false;             ///< the form that prints on one page
  std::string provider;              ///< of machine-coded rates; empty: the one with most events
  std::string git;                   ///< the program's commit
  std::string run;                   ///< this run's number in the store's list; empty: not noted
  std::uint64_t seed = 1;            ///< of every random draw
  std::vector<BriefInput> inputs{};  ///< the files of the case, by name
  /// Forecasts that were registered, settled or not, by (registered_at, id).
  std::vector<forecast::Registered> registered{};
};

struct Brief {
  std::string html;
  std::vector<std::string> sections;  ///< their ids, in order
};

/// Makes the brief of a case from a snapshot of its own store (curated rows) and, where the user
/// has one, of a store with machine-coded rows (null: none).
Result<Brief> make_brief(const Case& of_case, Snapshot& curated, Snapshot* machine,
                         const BriefOptions& options);

}  // namespace entente

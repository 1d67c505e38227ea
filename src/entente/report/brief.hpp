#pragma once
// The brief: one HTML file that opens offline, prints well and reads without JavaScript.
//
// A brief is a list of small sections, each made by its own function from the same context, so that
// later work adds its own. Findings are made by rule from the numbers; each figure has a table
// twin. The chart bundle is inlined under a content security policy with hashes.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/events/snapshot.hpp"
#include "entente/world/case.hpp"

namespace entente {

struct BriefOptions {
  std::optional<Day> as_of;
  std::string version;    ///< the program's, as printed in the colophon
  std::string generated;  ///< when the run was, as text: wall time is passed in
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

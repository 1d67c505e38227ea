#pragma once
// A temporal knowledge graph as the field shares it: train, valid and test quads in one folder.
//
// Each line is "subject relation object time", further numbers ignored, white space between. Times
// become steps, counted from the earliest one. How long a step is follows from the train file alone
// (what is judged may not say it): the greatest number that divides all distances between its
// times. Where that is a multiple of 24, the times are hours and a step is a day; else a step is
// that number of whatever the set counts (days, years, or minutes in fifteens).

#include <cstdint>
#include <string>
#include <vector>

#include "entente/base/result.hpp"

namespace entente::forecast {

/// One act. Numbers are those of the name files; `step` counts from 0, the folder's earliest time.
struct Quad {
  std::uint32_t subject = 0;
  std::uint32_t relation = 0;
  std::uint32_t object = 0;
  std::int32_t step = 0;
  bool operator==(const Quad&) const = default;
};

struct QuadFolder {
  std::vector<std::string> entities, relations;  ///< names by number
  /// In the files' order; valid may be empty, train and test are not. No step is shared between
  /// them, and they follow each other in time.
  std::vector<Quad> train, valid, test;
  std::string unit;                ///< "hours" or "days": how the files' times were read
  std::int64_t length = 1;         ///< of a step, in the files' numbers
  std::int64_t origin = 0;         ///< the files' time at step 0
  std::uint64_t duplicates = 0;    ///< quads that stand more than once in their file
  std::uint64_t unsorted = 0;      ///< quads that stand behind a later one
  std::uint64_t new_entities = 0;  ///< test quads of which an end is in neither train nor valid
};

/// Reads train, valid and test (.txt, or .txt.gz), entity2id and relation2id (the same) in
/// `folder`. `unit` is "hours" (a step is 24), "days" (a step is 1) or "" (found). Unsorted lines
/// are taken in the order of their times and duplicates kept as they are, both counted. Errors,
/// with file and line: a missing file kNotFound; a line that is no quad, a number without a name, a
/// negative time, an empty train or test file, a split that begins before the one before it has
/// ended, a time between two steps kBadData; more than 50 million quads, 100,000 steps, 1,000
/// relations, 2 million entities kBadData.
Result<QuadFolder> read_quad_folder(const std::string& folder, const std::string& unit = {});

}  // namespace entente::forecast

#pragma once
// A temporal knowledge graph as the field shares it: train, valid and test quads in one folder.
//
// Each line is "subject relation object time", further numbers ignored, white space between. Times
// become steps: hours divided by 24 where all times are multiples of 24, else the numbers as they
// are (days, or years where that is what the set counts), from the earliest time of the folder.

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
  std::int64_t origin = 0;         ///< the files' time at step 0
  std::uint64_t duplicates = 0;    ///< quads that stand more than once in their file
  std::uint64_t unsorted = 0;      ///< quads that stand behind a later one
  std::uint64_t new_entities = 0;  ///< test quads of which an end is in neither train nor valid
};

/// Reads train, valid and test (.txt, or .txt.gz), entity2id and relation2id (the same) in
/// `folder`. `unit` is "hours", "days" or "" (found). Unsorted lines are taken in the order of
/// their times and duplicates kept as they are, both counted. Errors, with file and line: a missing
/// file kNotFound; a line that is no quad, a number without a name, a negative time, an empty train
/// or test file, a split that begins before the one before it has ended, hours that are no whole
/// days kBadData; more than 50 million quads, 100,000 steps, 1,000 relations kBadData.
Result<QuadFolder> read_quad_folder(const std::string& folder, const std::string& unit = {});

}  // namespace entente::forecast

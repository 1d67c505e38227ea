#pragma once
// Ranked lists on disk, so that anyone can take the ranks again.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "entente/base/result.hpp"
#include "entente/forecast/rankings/ranks.hpp"

namespace entente::forecast {

/// CSV with the header `query,candidate,score`, best first, scores with 9 significant digits (a
/// float's own); gzip where the name ends in .gz. The rows go to a file beside, which takes the
/// name when it is whole.
class PredictionsFile {
 public:
  static Result<PredictionsFile> create(const std::string& file);
  PredictionsFile(PredictionsFile&&) noexcept;
  ~PredictionsFile();  ///< removes what was not finished
  Result<void> add(std::uint64_t query, const std::vector<Scored>& list);
  Result<void> finish();

 private:
  struct State;
  explicit PredictionsFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace entente::forecast

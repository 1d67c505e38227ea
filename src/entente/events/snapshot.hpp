#pragma once
// Reading a store: one state of it, as views.
//
// A Snapshot names exactly the parts that the catalogue named when it was opened (and holds the
// readers' lock shared, so that none of them is deleted), and offers views over them in an
// in-memory DuckDB. What is derived (actors, states, theatres, canonical events) is joined in here
// and never stored in a part. `as_of` hides all that became known later; `as_of_batch` all that
// came in later.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/files.hpp"
#include "entente/base/result.hpp"
#include "entente/events/catalogue.hpp"
#include "entente/events/duck.hpp"
#include "entente/world/actors.hpp"
#include "entente/world/case.hpp"

namespace entente {

struct SnapshotOptions {
  std::optional<Day> as_of;
  std::optional<std::int64_t> as_of_batch;
  unsigned threads = 2;
  std::uint64_t memory_bytes = 1ULL << 30;
};

class Snapshot {
 public:
  /// `world` resolves actors; `of_case` (may be null) adds theatres, ties and coverage notes.
  static Result<Snapshot> open(const std::string& folder, const World& world, const Case* of_case,
                               const SnapshotOptions& options);
  Snapshot(Snapshot&&) noexcept;
  ~Snapshot();

  /// Views: events, canonical_events, canonical_events_all, actors, ties, batches, rejects,
  /// coverage.
  Duck& duck();
  const std::vector<PartRecord>& parts() const;
  const std::vector<BatchRecord>& batches() const;
  std::int64_t newest_batch() const;

  /// For a user's own query: one SELECT (or EXPLAIN of one), then nothing but the views' own files
  /// can be read and nothing written. kUsage for anything else.
  Result<void> admit(const std::string& sql);

 private:
  struct State;
  explicit Snapshot(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace entente

#pragma once
// Writing a store.
//
// One writer at a time (store.lock). An input is a batch: known by its content, all of it or
// nothing. Inputs are gathered in order into groups; a group becomes one part a month, and its
// batches commit together. Order of a commit: parts to tmp/, read back, fsync, rename, fsync of the
// folders, one catalogue transaction. A crash leaves the old state or the new one: on the next
// opening tmp/ is emptied, and files that the catalogue does not name go once no reader is left.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "entente/base/files.hpp"
#include "entente/base/result.hpp"
#include "entente/events/catalogue.hpp"
#include "entente/events/duck.hpp"
#include "entente/events/row.hpp"

namespace entente {

struct StoreSettings {
  std::chrono::milliseconds wait{5000};  ///< --wait: how long to wait for the lock
  unsigned threads = 2;                  ///< 1: reading and writing take turns; else they overlap
  std::uint64_t memory_bytes = 512ULL << 20;  ///< DuckDB's share
  std::size_t group_rows = 250'000;           ///< a group closes at this many rows ...
  std::size_t group_text_bytes = 64U << 20;   ///< ... or this much text
  std::string holder;                         ///< what others are told while they wait
};

/// What an input is, before its rows are known.
struct BatchStart {
  std::string file, format, provider, mapping_hash, filter_hash;
};

class StoreWriter {
 public:
  /// Creates the folder if need be. kLocked if another writer stays; a newer store is refused.
  static Result<StoreWriter> open(const std::string& folder, const StoreSettings& settings);
  StoreWriter(StoreWriter&&) noexcept;
  ~StoreWriter();

  void begin_batch(const BatchStart& start);
  Result<void> add(const EventRow& row);
  void reject(const RejectedRow& row);
  /// Left out by a filter: counted as volume, not kept.
  void pass_over(const EventRow& row);

  /// Ends the batch under way. If the same input is known already its rows are dropped, and the
  /// record comes back with `skipped`. The group is committed once it is full.
  struct Ended {
    BatchRecord record;
    bool skipped = false;
    std::size_t input = 0;
  };
  Result<void> end_batch(const std::string& sha256);
  /// Drops the batch's rows, keeps its rejects, marks it failed. Others of its group stay.
  Result<void> fail_batch(const std::string& sha256);
  /// Drops the batch without a trace (Ctrl-C, an unreadable input).
  Result<void> abandon_batch();

  /// Commits what is pending.
  Result<void> finish();
  /// All batches of this writer that were committed, failed or skipped, in the order of
  /// begin_batch.
  std::vector<Ended> ended() const;

  /// Merges the parts of months that have more than `most` (1: every month of two or more).
  Result<std::size_t> compact(std::size_t most);
  /// Takes a batch's rows out of the store.
  Result<void> remove_batch(std::int64_t number);
  Catalogue& catalogue();

 private:
  struct State;
  explicit StoreWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace entente

#pragma once
// What the store holds, in one SQLite file.
//
// The catalogue says which parts exist, from which inputs, what was rejected, and which commands
// ran. A part that it does not name does not exist. Everything that one commit changes is changed
// in one transaction (WAL, synchronous=FULL), which is the store's only commit point.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/events/forecast_records.hpp"

namespace entente {

inline constexpr int kStoreVersion = 1;

struct PartRecord {
  std::string provider;
  std::string month;  ///< YYYY-MM
  std::string name;   ///< part-<hash>.parquet
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::uint64_t digest = 0;   ///< sum of row_digest
  std::uint64_t revised = 0;  ///< rows that are a later revision or a tombstone
  Day first_day{}, last_day{};
};

struct BatchRecord {
  std::int64_t number = 0;  ///< order of commits, from 1
  std::uint64_t id = 0;     ///< first 8 bytes of the input's hash
  std::string file, format, provider, sha256;
  std::string mapping_hash, filter_hash;
  std::string status;  ///< ok | failed | removed | incomplete (a removal took rows it repeats)
  std::uint64_t rows_read = 0, rows_kept = 0, rows_rejected = 0, rows_duplicate = 0;
  std::uint64_t rows_passed_over = 0;  ///< left out by a filter, counted as volume
  std::optional<Day> first_day, last_day;
  std::uint64_t reject_digest = 0;
};

/// A compressed run of small records (rejects.hpp and volumes.hpp read and write the bytes).
struct PackedChunk {
  std::int64_t batch_number = 0;  ///< filled in when read
  std::uint64_t rows = 0;
  std::string bytes;
};

struct RunRecord {
  std::int64_t id = 0;
  std::string command, arguments, version, started, ended, status;
  std::int64_t batch_number = 0;  ///< the newest batch that the run saw
  std::string details;            ///< lines "key=value": what else a repetition needs; may be empty
};

class Catalogue {
 public:
  /// Creates or opens for writing. A store of a newer version is refused.
  static Result<Catalogue> open_for_writing(const std::string& folder);
  /// kNotFound where there is no store. Works on a read-only folder too.
  static Result<Catalogue> open_for_reading(const std::string& folder);
  Catalogue(Catalogue&&) noexcept;
  Catalogue& operator=(Catalogue&&) noexcept;
  ~Catalogue();

  /// Everything read inside sees one state of the catalogue.
  Result<void> begin_snapshot();
  Result<void> end_snapshot();

  Result<std::vector<PartRecord>> parts();
  Result<std::vector<BatchRecord>> batches();
  Result<std::vector<RunRecord>> runs();
  Result<std::vector<PartRecord>> superseded();
  enum class ChunkKind { kReject, kVolume };
  Result<void> each_chunk(ChunkKind kind,
                          const std::function<Result<void>(const PackedChunk&)>& each);
  Result<bool> knows(const std::string& sha256, const std::string& format,
                     const std::string& mapping_hash, const std::string& filter_hash);

  /// One commit: all of it or nothing.
  struct Commit {
    std::vector<PartRecord> new_parts;
    std::vector<PartRecord> superseded_parts;
    struct Batch {
      BatchRecord record;
      std::vector<PackedChunk> rejects;
      std::vector<PackedChunk> volumes;
    };
    std::vector<Batch> batches;
    std::vector<std::int64_t> removed_batches;
  };
  Result<void> commit(const Commit& commit);
  Result<void> forget_superseded(const std::vector<PartRecord>& parts);

  Result<std::int64_t> begin_run(const RunRecord& run);
  Result<void> end_run(std::int64_t id, const std::string& ended, const std::string& status,
                       const std::string& details = {});
  /// Takes over the runs of another store, ids and all; ids that are there already stay.
  Result<void> adopt_runs(const std::vector<RunRecord>& runs);

  /// Registered forecasts, by (registered_at, id); none in a store that was made before there were
  /// any and has not been written since.
  Result<std::vector<ForecastRecord>> forecasts();
  /// Registers those whose id is new, in one transaction, and settlements that come with them where
  /// there is none yet: both what `forecast --save` does and how another store's are taken over.
  /// How many forecasts were new. Nothing that is there changes.
  Result<std::size_t> add_forecasts(const std::vector<ForecastRecord>& records);
  /// All or none; kFailure for an id that is settled already or was never registered.
  Result<void> settle_forecasts(const std::vector<SettlementRecord>& settlements);

  /// A verified copy of the catalogue's file, through SQLite's own backup.
  Result<void> copy_to(const std::string& file);
  /// SQLite's integrity check; empty: sound.
  Result<std::string> integrity();

 private:
  struct State;
  explicit Catalogue(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace entente

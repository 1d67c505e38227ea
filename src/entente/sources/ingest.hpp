#pragma once
// From files to a store: every input is opened, recognised, read and handed to the store.
//
// A file that cannot be read, or that has more rejected rows than allowed, drops out with its
// rejects kept; the other files of the command stay. Ctrl-C drops the input under way and commits
// those before it.

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/progress.hpp"
#include "entente/base/result.hpp"
#include "entente/events/store.hpp"
#include "entente/sources/input.hpp"
#include "entente/sources/source.hpp"
#include "entente/world/case.hpp"

namespace entente {

/// `--only`: rows among these states (and bodies) are kept, all others become daily volumes. Judged
/// by raw country codes and the raw names of bodies, before any resolution.
struct RowFilter {
  std::set<std::string, std::less<>> countries;  ///< ISO alpha-3
  std::set<std::string, std::less<>> bodies;  ///< raw codes and lower-case names of organisations
  bool keeps(const EventRow& row) const;
  /// Names the filter in the catalogue: the same file under another filter is another input.
  std::string hash() const;
};

/// The states and bodies that a case watches.
RowFilter filter_of(const Case& of_case);

struct IngestOptions {
  std::string format;                      ///< empty: by content
  std::string mapping_file;                ///< a TOML mapping for CSV or TSV
  std::optional<std::int64_t> max_errors;  ///< absent: 1,000 or 1 % of rows; -1: no limit
  bool dry_run = false;                    ///< read and count, write nothing
  std::optional<RowFilter> only;
  InputLimits limits;
  SourceContext context;  ///< input_name is filled in per input
  ProgressSink progress;
};

struct IngestedFile {
  std::string file, format, sha256;
  std::uint64_t rows_read = 0, rows_kept = 0, rows_rejected = 0, rows_duplicate = 0;
  std::uint64_t rows_passed_over = 0;  ///< left out by --only, counted as volume
  std::optional<Day> first_day, last_day;
  bool skipped = false;               ///< the same content is in the store already
  std::optional<Error> error;         ///< why it dropped out
  std::vector<std::string> examples;  ///< the first rejected rows, for messages
};

struct IngestReport {
  std::vector<IngestedFile> files;
  bool was_interrupted = false;
};

/// `paths` as expand_paths gives them, or "-". A Result error means that the store itself failed
/// (locked, full disk); what was wrong with single files is in the report.
Result<IngestReport> ingest(const std::string& store_folder, const std::vector<std::string>& paths,
                            const IngestOptions& options, const StoreSettings& settings);

}  // namespace entente

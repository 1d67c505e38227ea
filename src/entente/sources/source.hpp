#pragma once
// One small interface for every provider.
//
// A Source turns the lines of one input into EventRows and RejectedRows and knows nothing of files,
// archives, stores or progress. Formats are recognised by content. To add a provider: write one
// file beside the others, add it to the registry in registry.cpp, and give it a test and a corpus.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/events/row.hpp"
#include "entente/sources/lines.hpp"

namespace entente {

/// Where a source puts what it read. Each returns false when reading should stop (too many errors,
/// Ctrl-C); the source then returns at once.
class RowSink {
 public:
  virtual ~RowSink() = default;
  virtual bool row(const EventRow& row) = 0;
  virtual bool reject(const RejectedRow& row) = 0;
};

/// What reading one input may depend on, all of it passed in.
struct SourceContext {
  std::string input_name;           ///< as InputStream::name()
  std::optional<Day> recorded_day;  ///< --recorded-day, else from the file's name where it has one
  Day today{};                      ///< the run's date; rows past it + 2 days are rejected
  // For quads, whose times are counts and whose names stand in files of their own.
  std::optional<Day> quads_origin;  ///< --origin: the day of time 0
  std::string quads_unit;           ///< hours or days; empty: found from the times
  std::string quads_names;  ///< folder of entity2id.txt and relation2id.txt; empty: the input's own
};

class Source {
 public:
  virtual ~Source() = default;
  /// The provider's name (gdelt1, gdelt2, icews, polecat, plover, acled, ucdp_dyadic, ucdp_ged,
  /// quads, curated, or a mapping's own).
  virtual std::string_view provider() const = 0;
  /// The format's name as --format takes it, where a provider has several.
  virtual std::string_view format() const { return provider(); }
  /// Reads all lines. Row errors go to the sink; a Result error means the input as a whole cannot
  /// be read (wrong header, not events, truncated archive).
  virtual Result<void> read(LineReader& lines, const SourceContext& context, RowSink& sink) = 0;
};

/// A file format: how it is recognised, and the Source that reads it.
struct Format {
  std::string_view name;  ///< as --format takes it
  std::string_view help;  ///< one line
  /// True when the first bytes (and the input's name as a hint) are this format.
  bool (*recognise)(std::string_view head, std::string_view input_name);
  std::unique_ptr<Source> (*make)();
};

/// All formats, in the order in which they are tried.
const std::vector<Format>& formats();

/// The source for an input: by name if `format` is given (unknown names: kUsage with the nearest),
/// else by content. Known files that hold no events (GDELT mentions, GKG, UCDP country-year) are
/// refused by name with kBadData.
Result<std::unique_ptr<Source>> source_for(std::string_view head, std::string_view input_name,
                                           std::string_view format);

/// A source for any CSV or TSV by a TOML mapping file (docs/formats/csv.md).
Result<std::unique_ptr<Source>> mapped_source(const std::string& mapping_file);

}  // namespace entente

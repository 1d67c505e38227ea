#include "entente/sources/ingest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "entente/base/files.hpp"
#include "entente/base/hash.hpp"
#include "entente/base/text.hpp"

namespace entente {
namespace {

constexpr std::uint64_t kJudgedWhileStreaming = 100'000;
constexpr std::uint64_t kProgressRows = 20'000;
constexpr std::uint64_t kMappingBytes = 1U << 20;

// More rejects than allowed? Judged at an input's end, and while streaming past 100,000 rows.
bool too_many(const IngestOptions& options, std::uint64_t rows, std::uint64_t rejected) {
  if (options.max_errors && *options.max_errors < 0) return false;
  const std::uint64_t allowed = options.max_errors ? static_cast<std::uint64_t>(*options.max_errors)
                                                   : std::max<std::uint64_t>(1000, rows / 100);
  return rejected > allowed;
}

// Where rows go: a store, or nowhere (--dry-run).
class Target {
 public:
  virtual ~Target() = default;
  virtual void begin(const BatchStart& start) = 0;
  virtual Result<void> add(const EventRow& row) = 0;
  virtual void pass_over(const EventRow& row) = 0;
  virtual void reject(const RejectedRow& row) = 0;
  virtual Result<void> end(const std::string& sha256) = 0;
  virtual Result<void> fail_input(const std::string& sha256) = 0;
  virtual Result<void> abandon() = 0;
};

class StoreTarget : public Target {
 public:
  explicit StoreTarget(StoreWriter& writer) : writer_(writer) {}
  void begin(const BatchStart& start) override { writer_.begin_batch(start); }
  Result<void> add(const EventRow& row) override { return writer_.add(row); }
  void pass_over(const EventRow& row) override { writer_.pass_over(row); }
  void reject(const RejectedRow& row) override { writer_.reject(row); }
  Result<void> end(const std::string& sha256) override { return writer_.end_batch(sha256); }
  Result<void> fail_input(const std::string& sha256) override { return writer_.fail_batch(sha256); }
  Result<void> abandon() override { return writer_.abandon_batch(); }

 private:
  StoreWriter& writer_;
};

class NoTarget : public Target {
 public:
  void begin(const BatchStart&) override {}
  Result<void> add(const EventRow&) override { return {}; }
  void pass_over(const EventRow&) override {}
  void reject(const RejectedRow&) override {}
  Result<void> end(const std::string&) override { return {}; }
  Result<void> fail_input(const std::string&) override { return {}; }
  Result<void> abandon() override { return {}; }
};

// Counts, reports progress, and stops the source when there is reason to.
class CountingSink : public RowSink {
 public:
  CountingSink(Target& target, const IngestOptions& options, InputStream& input, IngestedFile& file)
      : target_(target), options_(options), input_(input), file_(file) {}

  bool row(const EventRow& row) override {
    ++file_.rows_read;
    if (options_.only && !options_.only->keeps(row)) {
      ++file_.rows_passed_over;
      target_.pass_over(row);
      return go_on();
    }
    if (auto done = target_.add(row); !done) {
      store_error_ = done.error();
      return false;
    }
    ++file_.rows_kept;
    file_.first_day = file_.first_day ? std::min(*file_.first_day, row.day) : row.day;
    file_.last_day = file_.last_day ? std::max(*file_.last_day, row.day) : row.day;
    return go_on();
  }

  bool reject(const RejectedRow& row) override {
    ++file_.rows_read;
    ++file_.rows_rejected;
    if (file_.examples.size() < 5) {
      file_.examples.push_back(
          fmt::format("{}:{}: {}{}", file_.file, row.line,
                      row.column_name.empty() ? "" : fmt::format("{}: ", row.column_name),
                      printable(row.reason)));
    }
    target_.reject(row);
    return go_on();
  }

  const std::optional<Error>& store_error() const { return store_error_; }
  bool over_limit() const { return over_limit_; }

 private:
  bool go_on() {
    if (file_.rows_read % kProgressRows == 0) {
      if (options_.progress) {
        options_.progress({file_.file, file_.rows_read, file_.rows_rejected,
                           input_.stored_bytes_done(), input_.stored_bytes_all()});
      }
      over_limit_ = file_.rows_read > kJudgedWhileStreaming &&
                    too_many(options_, file_.rows_read, file_.rows_rejected);
    }
    return !over_limit_ && !interrupted;
  }

  Target& target_;
  const IngestOptions& options_;
  InputStream& input_;
  IngestedFile& file_;
  std::optional<Error> store_error_;
  bool over_limit_ = false;
};

Error limit_error(const IngestedFile& file) {
  std::string message = fmt::format("{} of {} rows were rejected, more than allowed",
                                    group_digits(file.rows_rejected), group_digits(file.rows_read));
  for (const auto& example : file.examples) message += "\n  " + example;
  return {ErrorCode::kBadData,
          message,
          {file.file, 0, 0},
          "the file was left out; see the view rejects, or raise --max-errors (-1: no limit)"};
}

Result<void> read_input(InputStream& input, const IngestOptions& options,
                        const std::string& mapping_hash, Target& target, IngestReport& report) {
  IngestedFile file;
  file.file = input.name();
  const auto drop_out = [&](Error error) {
    if (error.place.file.empty()) error.place.file = file.file;
    file.error = std::move(error);
    report.files.push_back(file);
  };
  LineReader lines(input, options.limits);
  auto head = lines.peek();
  if (!head) {
    drop_out(head.error());
    return {};
  }
  auto source = options.mapping_file.empty() ? source_for(*head, input.name(), options.format)
                                             : mapped_source(options.mapping_file);
  if (!source) {
    drop_out(source.error());
    return {};
  }
  file.format = options.mapping_file.empty() ? std::string((*source)->format()) : "csv";
  target.begin({file.file, file.format, std::string((*source)->provider()), mapping_hash,
                options.only ? options.only->hash() : ""});
  SourceContext context = options.context;
  context.input_name = input.name();
  CountingSink sink(target, options, input, file);
  const auto read = (*source)->read(lines, context, sink);
  if (sink.store_error()) return fail(*sink.store_error());
  if (interrupted) {
    ENTENTE_CHECK(target.abandon());
    report.was_interrupted = true;
    return fail(ErrorCode::kInterrupted, "interrupted");
  }
  if (!read) {
    ENTENTE_CHECK(target.fail_input(""));
    file.rows_kept = 0;
    drop_out(read.error());
    return {};
  }
  if (sink.over_limit() || too_many(options, file.rows_read, file.rows_rejected)) {
    ENTENTE_CHECK(target.fail_input(""));
    file.rows_kept = 0;
    drop_out(limit_error(file));
    return {};
  }
  file.sha256 = lines.sha256();
  ENTENTE_CHECK(target.end(file.sha256));
  report.files.push_back(std::move(file));
  return {};
}

// Duplicates, and inputs known already, are found by the store after reading.
void take_counts(const std::vector<StoreWriter::Ended>& ended, IngestReport& report) {
  std::size_t at = 0;
  for (auto& file : report.files) {
    if (file.format.empty() || at == ended.size()) continue;  // never became a batch
    const auto& end = ended[at++];
    if (file.error) continue;
    file.rows_kept = end.record.rows_kept;
    file.rows_duplicate = end.record.rows_duplicate;
    file.rows_passed_over = end.record.rows_passed_over;
    file.first_day = end.record.first_day;
    file.last_day = end.record.last_day;
    file.skipped = end.skipped;
  }
}

}  // namespace

bool RowFilter::keeps(const EventRow& row) const {
  const auto side = [&](std::string_view country, std::string_view raw, std::string_view name) {
    if (countries.contains(country)) return true;
    return country.empty() && (bodies.contains(raw) || bodies.contains(ascii_lower(raw)) ||
                               bodies.contains(ascii_lower(name)));
  };
  return side(row.source_country, row.source_raw, row.source_name) &&
         side(row.target_country, row.target_raw, row.target_name);
}

std::string RowFilter::hash() const {
  std::uint64_t hash = 0;
  for (const auto& set : {countries, bodies}) {
    hash = hash_combine(hash, set.size());
    for (const auto& name : set) hash = hash_combine(hash, xxh64(name));
  }
  return hex64(hash);
}

RowFilter filter_of(const Case& of_case) {
  RowFilter filter;
  for (const auto& [a, b] : of_case.watched) {
    for (const auto& key : {a, b}) {
      const Actor* const actor = of_case.world.find(key);
      if (actor == nullptr) continue;
      if (actor->kind == ActorKind::kState) {
        filter.countries.insert(key);
        continue;
      }
      filter.bodies.insert(ascii_lower(actor->name));
      for (const auto& alias : actor->aliases) filter.bodies.insert(ascii_lower(alias.name));
      for (const auto& [system, codes] : actor->codes) {
        for (const auto code : split(codes, ';')) filter.bodies.emplace(code);
      }
    }
  }
  return filter;
}

Result<IngestReport> ingest(const std::string& store_folder, const std::vector<std::string>& paths,
                            const IngestOptions& options, const StoreSettings& settings) {
  IngestReport report;
  std::string mapping_hash;
  if (!options.mapping_file.empty()) {
    ENTENTE_TRY(const std::string mapping, files::read_file(options.mapping_file, kMappingBytes));
    mapping_hash = hex64(xxh64(mapping));
  }
  // Quads mean other days and names under other settings: the same file is then another input.
  const SourceContext& context = options.context;
  if (context.quads_origin || !context.quads_unit.empty() || !context.quads_names.empty()) {
    mapping_hash = hex64(
        xxh64(fmt::format("{} {} {}", context.quads_origin ? format_day(*context.quads_origin) : "",
                          context.quads_unit, context.quads_names)));
  }
  std::optional<StoreWriter> writer;
  std::unique_ptr<Target> target = std::make_unique<NoTarget>();
  if (!options.dry_run) {
    ENTENTE_TRY(StoreWriter opened, StoreWriter::open(store_folder, settings));
    writer.emplace(std::move(opened));
    target = std::make_unique<StoreTarget>(*writer);
  }
  for (const auto& path : paths) {
    bool store_failed = false;
    const auto walked =
        for_each_input(path, options.limits, [&](InputStream& input) -> Result<void> {
          auto done = read_input(input, options, mapping_hash, *target, report);
          store_failed = !done;
          return done;
        });
    if (report.was_interrupted) break;
    if (!walked && store_failed) return fail(walked.error());
    if (!walked) {
      IngestedFile file;
      file.file = path;
      file.error = walked.error();
      report.files.push_back(std::move(file));
    }
  }
  if (writer) {
    interrupted = false;  // what was read whole is committed
    ENTENTE_CHECK(writer->finish());
    take_counts(writer->ended(), report);
    interrupted = report.was_interrupted;
  }
  return report;
}

}  // namespace entente

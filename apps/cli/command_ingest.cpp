// entente ingest: files into a store, with a line a file of what became of them.

#include <fmt/format.h>

#include <map>

#include "commands.hpp"
#include "entente/base/text.hpp"
#include "entente/sources/ingest.hpp"
#include "ingest_options.hpp"
#include "stores.hpp"
#include "table.hpp"

namespace entente::cli {

Result<IngestOptions> ingest_options(Context& context) {
  const Values& values = context.values;
  IngestOptions options;
  options.format = values.text("format");
  options.mapping_file = values.text("mapping");
  options.max_errors = values.number("max-errors");
  options.dry_run = values.flag("dry-run");
  options.limits.max_ratio = static_cast<std::uint64_t>(values.number("max-ratio").value_or(200));
  options.limits.max_bytes = values.bytes("max-bytes").value_or(options.limits.max_bytes);
  options.limits.max_line_bytes =
      values.bytes("max-line-bytes").value_or(options.limits.max_line_bytes);
  options.limits.max_entries =
      static_cast<std::uint64_t>(values.number("max-entries").value_or(1000));
  options.context.recorded_day = values.day("recorded-day");
  options.context.today = context.environment.today;
  options.context.quads_origin = values.day("origin");
  options.context.quads_unit = values.text("unit");
  options.context.quads_names = values.text("names");
  options.progress = context.out.progress();
  if (values.given("only")) {
    ENTENTE_TRY(const Case of_case, open_case(context, values.text("only")));
    options.only = filter_of(of_case);
  }
  return options;
}

void write_batch(Json& json, const IngestedFile& file) {
  json.begin_object().member("file", file.file);
  json.key("format").text_or_null(file.format);
  json.key("sha256").text_or_null(file.sha256);
  json.member("rows_read", file.rows_read).member("rows_kept", file.rows_kept);
  json.member("rows_rejected", file.rows_rejected).member("rows_duplicate", file.rows_duplicate);
  json.member("rows_passed_over", file.rows_passed_over);
  json.member("first_day", file.first_day).member("last_day", file.last_day);
  json.member("skipped", file.skipped).key("error");
  if (file.error) {
    write_error_object(json, *file.error);
  } else {
    json.null();
  }
  json.end_object();
}

void print_batches(Context& context, const std::vector<IngestedFile>& batches) {
  Output& out = context.out;
  const auto note_of = [](const IngestedFile& file) {
    return file.error ? "left out" : file.skipped ? "known already" : "";
  };
  if (out.format() == Format::kTable && context.environment.output_is_terminal) {
    for (const auto& file : batches) {  // one line a file, however narrow the terminal
      const std::string note = note_of(file);
      out.print(fmt::format("{}: {} read, {} kept, {} rejected, {} duplicate{}\n", clean(file.file),
                            group_digits(file.rows_read), group_digits(file.rows_kept),
                            group_digits(file.rows_rejected), group_digits(file.rows_duplicate),
                            note.empty() ? "" : ", " + note));
    }
    return;
  }
  RowSet set;
  set.columns = {{"file", "VARCHAR"},        {"format", "VARCHAR"},    {"read", "UBIGINT"},
                 {"kept", "UBIGINT"},        {"rejected", "UBIGINT"},  {"duplicate", "UBIGINT"},
                 {"passed_over", "UBIGINT"}, {"first_day", "VARCHAR"}, {"last_day", "VARCHAR"},
                 {"note", "VARCHAR"}};
  for (const auto& file : batches) {
    set.rows.push_back({cell(file.file), cell_or_null(file.format), cell(file.rows_read),
                        cell(file.rows_kept), cell(file.rows_rejected), cell(file.rows_duplicate),
                        cell(file.rows_passed_over), cell(file.first_day), cell(file.last_day),
                        cell_or_null(note_of(file))});
  }
  print_set(out, set);
}

namespace {

// Standard error: what all files come to. A single file says it itself.
void print_totals(Output& out, const std::vector<IngestedFile>& files) {
  std::uint64_t read = 0, kept = 0, rejected = 0, duplicate = 0;
  for (const auto& file : files) {
    read += file.rows_read;
    kept += file.rows_kept;
    rejected += file.rows_rejected;
    duplicate += file.rows_duplicate;
  }
  out.note(fmt::format("{}: {} read, {} kept, {} rejected, {} duplicate",
                       count_of(files.size(), "file"), group_digits(read), group_digits(kept),
                       group_digits(rejected), group_digits(duplicate)));
}

void print_examples(Output& out, const IngestedFile& file, bool dry) {
  if (file.error || file.examples.empty()) return;
  std::string text =
      fmt::format("{}: {} {}; the first of them:", file.file, count_of(file.rows_rejected, "row"),
                  dry ? "would be rejected" : "rejected, kept in the view rejects");
  for (const auto& example : file.examples) text += "\n  " + example;
  out.note(text);
}

}  // namespace

Result<int> run_ingest(Context& context) {
  const Values& values = context.values;
  Output& out = context.out;
  std::string folder;
  if (!values.flag("dry-run") || values.given("store")) {
    ENTENTE_TRY(folder, store_folder(context));
  }
  if (!values.text("mapping").empty() && !values.text("format").empty() &&
      values.text("format") != "csv") {
    return fail(ErrorCode::kUsage,
                "--mapping reads CSV and TSV: it goes with --format csv or none");
  }
  ENTENTE_TRY(IngestOptions options, ingest_options(context));
  if (options.format == "csv" && options.mapping_file.empty()) {
    return fail(ErrorCode::kUsage, "--format csv needs --mapping FILE",
                "docs/formats/csv.md says how it is written");
  }
  std::vector<std::string> paths;
  std::map<std::string, Error> not_found;  // folders and patterns that give no file
  for (const auto& operand : context.operands) {
    const auto found =
        operand == "-" ? Result<std::vector<std::string>>({operand}) : expand_paths({operand});
    // What matches nothing is told like any file that cannot be read; the others go in.
    if (found)
      paths.insert(paths.end(), found->begin(), found->end());
    else {
      paths.push_back(operand);
      not_found.emplace(operand, found.error());
    }
  }
  std::optional<RunNote> note;
  if (!options.dry_run) note.emplace(context, folder);
  Result<IngestReport> done = [&] {
    const StopAtSafePoints safe;
    return ingest(folder, paths, options, store_settings(context));
  }();
  out.end_progress();
  if (!done) {
    if (note) note->ended(done);
    return fail(done.error());
  }
  IngestReport& report = *done;
  for (auto& file : report.files) {
    const auto why = not_found.find(file.file);
    if (file.error && why != not_found.end()) file.error = why->second;
  }
  const Error* first_error = nullptr;
  for (const auto& file : report.files) {
    if (file.error && first_error == nullptr) first_error = &*file.error;
    print_examples(out, file, options.dry_run);
  }
  if (out.json()) {
    Json json = out.document();
    json.begin_object().key("batches").begin_array();
    for (const auto& file : report.files) write_batch(json, file);
    json.end_array().member("seconds", seconds_running());
    json.end_object();
    json.finish();
  } else {
    print_batches(context, report.files);
    print_totals(out, report.files);
  }
  if (report.was_interrupted) {
    if (note) note->ended("interrupted");
    return fail(
        ErrorCode::kInterrupted,
        fmt::format(
            "interrupted: {} of {} read whole {} in the store, the one under way left no trace",
            report.files.size(), count_of(paths.size(), "file"),
            report.files.size() == 1 ? "is" : "are"),
        "the same command goes on where this one stopped");
  }
  if (first_error == nullptr) {
    if (note) note->ended("ok");
    return 0;
  }
  if (note) note->ended(error_code_name(first_error->code));
  // Each on standard error; the last is printed by the program, with its status.
  const Error* last = nullptr;
  for (const auto& file : report.files) {
    if (!file.error) continue;
    if (last != nullptr && !out.json()) out.error(*last);
    last = &*file.error;
  }
  if (!out.json())
    out.error(*last);
  else
    out.error(*first_error);
  return exit_status(first_error->code);
}

}  // namespace entente::cli

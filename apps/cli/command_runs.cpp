// entente runs and runs export: what was asked of a store, and what is needed to ask it again.
//
// A replication bundle is a folder: run.json and a README say the command, versions, settings, seed
// and the state of the store; inputs.csv names every input that the run could see with its hash;
// case/ holds the case's files where they are still the ones that the run read (by hash). Rows of
// providers are not copied: their terms are between them and the user, and the hashes say whether a
// file is the same.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "commands.hpp"
#include "entente/base/csv.hpp"
#include "entente/base/files.hpp"
#include "entente/base/hash.hpp"
#include "entente/base/text.hpp"
#include "entente/events/maintain.hpp"
#include "stores.hpp"
#include "table.hpp"
#include "version.hpp"

namespace entente::cli {
namespace {

// --store, else the store of --case.
Result<std::string> store_or_case_store(Context& context) {
  if (context.values.given("store") || !context.values.given("case")) {
    if (!context.values.given("store")) {
      return fail(ErrorCode::kUsage,
                  fmt::format("{} needs --store DIR or --case DIR", context.command));
    }
    ENTENTE_TRY(std::string folder, store_folder(context));
    ENTENTE_CHECK(need_store(folder));
    return folder;
  }
  ENTENTE_TRY(const Case of_case, open_case(context, context.values.text("case")));
  return case_store_folder(context, of_case);
}

struct CaseFile {
  std::string name, sha256, bytes;
  bool same = false;  ///< as the run read it
};

struct Bundle {
  RunRecord run;
  std::string store, git, seed, as_of, case_folder;
  std::vector<std::string> settings;
  std::vector<BatchRecord> inputs;
  std::vector<CaseFile> files;
  StoreCheck check;
  std::string duckdb;
  std::int64_t newest = 0;  ///< batch of the store now
  bool same_state() const { return newest == run.batch_number; }
  bool own_store() const { return !details_of(run, "case_store").empty() && machine == 0; }
  std::size_t machine = 0;  ///< inputs that are not the case's own rows
};

Result<Bundle> gather(const std::string& store, std::int64_t id) {
  constexpr std::uint64_t kLargestFile = 16ULL << 20;
  Bundle bundle;
  bundle.store = store;
  ENTENTE_TRY(bundle.run, find_run(store, id));
  const auto first = [&](std::string_view key) {
    const auto values = details_of(bundle.run, key);
    return values.empty() ? std::string() : values.front();
  };
  bundle.git = first("git");
  bundle.seed = first("seed");
  bundle.as_of = first("as_of");
  bundle.case_folder = first("case");
  bundle.settings = details_of(bundle.run, "setting");
  ENTENTE_TRY(Catalogue catalogue, Catalogue::open_for_reading(store));
  ENTENTE_TRY(const std::vector<BatchRecord> batches, catalogue.batches());
  for (const auto& batch : batches) {
    bundle.newest = std::max(bundle.newest, batch.number);
    if (batch.number > bundle.run.batch_number) continue;
    bundle.machine += batch.provider == "curated" ? 0 : 1;
    bundle.inputs.push_back(batch);
  }
  for (const auto& line : details_of(bundle.run, "case_file")) {
    const auto blank = line.find(' ');
    if (blank == std::string::npos) continue;
    const files::Path file = line.substr(blank + 1);
    CaseFile of_case{file.filename().string(), line.substr(0, blank), {}, false};
    if (auto bytes = files::read_file(file, kLargestFile)) {
      of_case.same = sha256_hex(*bytes) == of_case.sha256;
      if (of_case.same) of_case.bytes = std::move(*bytes);
    }
    bundle.files.push_back(std::move(of_case));
  }
  ENTENTE_TRY(bundle.check, check_store(store));
  ENTENTE_TRY(bundle.duckdb, duckdb_version());
  return bundle;
}

std::string inputs_csv(const Bundle& bundle) {
  std::string text =
      "number,file,format,provider,sha256,mapping_hash,filter_hash,status,rows_read,rows_kept,"
      "rows_rejected,rows_duplicate,rows_passed_over,first_day,last_day\r\n";
  for (const auto& b : bundle.inputs) {
    text += fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", b.number, csv_field(b.file),
        csv_field(b.format), csv_field(b.provider), b.sha256, b.mapping_hash, b.filter_hash,
        b.status, b.rows_read, b.rows_kept, b.rows_rejected, b.rows_duplicate, b.rows_passed_over,
        b.first_day ? format_day(*b.first_day) : "", b.last_day ? format_day(*b.last_day) : "");
  }
  return text;
}

std::string run_json(const Bundle& bundle) {
  std::string text;
  Json json([&](std::string_view piece) { text += piece; });
  const RunRecord& run = bundle.run;
  json.begin_object().key("run").begin_object();
  json.member("id", run.id).member("command", run.command).member("arguments", run.arguments);
  json.member("version", run.version).key("git").text_or_null(bundle.git);
  json.member("started", run.started).key("ended").text_or_null(run.ended);
  json.key("status").text_or_null(run.status).key("as_of").text_or_null(bundle.as_of);
  json.member("batch_number", run.batch_number).member("seed", parse_int(bundle.seed));
  json.key("settings").begin_array();
  for (const auto& setting : bundle.settings) json.value(setting);
  json.end_array().end_object();
  json.key("store").begin_object().member("folder", bundle.store);
  json.member("newest_batch", bundle.newest).member("as_at_the_run", bundle.same_state());
  json.member("ok", bundle.check.ok).member("digest", bundle.check.digest);
  json.member("rows", bundle.check.rows).end_object();
  json.key("exported_by").begin_object().member("version", kVersion).member("git", kGit);
  json.member("duckdb", bundle.duckdb).member("store_version", kStoreVersion).end_object();
  json.key("inputs").begin_array();
  for (const auto& b : bundle.inputs) {
    json.begin_object().member("number", b.number).member("file", b.file);
    json.member("format", b.format).member("provider", b.provider).key("sha256");
    json.text_or_null(b.sha256).member("status", b.status).member("rows_kept", b.rows_kept);
    json.end_object();
  }
  json.end_array().key("case").begin_object().key("folder").text_or_null(bundle.case_folder);
  json.key("files").begin_array();
  for (const auto& file : bundle.files) {
    json.begin_object().member("file", file.name).member("sha256", file.sha256);
    json.member("copied", file.same).end_object();
  }
  json.end_array().end_object().end_object();
  json.finish();
  return text;
}

std::string readme(const Bundle& bundle) {
  const RunRecord& run = bundle.run;
  std::string text = fmt::format(
      "# Run {}: entente {}\n\nStarted {}, ended {}, {}. Entente {} ({}), seed {}{}.\n\nThe "
      "command "
      "line was\n\n    entente {}\n\n",
      run.id, run.command, run.started, run.ended.empty() ? "not" : run.ended,
      run.status.empty() ? "without a result" : "result " + run.status, run.version,
      bundle.git.empty() ? "commit not noted" : bundle.git,
      bundle.seed.empty() ? "not noted" : bundle.seed,
      bundle.as_of.empty() ? "" : ", as known on " + bundle.as_of, clean(run.arguments));
  text +=
      "`run.json` says the same for programs, `inputs.csv` which files the store had been made of "
      "when the run began, in order, each with the SHA-256 of its decompressed bytes.\n\n## To run "
      "it again\n\n";
  int step = 0;
  text += fmt::format("{}. Build Entente {}{}.\n", ++step, run.version,
                      bundle.git.empty() ? "" : " at commit " + bundle.git);
  if (!bundle.files.empty()) {
    const bool all = std::ranges::all_of(bundle.files, &CaseFile::same);
    text += fmt::format(
        "{}. The case is in `case`{}; `entente check case` finds no mistake.\n", ++step,
        all ? ", as the run read it" : ", but for files that changed since (listed below)");
  }
  if (bundle.machine > 0) {
    text += fmt::format(
        "{}. Make the store from the files of `inputs.csv`, in that order:\n\n    entente ingest "
        "--store store FILE...\n\n   Rows of providers are not in this bundle, since their terms "
        "are their own: get your own copies, and compare their hashes. Where `mapping_hash` or "
        "`filter_hash` is not empty the file was read with `--mapping` or `--only`.\n",
        ++step);
  }
  if (!bundle.own_store()) {
    text += fmt::format(
        "{}. `entente check --store store` must print the digest\n\n    {}\n\n   {}\n", ++step,
        bundle.check.digest,
        bundle.same_state()
            ? "which is that of the store as the run saw it."
            : "but that is of the store as it is now: more came in after the run. Leave out the "
              "later inputs, and the digest differs.");
  }
  text += fmt::format("{}. Run the command line above with {}.\n", ++step,
                      bundle.files.empty() ? "`store` in place of its store"
                      : bundle.own_store() ? "`case` in place of its case"
                                           : "`case` and `store` in place of its own");
  if (!bundle.settings.empty()) {
    text += "\n## Settings given\n\n";
    for (const auto& setting : bundle.settings) text += fmt::format("    {}\n", clean(setting));
  }
  if (!bundle.files.empty()) {
    text += fmt::format("\n## Files of the case {}\n\n", clean(bundle.case_folder));
    for (const auto& file : bundle.files) {
      text += fmt::format("    {}  {}{}\n", file.sha256, clean(file.name),
                          file.same ? "" : "  (changed or gone since: not copied)");
    }
  }
  return text;
}

}  // namespace

Result<int> run_runs(Context& context) {
  ENTENTE_TRY(const std::string folder, store_or_case_store(context));
  ENTENTE_TRY(Catalogue catalogue, Catalogue::open_for_reading(folder));
  ENTENTE_TRY(const std::vector<RunRecord> runs, catalogue.runs());
  RowSet set;
  set.name = "runs";
  set.columns = {{"id", "BIGINT"},           {"started", "VARCHAR"},  {"ended", "VARCHAR"},
                 {"command", "VARCHAR"},     {"status", "VARCHAR"},   {"version", "VARCHAR"},
                 {"batch_number", "BIGINT"}, {"arguments", "VARCHAR"}};
  for (const auto& run : runs) {
    set.rows.push_back({cell(run.id), cell_or_null(run.started), cell_or_null(run.ended),
                        cell(run.command), cell_or_null(run.status), cell(run.version),
                        cell(run.batch_number), cell(run.arguments)});
  }
  if (const auto limit = context.values.number("limit");
      limit && static_cast<std::size_t>(*limit) < set.rows.size()) {
    set.rows.erase(set.rows.begin(),
                   set.rows.end() - static_cast<std::ptrdiff_t>(*limit));  // the newest stay
  }
  print_set(context.out, set);
  return 0;
}

Result<int> run_runs_export(Context& context) {
  const auto id = parse_int(context.operands.front());
  if (!id) {
    return fail(ErrorCode::kUsage,
                fmt::format("a run has a number, got \"{}\"", printable(context.operands.front())),
                "entente runs lists them");
  }
  std::string to = context.values.text("output");
  if (to.empty()) return fail(ErrorCode::kUsage, "runs export needs -o DIR, a new folder");
  while (to.size() > 1 && to.ends_with('/')) to.pop_back();
  std::error_code error;
  const files::Path folder = to;
  if (std::filesystem::exists(folder, error) && (!std::filesystem::is_directory(folder, error) ||
                                                 !std::filesystem::is_empty(folder, error))) {
    return fail(ErrorCode::kUsage, fmt::format("{} is not empty", clean(to)),
                "name a new or an empty folder");
  }
  ENTENTE_TRY(const std::string store, store_or_case_store(context));
  ENTENTE_TRY(const Bundle bundle, gather(store, *id));
  ENTENTE_CHECK(files::make_folders(folder));
  std::vector<std::pair<std::string, std::string>> texts = {{"README.md", readme(bundle)},
                                                            {"run.json", run_json(bundle)},
                                                            {"inputs.csv", inputs_csv(bundle)}};
  for (const auto& file : bundle.files)
    if (file.same) texts.emplace_back("case/" + file.name, file.bytes);
  if (texts.back().first.starts_with("case/")) ENTENTE_CHECK(files::make_folders(folder / "case"));
  for (const auto& [name, text] : texts) ENTENTE_CHECK(files::replace_file(folder / name, text));
  if (context.out.json()) {
    Json json = context.out.document();
    json.begin_object().member("folder", to).member("run", *id).key("files").begin_array();
    for (const auto& [name, text] : texts) json.value((folder / name).generic_string());
    json.end_array().member("digest", bundle.check.digest);
    json.member("as_at_the_run", bundle.same_state()).end_object();
    json.finish();
    return 0;
  }
  for (const auto& [name, text] : texts)
    context.out.print(clean((folder / name).generic_string()) + "\n");
  if (!bundle.same_state())
    context.out.note("the store has grown since that run: its digest is of now");
  return 0;
}

}  // namespace entente::cli

// entente fetch: a user's own copy of a provider's files, ingested as it comes.
//
// Files are ingested a few at a time, so that a year of 15-minute files does not become one part a
// file; what was downloaded when the program is stopped goes in with the next run.

#include <fmt/format.h>

#include "commands.hpp"
#include "entente/base/text.hpp"
#include "entente/sources/fetch.hpp"
#include "ingest_options.hpp"
#include "stores.hpp"
#include "table.hpp"

namespace entente::cli {
namespace {

constexpr std::size_t kFilesAtOnce = 32;
constexpr std::uint64_t kBytesAtOnce = 64ULL << 20;

// Downloaded files that wait, and what became of those that went in.
struct Intake {
  std::string store;
  IngestOptions options;
  StoreSettings settings;
  std::vector<std::string> waiting;
  std::uint64_t waiting_bytes = 0;
  std::vector<IngestedFile> batches;
  bool was_interrupted = false;

  Result<void> take(const FetchedFile& file) {
    if (store.empty()) return {};
    waiting.push_back(file.path);
    waiting_bytes += file.bytes;
    if (waiting.size() < kFilesAtOnce && waiting_bytes < kBytesAtOnce) return {};
    return take_in();
  }
  Result<void> take_in() {
    if (waiting.empty()) return {};
    ENTENTE_TRY(IngestReport report, ingest(store, waiting, options, settings));
    waiting.clear();
    waiting_bytes = 0;
    for (auto& file : report.files) batches.push_back(std::move(file));
    was_interrupted = was_interrupted || report.was_interrupted;
    if (was_interrupted) return fail(ErrorCode::kInterrupted, "interrupted");
    return {};
  }
};

void write_files(Json& json, const std::vector<FetchedFile>& files) {
  json.key("files").begin_array();
  for (const auto& file : files) {
    json.begin_object().member("name", file.name).member("url", file.url).member("path", file.path);
    json.member("bytes", file.bytes).member("md5", file.md5).member("resumed", file.resumed);
    json.member("already_there", file.already_there).member("missing", file.missing).end_object();
  }
  json.end_array();
}

Result<FetchOptions> fetch_options(Context& context) {
  const Values& values = context.values;
  FetchOptions options;
  ENTENTE_TRY(options.provider, fetch_provider(context.operands.front()));
  const auto from = values.day("from");
  const auto to = values.day("to");
  if (!from || !to)
    return fail(ErrorCode::kUsage, "fetch needs --from DAY and --to DAY",
                "for example: --from 2018-10-01 --to 2018-10-31");
  if (*to < *from) return fail(ErrorCode::kUsage, "--to lies before --from");
  options.days = {*from, *to + std::chrono::days{1}};
  options.base_url = values.text("mirror");
  options.pause_ms = static_cast<int>(values.number("pause").value_or(options.pause_ms));
  const std::string cache =
      values.text("cache").empty() ? context.environment.cache : values.text("cache");
  options.folder = values.given("folder") ? values.text("folder")
                                          : cache + "/fetched/" + context.operands.front();
  options.progress = context.out.progress();
  options.say = [&context](const std::string& line) { context.out.note(line); };
  return options;
}

}  // namespace

Result<int> run_fetch(Context& context) {
  ENTENTE_TRY(const FetchOptions options, fetch_options(context));
  Intake intake;
  intake.settings = store_settings(context);
  ENTENTE_TRY(intake.options, ingest_options(context));
  intake.options.format = context.operands.front();
  if (context.values.given("store")) {
    ENTENTE_TRY(intake.store, store_folder(context));
  }
  std::optional<RunNote> note;
  if (!intake.store.empty()) note.emplace(context, intake.store);
  const StopAtSafePoints safe;
  auto fetched = fetch(options, [&](const FetchedFile& file) { return intake.take(file); });
  // What came before an error is worth keeping; after Ctrl-C the next run hands it on.
  const bool stopped = !fetched && fetched.error().code == ErrorCode::kInterrupted;
  const auto rest = stopped ? Result<void>{} : intake.take_in();
  Output& out = context.out;
  out.end_progress();
  std::vector<FetchedFile> files;
  if (fetched) files = *fetched;
  std::uint64_t bytes = 0;
  for (const auto& file : files) bytes += file.missing ? 0 : file.bytes;
  if (out.json() && fetched) {
    Json json = out.document();
    json.begin_object();
    write_files(json, files);
    json.member("bytes", bytes).key("batches").begin_array();
    for (const auto& batch : intake.batches) write_batch(json, batch);
    json.end_array().end_object();
    json.finish();
  } else if (!out.json()) {
    if (!intake.batches.empty())
      print_batches(context, intake.batches);
    else
      for (const auto& file : files)
        out.print(clean(file.missing ? file.name + ": missing at the provider" : file.path) + "\n");
    out.note(fmt::format("{}, {} bytes, in {}", count_of(files.size(), "file"), group_digits(bytes),
                         options.folder));
  }
  Result<void> ended = fetched ? rest : Result<void>(fail(fetched.error()));
  if (!fetched && stopped) {
    ended = fail(ErrorCode::kInterrupted,
                 intake.store.empty()
                     ? std::string("interrupted: whole files stay on disk")
                     : fmt::format("interrupted: {} in the store, whole files stay on disk",
                                   count_of(intake.batches.size(), "file")),
                 "the same command goes on where this one stopped");
  }
  for (const auto& batch : intake.batches) {
    if (ended && batch.error) ended = fail(*batch.error);
  }
  if (note) note->ended(ended);
  if (!ended) return fail(ended.error());
  return 0;
}

}  // namespace entente::cli

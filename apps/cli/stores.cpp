// See stores.hpp.

#include "stores.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "entente/base/files.hpp"
#include "entente/base/hash.hpp"
#include "entente/base/parallel.hpp"
#include "entente/base/text.hpp"
#include "entente/sources/case_store.hpp"
#include "signals.hpp"
#include "version.hpp"

namespace entente::cli {
namespace {

constexpr std::size_t kProblemsPrinted = 20;
constexpr std::uint64_t kOverrideBytes = 16U << 20;
constexpr std::uint64_t kLeastMemory = 64ULL << 20;

std::uint64_t wanted_memory(const Context& context) {
  return std::max(kLeastMemory, context.values.bytes("memory").value_or(1ULL << 30));
}

std::string without_slashes(std::string folder) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  return folder;
}

std::vector<RunRecord> runs_in(const files::Path& folder) {
  auto catalogue = Catalogue::open_for_reading(folder.string());
  if (!catalogue) return {};
  return catalogue->runs().value_or(std::vector<RunRecord>{});
}

// Other stores of cases of that name, beside the folder.
std::vector<files::Path> siblings_of(const files::Path& folder, const std::string& case_name) {
  const std::string prefix = case_name + "-";
  constexpr std::size_t kHashDigits = 16;
  std::vector<files::Path> siblings;
  for (const auto& sibling :
       files::entries(folder.parent_path()).value_or(std::vector<files::Path>{})) {
    const std::string name = sibling.filename().string();
    if (name != folder.filename() && name.starts_with(prefix) &&
        name.size() == prefix.size() + kHashDigits)
      siblings.push_back(sibling);
  }
  return siblings;
}

// A case whose files changed gets a new store; its list of runs goes on from the newest of the old
// ones, so that a run keeps its number. A list that cannot be carried begins anew.
void carry_runs(const files::Path& folder, const std::string& case_name) {
  std::vector<RunRecord> newest;
  for (const auto& sibling : siblings_of(folder, case_name)) {
    auto runs = runs_in(sibling);
    if (runs.empty()) continue;
    if (newest.empty() || newest.back().started < runs.back().started) newest = std::move(runs);
  }
  if (newest.empty()) return;
  if (auto catalogue = Catalogue::open_for_writing(folder.string()))
    (void)catalogue->adopt_runs(newest);
}

std::vector<ForecastRecord> forecasts_in(const files::Path& folder) {
  auto catalogue = Catalogue::open_for_reading(folder.string());
  if (!catalogue) return {};
  return catalogue->forecasts().value_or(std::vector<ForecastRecord>{});
}

}  // namespace

Result<std::string> store_folder(const Context& context) {
  if (!context.values.given("store")) {
    return fail(ErrorCode::kUsage, fmt::format("{} needs --store DIR", context.command));
  }
  return without_slashes(context.values.text("store"));
}

Result<void> need_store(const std::string& folder) {
  std::error_code error;
  if (std::filesystem::exists(files::Path(folder) / "catalogue.sqlite", error)) return {};
  const bool is_there = std::filesystem::exists(folder, error);
  if (is_there && !std::filesystem::is_directory(folder, error)) {
    return fail(ErrorCode::kUsage, fmt::format("{} is a file, not a folder", clean(folder)),
                "name the folder of a store");
  }
  return fail(ErrorCode::kNotFound,
              is_there ? fmt::format("{} is not a store", clean(folder))
                       : fmt::format("there is no store {}", clean(folder)),
              "entente ingest --store DIR FILE... makes one");
}

Result<void> need_place_for(const std::string& file) {
  std::error_code error;
  if (file.ends_with('/') || std::filesystem::is_directory(file, error)) {
    return fail(ErrorCode::kUsage, fmt::format("could not write {}: it is a folder", clean(file)),
                "name a file, such as -o " + clean(without_slashes(file)) + "/FILE");
  }
  const files::Path parent = files::Path(file).parent_path();
  if (!parent.empty() && !std::filesystem::is_directory(parent, error)) {
    return fail(ErrorCode::kNotFound,
                fmt::format("could not write {}: the folder {} does not exist", clean(file),
                            clean(parent.string())));
  }
  return {};
}

unsigned wanted_threads(const Context& context) {
  constexpr std::int64_t kMost = 1024;
  return static_cast<unsigned>(std::min(kMost, context.values.number("threads").value_or(0)));
}

StoreSettings store_settings(const Context& context) {
  StoreSettings settings;
  constexpr std::int64_t kMostSeconds = 30LL * 86'400;
  settings.wait =
      std::chrono::seconds(std::min(kMostSeconds, context.values.number("wait").value_or(5)));
  settings.threads = threads();
  settings.memory_bytes = std::max(kLeastMemory, wanted_memory(context) / 2);
  settings.holder = fmt::format("entente {} (pid {} on {}, since {})", context.command, ::getpid(),
                                host_name(), now_text());
  return settings;
}

Result<Case> open_case(Context& context, const std::string& folder) {
  CaseLoad load = load_case(without_slashes(folder));
  if (load.value) {
    for (const auto& problem : load.problems) context.out.note(format_error(problem));
    return std::move(*load.value);
  }
  if (load.problems.empty()) {
    return fail(ErrorCode::kBadData, "the case cannot be read", {}, {folder, 0, 0});
  }
  Error first = load.problems.front();
  if (load.problems.size() > 1) {
    if (!context.out.json()) {
      for (std::size_t i = 1; i < std::min(load.problems.size(), kProblemsPrinted); ++i) {
        context.out.error(load.problems[i]);
      }
    }
    first.message +=
        fmt::format(" (and {} in the case)",
                    count_of(load.problems.size() - 1, "more mistake", "more mistakes"));
    if (first.help.empty()) first.help = fmt::format("entente check {} lists all", folder);
  }
  return fail(std::move(first));
}

Result<World> store_world(const std::string& folder) {
  World world = World::built_in();
  const std::string file = without_slashes(folder) + ".actors.toml";
  auto text = files::read_file(file, kOverrideBytes);
  if (!text) {
    if (text.error().code == ErrorCode::kNotFound) return world;
    return fail(text.error());
  }
  Problems problems;
  world.add(*text, file, problems);
  if (!problems.empty()) return fail(problems.front());
  return world;
}

Result<std::string> case_store_folder(Context& context, const Case& of_case) {
  const std::string given = context.values.text("cache");
  const StopAtSafePoints safe;
  ENTENTE_TRY(std::string folder,
              case_store(of_case, given.empty() ? context.environment.cache : given,
                         context.environment.today, store_settings(context)));
  if (runs_in(folder).empty()) {
    carry_runs(folder, of_case.name);
    carry_forecasts(folder, of_case.name);
  }
  return folder;
}

void carry_forecasts(const std::string& folder, const std::string& case_name) {
  std::map<std::string, bool> known;  // id -> settled
  for (const auto& record : forecasts_in(folder))
    known.emplace(record.id, record.settlement.has_value());
  std::vector<ForecastRecord> missing;
  for (const auto& sibling : siblings_of(folder, case_name)) {
    for (auto& record : forecasts_in(sibling)) {
      const auto found = known.find(record.id);
      if (found == known.end() || (record.settlement && !found->second))
        missing.push_back(std::move(record));
    }
  }
  if (missing.empty()) return;
  if (auto catalogue = Catalogue::open_for_writing(folder)) (void)catalogue->add_forecasts(missing);
}

Result<Snapshot> open_snapshot(Context& context, const std::string& folder, const World& world,
                               const Case* of_case) {
  SnapshotOptions options;
  options.as_of = context.values.day("as-of");
  options.as_of_batch = context.values.number("as-of-batch");
  options.threads = threads();
  options.memory_bytes = wanted_memory(context);
  return Snapshot::open(folder, world, of_case, options);
}

Result<std::unique_ptr<OpenStore>> open_store(Context& context) {
  const bool has_store = context.values.given("store");
  const bool has_case = context.values.given("case");
  if (!has_store && !has_case) {
    return fail(ErrorCode::kUsage,
                fmt::format("{} needs --store DIR or --case DIR", context.command));
  }
  auto open = std::make_unique<OpenStore>();
  if (has_store) {
    open->folder = without_slashes(context.values.text("store"));
    ENTENTE_CHECK(need_store(open->folder));
  }
  if (has_case) {
    ENTENTE_TRY(open->of_case, open_case(context, context.values.text("case")));
    if (!has_store) {
      ENTENTE_TRY(open->folder, case_store_folder(context, *open->of_case));
    }
  } else {
    ENTENTE_TRY(open->world, store_world(open->folder));
  }
  const Case* const of_case = open->of_case ? &*open->of_case : nullptr;
  ENTENTE_TRY(Snapshot snapshot,
              open_snapshot(context, open->folder,
                            of_case != nullptr ? of_case->world : open->world, of_case));
  open->snapshot.emplace(std::move(snapshot));
  return open;
}

Result<RowSet> query(Duck& duck, const std::string& name, const std::string& sql) {
  RowSet set;
  set.name = name;
  ENTENTE_CHECK(duck.rows(
      sql,
      [&](const std::vector<ResultColumn>& columns) -> Result<void> {
        set.columns = columns;
        return {};
      },
      [&](const std::vector<Value>& row) -> Result<void> {
        set.rows.push_back(row);
        return {};
      }));
  return set;
}

StopAtSafePoints::StopAtSafePoints() { stop_at_safe_points(true); }
StopAtSafePoints::~StopAtSafePoints() { stop_at_safe_points(false); }

std::vector<BriefInput> case_inputs(const Case& of_case) {
  constexpr std::uint64_t kLargestFile = 16ULL << 20;
  std::vector<BriefInput> inputs;
  for (const auto* const name :
       {"actors.toml", "case.toml", "coverage.csv", "events.csv", "grades.csv", "measures.toml",
        "outcomes.csv", "registers.toml", "ties.csv"}) {
    const files::Path file = files::Path(of_case.directory) / name;
    if (const auto text = files::read_file(file, kLargestFile))
      inputs.push_back({file.generic_string(), sha256_hex(*text)});
  }
  return inputs;
}

RunNote::RunNote(const Context& context, std::string folder)
    : RunNote(context, std::move(folder), nullptr, {}) {}

RunNote::RunNote(const Context& context, const OpenStore& open)
    : RunNote(context, open.folder, open.of_case ? &*open.of_case : nullptr,
              open.of_case && !context.values.given("store") ? open.folder : std::string()) {}

RunNote::RunNote(const Context& context, std::string folder, const Case* of_case,
                 const std::string& case_store)
    : folder_(std::move(folder)),
      command_(context.command),
      arguments_(context.arguments),
      started_(now_text()) {
  detail("git", kGit);
  detail("seed", context.values.text("seed"));
  if (const auto as_of = context.values.day("as-of")) detail("as_of", format_day(*as_of));
  for (const auto& setting : settings()) {
    const bool of_machine = setting.name == "cache" || setting.name == "progress" ||
                            setting.name == "quiet";  // says nothing of the result
    if (of_machine) continue;
    for (const auto& value : context.values.texts(setting.name))
      detail("setting", fmt::format("{}={}", setting.name, value));
  }
  if (of_case != nullptr) {
    detail("case", of_case->directory);
    for (const auto& input : case_inputs(*of_case))
      detail("case_file", fmt::format("{} {}", input.sha256, input.file));
  }
  if (!case_store.empty()) detail("case_store", case_store);
  begin();
}

void RunNote::detail(std::string_view key, std::string_view value) {
  constexpr std::size_t kLongest = 4096;
  details_ += fmt::format("{}={}\n", key, printable(value, kLongest));
}

void RunNote::begin() {
  std::error_code error;
  if (catalogue_ || !std::filesystem::exists(files::Path(folder_) / "catalogue.sqlite", error))
    return;
  auto catalogue = Catalogue::open_for_writing(folder_);
  if (!catalogue) return;
  RunRecord run;
  run.command = command_;
  run.arguments = arguments_;
  run.version = kVersion;
  run.started = started_;
  const auto id = catalogue->begin_run(run);
  if (!id) return;
  id_ = *id;
  catalogue_ = std::move(*catalogue);
}

RunNote::~RunNote() {
  begin();  // a store that this command made
  if (catalogue_) (void)catalogue_->end_run(id_, now_text(), status_, details_);
}

std::vector<std::string> details_of(const RunRecord& run, std::string_view key) {
  std::vector<std::string> values;
  for (const auto line : split(run.details, '\n')) {
    if (line.size() > key.size() && line.starts_with(key) && line[key.size()] == '=')
      values.emplace_back(line.substr(key.size() + 1));
  }
  return values;
}

Result<RunRecord> find_run(const std::string& folder, std::int64_t id) {
  ENTENTE_TRY(Catalogue catalogue, Catalogue::open_for_reading(folder));
  ENTENTE_TRY(std::vector<RunRecord> runs, catalogue.runs());
  const auto found = std::ranges::find(runs, id, &RunRecord::id);
  if (found != runs.end()) return std::move(*found);
  return fail(ErrorCode::kNotFound, fmt::format("there is no run {}", id),
              runs.empty() ? "the store has noted no run yet"
                           : fmt::format("the newest is {}; entente runs lists them with their ids",
                                         runs.back().id));
}

}  // namespace entente::cli

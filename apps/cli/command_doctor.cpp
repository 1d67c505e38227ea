// entente doctor: what this machine, cache, store or case lacks, each check by itself.

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "commands.hpp"
#include "config.hpp"
#include "entente/base/files.hpp"
#include "entente/base/parallel.hpp"
#include "entente/base/text.hpp"
#include "stores.hpp"
#include "table.hpp"

namespace entente::cli {
namespace {

struct Check {
  std::string name;
  bool ok;
  std::string message;
};

constexpr std::string_view kDuckVersion = "1.4.4";
constexpr std::uint64_t kLeastDisk = 1ULL << 30;
constexpr std::uint64_t kLeastMemory = 1ULL << 30;

std::string mebibytes(std::uint64_t bytes) { return group_digits(bytes >> 20) + " MiB"; }

Check duck_check() {
  const auto version = duckdb_version();
  if (!version) return {"duckdb", false, version.error().message};
  if (*version != kDuckVersion)
    return {"duckdb", false, fmt::format("version {}, but {} was tested", *version, kDuckVersion)};
  return {"duckdb", true, fmt::format("version {}", *version)};
}

Check memory_check() {
  const auto pages = ::sysconf(_SC_PHYS_PAGES);
  const auto size = ::sysconf(_SC_PAGESIZE);
  if (pages <= 0 || size <= 0) return {"memory", true, "not known"};
  const auto all = static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size);
  return {"memory", all >= kLeastMemory,
          fmt::format("{}{}", mebibytes(all),
                      all >= kLeastMemory ? "" : ", under 1 GiB: try --memory 256MiB")};
}

// The nearest folder that exists: what is asked for is often made later.
files::Path existing(files::Path path) {
  std::error_code error;
  path = std::filesystem::absolute(path, error);
  while (path.has_parent_path() && path != path.parent_path() &&
         !std::filesystem::exists(path, error))
    path = path.parent_path();
  return path;
}

Check space_check(const std::string& name, const std::string& folder) {
  std::error_code error;
  const auto space = std::filesystem::space(existing(folder), error);
  if (error) return {name, false, fmt::format("{}: {}", clean(folder), error.message())};
  const bool ok = space.available >= kLeastDisk;
  return {name, ok,
          fmt::format("{} free at {}{}", mebibytes(space.available), clean(folder),
                      ok ? "" : ", under 1 GiB")};
}

Check writable_check(const std::string& name, const std::string& folder) {
  if (auto made = files::make_folders(folder); !made) return {name, false, made.error().message};
  const files::Path probe = files::Path(folder) / fmt::format(".entente-doctor-{}", ::getpid());
  if (auto written = files::replace_file(probe, "x"); !written)
    return {name, false, written.error().message};
  if (auto gone = files::remove_file(probe); !gone) return {name, false, gone.error().message};
  return {name, true, fmt::format("{} can be written", clean(folder))};
}

Check store_check(Context& context) {
  const auto folder = store_folder(context);
  if (!folder) return {"store", false, folder.error().message};
  if (auto there = need_store(*folder); !there) return {"store", false, there.error().message};
  auto catalogue = Catalogue::open_for_reading(*folder);
  if (!catalogue) return {"store", false, catalogue.error().message};
  const auto sound = catalogue->integrity();
  if (!sound) return {"store", false, sound.error().message};
  if (!sound->empty()) return {"store", false, "the catalogue is damaged: " + *sound};
  const auto parts = catalogue->parts();
  const auto batches = catalogue->batches();
  if (!parts || !batches)
    return {"store", false, (!parts ? parts.error() : batches.error()).message};
  return {
      "store", true,
      fmt::format("{} in {}; entente check --store reads all of it",
                  count_of(batches->size(), "batch", "batches"), count_of(parts->size(), "part"))};
}

Check case_check(const std::string& folder) {
  const CaseLoad load = load_case(folder);
  if (!load.value) {
    return {"case", false,
            load.problems.empty()
                ? "cannot be read"
                : fmt::format("{}: entente check {}", count_of(load.problems.size(), "mistake"),
                              clean(folder))};
  }
  return {"case", true,
          fmt::format("{}: {}", load.value->name, count_of(load.value->events.size(), "event"))};
}

}  // namespace

Result<int> run_doctor(Context& context) {
  const std::string given = context.values.text("cache");
  const std::string cache = given.empty() ? context.environment.cache : given;
  std::vector<Check> checks;
  checks.push_back(duck_check());
  checks.push_back({"threads", true,
                    fmt::format("{} of {} cores", threads(), std::thread::hardware_concurrency())});
  checks.push_back(memory_check());
  checks.push_back(writable_check("cache", cache));
  checks.push_back(space_check("cache_space", cache));
  const bool has_config = std::filesystem::exists(context.environment.config_file);
  checks.push_back(
      {"configuration", true,
       has_config ? clean(context.environment.config_file) : "none; all settings are defaults"});
  if (context.values.given("store")) {
    checks.push_back(store_check(context));
    checks.push_back(space_check("store_space", context.values.text("store")));
  }
  if (context.values.given("case")) checks.push_back(case_check(context.values.text("case")));
  RowSet set;
  set.name = "checks";
  set.columns = {{"name", "VARCHAR"}, {"ok", "BOOLEAN"}, {"message", "VARCHAR"}};
  bool all_ok = true;
  for (const auto& check : checks) {
    all_ok = all_ok && check.ok;
    set.rows.push_back({cell(check.name), cell(check.ok), cell(check.message)});
  }
  print_set(context.out, set);
  return all_ok ? 0 : exit_status(ErrorCode::kFailure);
}

}  // namespace entente::cli

#include "entente/sources/case_store.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

#include "entente/base/files.hpp"
#include "entente/base/hash.hpp"
#include "entente/sources/ingest.hpp"

namespace entente {
namespace {

constexpr int kCaseStoreVersion = 2;  // goes up when the same files make another store

// The files that the case's [data] names, in order.
Result<std::vector<std::string>> data_files(const Case& of_case) {
  std::vector<std::string> patterns;
  for (const auto& pattern : of_case.ingest) {
    patterns.push_back(pattern.starts_with('/') ? pattern : of_case.directory + "/" + pattern);
  }
  if (patterns.empty()) return patterns;
  return expand_paths(patterns);
}

// Data files are known by name, size and time: hashing them would cost as much as reading them.
std::uint64_t fingerprint(const Case& of_case, const std::vector<std::string>& data) {
  std::uint64_t hash = hash_combine(of_case.fingerprint, kCaseStoreVersion);
  for (const auto& file : data) {
    std::error_code error;
    hash = hash_combine(hash, xxh64(file));
    hash = hash_combine(hash, std::filesystem::file_size(file, error));
    const auto changed = std::filesystem::last_write_time(file, error);
    hash = hash_combine(hash, static_cast<std::uint64_t>(changed.time_since_epoch().count()));
  }
  return hash;
}

Result<void> fill(const Case& of_case, const std::vector<std::string>& data,
                  const std::string& folder, Day today, const StoreSettings& settings) {
  IngestOptions options;
  options.format = "curated";
  options.max_errors = 0;
  options.context.today = today;
  ENTENTE_TRY(const IngestReport curated,
              ingest(folder, {of_case.directory + "/events.csv"}, options, settings));
  for (const auto& file : curated.files) {
    if (file.error) return fail(*file.error);
  }
  if (data.empty()) return {};
  options.format.clear();
  options.max_errors.reset();
  ENTENTE_TRY(const IngestReport read, ingest(folder, data, options, settings));
  for (const auto& file : read.files) {
    if (file.error) return fail(*file.error);
  }
  return {};
}

}  // namespace

Result<std::string> case_store(const Case& of_case, const std::string& cache, Day today,
                               const StoreSettings& settings) {
  ENTENTE_TRY(const std::vector<std::string> data, data_files(of_case));
  const files::Path folder =
      files::Path(cache) / fmt::format("{}-{}", of_case.name, hex64(fingerprint(of_case, data)));
  if (std::filesystem::exists(folder)) return folder.string();
  // Made beside and moved into place whole, so that a store cut short is never taken for the case.
  const files::Path beside = files::Path(cache) / fmt::format(".{}-{}", of_case.name, ::getpid());
  std::error_code error;
  std::filesystem::remove_all(beside, error);
  ENTENTE_CHECK(files::make_folders(beside));
  if (auto filled = fill(of_case, data, beside.string(), today, settings); !filled) {
    std::filesystem::remove_all(beside, error);
    return fail(filled.error());
  }
  std::filesystem::rename(beside, folder, error);
  if (error) std::filesystem::remove_all(beside, error);  // someone else was first
  if (!std::filesystem::exists(folder))
    return fail(ErrorCode::kFailure, fmt::format("could not make {}", folder.string()));
  return folder.string();
}

std::string default_cache(const char* entente_cache, const char* xdg_cache_home, const char* home) {
  const auto given = [](const char* value) { return value != nullptr && *value != '\0'; };
  if (given(entente_cache)) return entente_cache;
  if (given(xdg_cache_home)) return std::string(xdg_cache_home) + "/entente";
  if (given(home)) return std::string(home) + "/.cache/entente";
  return "/tmp/entente-cache";
}

}  // namespace entente

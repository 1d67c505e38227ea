#include "entente/sources/case_store.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "entente/base/files.hpp"
#include "entente/base/hash.hpp"
#include "entente/sources/ingest.hpp"

namespace entente {
namespace {

constexpr int kCaseStoreVersion = 1;  // goes up when the same files make another store

Result<void> fill(const Case& of_case, const std::string& folder, const StoreSettings& settings) {
  IngestOptions options;
  options.format = "curated";
  options.max_errors = 0;
  options.context.today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  ENTENTE_TRY(const IngestReport curated,
              ingest(folder, {of_case.directory + "/events.csv"}, options, settings));
  for (const auto& file : curated.files) {
    if (file.error) return fail(*file.error);
  }
  if (of_case.ingest.empty()) return {};
  std::vector<std::string> patterns;
  for (const auto& pattern : of_case.ingest) {
    patterns.push_back(pattern.starts_with('/') ? pattern : of_case.directory + "/" + pattern);
  }
  ENTENTE_TRY(const std::vector<std::string> paths, expand_paths(patterns));
  options.format.clear();
  options.max_errors.reset();
  ENTENTE_TRY(const IngestReport data, ingest(folder, paths, options, settings));
  for (const auto& file : data.files) {
    if (file.error) return fail(*file.error);
  }
  return {};
}

}  // namespace

Result<std::string> case_store(const Case& of_case, const std::string& cache,
                               const StoreSettings& settings) {
  const files::Path folder =
      files::Path(cache) / fmt::format("{}-{}", of_case.name,
                                       hex64(hash_combine(of_case.fingerprint, kCaseStoreVersion)));
  if (std::filesystem::exists(folder)) return folder.string();
  // Made beside and moved into place whole, so that a store cut short is never taken for the case.
  const files::Path beside = files::Path(cache) / fmt::format(".{}-{}", of_case.name, ::getpid());
  std::error_code error;
  std::filesystem::remove_all(beside, error);
  ENTENTE_CHECK(files::make_folders(beside));
  if (auto filled = fill(of_case, beside.string(), settings); !filled) {
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

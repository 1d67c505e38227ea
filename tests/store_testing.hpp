#pragma once
// For the tests that put real provider files into stores: where the shared data lies, a store's
// folder that goes away, and a store made from files.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "entente/events/maintain.hpp"
#include "entente/events/snapshot.hpp"
#include "entente/sources/ingest.hpp"

namespace entente::testing {

inline std::filesystem::path shared_data() {
  const char* const shared = std::getenv("ENTENTE_SHARED");
  return (shared != nullptr ? std::filesystem::path(shared)
                            : std::filesystem::path(ENTENTE_SOURCE_DIR) / "../shared") /
         "data";
}

/// A new empty folder, removed with all that it holds.
class StoreFolder {
 public:
  StoreFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "entente_store_XXXXXX").string();
    const char* const made = ::mkdtemp(pattern.data());
    if (made == nullptr) std::abort();
    path_ = made;
  }
  ~StoreFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  StoreFolder(const StoreFolder&) = delete;
  StoreFolder& operator=(const StoreFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The run's date of all tests; later than every day in the shared files.
inline constexpr Day kToday{std::chrono::year{2026} / 1 / 1};

/// Ingests the files into the store with the defaults of the command, but on one thread: many small
/// stores are quicker so.
inline IngestReport put_in(const std::string& store, const std::vector<std::string>& files,
                           IngestOptions options = {}) {
  options.context.today = kToday;
  StoreSettings settings;
  settings.threads = 1;
  auto report = ingest(store, files, options, settings);
  if (!report) {
    ADD_FAILURE() << format_error(report.error());
    return {};
  }
  return std::move(*report);
}

/// The store's digest, after reading all of it back.
inline std::string sound_digest(const std::string& store) {
  const auto check = check_store(store);
  if (!check) {
    ADD_FAILURE() << format_error(check.error());
    return {};
  }
  EXPECT_TRUE(check->ok) << (check->problems.empty() ? "" : format_error(check->problems.front()));
  return check->digest;
}

/// The store's views as of now, resolved by the built-in world.
inline Result<Snapshot> views_of(const std::string& store) {
  static const World world = World::built_in();
  SnapshotOptions options;
  options.threads = 1;
  return Snapshot::open(store, world, nullptr, options);
}

}  // namespace entente::testing

#pragma once
// Planned failures of the file layer, for tests alone.
//
// ENTENTE_FAIL_AT=n[:kill|enospc|eio] stops at the n-th step (from 1): the process ends at once, or
// the step fails as a full or broken disk would. With ENTENTE_DROP_WRITES=1 a kill also loses what
// a power cut could lose: files that were written and not synced since are cut to nothing, and
// renames whose folder was not synced are undone. ENTENTE_COUNT_STEPS=1 says at the end how many
// steps there were. SQLite syncs its own file.

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "entente/base/files.hpp"

namespace entente {

class PlannedFaults : public files::Observer {
 public:
  /// Reads the plan from the environment.
  PlannedFaults();
  int before(std::string_view step, const files::Path& path) override;
  void wrote(const files::Path& file) override { unsynced_.insert(file); }
  void synced(const files::Path& file) override { unsynced_.erase(file); }
  void renamed(const files::Path& from, const files::Path& to) override;
  void synced_folder(const files::Path& folder) override;
  std::uint64_t steps() const { return steps_; }

 private:
  void lose_unsynced_writes();
  std::uint64_t steps_ = 0;
  std::uint64_t fail_at_ = 0;
  int error_ = 0;  // 0: kill
  bool drop_writes_ = false;
  std::set<files::Path> unsynced_;
  std::vector<std::pair<files::Path, files::Path>> renames_;
};

}  // namespace entente

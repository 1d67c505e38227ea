#include "faults.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "entente/base/text.hpp"

namespace entente {

PlannedFaults::PlannedFaults() {
  if (const char* const plan = std::getenv("ENTENTE_FAIL_AT")) {
    const auto parts = split(plan, ':');
    fail_at_ = static_cast<std::uint64_t>(parse_int(parts[0]).value_or(0));
    const std::string_view kind = parts.size() > 1 ? parts[1] : "kill";
    error_ = kind == "enospc" ? ENOSPC : kind == "eio" ? EIO : 0;
  }
  drop_writes_ = std::getenv("ENTENTE_DROP_WRITES") != nullptr;
}

int PlannedFaults::before(std::string_view, const files::Path&) {
  ++steps_;
  if (steps_ != fail_at_) return 0;
  if (error_ != 0) return error_;
  if (drop_writes_) lose_unsynced_writes();
  ::kill(::getpid(), SIGKILL);
  return EIO;
}

void PlannedFaults::renamed(const files::Path& from, const files::Path& to) {
  if (unsynced_.erase(from) != 0) unsynced_.insert(to);
  renames_.emplace_back(from, to);
}

void PlannedFaults::synced_folder(const files::Path& folder) {
  std::erase_if(renames_,
                [&](const auto& rename) { return rename.second.parent_path() == folder; });
}

void PlannedFaults::lose_unsynced_writes() {
  std::error_code ignored;
  for (const auto& file : unsynced_) std::filesystem::resize_file(file, 0, ignored);
  for (auto at = renames_.rbegin(); at != renames_.rend(); ++at) {
    std::filesystem::rename(at->second, at->first, ignored);
  }
}

}  // namespace entente

// Small files of the system, read line by line; what is odd in them counts as no limit.

#include "entente/forecast/rankings/memory_limit.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace entente::forecast {
namespace {

constexpr std::uint64_t kNone = UINT64_MAX;

// The file's first line as a number; kNone for "max" and whatever else is none.
std::uint64_t number_in(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line)) return kNone;
  std::uint64_t number = 0;
  const auto read = std::from_chars(line.data(), line.data() + line.size(), number);
  return read.ec == std::errc{} ? number : kNone;
}

// The least limit of the group and of those above it.
std::uint64_t least_of_groups(const std::filesystem::path& base, std::string_view group,
                              const char* file) {
  std::uint64_t least = kNone;
  while (!group.empty() && group.front() == '/') group.remove_prefix(1);
  std::filesystem::path inside(group);
  for (;;) {
    least = std::min(least, number_in(base / inside / file));
    if (inside.empty()) return least;
    inside = inside.parent_path();
  }
}

bool names_memory(std::string_view controllers) {
  while (!controllers.empty()) {
    const auto comma = controllers.find(',');
    if (controllers.substr(0, comma) == "memory") return true;
    if (comma == std::string_view::npos) break;
    controllers.remove_prefix(comma + 1);
  }
  return false;
}

}  // namespace

std::uint64_t memory_limit(const std::string& root) {
  std::uint64_t least = kNone;
  const std::filesystem::path groups = root + "/sys/fs/cgroup";
  std::ifstream in(root + "/proc/self/cgroup");
  std::string line;
  while (std::getline(in, line)) {
    const auto first = line.find(':');
    const auto second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string_view text = line;
    const std::string_view controllers = text.substr(first + 1, second - first - 1);
    const std::string_view group = text.substr(second + 1);
    if (controllers.empty()) least = std::min(least, least_of_groups(groups, group, "memory.max"));
    if (names_memory(controllers))
      least = std::min(least, least_of_groups(groups / "memory", group, "memory.limit_in_bytes"));
  }
  if (!root.empty()) return least == kNone ? 0 : least;
  rlimit own{};
  if (::getrlimit(RLIMIT_AS, &own) == 0 && own.rlim_cur != RLIM_INFINITY)
    least = std::min<std::uint64_t>(least, own.rlim_cur);
  const long pages = ::sysconf(_SC_PHYS_PAGES), size = ::sysconf(_SC_PAGESIZE);
  if (pages > 0 && size > 0)
    least = std::min(least, static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size));
  return least == kNone ? 0 : least;
}

}  // namespace entente::forecast

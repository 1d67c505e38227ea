// Limits of both kinds of groups, the least of those above one another, and files that say nothing.

#include "entente/forecast/rankings/memory_limit.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace entente::forecast {
namespace {

class System {
 public:
  System()
      : root_(std::filesystem::temp_directory_path() / ("limits-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(root_);
  }
  ~System() { std::filesystem::remove_all(root_); }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << text;
  }
  std::string root() const { return root_.string(); }

 private:
  std::filesystem::path root_;
};

TEST(MemoryLimit, NothingKnownIsNoLimit) {
  const System system;
  EXPECT_EQ(memory_limit(system.root()), 0U);
  system.write("proc/self/cgroup", "what\n0::/some\n");
  system.write("sys/fs/cgroup/some/memory.max", "max\n");
  EXPECT_EQ(memory_limit(system.root()), 0U);
}

TEST(MemoryLimit, TheLeastOfTheGroupsAboveHolds) {
  const System system;
  system.write("proc/self/cgroup", "0::/outer/inner\n");
  system.write("sys/fs/cgroup/outer/memory.max", "1000\n");
  system.write("sys/fs/cgroup/outer/inner/memory.max", "3000\n");
  EXPECT_EQ(memory_limit(system.root()), 1000U);
  system.write("sys/fs/cgroup/memory.max", "500\n");
  EXPECT_EQ(memory_limit(system.root()), 500U);
}

TEST(MemoryLimit, OlderGroupsAreRead) {
  const System system;
  system.write("proc/self/cgroup", "5:cpu,memory:/job\n4:pids:/job\n0::/\n");
  system.write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "2147483648\n");
  system.write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(memory_limit(system.root()), 2147483648U);
}

TEST(MemoryLimit, ThisMachineHasSome) { EXPECT_GT(memory_limit(), 0U); }

}  // namespace
}  // namespace entente::forecast

// A store survives being stopped anywhere.
//
// Every step of writing a fixed store is made to fail once as a kill, a full disk and a broken
// disk, and once more as a kill that loses all writes since their last fsync. Afterwards the store
// is sound, holds the state before or after one of its commits and nothing between, and the same
// command run again ends in the undisturbed store.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "entente/base/random.hpp"
#include "entente/base/text.hpp"
#include "entente/events/maintain.hpp"

namespace entente {
namespace {

const std::string kWriter = ENTENTE_BINARY_DIR "/bin/faulty_writer";
constexpr int kInputs = 4;

std::filesystem::path scratch() {
  static const std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) / ("entente-crash-" + std::to_string(::getpid()));
  return folder;
}

std::string fresh(const std::string& name) {
  const auto folder = scratch() / name;
  std::filesystem::remove_all(folder);
  return folder.string();
}

pid_t start(const std::vector<std::string>& arguments,
            const std::vector<std::string>& environment) {
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> envp;
  for (const auto& setting : environment) envp.push_back(const_cast<char*>(setting.c_str()));
  envp.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const std::string out = (scratch() / "out").string();
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  posix_spawn_file_actions_addopen(&actions, 2, (scratch() / "err").c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0644);
  pid_t pid = -1;
  EXPECT_EQ(posix_spawn(&pid, kWriter.c_str(), &actions, nullptr, argv.data(), envp.data()), 0);
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

int wait_for(pid_t pid) {
  int status = 0;
  ::waitpid(pid, &status, 0);
  return status;
}

int run(const std::vector<std::string>& arguments,
        const std::vector<std::string>& environment = {}) {
  std::filesystem::create_directories(scratch());
  return wait_for(start(arguments, environment));
}

std::string digest(const std::string& folder) {
  const auto check = check_store(folder);
  if (!check)
    return check.error().code == ErrorCode::kNotFound ? "none" : "error: " + check.error().message;
  if (!check->ok) return "broken: " + check->problems.front().message;
  return check->digest;
}

// The states that a stopped run may leave: none yet, or after so many inputs, or the end.
struct Undisturbed {
  std::set<std::string> states{"none"};
  std::string end;
  std::uint64_t steps = 0;
};

const Undisturbed& undisturbed() {
  static const Undisturbed all = [] {
    Undisturbed u;
    for (int inputs = 0; inputs <= kInputs; ++inputs) {
      const auto folder = fresh("undisturbed");
      EXPECT_EQ(run({kWriter, folder, std::to_string(inputs)}, {"ENTENTE_COUNT_STEPS=1"}), 0);
      u.end = digest(folder);
      u.states.insert(u.end);
    }
    std::ifstream(scratch() / "out") >> u.steps;
    // Before the last input's compaction and removal.
    const auto folder = fresh("before-removal");
    EXPECT_EQ(WTERMSIG(run({kWriter, folder}, {"ENTENTE_FAIL_AT=" + std::to_string(u.steps - 2)})),
              SIGKILL);
    u.states.insert(digest(folder));
    return u;
  }();
  return all;
}

void stop_at_every_step(const std::string& kind, bool drop_writes) {
  const Undisturbed& expected = undisturbed();
  ASSERT_GT(expected.steps, 40U);
  ASSERT_GE(expected.states.size(), 6U);
  for (std::uint64_t step = 1; step <= expected.steps; ++step) {
    SCOPED_TRACE("step " + std::to_string(step) + " " + kind);
    const auto folder = fresh("stopped");
    std::vector<std::string> environment = {"ENTENTE_FAIL_AT=" + std::to_string(step) + ":" + kind};
    if (drop_writes) environment.emplace_back("ENTENTE_DROP_WRITES=1");
    const int status = run({kWriter, folder}, environment);
    if (kind == "kill") {
      ASSERT_TRUE(WIFSIGNALED(status));
    } else {
      ASSERT_TRUE(WIFEXITED(status));
      ASSERT_EQ(WEXITSTATUS(status), 1);
    }
    const std::string left = digest(folder);
    EXPECT_TRUE(expected.states.contains(left)) << left;
    ASSERT_EQ(run({kWriter, folder}), 0);
    ASSERT_EQ(digest(folder), expected.end);
  }
}

TEST(Crash, KilledAtEveryStep) { stop_at_every_step("kill", false); }
TEST(Crash, KilledAtEveryStepLosingUnsyncedWrites) { stop_at_every_step("kill", true); }
TEST(Crash, FullDiskAtEveryStep) { stop_at_every_step("enospc", false); }
TEST(Crash, BrokenDiskAtEveryStep) { stop_at_every_step("eio", false); }

// ENTENTE_KILLS: how many (40, or 1,000 in `make soak`).
TEST(Crash, KilledAtRandomMoments) {
  const Undisturbed& expected = undisturbed();
  const char* const wanted = std::getenv("ENTENTE_KILLS");
  const auto kills = parse_int(wanted == nullptr ? "40" : wanted).value_or(40);
  RandomStream moments(20180115, "kills", 0);
  const auto folder = fresh("random");
  int killed = 0;
  for (std::int64_t i = 0; i < kills; ++i) {
    const pid_t pid = start({kWriter, folder}, {});
    std::this_thread::sleep_for(std::chrono::microseconds(moments.below(150'000)));
    ::kill(pid, SIGKILL);
    if (WIFSIGNALED(wait_for(pid))) ++killed;
    const std::string left = digest(folder);
    ASSERT_TRUE(expected.states.contains(left)) << "after kill " << i << ": " << left;
    if (left == expected.end) std::filesystem::remove_all(folder);
  }
  EXPECT_GT(killed, kills / 4);
  ASSERT_EQ(run({kWriter, folder}), 0);
  EXPECT_EQ(digest(folder), expected.end);
  std::filesystem::remove_all(scratch());
}

}  // namespace
}  // namespace entente

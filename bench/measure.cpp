#include "measure.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

extern char** environ;

namespace entente {

Cost run_process(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  Cost cost;
  const auto start = std::chrono::steady_clock::now();
  pid_t pid = -1;
  cost.status = posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (cost.status != 0) return cost;
  rusage usage{};
  int status = 0;
  ::wait4(pid, &status, 0, &usage);
  cost.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  cost.peak_mib = static_cast<double>(usage.ru_maxrss) / 1024;
  cost.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return cost;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

Pairs alternate(int count, const std::function<Cost()>& a, const std::function<Cost()>& b) {
  a();
  b();
  std::vector<double> seconds_a, seconds_b, ratios, peak_a, peak_b;
  for (int i = 0; i < count; ++i) {
    const Cost first = a();
    const Cost second = b();
    seconds_a.push_back(first.seconds);
    seconds_b.push_back(second.seconds);
    ratios.push_back(first.seconds / second.seconds);
    peak_a.push_back(first.peak_mib);
    peak_b.push_back(second.peak_mib);
  }
  return {median(seconds_a), median(seconds_b), median(ratios), median(peak_a), median(peak_b)};
}

}  // namespace entente

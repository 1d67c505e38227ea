// See signals.hpp. The handler does nothing but set flags, write and leave: all it may.

#include "signals.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <string_view>

#include "entente/base/progress.hpp"

namespace entente::cli {
namespace {

std::atomic<int> writers{0};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

void say(std::string_view text) {
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

extern "C" void on_interrupt(int) {
  constexpr int kStatus = 130;
  if (writers == 0 || interrupted.exchange(true)) {
    say("\ninterrupted\n");
    ::_exit(kStatus);
  }
  say("\nstopping at the next safe point; again: at once\n");
}

}  // namespace

void handle_signals() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, nullptr);
}

void stop_at_safe_points(bool stop) { writers += stop ? 1 : -1; }

}  // namespace entente::cli

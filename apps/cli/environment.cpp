// Variables, terminals and the clock, read once.

#include "environment.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>

#include "entente/base/text.hpp"
#include "entente/sources/case_store.hpp"

namespace entente::cli {
namespace {

const auto kStart = std::chrono::steady_clock::now();

// COLUMNS counts for terminals only: it must not change what goes into a file or a pipe.
std::size_t terminal_width(int fd) {
  constexpr std::int64_t kMost = 10'000;
  if (const auto columns = parse_int(variable("COLUMNS"));
      columns && *columns > 0 && *columns < kMost) {
    return static_cast<std::size_t>(*columns);
  }
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

}  // namespace

std::string variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? std::string() : std::string(value);
}

std::string now_text() {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::hh_mm_ss time(now - day);
  return fmt::format("{}T{:02}:{:02}:{:02}Z", format_day(day), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

double seconds_running() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - kStart).count();
}

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return printable(name.data());
}

Environment read_environment() {
  Environment e;
  e.output_is_terminal = ::isatty(STDOUT_FILENO) == 1;
  e.errors_are_terminal = ::isatty(STDERR_FILENO) == 1;
  e.colour = e.errors_are_terminal && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
  if (e.output_is_terminal) e.width = terminal_width(STDOUT_FILENO);
  if (e.errors_are_terminal) e.errors_width = terminal_width(STDERR_FILENO);
  if (const auto named = variable("ENTENTE_CONFIG"); !named.empty()) {
    e.config_file = named;
    e.config_was_named = true;
  } else if (const auto xdg = variable("XDG_CONFIG_HOME"); !xdg.empty()) {
    e.config_file = xdg + "/entente/config.toml";
  } else if (const auto home = variable("HOME"); !home.empty()) {
    e.config_file = home + "/.config/entente/config.toml";
  }
  const auto home = variable("HOME");
  const auto xdg = variable("XDG_CACHE_HOME");
  e.cache = default_cache(nullptr, xdg.c_str(), home.c_str());  // ENTENTE_CACHE is the setting's
  e.today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  return e;
}

}  // namespace entente::cli

// See run_program.hpp. Output goes to files, so that no pipe can fill and block.

#include "run_program.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>

namespace entente::testing {
namespace {

std::string slurp(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct Streams {
  int in = -1, out = -1, err = -1;
};

pid_t spawn(const std::filesystem::path& folder, const std::vector<std::string>& arguments,
            const Environment& more, const Streams& streams) {
  Environment environment = {{"HOME", folder.string()},
                             {"PATH", "/usr/bin:/bin"},
                             {"ENTENTE_CACHE", (folder / "cache").string()}};
  for (const auto& [name, value] : more) environment[name] = value;
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  std::vector<std::string> words = {"entente"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const auto pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> list;
    for (auto& text : texts) list.push_back(text.data());
    list.push_back(nullptr);
    return list;
  };
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, streams.in, 0);
  posix_spawn_file_actions_adddup2(&actions, streams.out, 1);
  posix_spawn_file_actions_adddup2(&actions, streams.err, 2);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, ENTENTE_PROGRAM, &actions, nullptr, pointers(words).data(),
                                   pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  EXPECT_EQ(failed, 0) << ENTENTE_PROGRAM;
  return failed == 0 ? pid : -1;
}

int open_new(const std::filesystem::path& file) {
  return ::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

}  // namespace

Workplace::Workplace() {
  std::string pattern = (std::filesystem::temp_directory_path() / "entente-cli-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = pattern;
}

Workplace::~Workplace() {
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
}

void Workplace::write(const std::string& name, const std::string& text) const {
  std::ofstream(folder_ / name, std::ios::binary) << text;
}

std::string Workplace::read(const std::string& name) const { return slurp(folder_ / name); }

Outcome Workplace::run(const std::vector<std::string>& arguments, const Environment& more,
                       const std::string& input) const {
  // Beside the folder, so that a test may list what is in it.
  const std::filesystem::path base = folder_.string() + ".streams";
  std::filesystem::create_directories(base);
  std::ofstream(base / "in", std::ios::binary) << input;
  const Streams streams{::open((base / "in").c_str(), O_RDONLY | O_CLOEXEC), open_new(base / "out"),
                        open_new(base / "err")};
  const pid_t pid = spawn(folder_, arguments, more, streams);
  for (const int fd : {streams.in, streams.out, streams.err}) ::close(fd);
  Outcome outcome;
  if (pid > 0) outcome.status = wait_for(pid);
  outcome.out = slurp(base / "out");
  outcome.err = slurp(base / "err");
  std::filesystem::remove_all(base);
  return outcome;
}

Outcome Workplace::run_onto(const std::vector<std::string>& arguments, int fd) const {
  const std::filesystem::path errors = folder_.string() + ".err";
  const Streams streams{::open("/dev/null", O_RDONLY | O_CLOEXEC), fd, open_new(errors)};
  const pid_t pid = spawn(folder_, arguments, {}, streams);
  ::close(streams.in);
  ::close(streams.err);
  Outcome outcome;
  if (pid > 0) outcome.status = wait_for(pid);
  outcome.err = slurp(errors);
  std::filesystem::remove(errors);
  return outcome;
}

Outcome Workplace::run_on_terminal(const std::vector<std::string>& arguments, int columns) const {
  int master = -1;
  int slave = -1;
  winsize size{};
  size.ws_col = static_cast<unsigned short>(columns);
  size.ws_row = 24;
  if (::openpty(&master, &slave, nullptr, nullptr, &size) != 0)
    throw std::runtime_error("no pseudo-terminal");
  ::fcntl(master, F_SETFD, FD_CLOEXEC);
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  const pid_t pid = spawn(folder_, arguments, {{"TERM", "xterm"}}, {nothing, slave, slave});
  ::close(nothing);
  ::close(slave);
  Outcome outcome;
  char buffer[4096];
  for (;;) {
    const ssize_t got = ::read(master, buffer, sizeof buffer);
    if (got <= 0) break;
    outcome.out.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(master);
  if (pid > 0) outcome.status = wait_for(pid);
  std::erase(outcome.out, '\r');
  return outcome;
}

Running::Running(const Workplace& place, const std::vector<std::string>& arguments) {
  static int number = 0;  // several may run at once
  const std::string name = place.folder_.string() + ".running." + std::to_string(++number);
  out_ = name + ".out";
  err_ = name + ".err";
  ::signal(SIGPIPE, SIG_IGN);
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  input_ = ends[1];
  const Streams streams{ends[0], open_new(out_), open_new(err_)};
  pid_ = spawn(place.folder_, arguments, {}, streams);
  for (const int fd : {streams.in, streams.out, streams.err}) ::close(fd);
}

Running::~Running() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    wait_for(pid_);
  }
  if (input_ >= 0) ::close(input_);
  std::filesystem::remove(out_);
  std::filesystem::remove(err_);
}

bool Running::feed(const std::string& text) {
  std::string_view rest(text);
  while (!rest.empty()) {
    const ssize_t written = ::write(input_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void Running::signal(int number) const { ::kill(pid_, number); }

Outcome Running::wait() {
  ::close(input_);
  input_ = -1;
  Outcome outcome;
  if (pid_ > 0) outcome.status = wait_for(pid_);
  pid_ = -1;
  outcome.out = slurp(out_);
  outcome.err = slurp(err_);
  return outcome;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string gdelt_line(long id, Day day, const std::string& source, const std::string& target,
                       const std::string& code, int quad_class, const std::string& goldstein) {
  constexpr std::size_t kColumns = 58;
  std::vector<std::string> f(kColumns);
  std::string compact = format_day(day);
  std::erase(compact, '-');
  f[0] = std::to_string(id);
  f[1] = compact;
  f[2] = compact.substr(0, 6);
  f[3] = compact.substr(0, 4);
  f[4] = compact.substr(0, 4) + ".5";
  f[5] = f[7] = source;
  f[6] = source == "PRK" ? "NORTH KOREA" : "RUSSIA";
  f[15] = f[17] = target;
  f[16] = target == "PRK" ? "NORTH KOREA" : "RUSSIA";
  f[25] = "1";
  f[26] = code;
  f[27] = code.substr(0, 3);
  f[28] = code.substr(0, 2);
  f[29] = std::to_string(quad_class);
  f[30] = goldstein;
  f[31] = f[32] = f[33] = "2";
  f[34] = "1.5";
  for (const std::size_t geo : {35U, 42U, 49U}) f[geo] = "0";
  f[56] = compact;
  f[57] = "http://example.org/" + std::to_string(id);
  std::string line;
  for (std::size_t i = 0; i < kColumns; ++i) line += (i == 0 ? "" : "\t") + f[i];
  return line + "\n";
}

}  // namespace entente::testing

#pragma once
// Runs the built program as a user would: a process of its own, no shell, a chosen environment.

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "entente/base/day.hpp"

namespace entente::testing {

using Environment = std::map<std::string, std::string>;

struct Outcome {
  int status = -1;  ///< 128 + the signal where one ended it
  std::string out, err;
};

/// A folder of its own, gone with the object; the program runs in it, and HOME and the cache are
/// there.
class Workplace {
 public:
  Workplace();
  ~Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& text) const;
  std::string read(const std::string& name) const;
  /// `more` is added to an otherwise fixed environment. Standard input is `input`.
  Outcome run(const std::vector<std::string>& arguments, const Environment& more = {},
              const std::string& input = {}) const;
  /// With standard output on that descriptor; `out` stays empty.
  Outcome run_onto(const std::vector<std::string>& arguments, int fd) const;
  /// With standard output on a pseudo-terminal of that width; `out` has what it showed.
  Outcome run_on_terminal(const std::vector<std::string>& arguments, int columns) const;

 private:
  friend class Running;
  std::filesystem::path folder_;
};

/// A program under way, its standard input held open.
class Running {
 public:
  Running(const Workplace& place, const std::vector<std::string>& arguments);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  pid_t pid() const { return pid_; }
  /// False once the program reads no more.
  bool feed(const std::string& text);
  void signal(int number) const;
  /// Closes the input and waits.
  Outcome wait();

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  std::filesystem::path out_, err_;
};

/// Whether the text holds the part.
bool has(const std::string& text, const std::string& part);

/// One line of a GDELT 1.0 daily file (58 columns), with a line end.
std::string gdelt_line(long id, Day day, const std::string& source, const std::string& target,
                       const std::string& code, int quad_class, const std::string& goldstein);

}  // namespace entente::testing

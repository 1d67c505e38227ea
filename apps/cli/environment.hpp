#pragma once
// What the machine tells the program: variables, terminals, clock. Read here and nowhere else, and
// passed in, so that results depend on their input alone.

#include <string>

#include "entente/base/day.hpp"

namespace entente::cli {

struct Environment {
  bool output_is_terminal = false;
  bool errors_are_terminal = false;
  bool colour = false;    ///< for errors: a terminal, and NO_COLOR is not set
  std::size_t width = 0;  ///< of the terminal that results go to; 0: no terminal, no limit
  std::size_t errors_width = 80;
  std::string config_file;        ///< empty: none
  bool config_was_named = false;  ///< by ENTENTE_CONFIG: then it must be there
  std::string cache;
  Day today{};
};

Environment read_environment();

/// A variable's value; empty: not set.
std::string variable(const std::string& name);
/// "2024-03-01T12:00:00Z".
std::string now_text();
/// Seconds since the program began.
double seconds_running();
/// The machine's name.
std::string host_name();

}  // namespace entente::cli

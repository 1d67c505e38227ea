#pragma once
// From the words of the command line to a command with checked values.

#include <string>
#include <vector>

#include "commands.hpp"

namespace entente::cli {

struct Invocation {
  const Command* command = nullptr;  ///< nullptr: only help or nothing was asked
  bool help = false;
  Values values;
  std::vector<std::string> operands;
};

/// Values come from the command line, else the environment, else the configuration file, else the
/// table's defaults. Errors are kUsage and name the nearest word where one is near.
Result<Invocation> parse(const std::vector<std::string>& arguments, const Environment& environment);

}  // namespace entente::cli

#pragma once
// The commands: one function each, in a file of its own, and one table of them (registry.cpp) from
// which parsing, help, the man page and the completions come.

#include <string>
#include <string_view>
#include <vector>

#include "entente/base/result.hpp"
#include "environment.hpp"
#include "output.hpp"
#include "settings.hpp"

namespace entente::cli {

struct Context {
  Values values;
  std::vector<std::string> operands;  ///< what stands without an option
  std::string command;                ///< "events explain"
  std::string arguments;              ///< all of them, as the list of runs keeps them
  const Environment& environment;
  Output& out;
};

struct Operand {
  std::string_view name;  ///< as help writes it: FILE...
  std::string_view help;
  std::size_t least = 1;
  std::size_t most = 1;
};
inline constexpr std::size_t kAny = static_cast<std::size_t>(-1);

struct Command {
  std::string_view name;     ///< "events explain": one or two words
  std::string_view summary;  ///< one line, no full stop
  std::vector<Operand> operands;
  std::vector<std::string_view> settings;  ///< besides those taken everywhere
  std::string_view details;                ///< a paragraph; may be empty
  std::string_view example;                ///< a whole command line
  /// The exit status where it is not an error: 0; 3 for a check that found mistakes; 1 for a watch
  /// that found a threshold passed.
  Result<int> (*run)(Context&);
};

const std::vector<Command>& commands();
const Command* find_command(std::string_view name);
/// All settings that the command takes, its own first.
std::vector<const Setting*> settings_of(const Command& command);

/// `entente --help`, and `entente COMMAND --help`.
std::string general_help();
std::string help_of(const Command& command);
std::string man_page();
/// bash, zsh or fish; empty for any other.
std::string completion_script(std::string_view shell);

Result<int> run_actors_resolve(Context&);
Result<int> run_backtest_counts(Context&);
Result<int> run_backtest_quads(Context&);
Result<int> run_backup(Context&);
Result<int> run_brief(Context&);
Result<int> run_check(Context&);
Result<int> run_cite(Context&);
Result<int> run_compact(Context&);
Result<int> run_completion(Context&);
Result<int> run_doctor(Context&);
Result<int> run_events(Context&);
Result<int> run_events_add(Context&);
Result<int> run_events_explain(Context&);
Result<int> run_export(Context&);
Result<int> run_fetch(Context&);
Result<int> run_forecast(Context&);
Result<int> run_ingest(Context&);
Result<int> run_init(Context&);
Result<int> run_man(Context&);
Result<int> run_measure(Context&);
Result<int> run_panel(Context&);
Result<int> run_remove(Context&);
Result<int> run_runs(Context&);
Result<int> run_runs_export(Context&);
Result<int> run_score(Context&);
Result<int> run_sql(Context&);
Result<int> run_version(Context&);
Result<int> run_watch(Context&);

/// "1.4.4".
Result<std::string> duckdb_version();

}  // namespace entente::cli

// The program: words in, a command run, results and an exit status out.

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <new>

#include "commands.hpp"
#include "entente/base/parallel.hpp"
#include "entente/base/text.hpp"
#include "parse.hpp"
#include "signals.hpp"
#include "stores.hpp"

namespace entente::cli {
namespace {

// As a shell reads it back: quoted where it has more than plain characters.
std::string shell_word(const std::string& word) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./,:=@%+").find(c) != std::string_view::npos ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  if (!word.empty() && std::ranges::all_of(word, plain)) return word;
  std::string quoted = "'";
  for (const char c : word) c == '\'' ? quoted += "'\\''" : quoted += c;
  return quoted + "'";
}

Result<int> run(const std::vector<std::string>& arguments, const Environment& environment,
                Output& out) {
  ENTENTE_TRY(Invocation invocation, parse(arguments, environment));
  if (invocation.help || invocation.command == nullptr) {
    out.set_format(Format::kTable);
    out.print(invocation.command != nullptr ? help_of(*invocation.command) : general_help());
    return 0;
  }
  const Values& values = invocation.values;
  if (values.flag("json") && values.flag("csv")) {
    return fail(ErrorCode::kUsage, "--json and --csv exclude each other");
  }
  if (values.flag("json")) out.set_format(Format::kJson);
  if (values.flag("csv")) out.set_format(Format::kCsv);
  out.set_quiet(values.flag("quiet"));
  out.set_progress(values.flag("progress"));
  std::string line;
  for (const auto& argument : arguments) line += (line.empty() ? "" : " ") + shell_word(argument);
  constexpr std::size_t kLineKept = 4096;
  Context context{std::move(invocation.values),
                  std::move(invocation.operands),
                  std::string(invocation.command->name),
                  printable(line, kLineKept),
                  environment,
                  out};
  set_threads(wanted_threads(context));
  return invocation.command->run(context);
}

int guarded_main(const std::vector<std::string>& arguments) {
  handle_signals();
  const Environment environment = read_environment();
  Output out(environment);
  // Known before the words are understood, so that a wrong word is told in the form asked for.
  const auto end = std::ranges::find(arguments, "--");
  if (std::find(arguments.begin(), end, "--json") != end) out.set_format(Format::kJson);
  int status = 0;
  Error error;
  bool failed = false;
  try {
    const auto done = run(arguments, environment, out);
    if (done) {
      status = *done;
    } else {
      error = done.error();
      failed = true;
    }
  } catch (const std::bad_alloc&) {
    error = {ErrorCode::kFailure,
             "there is not enough memory",
             {},
             "try a smaller --memory, or --threads 1"};
    failed = true;
  } catch (const std::exception& thrown) {
    error = {ErrorCode::kFailure, clean(thrown.what()), {}, {}};
    failed = true;
  }
  out.end_progress();
  if (auto flushed = out.flush(); !flushed && !failed) {
    error = flushed.error();
    failed = true;
  }
  if (out.closed()) return status;  // nobody reads on; whatever failed then, failed for that
  if (!failed) return status;
  out.error(error);
  return exit_status(error.code);
}

}  // namespace
}  // namespace entente::cli

int main(int count, char** words) {
  return entente::cli::guarded_main(
      std::vector<std::string>(words + std::min(1, count), words + count));
}

#pragma once
// Where results and everything else go.
//
// Results go to standard output as a table, JSON or CSV; messages, warnings, progress and errors to
// standard error. A reader that closes the pipe ends the program quietly; any other failure to
// write is an error. Tables escape control characters, so that hostile data cannot drive a
// terminal.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/progress.hpp"
#include "entente/base/result.hpp"
#include "entente/events/duck.hpp"
#include "environment.hpp"
#include "json.hpp"

namespace entente::cli {

enum class Format : std::uint8_t { kTable, kJson, kCsv };

class Output {
 public:
  explicit Output(const Environment& environment) : environment_(environment) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void set_format(Format format) { format_ = format; }
  void set_quiet(bool quiet) { quiet_ = quiet; }
  void set_progress(bool wanted) { progress_wanted_ = wanted; }
  Format format() const { return format_; }
  bool json() const { return format_ == Format::kJson; }
  /// Characters a line of a table may have; 0: any.
  std::size_t width() const { return environment_.width; }

  /// To standard output, as it is.
  void print(std::string_view text);
  Result<void> flush();
  /// Whether the other end of the pipe has gone: nothing more needs to be made.
  bool closed() const { return closed_; }
  /// A JSON document on standard output.
  Json document() {
    return Json([this](std::string_view piece) { print(piece); });
  }

  /// A message on standard error, unless --quiet.
  void note(std::string_view text);
  void warn(std::string_view text);
  /// As text, or as one JSON document with --json.
  void error(const Error& error);

  /// For long work; draws nothing where nobody would look.
  ProgressSink progress();
  void end_progress();

 private:
  void to_errors(std::string_view text);
  void draw(const Progress& p);

  const Environment& environment_;
  Format format_ = Format::kTable;
  bool quiet_ = false;
  bool progress_wanted_ = false;
  bool closed_ = false;
  int write_error_ = 0;
  std::string buffer_;
  // The progress line.
  bool line_is_open_ = false;
  std::string what_;
  std::chrono::steady_clock::time_point what_began_{}, drawn_{};
};

/// Control characters and broken UTF-8 as \xNN; line ends are kept where `lines` says so.
std::string clean(std::string_view text, bool lines = false);
/// How many columns of a terminal the text takes.
std::size_t display_width(std::string_view text);

/// {"error": {"code", "message", "file", "line", "column", "help"}}
void write_error(Json& json, const Error& error);
/// The object alone.
void write_error_object(Json& json, const Error& error);

}  // namespace entente::cli

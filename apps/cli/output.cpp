// See output.hpp.

#include "output.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <utf8proc.h>

#include <cerrno>
#include <cmath>
#include <cstring>

#include "entente/base/text.hpp"

namespace entente::cli {
namespace {

constexpr std::size_t kFlushBytes = 64U << 10;
constexpr auto kRedraw = std::chrono::milliseconds(100);
constexpr auto kPlainProgress = std::chrono::seconds(2);

// 0, or the errno value.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

std::string duration_text(double seconds) {
  const auto all = std::llround(seconds);
  if (all >= 3600) return fmt::format("{}:{:02}:{:02}", all / 3600, all / 60 % 60, all % 60);
  return fmt::format("{}:{:02}", all / 60, all % 60);
}

}  // namespace

void Output::print(std::string_view text) {
  if (closed_ || write_error_ != 0) return;
  buffer_ += text;
  if (buffer_.size() >= kFlushBytes) (void)flush();
}

Result<void> Output::flush() {
  if (!buffer_.empty() && !closed_ && write_error_ == 0) {
    if (const int number = write_all(STDOUT_FILENO, buffer_); number == EPIPE) {
      closed_ = true;
    } else {
      write_error_ = number;
    }
  }
  buffer_.clear();
  if (write_error_ != 0) {
    return fail(ErrorCode::kFailure,
                fmt::format("cannot write to standard output: {}", std::strerror(write_error_)));
  }
  return {};
}

void Output::to_errors(std::string_view text) {
  end_progress();
  (void)flush();  // so that the two streams keep their order
  (void)write_all(STDERR_FILENO, text);
}

void Output::note(std::string_view text) {
  if (!quiet_) to_errors(clean(text, true) + "\n");
}

void Output::warn(std::string_view text) {
  if (!quiet_) to_errors("warning: " + clean(text, true) + "\n");
}

void Output::error(const Error& error) {
  if (json()) {
    std::string text;
    Json document([&](std::string_view piece) { text += piece; });
    write_error(document, error);
    to_errors(text);
    return;
  }
  std::string text = clean(format_error(error), true);
  constexpr std::string_view kWord = "error:";
  if (environment_.colour && text.starts_with(kWord)) {
    text = "\033[1;31m" + std::string(kWord) + "\033[0m" + text.substr(kWord.size());
  }
  to_errors(text);
}

ProgressSink Output::progress() {
  if (quiet_ || (!environment_.errors_are_terminal && !progress_wanted_)) return {};
  return [this](const Progress& p) { draw(p); };
}

void Output::draw(const Progress& p) {
  const auto now = std::chrono::steady_clock::now();
  if (p.what != what_) {
    what_ = p.what;
    what_began_ = now;
  } else if (now - drawn_ < (environment_.errors_are_terminal
                                 ? std::chrono::milliseconds(kRedraw)
                                 : std::chrono::milliseconds(kPlainProgress))) {
    return;
  }
  drawn_ = now;
  const double seconds = std::chrono::duration<double>(now - what_began_).count();
  std::string text =
      fmt::format("{} rows, {} rejected", group_digits(p.rows), group_digits(p.rejects));
  if (seconds > 0.2) {
    text += fmt::format(
        ", {} rows/s",
        group_digits(static_cast<std::uint64_t>(static_cast<double>(p.rows) / seconds)));
  }
  if (p.bytes_all > 0 && p.bytes_done > 0 && p.bytes_done <= p.bytes_all) {
    const double share = static_cast<double>(p.bytes_done) / static_cast<double>(p.bytes_all);
    text += fmt::format(", {:.0f} %", 100 * share);
    if (seconds > 1) text += fmt::format(", {} left", duration_text(seconds * (1 - share) / share));
  }
  std::string name = clean(p.what);
  if (!environment_.errors_are_terminal) {
    (void)write_all(STDERR_FILENO, name + ": " + text + "\n");
    return;
  }
  // One line: the name gives way first.
  const std::size_t room =
      environment_.errors_width > text.size() + 4 ? environment_.errors_width - text.size() - 4 : 0;
  if (name.size() > room) {
    std::size_t cut = name.size() - room;
    while (cut < name.size() && (static_cast<unsigned char>(name[cut]) & 0xC0U) == 0x80U) ++cut;
    name.erase(0, cut);
  }
  line_is_open_ = true;
  (void)write_all(STDERR_FILENO, "\r\033[K" + name + ": " + text);
}

void Output::end_progress() {
  if (!line_is_open_) return;
  line_is_open_ = false;
  (void)write_all(STDERR_FILENO, "\r\033[K");
}

std::string clean(std::string_view text, bool lines) {
  if (!lines) return printable(text, text.size() * 4 + 4);
  std::string out;
  for (;;) {
    const auto end = text.find('\n');
    out += printable(text.substr(0, end), text.size() * 4 + 4);
    if (end == std::string_view::npos) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    utf8proc_int32_t point = 0;
    const auto taken = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                        static_cast<utf8proc_ssize_t>(text.size()), &point);
    if (taken <= 0) {
      ++width;
      text.remove_prefix(1);
      continue;
    }
    width += static_cast<std::size_t>(utf8proc_charwidth(point));
    text.remove_prefix(static_cast<std::size_t>(taken));
  }
  return width;
}

void write_error_object(Json& json, const Error& error) {
  json.begin_object();
  json.member("code", error_code_name(error.code)).member("message", error.message);
  json.key("file").text_or_null(error.place.file);
  json.key("line");
  error.place.line == 0 ? json.null() : json.value(error.place.line);
  json.key("column");
  error.place.column == 0 ? json.null() : json.value(error.place.column);
  json.key("help").text_or_null(error.help);
  json.end_object();
}

void write_error(Json& json, const Error& error) {
  json.begin_object().key("error");
  write_error_object(json, error);
  json.end_object();
  json.finish();
}

}  // namespace entente::cli

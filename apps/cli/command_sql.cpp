// entente sql: one SELECT by the user over the views, streamed.

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "commands.hpp"
#include "entente/measure/dyad_days.hpp"
#include "stores.hpp"
#include "table.hpp"

namespace entente::cli {
namespace {

constexpr std::size_t kQueryBytes = 1U << 20;

Result<std::string> read_query() {
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return fail(ErrorCode::kFailure,
                  fmt::format("cannot read standard input: {}", std::strerror(errno)));
    }
    if (got == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
    if (text.size() > kQueryBytes) return fail(ErrorCode::kUsage, "the query is longer than 1 MiB");
  }
}

// What the user's own words got wrong is a matter of usage; anything else is a failure.
Error as_users(Error error) {
  if (error.message.starts_with("Catalog Error") &&
      error.message.find("Table with name") != std::string::npos) {
    error.help =
        "views: events, canonical_events, canonical_events_all, dyad_days, actors, ties, batches, "
        "rejects, coverage, volumes";
  }
  if (error.code != ErrorCode::kFailure) return error;
  for (const std::string_view kind :
       {"Parser Error", "Binder Error", "Catalog Error", "Permission Error", "Conversion Error",
        "Invalid Input Error", "Syntax Error"}) {
    if (error.message.starts_with(kind)) error.code = ErrorCode::kUsage;
  }
  return error;
}

Result<void> answer(Output& out, OpenStore& open, const std::string& text) {
  if (names_dyad_days(text)) {
    ENTENTE_CHECK(make_dyad_days(*open.snapshot, open.of_case ? &*open.of_case : nullptr));
  }
  if (auto admitted = open.snapshot->admit(text); !admitted)
    return fail(as_users(admitted.error()));
  Rows rows(out);
  const auto done = open.snapshot->duck().rows(
      text,
      [&](const std::vector<ResultColumn>& columns) -> Result<void> {
        rows.header(columns);
        return {};
      },
      [&](const std::vector<Value>& row) -> Result<void> {
        rows.row(row);
        if (out.closed()) return fail(ErrorCode::kInterrupted, "the reader has gone");
        return {};
      });
  if (!done) return fail(as_users(done.error()));
  rows.finish();
  return {};
}

}  // namespace

Result<int> run_sql(Context& context) {
  std::string text = context.operands.front();
  if (text == "-") {
    ENTENTE_TRY(text, read_query());
  }
  if (text.find('\0') != std::string::npos)
    return fail(ErrorCode::kUsage, "the query has a NUL byte");
  ENTENTE_TRY(const auto open, open_store(context));
  RunNote note(context, *open);
  const auto done = answer(context.out, *open, text);
  note.ended(done);
  if (!done) return fail(done.error());
  return 0;
}

}  // namespace entente::cli

// entente version, man and completion: what the program says of itself.

#include <fmt/format.h>

#include "commands.hpp"
#include "entente/base/text.hpp"
#include "entente/events/catalogue.hpp"
#include "entente/events/duck.hpp"
#include "version.hpp"

namespace entente::cli {
namespace {

Result<int> print_page(Context& context, const std::string& text) {
  if (!context.out.json()) {
    context.out.print(text);
    return 0;
  }
  Json json = context.out.document();
  json.begin_object().member("text", text).end_object();
  json.finish();
  return 0;
}

}  // namespace

Result<std::string> duckdb_version() {
  ENTENTE_TRY(Duck duck, Duck::open({}));
  std::string version;
  ENTENTE_CHECK(duck.rows(
      "SELECT version()", [](const std::vector<ResultColumn>&) -> Result<void> { return {}; },
      [&](const std::vector<Value>& row) -> Result<void> {
        version = row.front().text.substr(row.front().text.starts_with('v') ? 1 : 0);
        return {};
      }));
  return version;
}

Result<int> run_version(Context& context) {
  ENTENTE_TRY(const std::string duckdb, duckdb_version());
  if (context.out.json()) {
    Json json = context.out.document();
    json.begin_object().member("version", kVersion).member("git", kGit).member("duckdb", duckdb);
    json.member("store_version", kStoreVersion).end_object();
    json.finish();
    return 0;
  }
  context.out.print(fmt::format("entente {} ({}), DuckDB {}, stores of version {}\n", kVersion,
                                kGit, duckdb, kStoreVersion));
  return 0;
}

Result<int> run_man(Context& context) { return print_page(context, man_page()); }

Result<int> run_completion(Context& context) {
  const std::string text = completion_script(context.operands.front());
  if (text.empty()) {
    return fail(ErrorCode::kUsage,
                fmt::format("there are no completions for {}", printable(context.operands.front())),
                "bash, zsh or fish");
  }
  return print_page(context, text);
}

}  // namespace entente::cli

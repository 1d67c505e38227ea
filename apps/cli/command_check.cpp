// entente check: a case's files, or a store whole; all mistakes at once.

#include <fmt/format.h>

#include "commands.hpp"
#include "entente/base/text.hpp"
#include "entente/events/maintain.hpp"
#include "entente/world/case.hpp"
#include "store_check.hpp"
#include "stores.hpp"
#include "table.hpp"

namespace entente::cli {
namespace {

void write_problems(Json& json, const Problems& problems) {
  json.key("problems").begin_array();
  for (const auto& p : problems) {
    json.begin_object();
    json.key("file").text_or_null(p.place.file);
    json.key("line");
    p.place.line == 0 ? json.null() : json.value(p.place.line);
    json.key("column");
    p.place.column == 0 ? json.null() : json.value(p.place.column);
    json.member("message", p.message).key("help").text_or_null(p.help);
    json.end_object();
  }
  json.end_array();
}

void print_problems(Output& out, const Problems& problems) {
  if (out.format() == Format::kTable) {
    for (const auto& p : problems) out.print(clean(format_error(p), true));
    return;
  }
  RowSet set;
  set.columns = {{"file", "VARCHAR"},
                 {"line", "UBIGINT"},
                 {"column", "UBIGINT"},
                 {"message", "VARCHAR"},
                 {"help", "VARCHAR"}};
  for (const auto& p : problems) {
    set.rows.push_back({cell_or_null(p.place.file), p.place.line == 0 ? cell() : cell(p.place.line),
                        p.place.column == 0 ? cell() : cell(p.place.column), cell(p.message),
                        cell_or_null(p.help)});
  }
  print_set(out, set);
}

constexpr int kBadDataStatus = 3;

Result<int> check_a_case(Context& context, const std::string& folder) {
  const CaseLoad load = load_case(folder);
  const bool ok = load.value.has_value();
  if (!ok && load.problems.size() == 1 && load.problems.front().code == ErrorCode::kNotFound) {
    return fail(load.problems.front());
  }
  Output& out = context.out;
  if (out.json()) {
    Json json = out.document();
    json.begin_object().member("ok", ok).key("digest").null();
    write_problems(json, load.problems);
    json.key("events");
    load.value ? json.value(load.value->events.size()) : json.null();
    json.end_object();
    json.finish();
  } else {
    print_problems(out, load.problems);
    if (out.format() == Format::kTable && load.value) {
      out.print(fmt::format("{} is sound: {}, {}, {}\n", clean(folder),
                            count_of(load.value->events.size(), "event"),
                            count_of(load.value->ties.size(), "tie"),
                            count_of(load.value->theatres.size(), "theatre")));
    } else if (out.format() == Format::kTable) {
      out.print(count_of(load.problems.size(), "mistake") + "\n");
    }
  }
  return ok ? 0 : kBadDataStatus;
}

}  // namespace

Result<void> print_store_check(Context& context, const StoreCheck& check,
                               const std::string& folder) {
  Output& out = context.out;
  if (out.json()) {
    Json json = out.document();
    json.begin_object().member("ok", check.ok).member("digest", check.digest);
    write_problems(json, check.problems);
    json.member("rows", check.rows)
        .member("parts", check.parts)
        .member("store", folder)
        .end_object();
    json.finish();
    return {};
  }
  print_problems(out, check.problems);
  if (out.format() == Format::kTable) {
    out.print(fmt::format("{} {}: {} in {}, digest {}\n", clean(folder),
                          check.ok ? "is sound" : "is damaged", count_of(check.rows, "row"),
                          count_of(check.parts, "part"), check.digest));
  }
  return {};
}

Result<int> run_check(Context& context) {
  const Values& values = context.values;
  if (values.given("schema")) {
    const std::string schema = schema_of(values.text("schema"));
    if (schema.empty()) return fail(ErrorCode::kUsage, "there is no schema of that file");
    context.out.print(schema.ends_with('\n') ? schema : schema + "\n");
    return 0;
  }
  if (context.operands.empty() == !values.given("store")) {
    return fail(ErrorCode::kUsage, "check takes either a case or --store DIR",
                "for example: entente check cases/northeast-asia");
  }
  if (!values.given("store")) return check_a_case(context, context.operands.front());
  ENTENTE_TRY(const std::string folder, store_folder(context));
  ENTENTE_CHECK(need_store(folder));
  ENTENTE_TRY(const StoreCheck check, check_store(folder));
  ENTENTE_CHECK(print_store_check(context, check, folder));
  return check.ok ? 0 : kBadDataStatus;
}

}  // namespace entente::cli

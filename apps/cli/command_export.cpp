// entente export: the joined form of a store's events (what was said and what was derived), with
// each provider's attribution beside it.
//
// CSV and JSON lines are written here, Parquet by DuckDB; all go to a new file beside the target
// first, which takes its place once it is whole.

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "attribution.hpp"
#include "commands.hpp"
#include "entente/base/files.hpp"
#include "entente/base/text.hpp"
#include "row_file.hpp"
#include "stores.hpp"
#include "table.hpp"

namespace entente::cli {
namespace {

constexpr std::string_view kEvents =
    "SELECT * FROM events ORDER BY provider, day, event_id, revision";

Result<std::uint64_t> write_rows(Duck& duck, RowFile& file) {
  ENTENTE_CHECK(duck.rows(
      std::string(kEvents),
      [&](const std::vector<ResultColumn>& columns) { return file.header(columns); },
      [&](const std::vector<Value>& row) { return file.row(row); }));
  ENTENTE_CHECK(file.finish());
  return file.rows();
}

Result<std::uint64_t> write_file(Duck& duck, Output& out, const std::string& format,
                                 const std::string& file) {
  if (format == "parquet") {
    ENTENTE_CHECK(duck.run(fmt::format("COPY ({}) TO {} (FORMAT parquet, COMPRESSION zstd)",
                                       kEvents, sql_quote(file))));
    ENTENTE_CHECK(files::sync_file(file));
    ENTENTE_TRY(const std::int64_t rows, duck.number("SELECT count(*) FROM events"));
    return static_cast<std::uint64_t>(rows);
  }
  ENTENTE_TRY(RowFile rows, RowFile::create(out, format, file));
  return write_rows(duck, rows);
}

}  // namespace

Result<int> run_export(Context& context) {
  const std::string file = context.values.text("output");
  if (file.empty())
    return fail(ErrorCode::kUsage, "export needs -o FILE (or -o - for standard output)");
  ENTENTE_TRY(const std::string format, wanted_format(context.values, file));
  if (file == "-" && context.out.json())
    return fail(ErrorCode::kUsage, "--json and -o - both want standard output");
  if (file != "-") ENTENTE_CHECK(need_place_for(file));
  ENTENTE_TRY(const auto open, open_store(context));
  RunNote note(context, *open);
  Duck& duck = open->snapshot->duck();
  Output& out = context.out;
  if (file == "-") {
    ENTENTE_TRY(RowFile to_output, RowFile::create(out, format, file));
    const auto rows = write_rows(duck, to_output);
    note.ended(rows);
    if (!rows) return fail(rows.error());
    ENTENTE_TRY(const std::string text, attribution_csv(duck, {}));
    out.note(text);
    return 0;
  }
  const std::string beside = fmt::format("{}.{}.part", file, ::getpid());
  const std::string attribution_file = file + ".attribution.csv";
  auto rows = [&]() -> Result<std::uint64_t> {
    ENTENTE_TRY(const std::uint64_t count, write_file(duck, out, format, beside));
    ENTENTE_CHECK(files::move_file(beside, file));
    ENTENTE_TRY(const std::string text, attribution_csv(duck, {}));
    ENTENTE_CHECK(files::replace_file(attribution_file, text));
    return count;
  }();
  note.ended(rows);
  if (!rows) {
    std::error_code error;
    std::filesystem::remove(beside, error);
    return fail(rows.error());
  }
  if (out.json()) {
    Json json = out.document();
    json.begin_object().member("file", file).member("format", format).member("rows", *rows);
    json.member("attribution", attribution_file).end_object();
    json.finish();
    return 0;
  }
  out.print(fmt::format("{}: {}\n{}: whose data it is\n", clean(file), count_of(*rows, "row"),
                        clean(attribution_file)));
  return 0;
}

}  // namespace entente::cli

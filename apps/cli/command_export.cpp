// entente export: the joined form of a store's events (what was said and what was derived), with
// each provider's attribution beside it.
//
// CSV and JSON lines are written here, Parquet by DuckDB; all go to a new file beside the target
// first, which takes its place once it is whole.

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "attribution.hpp"
#include "commands.hpp"
#include "entente/base/csv.hpp"
#include "entente/base/files.hpp"
#include "entente/base/text.hpp"
#include "stores.hpp"
#include "table.hpp"

namespace entente::cli {
namespace {

constexpr std::string_view kEvents =
    "SELECT * FROM events ORDER BY provider, day, event_id, revision";

// Bytes to a file, or to standard output.
class Writer {
 public:
  Writer(Output& out, std::FILE* file) : out_(out), file_(file) {}
  Result<void> write(std::string_view text) {
    if (file_ == nullptr) {
      out_.print(text);
      if (out_.closed()) return fail(ErrorCode::kInterrupted, "the reader has gone");
      return {};
    }
    if (std::fwrite(text.data(), 1, text.size(), file_) != text.size())
      return fail(files::system_error("write", "the export", errno));
    return {};
  }

 private:
  Output& out_;
  std::FILE* file_;
};

Result<std::uint64_t> write_csv(Duck& duck, Writer& writer) {
  std::uint64_t rows = 0;
  ENTENTE_CHECK(duck.rows(
      std::string(kEvents),
      [&](const std::vector<ResultColumn>& columns) -> Result<void> {
        std::string line;
        for (const auto& column : columns)
          line += (line.empty() ? "" : ",") + csv_field(column.name);
        return writer.write(line + "\r\n");
      },
      [&](const std::vector<Value>& row) -> Result<void> {
        ++rows;
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
          if (i != 0) line += ',';
          line += csv_field(csv_text(row[i]));
        }
        return writer.write(line + "\r\n");
      }));
  return rows;
}

Result<std::uint64_t> write_jsonl(Duck& duck, Writer& writer) {
  std::uint64_t rows = 0;
  std::vector<std::string> names;
  ENTENTE_CHECK(duck.rows(
      std::string(kEvents),
      [&](const std::vector<ResultColumn>& columns) -> Result<void> {
        for (const auto& column : columns) names.push_back(column.name);
        return {};
      },
      [&](const std::vector<Value>& row) -> Result<void> {
        ++rows;
        Value object;
        object.kind = Value::Kind::kObject;
        object.items = row;
        object.names = names;
        return writer.write(json_text(object) + "\n");
      }));
  return rows;
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
  std::FILE* const handle = std::fopen(file.c_str(), "wbx");
  if (handle == nullptr) return fail(files::system_error("write", file, errno));
  Writer writer(out, handle);
  auto rows = format == "csv" ? write_csv(duck, writer) : write_jsonl(duck, writer);
  if (std::fclose(handle) != 0 && rows) return fail(files::system_error("write", file, errno));
  ENTENTE_CHECK(files::sync_file(file));
  return rows;
}

Result<std::string> attribution_text(Duck& duck) {
  ENTENTE_TRY(
      const RowSet counts,
      query(duck, "", "SELECT provider, count(*) AS rows FROM events GROUP BY ALL ORDER BY ALL"));
  std::string text = "provider,rows,citation,terms,url\r\n";
  for (const auto& row : counts.rows) {
    const Attribution* const a = attribution_of(row[0].text);
    text += csv_field(row[0].text) + "," + csv_text(row[1]);
    text +=
        "," +
        csv_field(a != nullptr
                      ? a->citation
                      : std::string_view("read by a mapping of the user's own: cite its source"));
    text += "," + csv_field(a != nullptr ? a->terms : std::string_view("the source's own"));
    text += "," + csv_field(a != nullptr ? a->url : std::string_view()) + "\r\n";
  }
  return text;
}

Result<std::string> wanted_format(const Values& values, const std::string& file) {
  std::string format = values.text("format");
  if (format.empty()) {
    const auto ending = std::filesystem::path(file).extension().string();
    format = ending.empty() ? "csv" : ending.substr(1);
  }
  if (format != "csv" && format != "jsonl" && format != "parquet") {
    return fail(ErrorCode::kUsage, fmt::format("there is no export as {}", printable(format)),
                "--format csv, jsonl or parquet");
  }
  if (format == "parquet" && file == "-")
    return fail(ErrorCode::kUsage, "parquet needs a file: -o FILE.parquet");
  return format;
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
  RunNote note(context, open->folder);
  Duck& duck = open->snapshot->duck();
  Output& out = context.out;
  if (file == "-") {
    Writer writer(out, nullptr);
    const auto rows = format == "csv" ? write_csv(duck, writer) : write_jsonl(duck, writer);
    note.ended(rows);
    if (!rows) return fail(rows.error());
    ENTENTE_TRY(const std::string text, attribution_text(duck));
    out.note(text);
    return 0;
  }
  const std::string beside = fmt::format("{}.{}.part", file, ::getpid());
  const std::string attribution_file = file + ".attribution.csv";
  auto rows = [&]() -> Result<std::uint64_t> {
    ENTENTE_TRY(const std::uint64_t count, write_file(duck, out, format, beside));
    ENTENTE_CHECK(files::move_file(beside, file));
    ENTENTE_TRY(const std::string text, attribution_text(duck));
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

// entente events add: one row more in a case's events.csv, checked with the whole case first.
//
// The case's files are copied to a temporary folder, the row is added there, and the copy is
// loaded; only a case without any mistake replaces the file, in one rename.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "commands.hpp"
#include "entente/base/csv.hpp"
#include "entente/base/files.hpp"
#include "entente/base/hash.hpp"
#include "entente/base/text.hpp"
#include "entente/world/case.hpp"

namespace entente::cli {
namespace {

constexpr std::uint64_t kMostBytes = 64ULL << 20;

// The columns of events.csv and the settings that fill them.
constexpr std::string_view kColumns[] = {
    "id",       "day",      "day_last", "known_day", "source",    "target",
    "action",   "issues",   "country",  "latitude",  "longitude", "grade",
    "claimant", "occasion", "sampling", "register",  "sentence",  "citation"};

// A folder that goes with the object.
class TemporaryFolder {
 public:
  static Result<TemporaryFolder> make() {
    std::error_code error;
    const auto base = std::filesystem::temp_directory_path(error);
    std::string pattern = ((error ? files::Path("/tmp") : base) / "entente-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
      return fail(files::system_error("make the folder", pattern, errno));
    return TemporaryFolder(pattern);
  }
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder() {
    std::error_code error;
    if (!path_.empty()) std::filesystem::remove_all(path_, error);
  }
  const files::Path& path() const { return path_; }

 private:
  explicit TemporaryFolder(files::Path path) : path_(std::move(path)) {}
  files::Path path_;
};

std::string value_of(const Values& values, std::string_view column) {
  std::string name(column);
  std::ranges::replace(name, '_', '-');
  return values.text(name);
}

// day-source-target-action, with a number behind where that is taken.
std::string made_id(const Values& values, const CsvTable& table, std::size_t id_column) {
  std::string base = format_day(*values.day("day"));
  std::erase(base, '-');
  for (const char* const name : {"source", "target", "action"}) {
    const std::string part = ascii_lower(values.text(name));
    if (!part.empty()) base += "-" + part;
  }
  const auto taken = [&](const std::string& id) {
    return std::ranges::any_of(table.rows,
                               [&](const CsvRow& row) { return row.fields[id_column] == id; });
  };
  std::string id = base;
  for (int number = 2; taken(id); ++number) id = fmt::format("{}-{}", base, number);
  return id;
}

// The case's own files, which are few and small; folders in it are not part of it.
Result<void> copy_case(const files::Path& from, const files::Path& to) {
  std::error_code error;
  std::filesystem::directory_iterator entries(from, error);
  if (error)
    return fail(ErrorCode::kNotFound, fmt::format("there is no case {}", clean(from.string())));
  for (const auto& entry : entries) {
    const auto ending = entry.path().extension();
    if (!entry.is_regular_file(error) ||
        (ending != ".toml" && ending != ".csv" && ending != ".lock"))
      continue;
    ENTENTE_TRY(const std::string bytes, files::read_file(entry.path(), kMostBytes));
    ENTENTE_CHECK(files::replace_file(to / entry.path().filename(), bytes));
  }
  return {};
}

}  // namespace

Result<int> run_events_add(Context& context) {
  const Values& values = context.values;
  for (const std::string_view needed : {"day", "source", "action", "sentence", "citation"}) {
    if (values.text(needed).empty()) {
      return fail(ErrorCode::kUsage, fmt::format("events add needs --{}", needed),
                  "entente events add --help has an example");
    }
  }
  const files::Path folder = context.operands.front();
  const files::Path file = folder / "events.csv";
  if (!std::filesystem::exists(folder / "case.toml")) {
    return fail(ErrorCode::kNotFound,
                fmt::format("{} is no case: it has no case.toml", clean(folder.string())),
                "entente init DIR makes one");
  }
  ENTENTE_TRY(const std::string before, files::read_file(file, kMostBytes));
  Problems problems;
  const CsvTable table = parse_csv(before, file.string(), problems);
  if (!problems.empty()) return fail(problems.front());
  const auto id_column = std::ranges::find(table.header, "id");
  if (id_column == table.header.end())
    return fail(ErrorCode::kBadData, "events.csv has no column id", {}, {file.string(), 1, 0});
  std::string id = values.text("id");
  if (id.empty())
    id = made_id(values, table, static_cast<std::size_t>(id_column - table.header.begin()));
  std::string line;
  for (const auto& column : table.header) {
    if (std::ranges::find(kColumns, column) == std::end(kColumns)) {
      return fail(ErrorCode::kBadData,
                  fmt::format("events.csv has an unknown column {}", printable(column)), {},
                  {file.string(), 1, 0});
    }
    std::string value = column == "id" ? id : value_of(values, column);
    if (column == "known_day" && value.empty()) {  // at the earliest when it was over
      value = values.text(values.given("day-last") ? "day-last" : "day");
    }
    // One row is one line, for people and for their tools.
    if (value.find_first_of("\r\n") != std::string::npos) {
      return fail(ErrorCode::kUsage, fmt::format("--{} must be one line", column));
    }
    if (&column != &table.header.front()) line += ',';
    line += csv_field(value);
  }
  const auto same = std::ranges::find_if(table.rows, [&](const CsvRow& row) {
    for (std::size_t i = 0; i < table.header.size() && i < row.fields.size(); ++i) {
      const std::string& column = table.header[i];
      if ((column == "day" || column == "source" || column == "target" || column == "action") &&
          row.fields[i] != value_of(values, column)) {
        return false;
      }
    }
    return true;
  });
  if (same != table.rows.end()) {
    context.out.warn(fmt::format(
        "events.csv has this act already, with the same day, source, "
        "target and action: {}",
        clean(same->fields[static_cast<std::size_t>(id_column - table.header.begin())])));
  }
  std::string after = before;
  if (!after.empty() && !after.ends_with('\n')) after += '\n';
  after += line + "\n";

  ENTENTE_TRY(const TemporaryFolder copy, TemporaryFolder::make());
  ENTENTE_CHECK(copy_case(folder, copy.path()));
  ENTENTE_CHECK(files::replace_file(copy.path() / "events.csv", after));
  CaseLoad load = load_case(copy.path().string());
  if (!load.value) {
    if (load.problems.empty())
      return fail(ErrorCode::kBadData, "the case with this row has mistakes");
    for (auto& problem : load.problems) {
      const std::string prefix = copy.path().string();
      if (problem.place.file.starts_with(prefix))
        problem.place.file = folder.string() + problem.place.file.substr(prefix.size());
    }
    if (!context.out.json()) {
      for (std::size_t i = 1; i < load.problems.size(); ++i) context.out.error(load.problems[i]);
    }
    return fail(load.problems.front());
  }
  const bool dry = values.flag("dry-run");
  if (!dry) {
    ENTENTE_TRY(const std::string now, files::read_file(file, kMostBytes));
    if (now != before)
      return fail(ErrorCode::kLocked, "events.csv was changed by someone else meanwhile",
                  "try again", {file.string(), 0, 0});
    ENTENTE_CHECK(files::replace_file(file, after));
  }
  if (context.out.json()) {
    Json json = context.out.document();
    json.begin_object().member("id", id).member("file", file.generic_string());
    json.member("line", static_cast<std::uint64_t>(std::ranges::count(after, '\n')))
        .member("written", !dry)
        .end_object();
    json.finish();
    return 0;
  }
  context.out.print(fmt::format("{}{}\n", id, dry ? " (checked, not written)" : ""));
  return 0;
}

}  // namespace entente::cli

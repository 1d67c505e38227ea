// entente init: a small case that works, to be changed into one's own.

#include <fmt/format.h>

#include <filesystem>

#include "commands.hpp"
#include "entente/base/files.hpp"
#include "entente/base/text.hpp"
#include "entente/world/case.hpp"

namespace entente::cli {
namespace {

constexpr std::string_view kCase =
    R"(# A case: what is looked at, and when. `entente check --schema case.toml` prints every key.

name = "NAME"
title = "An example to be changed"
summary = "Two invented rows show how a case is written."
from = 2024-01-01
to = 2025-01-01 # half-open: the last day inside is 31 December 2024
horizons = [7, 30, 90]
watched = [["FRA", "DEU"]]

[data]
ingest = [] # globs of event files, from this folder

[issues]
example = "rows that are there to be replaced"

[[theatre]]
id = "rhine"
name = "The Rhine"
countries = ["DEU", "FRA"]
dyads = [["FRA", "DEU"]]
)";

constexpr std::string_view kActors =
    R"(# People, offices and groups that the built-in world (all states, major organisations) lacks.
# `entente check --schema actors.toml` prints every key.

[[actor]]
id = "example-envoy"
kind = "person"
name = "An Invented Envoy"
parent = "FRA"
)";

constexpr std::string_view kRegisters =
    R"(# Complete lists of named kinds of events. `entente check --schema registers.toml` prints every key.
)";

constexpr std::string_view kEvents =
    "id,day,day_last,known_day,source,target,action,issues,country,latitude,longitude,grade,"
    "claimant,occasion,sampling,register,"
    "sentence,citation\n"
    "20240301-fra-deu-036,2024-03-01,,2024-03-01,FRA,DEU,036,example,DEU,,,reported,,,purposive,,"
    "INVENTED EXAMPLE: France offered Germany to meet.,\"invented for the example, no source\"\n"
    "20240402-deu-fra-040,2024-04-02,,2024-04-02,DEU,FRA,040,example,FRA,,,reported,,,purposive,,"
    "INVENTED EXAMPLE: Germany consulted France.,\"invented for the example, no source\"\n";

constexpr std::string_view kReadme = R"(# NAME

A case of Entente. The two rows of events.csv are invented: replace them.

    entente check FOLDER
    entente events add FOLDER --day 2024-05-01 --source FRA --target DEU --action 036 \
      --grade reported --sentence "One plain sentence." --citation "Agency, 2 May 2024"
    entente events --case FOLDER
    entente brief FOLDER -o brief.html

case.toml says what is looked at, actors.toml who acts besides states, events.csv what happened: one
row an act, each with its source.
)";

std::string filled(std::string_view text, const std::string& name, const std::string& folder) {
  std::string out(text);
  for (const auto& [word, value] :
       {std::pair<std::string, std::string>{"NAME", name}, {"FOLDER", folder}}) {
    for (std::size_t at = out.find(word); at != std::string::npos;
         at = out.find(word, at + value.size()))
      out.replace(at, word.size(), value);
  }
  return out;
}

// Letters, digits and dashes of the folder's name.
std::string name_of_folder(const files::Path& folder) {
  std::string name;
  for (const char c : ascii_lower(folder.filename().string())) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain)
      name += c;
    else if (!name.empty() && !name.ends_with('-'))
      name += '-';
  }
  while (name.ends_with('-')) name.pop_back();
  return name.empty() ? "example" : name;
}

}  // namespace

Result<int> run_init(Context& context) {
  std::string given = context.operands.front();
  while (given.size() > 1 && given.ends_with('/')) given.pop_back();
  std::error_code error;
  const files::Path folder = given;
  if (std::filesystem::exists(folder, error) && (!std::filesystem::is_directory(folder, error) ||
                                                 !std::filesystem::is_empty(folder, error))) {
    return fail(ErrorCode::kUsage, fmt::format("{} is not empty", clean(given)),
                "init writes into a new or an empty folder only");
  }
  ENTENTE_CHECK(files::make_folders(folder));
  const std::string name = name_of_folder(std::filesystem::absolute(folder, error));
  std::vector<std::string> written;
  for (const auto& [file, text] : {std::pair<std::string, std::string_view>{"case.toml", kCase},
                                   {"actors.toml", kActors},
                                   {"registers.toml", kRegisters},
                                   {"events.csv", kEvents},
                                   {"README.md", kReadme}}) {
    ENTENTE_CHECK(files::replace_file(
        folder / file, file == "events.csv" ? std::string(text) : filled(text, name, given)));
    written.push_back((folder / file).generic_string());
  }
  const CaseLoad load = load_case(given);
  if (!load.value)
    return fail(load.problems.empty()
                    ? Error{ErrorCode::kFailure, "the new case cannot be read", {}, {}}
                    : load.problems.front());
  if (context.out.json()) {
    Json json = context.out.document();
    json.begin_object().member("name", name).key("files").begin_array();
    for (const auto& file : written) json.value(file);
    json.end_array().end_object();
    json.finish();
    return 0;
  }
  for (const auto& file : written) context.out.print(clean(file) + "\n");
  context.out.note(fmt::format("next: entente brief {} -o brief.html", clean(given)));
  return 0;
}

}  // namespace entente::cli

// entente init: a small case that works, to be changed into one's own. Its files lie in example/
// and are part of the program; every row is invented and says so.

#include <fmt/format.h>

#include <array>
#include <filesystem>

#include "commands.hpp"
#include "embedded_example.hpp"
#include "entente/base/files.hpp"
#include "entente/base/text.hpp"
#include "entente/world/case.hpp"

namespace entente::cli {
namespace {

struct ExampleFile {
  std::string_view name;
  std::string_view (*text)();
};
constexpr std::array kFiles = {ExampleFile{"case.toml", embedded::case_toml},
                               ExampleFile{"actors.toml", embedded::actors_toml},
                               ExampleFile{"registers.toml", embedded::registers_toml},
                               ExampleFile{"measures.toml", embedded::measures_toml},
                               ExampleFile{"events.csv", embedded::events_csv},
                               ExampleFile{"grades.csv", embedded::grades_csv},
                               ExampleFile{"ties.csv", embedded::ties_csv},
                               ExampleFile{"coverage.csv", embedded::coverage_csv},
                               ExampleFile{"outcomes.csv", embedded::outcomes_csv},
                               ExampleFile{"README.md", embedded::README_md}};

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
  for (const auto& [file, text] : kFiles) {
    const bool words = file.ends_with(".toml") || file.ends_with(".md");
    ENTENTE_CHECK(files::replace_file(folder / file,
                                      words ? filled(text(), name, given) : std::string(text())));
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

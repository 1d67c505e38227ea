// Loading a case: its files in the order in which they refer to one another.
//
// Files are read whole, at most 16 MiB each, and only where they are regular files of the folder
// itself: a link could make the program read (and quote in a message) what its user may not see.
// case.toml must be there; every other file may be missing, which is the same as empty.

#include "entente/world/case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "entente/base/files.hpp"
#include "entente/base/hash.hpp"
#include "entente/base/text.hpp"
#include "entente/world/case_parts.hpp"
#include "entente/world/codes.hpp"
#include "entente/world/tables.hpp"

namespace entente {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargestFile = 16ULL << 20;

/// The text of a file of the case; nothing where it is missing or refused (a problem then).
std::optional<std::string> text_of(const fs::path& folder, std::string_view name,
                                   Problems& problems) {
  const auto file = folder / name;
  std::error_code error;
  const auto status = fs::symlink_status(file, error);
  if (status.type() == fs::file_type::not_found) return std::nullopt;
  if (status.type() != fs::file_type::regular) {
    problems.push_back({ErrorCode::kBadData,
                        fmt::format("{} is not a regular file", name),
                        {file.generic_string(), 0, 0},
                        "put the file itself there: links are not followed"});
    return std::nullopt;
  }
  auto text = files::read_file(file, kLargestFile);
  if (text) return std::move(*text);
  auto problem = std::move(text).error();
  problem.place = {file.generic_string(), 0, 0};
  problems.push_back(std::move(problem));
  return std::nullopt;
}

}  // namespace

std::string CaseChecks::actor_hint(const std::string& key) const {
  auto near = nearest_key(key, actor_keys);
  if (const auto* state = find_state_by_name(key)) near = std::string(state->iso3.text);
  return near ? fmt::format("did you mean \"{}\"?", *near)
              : std::string("add it to actors.toml, or use a known actor's id");
}

bool valid_case_id(std::string_view id) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !id.empty() && id.size() <= 100 && id.front() != '.' &&
         std::all_of(id.begin(), id.end(), fits);
}

bool valid_grade(std::string_view grade) {
  return grade == "claimed" || grade == "reported" || grade == "confirmed";
}

CaseLoad load_case(const std::string& directory) {
  CaseLoad load;
  const fs::path folder(directory);
  std::error_code error;
  if (!fs::exists(fs::symlink_status(folder / "case.toml", error))) {
    load.problems.push_back({ErrorCode::kNotFound,
                             fmt::format("there is no case at {}", printable(directory)),
                             {(folder / "case.toml").generic_string(), 0, 0},
                             "name a folder that holds a case.toml"});
    return load;
  }
  Case made;
  made.directory = directory;
  made.world = World::built_in();
  std::uint64_t fingerprint = xxh64("case");
  const auto read = [&](std::string_view name, auto&& use) {
    const auto text = text_of(folder, name, load.problems);
    if (!text) return;
    fingerprint = hash_combine(hash_combine(fingerprint, xxh64(name)), xxh64(*text));
    const auto before = static_cast<std::ptrdiff_t>(load.problems.size());
    use(std::string_view(*text), (folder / name).generic_string());
    std::stable_sort(
        load.problems.begin() + before, load.problems.end(), [](const Error& a, const Error& b) {
          return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
        });
  };
  read("actors.toml", [&](std::string_view text, const std::string& file) {
    made.world.add(text, file, load.problems);
  });
  CaseChecks checks{made, load.problems, {}};
  for (const auto& actor : made.world.actors()) checks.actor_keys.push_back(actor.key);
  using Reader = void (*)(std::string_view, const std::string&, CaseChecks&);
  // Each file after those that it refers to.
  const std::array<std::pair<std::string_view, Reader>, 8> readers = {{
      {"case.toml", read_case_toml},
      {"registers.toml", read_registers_toml},
      {"measures.toml", read_measures_toml},
      {"events.csv", read_events},
      {"grades.csv", read_grades},
      {"ties.csv", read_ties},
      {"coverage.csv", read_coverage},
      {"outcomes.csv", read_outcomes},
  }};
  for (const auto& [name, reader] : readers) {
    const Reader use = reader;
    read(name, [&](std::string_view text, const std::string& file) { use(text, file, checks); });
  }
  made.fingerprint = fingerprint;
  if (load.problems.empty()) load.value = std::move(made);
  return load;
}

}  // namespace entente

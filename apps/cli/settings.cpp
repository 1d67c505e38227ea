// The table of settings, and what follows from it alone: the check of a value and its reading.

#include "settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "entente/base/text.hpp"

namespace entente::cli {

const std::vector<Setting>& settings() {
  using enum SettingKind;
  static const std::vector<Setting> table = {
      // Taken by every command.
      {.name = "json", .help = "print one JSON document", .everywhere = true},
      {.name = "quiet",
       .letter = 'q',
       .help = "print results and errors only",
       .everywhere = true,
       .configurable = true},
      {.name = "progress",
       .help = "show progress even where standard error is no terminal",
       .everywhere = true,
       .configurable = true},
      {.name = "threads",
       .kind = kNumber,
       .value_name = "N",
       .default_value = "0",
       .help = "threads to use; 0: one a core",
       .least = 0,
       .everywhere = true,
       .configurable = true},
      {.name = "memory",
       .kind = kBytes,
       .value_name = "SIZE",
       .default_value = "1GiB",
       .help = "memory for queries and writing",
       .everywhere = true,
       .configurable = true},
      {.name = "seed",
       .kind = kNumber,
       .value_name = "N",
       .default_value = "1",
       .help = "seed of every random draw",
       .least = 0,
       .everywhere = true,
       .configurable = true},
      {.name = "cache",
       .kind = kFolder,
       .value_name = "DIR",
       .help = "where the stores of cases are kept (default: ~/.cache/entente)",
       .everywhere = true,
       .configurable = true},
      {.name = "help", .letter = 'h', .help = "print this help", .everywhere = true},
      // What is read and where it goes.
      {.name = "store", .kind = kFolder, .value_name = "DIR", .help = "the folder of the store"},
      {.name = "case",
       .kind = kFolder,
       .value_name = "DIR",
       .help = "the folder of the case: its events, or its actors and theatres with --store"},
      {.name = "csv", .help = "print comma-separated values with a header"},
      {.name = "as-of",
       .kind = kDay,
       .value_name = "DAY",
       .help = "hide all that became known after this day"},
      {.name = "as-of-batch",
       .kind = kNumber,
       .value_name = "N",
       .help = "hide all that came in after this batch",
       .least = 0},
      {.name = "output",
       .letter = 'o',
       .kind = kFile,
       .value_name = "FILE",
       .help = "the file to write; -: standard output where the command allows it"},
      {.name = "from", .kind = kDay, .value_name = "DAY", .help = "the first day"},
      {.name = "to", .kind = kDay, .value_name = "DAY", .help = "the last day"},
      {.name = "limit",
       .kind = kNumber,
       .value_name = "N",
       .help = "print at most N rows",
       .least = 0},
      {.name = "dyad",
       .kind = kText,
       .value_name = "A,B",
       .help = "acts from A to B: two states or organisations, such as PRK,RUS"},
      {.name = "by",
       .kind = kText,
       .value_name = "PERIOD",
       .help = "a row for each",
       .choices = "day|week|month|year"},
      {.name = "half-life",
       .kind = kPositive,
       .value_name = "DAYS",
       .help = "days after which an act counts half (default: 90)",
       .repeatable = true},
      // Ingest and fetch.
      {.name = "format",
       .kind = kText,
       .value_name = "NAME",
       .help = "the format; without it, it is found from the content"},
      {.name = "mapping",
       .kind = kFile,
       .value_name = "FILE",
       .help = "a TOML mapping that says how to read a CSV or TSV file"},
      {.name = "max-errors",
       .kind = kNumber,
       .value_name = "N",
       .help = "rejected rows a file may have; -1: any (default: 1,000 or 1 % of its rows)",
       .least = -1,
       .configurable = true},
      {.name = "dry-run", .help = "read and count, write nothing"},
      {.name = "wait",
       .kind = kNumber,
       .value_name = "SECONDS",
       .default_value = "5",
       .help = "how long to wait while another command writes the store",
       .least = 0,
       .configurable = true},
      {.name = "recorded-day",
       .kind = kDay,
       .value_name = "DAY",
       .help = "the day on which the provider recorded the rows"},
      {.name = "max-ratio",
       .kind = kNumber,
       .value_name = "N",
       .default_value = "200",
       .help = "decompressed over compressed bytes, past the first 64 MiB",
       .least = 1},
      {.name = "max-bytes",
       .kind = kBytes,
       .value_name = "SIZE",
       .default_value = "64GiB",
       .help = "decompressed bytes of one file"},
      {.name = "max-line-bytes",
       .kind = kBytes,
       .value_name = "SIZE",
       .default_value = "64KiB",
       .help = "bytes of one line"},
      {.name = "max-entries",
       .kind = kNumber,
       .value_name = "N",
       .default_value = "1000",
       .help = "files in one archive",
       .least = 1},
      {.name = "only",
       .kind = kFolder,
       .value_name = "CASE",
       .help = "keep rows among the case's actors, and daily volumes of all others"},
      {.name = "origin", .kind = kDay, .value_name = "DAY", .help = "quads: the day of time 0"},
      {.name = "unit",
       .kind = kText,
       .value_name = "UNIT",
       .help = "quads: what a time counts",
       .choices = "hours|days"},
      {.name = "setting",
       .kind = kText,
       .value_name = "NAME",
       .default_value = "single-step",
       .help = "what is known when a step is forecast",
       .choices = "single-step|multi-step|day-queries-known"},
      {.name = "all", .help = "list those settled before, too"},
      {.name = "online", .help = "fit again after every seven test steps"},
      {.name = "judge",
       .kind = kText,
       .value_name = "PART",
       .default_value = "test",
       .help = "the part that is judged; valid: only train is learnt from",
       .choices = "test|valid"},
      {.name = "predictions",
       .kind = kFile,
       .value_name = "FILE",
       .help = "write the ranked lists here (CSV; .gz: compressed)"},
      {.name = "names",
       .kind = kFolder,
       .value_name = "DIR",
       .help = "quads: the folder of entity2id.txt and relation2id.txt"},
      {.name = "folder",
       .kind = kFolder,
       .value_name = "DIR",
       .help = "where the downloaded files are kept (default: in the cache)"},
      {.name = "mirror",
       .kind = kText,
       .value_name = "URL",
       .help = "a folder with the provider's own list and files, instead of the provider's"},
      {.name = "pause",
       .kind = kNumber,
       .value_name = "MS",
       .default_value = "1000",
       .help = "milliseconds between requests",
       .least = 0},
      // Single commands.
      {.name = "schema",
       .kind = kText,
       .value_name = "FILE",
       .help = "print the schema of a file of cases",
       .choices = "case.toml|actors.toml|registers.toml|measures.toml"},
      {.name = "provider",
       .kind = kText,
       .value_name = "NAME",
       .help = "the provider: gdelt1, icews ..."},
      {.name = "day",
       .kind = kDay,
       .value_name = "DAY",
       .help = "the day on which it happened, or is asked for"},
      {.name = "bibtex", .help = "print BibTeX"},
      {.name = "threshold",
       .kind = kText,
       .value_name = "WORDS",
       .help = "such as \"PRK,KOR conflict above 5\"; may be given more than once",
       .repeatable = true},
      {.name = "point", .help = "judge the estimate itself, not the bound of its interval"},
      {.name = "since",
       .kind = kNumber,
       .value_name = "RUN",
       .help = "mark what is new since that run (its id in entente runs)",
       .least = 1},
      {.name = "note",
       .kind = kText,
       .value_name = "TEXT",
       .help = "a note of your own on the page: plain text, at most 2,000 characters"},
      {.name = "handling",
       .kind = kText,
       .value_name = "TEXT",
       .help = "a handling line on every page: one line, at most 120 characters"},
      {.name = "one-page", .help = "the form that prints on one page"},
      // Forecasts.
      {.name = "horizon",
       .kind = kNumber,
       .value_name = "DAYS",
       .help = "how many days ahead, 1 to 365; may be given more than once",
       .least = 1,
       .repeatable = true},
      {.name = "actor",
       .kind = kText,
       .value_name = "ACTOR",
       .help = "acts from and toward one state or organisation"},
      {.name = "kind",
       .kind = kText,
       .value_name = "KIND",
       .help = "only forecasts of that kind; may be given more than once",
       .choices = "act|count|escalation|register",
       .repeatable = true},
      {.name = "save", .help = "register the forecasts in the store, to be settled by score"},
      {.name = "origins",
       .kind = kNumber,
       .value_name = "N",
       .help = "forecast from at most N days, spread to the end (default: one a week)",
       .least = 1},
      // The columns of an event that is added.
      {.name = "id", .kind = kText, .value_name = "ID", .help = "the event's id (default: made)"},
      {.name = "day-last",
       .kind = kDay,
       .value_name = "DAY",
       .help = "the last day on which it may have happened"},
      {.name = "known-day",
       .kind = kDay,
       .value_name = "DAY",
       .help = "the day on which it could be known"},
      {.name = "source", .kind = kText, .value_name = "ACTOR", .help = "who acted"},
      {.name = "target", .kind = kText, .value_name = "ACTOR", .help = "toward whom"},
      {.name = "action", .kind = kText, .value_name = "CODE", .help = "the CAMEO code"},
      {.name = "issues", .kind = kText, .value_name = "TAGS", .help = "issue tags, ';' between"},
      {.name = "country", .kind = kText, .value_name = "ISO3", .help = "the country of the place"},
      {.name = "latitude", .kind = kText, .value_name = "DEGREES", .help = "the place's latitude"},
      {.name = "longitude",
       .kind = kText,
       .value_name = "DEGREES",
       .help = "the place's longitude"},
      {.name = "grade",
       .kind = kText,
       .value_name = "GRADE",
       .help = "the grade of the evidence",
       .choices = "claimed|reported|confirmed"},
      {.name = "claimant", .kind = kText, .value_name = "ACTOR", .help = "who claims it"},
      {.name = "occasion",
       .kind = kText,
       .value_name = "NAME",
       .help = "rows of one meeting share it"},
      {.name = "sampling",
       .kind = kText,
       .value_name = "KIND",
       .default_value = "purposive",
       .help = "how the row was chosen",
       .choices = "register|purposive"},
      {.name = "register",
       .kind = kText,
       .value_name = "KEY",
       .help = "the register it belongs to"},
      {.name = "sentence", .kind = kText, .value_name = "TEXT", .help = "one plain sentence"},
      {.name = "citation", .kind = kText, .value_name = "TEXT", .help = "the reference"},
  };
  return table;
}

const Setting* find_setting(std::string_view name) {
  const auto found = std::ranges::find(settings(), name, &Setting::name);
  return found == settings().end() ? nullptr : &*found;
}

std::string config_key(const Setting& setting) {
  std::string key(setting.name);
  std::ranges::replace(key, '-', '_');
  return key;
}

std::string variable_name(const Setting& setting) {
  std::string name = "ENTENTE_";
  for (const char c : setting.name) {
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return name;
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  const auto count = parse_int(text.substr(0, digits));
  if (!count || *count < 0) return std::nullopt;
  struct Unit {
    std::string_view name;
    std::uint64_t bytes;
  };
  static constexpr Unit kUnits[] = {{"", 1},
                                    {"b", 1},
                                    {"k", 1ULL << 10},
                                    {"kib", 1ULL << 10},
                                    {"kb", 1000},
                                    {"m", 1ULL << 20},
                                    {"mib", 1ULL << 20},
                                    {"mb", 1'000'000},
                                    {"g", 1ULL << 30},
                                    {"gib", 1ULL << 30},
                                    {"gb", 1'000'000'000},
                                    {"t", 1ULL << 40},
                                    {"tib", 1ULL << 40},
                                    {"tb", 1'000'000'000'000}};
  const std::string unit = ascii_lower(trim(text.substr(digits)));
  const auto found = std::ranges::find(kUnits, std::string_view(unit), &Unit::name);
  if (found == std::end(kUnits)) return std::nullopt;
  const auto value = static_cast<std::uint64_t>(*count);
  if (value > std::numeric_limits<std::uint64_t>::max() / found->bytes) return std::nullopt;
  return value * found->bytes;
}

Result<void> check_value(const Setting& setting, const std::string& value,
                         const std::string& where) {
  const auto wrong = [&](std::string_view expected) {
    return fail(ErrorCode::kUsage,
                fmt::format("{} must be {}, got \"{}\"", where, expected, printable(value)));
  };
  if (!valid_utf8(value) && setting.kind != SettingKind::kFile &&
      setting.kind != SettingKind::kFolder) {
    return wrong("UTF-8 text");
  }
  if (!setting.choices.empty()) {
    std::vector<std::string> choices;
    for (const auto choice : split(setting.choices, '|')) choices.emplace_back(choice);
    if (std::ranges::find(choices, value) == choices.end()) {
      return wrong("one of " + join(choices, ", "));
    }
  }
  switch (setting.kind) {
    case SettingKind::kFlag:
    case SettingKind::kText:
      return {};
    case SettingKind::kFile:
    case SettingKind::kFolder:
      return value.empty() ? Result<void>(wrong("a path")) : Result<void>{};
    case SettingKind::kNumber: {
      const auto number = parse_int(value);
      if (!number) return wrong("a whole number");
      if (*number < setting.least) return wrong(fmt::format("at least {}", setting.least));
      return {};
    }
    case SettingKind::kPositive: {
      const auto number = parse_double(value);
      return number && *number > 0 && *number <= kLargestPositive
                 ? Result<void>{}
                 : Result<void>(wrong("a number over 0, at most 1,000,000"));
    }
    case SettingKind::kDay:
      return parse_iso_day(value) ? Result<void>{} : Result<void>(wrong("a day as 2024-03-01"));
    case SettingKind::kBytes:
      return parse_bytes(value) ? Result<void>{}
                                : Result<void>(wrong("a size as 512MiB, 2GiB or 65536"));
  }
  return {};
}

void Values::set(std::string_view name, std::vector<std::string> values) {
  given_[std::string(name)] = std::move(values);
}

bool Values::given(std::string_view name) const { return given_.contains(name); }

std::string Values::text(std::string_view name) const {
  if (const auto found = given_.find(name); found != given_.end()) {
    return found->second.empty() ? std::string() : found->second.back();
  }
  const Setting* const setting = find_setting(name);
  return setting == nullptr ? std::string() : std::string(setting->default_value);
}

std::vector<std::string> Values::texts(std::string_view name) const {
  const auto found = given_.find(name);
  return found == given_.end() ? std::vector<std::string>{} : found->second;
}

std::optional<std::int64_t> Values::number(std::string_view name) const {
  return parse_int(text(name));
}
std::optional<Day> Values::day(std::string_view name) const { return parse_iso_day(text(name)); }
std::optional<std::uint64_t> Values::bytes(std::string_view name) const {
  const std::string value = text(name);
  return value.empty() ? std::nullopt : parse_bytes(value);
}

}  // namespace entente::cli

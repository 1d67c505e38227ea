#pragma once
// Every setting of the program, declared once.
//
// Parsing, --help, the man page, the completions and the configuration file all come from the one
// table in settings.cpp; the list of commands (commands.hpp) says which command takes which.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"

namespace entente::cli {

enum class SettingKind : std::uint8_t {
  kFlag,
  kText,
  kNumber,
  kPositive,  ///< a decimal number over 0, at most kLargestPositive
  kDay,
  kBytes,
  kFile,
  kFolder
};
inline constexpr double kLargestPositive = 1e6;

struct Setting {
  std::string_view name;  ///< without dashes: max-errors
  char letter = '\0';     ///< -o; '\0': none
  SettingKind kind = SettingKind::kFlag;
  std::string_view value_name = {};     ///< what --help writes for the value
  std::string_view default_value = {};  ///< used where nothing is given; empty: none
  std::string_view help = {};           ///< one line, no full stop
  std::string_view choices = {};        ///< "csv|jsonl|parquet"; empty: free
  std::int64_t least = INT64_MIN;       ///< of a number
  bool repeatable = false;              ///< may be given more than once
  bool everywhere = false;              ///< taken by every command
  bool configurable = false;  ///< also a key of the configuration file, and an ENTENTE_ variable
};

const std::vector<Setting>& settings();
/// nullptr: no such setting.
const Setting* find_setting(std::string_view name);
/// The key in the configuration file: max_errors.
std::string config_key(const Setting& setting);
/// The variable: ENTENTE_MAX_ERRORS.
std::string variable_name(const Setting& setting);

/// Whether the text is a value of the setting; the error names `where` it came from.
Result<void> check_value(const Setting& setting, const std::string& value,
                         const std::string& where);
/// "512MiB", "2GB", "1000": bytes.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

/// What was given, or the default. All values have passed check_value.
class Values {
 public:
  void set(std::string_view name, std::vector<std::string> values);
  bool given(std::string_view name) const;
  bool flag(std::string_view name) const { return given(name); }
  /// "" where nothing is given and there is no default.
  std::string text(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;
  std::optional<std::int64_t> number(std::string_view name) const;
  std::optional<Day> day(std::string_view name) const;
  std::optional<std::uint64_t> bytes(std::string_view name) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> given_;
};

}  // namespace entente::cli

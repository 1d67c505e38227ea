// See config.hpp.

#include "config.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "entente/base/files.hpp"
#include "entente/base/text.hpp"
#include "entente/world/toml_text.hpp"

namespace entente::cli {
namespace {

constexpr std::uint64_t kMostBytes = 1U << 20;

std::optional<std::string> as_text(const TomlNode& node) {
  switch (node.kind) {
    case TomlNode::Kind::kText:
      return node.text;
    case TomlNode::Kind::kInteger:
      return std::to_string(node.integer);
    case TomlNode::Kind::kFlag:
      return node.flag ? "true" : "false";
    case TomlNode::Kind::kDay:
      return format_day(node.day);
    default:
      return std::nullopt;
  }
}

// A flag is on by "true"; any other setting goes through its own check.
Result<void> take(const Setting& setting, const std::string& value, const std::string& where,
                  Values& values) {
  if (setting.kind == SettingKind::kFlag) {
    if (value == "true" || value == "1")
      values.set(setting.name, {});
    else if (value != "false" && value != "0" && !value.empty()) {
      return fail(ErrorCode::kUsage,
                  fmt::format("{} must be true or false, got \"{}\"", where, printable(value)));
    }
    return {};
  }
  ENTENTE_CHECK(check_value(setting, value, where));
  values.set(setting.name, {value});
  return {};
}

Result<void> read_file(const std::string& file, Values& values) {
  ENTENTE_TRY(const std::string text, files::read_file(file, kMostBytes));
  auto toml = parse_toml(text, file);
  if (!toml) {
    Error error = toml.error();
    error.code = ErrorCode::kUsage;
    return fail(std::move(error));
  }
  std::vector<std::string> keys;
  for (const auto& setting : settings()) {
    if (setting.configurable) keys.push_back(config_key(setting));
  }
  for (const auto& entry : toml->entries) {
    const Place place{file, entry.line, entry.column};
    const auto setting = std::ranges::find_if(
        settings(), [&](const Setting& s) { return s.configurable && config_key(s) == entry.key; });
    if (setting == settings().end()) {
      const auto near = nearest(entry.key, keys);
      return fail(ErrorCode::kUsage, fmt::format("there is no setting {}", printable(entry.key)),
                  near ? fmt::format("did you mean {}?", *near) : "one of: " + join(keys, ", "),
                  place);
    }
    const auto value = as_text(entry.value);
    if (!value) {
      return fail(ErrorCode::kUsage, fmt::format("{} must be one value", entry.key), {}, place);
    }
    if (auto taken = take(*setting, *value, entry.key, values); !taken) {
      Error error = taken.error();
      error.place = place;
      return fail(std::move(error));
    }
  }
  return {};
}

}  // namespace

Result<void> read_config(const Environment& environment, Values& values) {
  if (!environment.config_file.empty()) {
    auto read = read_file(environment.config_file, values);
    const bool missing = !read && read.error().code == ErrorCode::kNotFound;
    if (!read && (!missing || environment.config_was_named)) return read;
  }
  for (const auto& setting : settings()) {
    if (!setting.configurable) continue;
    const std::string name = variable_name(setting);
    if (const auto value = variable(name); !value.empty()) {
      ENTENTE_CHECK(take(setting, value, name, values));
    }
  }
  return {};
}

}  // namespace entente::cli

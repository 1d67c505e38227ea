// See parse.hpp. CLI11 reads the options, told by the table which there are; the command's words
// come first, so that it is told of that command's alone. The one file that includes CLI11, which
// costs ten seconds to compile.

#include "parse.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>

#include "config.hpp"
#include "entente/base/text.hpp"

namespace entente::cli {
namespace {

// A word with white space in it is text, such as a query that begins with a comment; save for the
// value of a known option, as in "--store=my folder".
bool is_option(std::string_view word) {
  if (word.size() < 2 || word.front() != '-') return false;
  if (word.find_first_of(" \t\r\n\f\v") == std::string_view::npos) return true;
  const auto equals = word.find('=');
  return word.starts_with("--") && equals != std::string_view::npos &&
         find_setting(word.substr(2, equals - 2)) != nullptr;
}

bool is_text_like_option(std::string_view word) {
  return word.size() > 1 && word.front() == '-' && !is_option(word);
}

// The setting that a word such as "--store", "--store=x" or "-o" names.
const Setting* setting_of(std::string_view word, bool& has_value) {
  has_value = false;
  if (!is_option(word)) return nullptr;
  if (word.starts_with("--")) {
    const auto name = word.substr(2, word.find('=') - 2);
    has_value = word.find('=') != std::string_view::npos;
    return find_setting(name);
  }
  const auto found = std::ranges::find(settings(), word[1], &Setting::letter);
  has_value = word.size() > 2;
  return found == settings().end() ? nullptr : &*found;
}

// Places of the first two words that are no options, nor an option's value.
std::vector<std::size_t> first_words(const std::vector<std::string>& arguments) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < arguments.size() && places.size() < 2; ++i) {
    if (arguments[i] == "--") break;
    if (!is_option(arguments[i])) {
      places.push_back(i);
      continue;
    }
    bool has_value = false;
    const Setting* const setting = setting_of(arguments[i], has_value);
    if (setting != nullptr && setting->kind != SettingKind::kFlag && !has_value) ++i;
  }
  return places;
}

// Takes texts that only look like options out of the words; an option's value stays where it is.
std::vector<std::string> take_texts(std::vector<std::string>& words) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < words.size();) {
    if (is_text_like_option(words[i])) {
      texts.push_back(std::move(words[i]));
      words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
      continue;
    }
    bool has_value = false;
    const Setting* const setting = setting_of(words[i], has_value);
    i += setting != nullptr && setting->kind != SettingKind::kFlag && !has_value ? 2 : 1;
  }
  return texts;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates,
                         std::string_view otherwise) {
  if (const auto near = nearest(word, candidates)) return fmt::format("did you mean {}?", *near);
  return std::string(otherwise);
}

tl::unexpected<Error> unknown_command(const std::string& word) {
  std::vector<std::string> names;
  for (const auto& command : commands()) names.emplace_back(command.name);
  // "actors" alone is half of a name.
  std::string halves;
  for (const auto& name : names) {
    if (name.starts_with(word + " ")) halves += (halves.empty() ? "" : ", ") + name;
  }
  if (!halves.empty()) {
    return fail(ErrorCode::kUsage, fmt::format("{} is not a command by itself", word),
                "there is: " + halves);
  }
  return fail(ErrorCode::kUsage, fmt::format("there is no command {}", printable(word)),
              did_you_mean(word, names, "entente --help lists the commands"));
}

Error unknown_option(const std::string& word, const Command& command) {
  const std::string name = word.substr(0, word.find('='));
  std::vector<std::string> names;
  for (const Setting* const setting : settings_of(command)) {
    names.push_back(fmt::format("--{}", setting->name));
  }
  bool has_value = false;
  const Setting* const elsewhere = setting_of(word, has_value);
  return {
      ErrorCode::kUsage,
      elsewhere != nullptr ? fmt::format("{} takes no option {}", command.name, printable(name))
                           : fmt::format("there is no option {}", printable(name)),
      {},
      did_you_mean(name, names, fmt::format("entente {} --help lists the options", command.name))};
}

// What CLI11 found of the options, and all that is none.
struct Read {
  std::map<std::string, std::vector<std::string>> values;
  std::vector<std::string> rest;
};

Result<Read> read_options(const std::vector<const Setting*>& taken,
                          const std::vector<std::string>& arguments) {
  Read read;
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::map<std::string, CLI::Option*> options;
  for (const Setting* const setting : taken) {
    std::string names = fmt::format("--{}", setting->name);
    if (setting->letter != '\0') names = fmt::format("-{},{}", setting->letter, names);
    options[std::string(setting->name)] =
        setting->kind == SettingKind::kFlag ? app.add_flag(names) : app.add_option(names);
    if (setting->repeatable) {
      options[std::string(setting->name)]->take_all()->allow_extra_args(false);
    }
  }
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
    for (const auto& [name, option] : options) {
      if (option->count() == 0) continue;
      const bool is_flag = find_setting(name)->kind == SettingKind::kFlag;
      if (is_flag && !option->as<bool>()) continue;
      read.values[name] = option->results();
    }
    read.rest = app.remaining();
  } catch (const CLI::ArgumentMismatch& mismatch) {
    // "--day: 1 required TEXT missing", or given more than once.
    std::string name(mismatch.what());
    name = name.substr(0, name.find(':'));
    const bool missing =
        std::string_view(mismatch.what()).find("missing") != std::string_view::npos;
    return fail(ErrorCode::kUsage,
                fmt::format("{} {}", name, missing ? "needs a value" : "was given more than once"));
  } catch (const CLI::Error& error) {
    return fail(ErrorCode::kUsage, error.what());
  }
  return read;
}

Result<void> check_operands(const Command& command, const std::vector<std::string>& operands) {
  std::size_t least = 0;
  std::size_t most = 0;
  std::string names;
  for (const auto& operand : command.operands) {
    least += operand.least;
    most = operand.most == kAny ? kAny : most + operand.most;
    names += fmt::format(" {}", operand.name);
  }
  if (operands.size() < least) {
    return fail(ErrorCode::kUsage, fmt::format("{} needs{}", command.name, names),
                fmt::format("for example: {}", command.example));
  }
  if (operands.size() > most) {
    return fail(ErrorCode::kUsage,
                fmt::format("{} does not take \"{}\"", command.name, printable(operands[most])),
                fmt::format("for example: {}", command.example));
  }
  return {};
}

}  // namespace

Result<Invocation> parse(const std::vector<std::string>& arguments,
                         const Environment& environment) {
  Invocation invocation;
  std::vector<std::string> rest = arguments;
  auto words = first_words(rest);
  if (!words.empty() && rest[words[0]] == "help") {  // entente help sql
    invocation.help = true;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(words[0]));
    words = first_words(rest);
  }
  if (words.size() == 2) {
    invocation.command = find_command(rest[words[0]] + " " + rest[words[1]]);
    if (invocation.command != nullptr) {
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(words[1]));
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(words[0]));
    }
  }
  if (invocation.command == nullptr && !words.empty()) {
    invocation.command = find_command(rest[words[0]]);
    if (invocation.command == nullptr) return unknown_command(rest[words[0]]);
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(words[0]));
  }
  // "--": all that follows is no option, whatever it looks like.
  std::vector<std::string> literal;
  if (const auto dashes = std::ranges::find(rest, "--"); dashes != rest.end()) {
    literal.assign(dashes + 1, rest.end());
    rest.erase(dashes, rest.end());
  }
  auto texts = take_texts(rest);
  literal.insert(literal.begin(), std::make_move_iterator(texts.begin()),
                 std::make_move_iterator(texts.end()));
  if (invocation.command == nullptr) {
    if (std::ranges::find(rest, "--version") != rest.end()) {
      invocation.command = find_command("version");
      std::erase(rest, "--version");
    }
  }
  if (std::ranges::any_of(rest,
                          [](const auto& word) { return word == "--help" || word == "-h"; })) {
    invocation.help = true;
  }
  if (invocation.help) return invocation;
  if (invocation.command == nullptr) {
    if (rest.empty() && literal.empty()) return invocation;
    return fail(ErrorCode::kUsage, "a command is needed", "entente --help lists the commands");
  }
  const Command& command = *invocation.command;
  const auto taken = settings_of(command);
  ENTENTE_TRY(Read read, read_options(taken, rest));
  for (const auto& word : read.rest) {
    if (is_option(word)) return fail(unknown_option(word, command));
  }
  ENTENTE_CHECK(read_config(environment, invocation.values));
  for (const auto& [name, values] : read.values) {
    const Setting& setting = *find_setting(name);
    for (const auto& value : values) {
      ENTENTE_CHECK(check_value(setting, value, "--" + name));
    }
    invocation.values.set(name, values);
  }
  invocation.operands = std::move(read.rest);
  invocation.operands.insert(invocation.operands.end(), literal.begin(), literal.end());
  ENTENTE_CHECK(check_operands(command, invocation.operands));
  return invocation;
}

}  // namespace entente::cli

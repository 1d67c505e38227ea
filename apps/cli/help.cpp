// Help, the man page and the completions: three readings of the two tables.

#include <fmt/format.h>

#include <algorithm>

#include "commands.hpp"
#include "entente/base/text.hpp"
#include "version.hpp"

namespace entente::cli {
namespace {

constexpr std::size_t kLineWidth = 80;

// Words set in lines of at most 80 characters, all but the first indented.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t at) {
  std::string out;
  std::size_t column = at;
  for (const auto word : split(text, ' ')) {
    if (column > indent && column + 1 + word.size() > kLineWidth) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent && !out.empty()) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
  }
  return out;
}

// "-o, --output FILE"
std::string option_text(const Setting& setting) {
  std::string text = setting.letter != '\0' ? fmt::format("-{}, ", setting.letter) : "    ";
  text += fmt::format("--{}", setting.name);
  if (!setting.value_name.empty()) text += fmt::format(" {}", setting.value_name);
  return text;
}

std::string setting_help(const Setting& setting) {
  std::string text(setting.help);
  if (!setting.choices.empty()) {
    std::string choices(setting.choices);
    for (std::size_t at = choices.find('|'); at != std::string::npos; at = choices.find('|')) {
      choices.replace(at, 1, ", ");
    }
    text += ": " + choices;
  }
  if (!setting.default_value.empty()) text += fmt::format(" (default: {})", setting.default_value);
  return text;
}

std::string synopsis(const Command& command) {
  std::string text = fmt::format("entente {} [OPTIONS]", command.name);
  for (const auto& operand : command.operands) {
    text +=
        operand.least == 0 ? fmt::format(" [{}]", operand.name) : fmt::format(" {}", operand.name);
  }
  return text;
}

std::string two_columns(const std::vector<std::pair<std::string, std::string>>& lines) {
  constexpr std::size_t kWidest = 26;
  std::size_t widest = 0;
  for (const auto& [left, right] : lines) widest = std::max(widest, std::min(kWidest, left.size()));
  const std::size_t indent = 2 + widest + 2;
  std::string text;
  for (const auto& [left, right] : lines) {
    text += "  " + left;
    std::size_t at = 2 + left.size();
    if (left.size() > kWidest) {
      text += "\n";
      at = 0;
    }
    text += std::string(indent - at, ' ') + wrapped(right, indent, indent) + "\n";
  }
  return text;
}

// What is special in troff: a backslash, a dash, and a dot or apostrophe at a line's start.
std::string troff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  if (out.starts_with('.') || out.starts_with('\'')) out = "\\&" + out;
  return out;
}

constexpr std::string_view kAbout =
    "Turns dated political events (who did what to whom, on which day, and who says so) into "
    "measured "
    "relations between states, and shows the evidence behind every number.";

constexpr std::pair<int, std::string_view> kStatuses[] = {
    {0, "done"},
    {1, "something failed"},
    {2, "the command line was wrong"},
    {3, "the data was wrong, or more of it than allowed"},
    {4, "a file, folder or store was not found"},
    {5, "the store is being written by another command"},
    {130, "interrupted"}};

}  // namespace

std::string general_help() {
  std::string text = "entente COMMAND [OPTIONS]\n\n" + wrapped(kAbout, 0, 0) + "\n\nCommands\n";
  std::vector<std::pair<std::string, std::string>> lines;
  lines.reserve(commands().size());
  for (const auto& command : commands()) lines.emplace_back(command.name, command.summary);
  text += two_columns(lines) + "\nOptions of every command\n";
  lines.clear();
  for (const auto& setting : settings()) {
    if (setting.everywhere) lines.emplace_back(option_text(setting), setting_help(setting));
  }
  lines.emplace_back("    --version", "print versions");
  text += two_columns(lines);
  text +=
      "\n" +
      wrapped(
          "entente COMMAND --help says more. Defaults can be set in ~/.config/entente/config.toml "
          "(or the file that ENTENTE_CONFIG names) and by variables such as ENTENTE_THREADS.",
          0, 0);
  return text + "\n";
}

std::string help_of(const Command& command) {
  std::string text = synopsis(command) + "\n\n" + wrapped(command.summary, 0, 0) + "\n";
  text[synopsis(command).size() + 2] = static_cast<char>(command.summary[0] - 'a' + 'A');
  text.insert(text.size() - 1, ".");
  if (!command.details.empty()) text += wrapped(command.details, 0, 0) + "\n";
  std::vector<std::pair<std::string, std::string>> lines;
  lines.reserve(command.operands.size());
  for (const auto& operand : command.operands) lines.emplace_back(operand.name, operand.help);
  if (!lines.empty()) text += "\n" + two_columns(lines);
  lines.clear();
  for (const auto name : command.settings) {
    if (const Setting* const s = find_setting(name))
      lines.emplace_back(option_text(*s), setting_help(*s));
  }
  if (!lines.empty()) text += "\nOptions\n" + two_columns(lines);
  lines.clear();
  for (const auto& setting : settings()) {
    if (setting.everywhere) lines.emplace_back(option_text(setting), setting_help(setting));
  }
  text += "\nOptions of every command\n" + two_columns(lines);
  return text + "\nExample\n  " + std::string(command.example) + "\n";
}

std::string man_page() {
  std::string text = fmt::format(".TH ENTENTE 1 \"\" \"entente {}\" \"User Commands\"\n", kVersion);
  text += ".SH NAME\nentente \\- dated political events into measured relations\n";
  text += ".SH SYNOPSIS\n.B entente\n.I COMMAND\n[OPTIONS]\n";
  text += ".SH DESCRIPTION\n" + troff(kAbout) + "\n.SH COMMANDS\n";
  for (const auto& command : commands()) {
    text += ".SS " + troff(synopsis(command)) + "\n" + troff(command.summary) + ".\n";
    if (!command.details.empty()) text += troff(command.details) + "\n";
    for (const auto& operand : command.operands) {
      text += fmt::format(".TP\n.I {}\n{}\n", troff(operand.name), troff(operand.help));
    }
    for (const auto name : command.settings) {
      const Setting* const s = find_setting(name);
      if (s == nullptr) continue;
      text +=
          fmt::format(".TP\n.B {}\n{}\n", troff(trim(option_text(*s))), troff(setting_help(*s)));
    }
    text += fmt::format(".PP\nExample:\n.PP\n.RS\n.nf\n{}\n.fi\n.RE\n", troff(command.example));
  }
  text += ".SH OPTIONS OF EVERY COMMAND\n";
  for (const auto& setting : settings()) {
    if (!setting.everywhere) continue;
    text += fmt::format(".TP\n.B {}\n{}\n", troff(trim(option_text(setting))),
                        troff(setting_help(setting)));
  }
  text += ".SH EXIT STATUS\n";
  for (const auto& [status, meaning] : kStatuses)
    text += fmt::format(".TP\n.B {}\n{}\n", status, meaning);
  text += ".SH ENVIRONMENT\n";
  for (const auto& setting : settings()) {
    if (!setting.configurable) continue;
    text += fmt::format(".TP\n.B {}\ndefault of \\-\\-{}\n", variable_name(setting),
                        troff(setting.name));
  }
  text +=
      ".TP\n.B ENTENTE_CONFIG\nthe configuration file\n.TP\n.B NO_COLOR\nno colours on a "
      "terminal\n";
  text += ".SH FILES\n.TP\n.I ~/.config/entente/config.toml\none key = value a setting: ";
  std::vector<std::string> keys;
  for (const auto& setting : settings()) {
    if (setting.configurable) keys.push_back(config_key(setting));
  }
  text += troff(join(keys, ", ")) + "\n";
  text += ".TP\n.I DIR.actors.toml\nactors that mend the built\\-in world for the store DIR\n";
  return text;
}

}  // namespace entente::cli

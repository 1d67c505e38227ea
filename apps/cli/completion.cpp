// Completions for three shells, from the two tables. Words of commands and options are fixed in the
// script; files and folders are the shell's own to complete.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "commands.hpp"
#include "entente/base/text.hpp"

namespace entente::cli {
namespace {

// Single quotes for any of the three shells (zsh and bash: '\''; fish: \').
std::string quoted(std::string_view text, bool fish) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += fish ? "\\'" : "'\\''";
    else if (c == '\\' && fish)
      out += "\\\\";
    else
      out += c;
  }
  return out + "'";
}

std::string words_of(std::string_view choices) {
  std::string words(choices);
  std::ranges::replace(words, '|', ' ');
  return words;
}

std::set<std::string> first_words() {
  std::set<std::string> words;
  for (const auto& command : commands())
    words.emplace(command.name.substr(0, command.name.find(' ')));
  return words;
}

// The second words of a command of two, with blanks between.
std::string second_words(std::string_view first) {
  std::string words;
  for (const auto& command : commands()) {
    const auto blank = command.name.find(' ');
    if (blank == std::string_view::npos || command.name.substr(0, blank) != first) continue;
    words += (words.empty() ? "" : " ") + std::string(command.name.substr(blank + 1));
  }
  return words;
}

std::string options_of(const Command& command) {
  std::string words;
  for (const Setting* const setting : settings_of(command)) {
    words += fmt::format("{}--{}", words.empty() ? "" : " ", setting->name);
  }
  return words;
}

std::string bash() {
  std::string text =
      "# bash completion for entente\n_entente() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= i\n"
      "  COMPREPLY=()\n"
      "  case $before in\n";
  for (const auto& s : settings()) {
    if (s.kind == SettingKind::kFlag) continue;
    std::string reply;
    if (s.kind == SettingKind::kFile)
      reply = "COMPREPLY=($(compgen -f -- \"$word\"))";
    else if (s.kind == SettingKind::kFolder)
      reply = "COMPREPLY=($(compgen -d -- \"$word\"))";
    else if (!s.choices.empty())
      reply = fmt::format("COMPREPLY=($(compgen -W {} -- \"$word\"))",
                          quoted(words_of(s.choices), false));
    const std::string letter = s.letter != '\0' ? fmt::format("|-{}", s.letter) : "";
    text += fmt::format("    --{}{}) {}{}return ;;\n", s.name, letter, reply,
                        reply.empty() ? "" : "; ");
  }
  text +=
      "  esac\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    [[ ${COMP_WORDS[i]} == -* ]] && continue\n"
      "    command=\"${command:+$command }${COMP_WORDS[i]}\"\n"
      "  done\n"
      "  local words=\n"
      "  case $command in\n";
  std::string firsts;
  for (const auto& word : first_words()) firsts += (firsts.empty() ? "" : " ") + word;
  text += fmt::format("    '') words={} ;;\n", quoted(firsts + " --help --version", false));
  // Longer names first: "events explain" before "events".
  std::vector<const Command*> order;
  for (const bool two_words : {true, false}) {
    for (const auto& command : commands()) {
      if ((command.name.find(' ') != std::string_view::npos) == two_words)
        order.push_back(&command);
    }
  }
  for (const Command* const command : order) {
    const std::string more =
        command->name.find(' ') == std::string_view::npos ? second_words(command->name) : "";
    text += fmt::format("    {}*) words={} ;;\n", quoted(command->name, false),
                        quoted(options_of(*command) + (more.empty() ? "" : " " + more), false));
  }
  for (const auto& word : first_words()) {
    if (find_command(word) == nullptr)
      text += fmt::format("    {}) words={} ;;\n", word, quoted(second_words(word), false));
  }
  text +=
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
      "  [[ -n $command && $word != -* ]] && COMPREPLY+=($(compgen -f -- \"$word\"))\n"
      "}\n"
      "complete -o filenames -F _entente entente\n";
  return text;
}

std::string zsh_option(const Setting& s) {
  std::string help(s.help);
  for (const char special : {'[', ']', ':'}) {
    for (std::size_t at = help.find(special); at != std::string::npos;
         at = help.find(special, at + 2)) {
      help.insert(at, "\\");
    }
  }
  std::string value;
  if (s.kind != SettingKind::kFlag) {
    value = fmt::format(":{}:", ascii_lower(s.value_name));
    if (s.kind == SettingKind::kFile)
      value += "_files";
    else if (s.kind == SettingKind::kFolder)
      value += "_files -/";
    else if (!s.choices.empty())
      value += "(" + words_of(s.choices) + ")";
    else
      value += " ";
  }
  return quoted(fmt::format("--{}[{}]{}", s.name, help, value), false);
}

std::string zsh() {
  std::string text =
      "#compdef entente\n_entente() {\n"
      "  local -a commands\n  local name=${words[2]}\n  commands=(\n";
  for (const auto& word : first_words()) {
    const Command* const command = find_command(word);
    text += "    " +
            quoted(word + ":" +
                       (command != nullptr ? std::string(command->summary) : second_words(word)),
                   false) +
            "\n";
  }
  text +=
      "  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n"
      "  if (( CURRENT > 3 )); then\n    case \"${words[2]} ${words[3]}\" in\n";
  for (const auto& command : commands()) {
    if (command.name.find(' ') != std::string_view::npos)
      text += fmt::format("      {}) name={} ;;\n", quoted(command.name, false),
                          quoted(command.name, false));
  }
  text += "    esac\n  fi\n  case $name in\n";
  for (const auto& command : commands()) {
    const bool two = command.name.find(' ') != std::string_view::npos;
    const std::string more = two ? "" : second_words(command.name);
    text += fmt::format("    {})\n      _arguments", quoted(command.name, false));
    for (const Setting* const s : settings_of(command)) text += " \\\n        " + zsh_option(*s);
    text +=
        fmt::format(" \\\n        {}\n      ;;\n",
                    more.empty() ? "'*:file:_files'" : quoted("*:command:(" + more + ")", false));
  }
  for (const auto& word : first_words()) {
    if (find_command(word) == nullptr)
      text += fmt::format("    {}) compadd {} ;;\n", word, second_words(word));
  }
  return text + "  esac\n}\n_entente \"$@\"\n";
}

std::string fish() {
  std::string text =
      "# fish completion for entente\ncomplete -c entente -f -n __fish_use_subcommand -l version "
      "-d 'print versions'\n";
  for (const auto& word : first_words()) {
    const Command* const command = find_command(word);
    text += fmt::format(
        "complete -c entente -f -n __fish_use_subcommand -a {} -d {}\n", word,
        quoted(command != nullptr ? command->summary : std::string_view("commands"), true));
    const std::string seconds = second_words(word);
    if (!seconds.empty()) {
      text += fmt::format("complete -c entente -f -n '__fish_seen_subcommand_from {}' -a {}\n",
                          word, quoted(seconds, true));
    }
  }
  for (const auto& s : settings()) {
    std::set<std::string> taking;
    for (const auto& command : commands()) {
      for (const Setting* const taken : settings_of(command)) {
        if (taken == &s) taking.emplace(command.name.substr(command.name.rfind(' ') + 1));
      }
    }
    std::string names;
    for (const auto& name : taking) names += " " + name;
    const std::string when =
        s.everywhere ? "" : fmt::format(" -n '__fish_seen_subcommand_from{}'", names);
    std::string value;
    if (s.kind == SettingKind::kFile)
      value = " -r -F";
    else if (s.kind == SettingKind::kFolder)
      value = " -x -a '(__fish_complete_directories)'";
    else if (!s.choices.empty())
      value = " -x -a " + quoted(words_of(s.choices), true);
    else if (s.kind != SettingKind::kFlag)
      value = " -x";
    text += fmt::format("complete -c entente{}{} -l {}{} -d {}\n", when,
                        s.letter != '\0' ? fmt::format(" -s {}", s.letter) : "", s.name, value,
                        quoted(s.help, true));
  }
  return text;
}

}  // namespace

std::string completion_script(std::string_view shell) {
  if (shell == "bash") return bash();
  if (shell == "zsh") return zsh();
  if (shell == "fish") return fish();
  return {};
}

}  // namespace entente::cli

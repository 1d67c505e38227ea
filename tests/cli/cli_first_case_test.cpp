// docs/first-case.md is followed to the letter: the commands of its ```sh blocks, in order, by a
// shell, in an empty folder, with the built program on the path.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "run_program.hpp"

namespace entente::testing {
namespace {

std::string commands_of(const std::string& markdown) {
  std::istringstream lines(markdown);
  std::string line, commands;
  bool inside = false;
  while (std::getline(lines, line)) {
    if (line.starts_with("```")) {
      inside = line == "```sh";
      continue;
    }
    if (inside) commands += line + "\n";
  }
  return commands;
}

TEST(FirstCase, TheDocumentsCommandsWorkInOrder) {
  std::ifstream in(std::string(ENTENTE_SOURCE_DIR) + "/docs/first-case.md", std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  const std::string commands = commands_of(text.str());
  ASSERT_NE(commands.find("entente init"), std::string::npos);
  const Workplace place;
  std::filesystem::create_directory(place / "bin");
  std::filesystem::create_symlink(ENTENTE_PROGRAM, place / "bin/entente");
  std::filesystem::create_directory(place / "desk");
  place.write("steps.sh", "set -eu\nHOME='" + place.folder().string() +
                              "'\nENTENTE_CACHE=\"$HOME/cache\"\n" +
                              "PATH=\"$HOME/bin:/usr/bin:/bin\"\nexport HOME ENTENTE_CACHE PATH\n"
                              "cd \"$HOME/desk\"\n" +
                              commands);
  const std::string run =
      "/bin/sh '" + (place / "steps.sh").string() + "' > '" + (place / "said").string() + "' 2>&1";
  EXPECT_EQ(std::system(run.c_str()), 0) << place.read("said");
  for (const std::string name : {"first.html", "second.html"})
    EXPECT_TRUE(place.read("desk/" + name).starts_with("<!doctype html>")) << name;
  const std::string second = place.read("desk/second.html");
  EXPECT_NE(second.find("For the desk only"), std::string::npos);
  EXPECT_NE(second.find(": 2 new acts"), std::string::npos);  // those that steps 3 and 4 add
}

}  // namespace
}  // namespace entente::testing

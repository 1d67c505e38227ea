// Texts that TOML readers have fallen over, and what the checks say of wrong values.

#include "entente/world/toml_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace entente {
namespace {

using testing::HasSubstr;

std::string repeated(std::string_view part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

TEST(TomlText, ValuesKeepTheirKindsAndPlaces) {
  const auto root = parse_toml(
      "a = 1\nb = 2.5\nc = 'x # y.z'\nd = 2018-01-31\ne = true\nf = [1, [2]]\n[g.h]\ni = {j = 1}\n"
      "k = 10:00:00\n",
      "x.toml");
  ASSERT_TRUE(root.has_value());
  EXPECT_EQ(root->find("a")->integer, 1);
  EXPECT_EQ(root->find("b")->number, 2.5);
  EXPECT_EQ(root->find("c")->text, "x # y.z");
  EXPECT_EQ(root->find("d")->day, *parse_iso_day("2018-01-31"));
  EXPECT_TRUE(root->find("e")->flag);
  EXPECT_EQ(root->find("f")->items.at(1).items.at(0).integer, 2);
  const auto* inner = root->find("g")->find("h");
  ASSERT_NE(inner, nullptr);
  EXPECT_EQ(inner->find("i")->find("j")->line, 8u);
  EXPECT_EQ(inner->find("k")->kind, TomlNode::Kind::kOther);
  EXPECT_EQ(root->find("zzz"), nullptr);
}

TEST(TomlText, HostileTextsAreErrorsAndNothingElse) {
  for (const auto& text :
       {repeated("[", 100000), repeated("[[", 3), "x = " + repeated("[", 100000),
        "x = " + repeated("{a=", 100000), repeated("a.", 100000) + "a = 1",
        "[" + repeated("a.", 100000) + "a]", "[x]\n" + repeated("\"a\".", 100000) + "a = 1",
        "x = { " + repeated("a . ", 100000) + "a = 1 }", std::string("x = \"\0\"", 7),
        std::string("x = '''"), std::string("x = \"\\"), std::string("x = 2018-02-31"),
        std::string("x = 99999999999999999999"), std::string("\xff"), std::string("= 1"),
        std::string("a = 1\na = 2"), std::string("a = 1\n[a]"), std::string("]"),
        std::string("x = \"unclosed\ny = 1\"")}) {
    const auto root = parse_toml(text, "x.toml");
    EXPECT_FALSE(root.has_value()) << text.substr(0, 40);
    if (!root) {
      EXPECT_EQ(root.error().place.file, "x.toml");
    }
  }
}

TEST(TomlText, ManyDotsInTextsAndNumbersAreNoDeepKeys) {
  const auto dots = repeated(".", 500);
  for (const auto& text :
       {"x = \"" + dots + "\"", "x = '" + dots + "' # " + dots, "# " + dots + "\nx = 1",
        "x = '''\n" + dots + "\n'''\ny = 1", "x = \"a\\\"" + dots + "\"",
        "x = [" + repeated("1.5, ", 500) + "]", repeated("a.", 30) + "a = 1"}) {
    EXPECT_TRUE(parse_toml(text, "x.toml").has_value()) << text.substr(0, 40);
  }
}

TEST(TomlText, WrongKindsAreProblems) {
  const auto root = parse_toml("a = 1\nb = \"2018-01-01\"\nc = [1]\nd = 1\n", "x.toml");
  ASSERT_TRUE(root.has_value());
  Problems problems;
  TomlReader reader("x.toml", problems);
  EXPECT_EQ(reader.text(*root, "a"), std::nullopt);
  EXPECT_EQ(reader.day(*root, "b"), std::nullopt);
  EXPECT_TRUE(reader.texts(*root, "c").empty());
  EXPECT_TRUE(reader.tables(*root, "d").empty());
  EXPECT_EQ(reader.number(*root, "d"), 1.0);
  EXPECT_EQ(reader.flag(*root, "none"), std::nullopt);
  ASSERT_EQ(problems.size(), 4u);
  EXPECT_THAT(problems[0].message, HasSubstr("a must be a text, not a whole number"));
  EXPECT_THAT(problems[1].help, HasSubstr("without quotes"));
  EXPECT_EQ(problems[2].place.line, 3u);
  EXPECT_EQ(problems[3].place.column, 5u);
}

}  // namespace
}  // namespace entente

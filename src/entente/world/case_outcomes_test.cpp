// Outcomes that go on with a register after its window, and what is checked of them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "entente/world/case.hpp"
#include "entente/world/case_folder_testing.hpp"

namespace entente {
namespace {

using testing::Files;
using testing::Folder;
using ::testing::HasSubstr;

/// The window of the case, and of its one register, ends with 2019.
Files case_with(const std::string& outcomes_to, const std::string& outcomes) {
  return {{"case.toml",
           "name = \"small\"\ntitle = \"A small case\"\nfrom = 2018-01-01\nto = 2020-01-01\n"
           "[[source_note]]\nnote = \"Names imply no view.\"\n"},
          {"registers.toml", R"T([[register]]
id = "meetings"
kind = "Meetings in person."
from = 2018-01-01
to = 2020-01-01
outcomes_to = )T" + outcomes_to +
                                 R"T(
sources = ["a list"]
complete = true
)T"},
          {"outcomes.csv", "id,day,source,target,action,sentence,citation,register\n" + outcomes}};
}

TEST(CaseOutcomes, OutcomesGoOnWithARegister) {
  const Folder folder(case_with("2020-06-01",
                                "one,2020-02-01,PRK,RUS,042,They met.,a paper,meetings\n"
                                "two,2020-02-02,PRK,RUS,160,They fell out.,a paper,\n"));
  const auto load = load_case(folder.path().string());
  for (const auto& problem : load.problems) ADD_FAILURE() << format_error(problem);
  ASSERT_TRUE(load.value.has_value());
  EXPECT_EQ(load.value->registers.at(0).outcomes_to, parse_iso_day("2020-06-01"));
  EXPECT_EQ(load.value->outcomes.at(0).register_key, "meetings");
  EXPECT_EQ(load.value->outcomes.at(1).register_key, "");

  // Without the column and the day, as before.
  Files files = case_with("2020-06-01", "");
  auto& text = files["registers.toml"];
  text.erase(text.find("outcomes_to"), std::string("outcomes_to = 2020-06-01\n").size());
  files["outcomes.csv"] =
      "id,day,source,target,action,sentence,citation\n"
      "one,2020-02-01,PRK,RUS,042,They met.,a paper\n";
  const Folder old(files);
  const auto without = load_case(old.path().string());
  ASSERT_TRUE(without.value.has_value());
  EXPECT_FALSE(without.value->registers.at(0).outcomes_to.has_value());
  EXPECT_EQ(without.value->outcomes.at(0).register_key, "");
}

TEST(CaseOutcomes, OutcomesOfARegisterAreChecked) {
  const auto problems_of = [](const Files& files) {
    const Folder folder(files);
    std::string all;
    for (const auto& problem : load_case(folder.path().string()).problems) {
      all += format_error(problem) + "\n";
    }
    return all;
  };
  std::string all = problems_of(
      case_with("2020-01-01", "one,2020-02-01,PRK,RUS,042,They met.,a paper,meeting\n"));
  EXPECT_THAT(all, HasSubstr("outcomes_to 2020-01-01 is not after the end of the register's "
                             "window, 2020-01-01"));
  EXPECT_THAT(all, HasSubstr("registers.toml:6:15"));
  EXPECT_THAT(all, HasSubstr("\"meeting\" is no register"));
  EXPECT_THAT(all, HasSubstr("outcomes.csv:2:8"));
  EXPECT_THAT(all, HasSubstr("did you mean \"meetings\"?"));

  auto files = case_with("2020-06-01", "");
  auto& text = files["registers.toml"];
  text.replace(text.find("complete = true"), 15, "complete = false");
  EXPECT_THAT(problems_of(files),
              HasSubstr("outcomes_to stands beside a register that is not complete"));

  files = case_with("2020-06-01", "");
  auto& early = files["registers.toml"];
  early.replace(early.find("to = 2020-01-01"), 15, "to = 2019-01-01");
  EXPECT_THAT(problems_of(files),
              HasSubstr("no file tells of the days from the end of the register's window, "
                        "2019-01-01, to that of the case, 2020-01-01"));

  files = case_with("2021-06-01", "one,2020-02-01,PRK,RUS,042,They met.,a paper,meetings\n");
  auto& late = files["registers.toml"];
  late.replace(late.find("to = 2020-01-01"), 15, "to = 2020-03-01");
  EXPECT_THAT(problems_of(files),
              HasSubstr("2020-02-01 is inside the window of the register meetings"));

  files = case_with("\"2020\"", "");
  EXPECT_THAT(problems_of(files), HasSubstr("registers.toml:6:15"));
}

}  // namespace
}  // namespace entente

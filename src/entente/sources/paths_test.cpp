// Files, folders and patterns to files in order.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "entente/sources/input.hpp"
#include "entente/sources/input_testing.hpp"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::TempFolder;

TEST(ExpandPaths, OrderOfPatternsThenOfNames) {
  const TempFolder folder;
  for (const char* name : {"b.csv", "a.csv", "c.csv", "x.tab"}) folder.write(name, "x");
  const auto found = expand_paths({folder.file("x.tab"), folder.path() + "/*.csv", "-"});
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, ElementsAre(folder.file("x.tab"), folder.file("a.csv"), folder.file("b.csv"),
                                  folder.file("c.csv"), "-"));
  const auto few = expand_paths({folder.path() + "/[ab].cs?"});
  ASSERT_TRUE(few);
  EXPECT_THAT(*few, ElementsAre(folder.file("a.csv"), folder.file("b.csv")));
  const auto none = expand_paths({});
  ASSERT_TRUE(none);
  EXPECT_THAT(*none, IsEmpty());
}

TEST(ExpandPaths, AFolderStandsForItsFiles) {
  const TempFolder folder;
  folder.write("b", "x");
  folder.write("a", "x");
  folder.write(".hidden", "x");
  std::filesystem::create_directory(folder.file("sub"));
  folder.write("sub/deep", "x");
  std::filesystem::create_symlink(folder.file("a"), folder.file("link"));
  std::filesystem::create_symlink(folder.file("gone"), folder.file("dangling"));
  ASSERT_EQ(::mkfifo(folder.file("pipe").c_str(), 0600), 0);
  for (const std::string& name : {folder.path(), folder.path() + "/"}) {
    const auto found = expand_paths({name});
    ASSERT_TRUE(found);
    EXPECT_THAT(*found, ElementsAre(folder.file("a"), folder.file("b"), folder.file("link")));
  }
}

TEST(ExpandPaths, NothingFoundIsAnError) {
  const TempFolder folder;
  std::filesystem::create_directory(folder.file("empty"));
  for (const std::string& pattern :
       {folder.file("absent"), folder.file("*.csv"), folder.file("empty"), folder.file("no/*/x")}) {
    const auto found = expand_paths({pattern});
    ASSERT_FALSE(found) << pattern;
    EXPECT_EQ(found.error().code, ErrorCode::kNotFound) << pattern;
  }
  EXPECT_EQ(expand_paths({""}).error().code, ErrorCode::kUsage);
  EXPECT_EQ(expand_paths({std::string("a\0b", 3)}).error().code, ErrorCode::kUsage);
}

TEST(ExpandPaths, AFileNamedLikeAPatternIsTaken) {
  const TempFolder folder;
  folder.write("events[1].csv", "x");
  folder.write("events1.csv", "x");
  const auto found = expand_paths({folder.file("events[1].csv")});
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, ElementsAre(folder.file("events[1].csv")));
}

TEST(ExpandPaths, PatternsInFolders) {
  const TempFolder folder;
  for (const char* year : {"2024", "2023"}) {
    std::filesystem::create_directory(folder.file(year));
    folder.write(std::string(year) + "/e.csv", "x");
  }
  folder.write("2025", "a file, not a folder");
  const auto found = expand_paths({folder.path() + "/20*/e.csv"});
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, ElementsAre(folder.file("2023/e.csv"), folder.file("2024/e.csv")));
}

}  // namespace
}  // namespace entente

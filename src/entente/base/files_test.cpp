#include "entente/base/files.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace entente {
namespace {

files::Path fresh_folder(const char* name) {
  const files::Path folder = files::Path(::testing::TempDir()) / name;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

TEST(Files, ReplaceGivesTheOldFileOrTheNewOne) {
  const auto folder = fresh_folder("entente-files");
  ASSERT_TRUE(files::replace_file(folder / "a", "one"));
  ASSERT_TRUE(files::replace_file(folder / "a", "two"));
  EXPECT_EQ(files::read_file(folder / "a", 100).value(), "two");
  EXPECT_FALSE(std::filesystem::exists(folder / "a.new"));
}

TEST(Files, ReadHasLimitsAndSaysWhatIsMissing) {
  const auto folder = fresh_folder("entente-files-read");
  std::ofstream(folder / "big") << std::string(1000, 'x');
  EXPECT_EQ(files::read_file(folder / "big", 999).error().code, ErrorCode::kBadData);
  EXPECT_EQ(files::read_file(folder / "none", 10).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(files::read_file(folder, 10).error().code, ErrorCode::kBadData);
}

TEST(Files, ALockNamesItsHolder) {
  const auto folder = fresh_folder("entente-files-lock");
  {
    auto first = files::Lock::take(folder / "lock", files::Lock::Mode::kExclusive,
                                   std::chrono::milliseconds(0));
    ASSERT_TRUE(first);
    first->describe("entente, pid 7");
    const auto second = files::Lock::take(folder / "lock", files::Lock::Mode::kExclusive,
                                          std::chrono::milliseconds(30));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::kLocked);
    EXPECT_NE(second.error().message.find("pid 7"), std::string::npos);
  }
  EXPECT_TRUE(files::Lock::take(folder / "lock", files::Lock::Mode::kExclusive,
                                std::chrono::milliseconds(0)));
}

}  // namespace
}  // namespace entente

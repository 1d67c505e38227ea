// What a folder may hold, and what is said of each mistake.

#include "entente/forecast/rankings/quad_folder.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "entente/forecast/rankings/quad_folder_check.hpp"

namespace entente::forecast {
namespace {

class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() / ("quads-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
    write("entity2id.txt", "Alpha\t0\nBeta (north)\t1\nGamma\t2\n");
    write("relation2id.txt", "meet\t0\nthreaten\t1\n");
    write("train.txt", "0\t0\t1\t0\t-1\r\n1 1  2 \t24\n0 0 1 48\n");
    write("valid.txt", "0 0 2 72\n");
    write("test.txt", "2 1 0 120 0\n");
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  void remove(const std::string& name) const { std::filesystem::remove(path_ / name); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

TEST(QuadFolder, IsReadOntoOneClock) {
  const Folder folder;
  const auto quads = read_quad_folder(folder.path());
  ASSERT_TRUE(quads) << quads.error().message;
  EXPECT_EQ(quads->unit, "hours");
  EXPECT_EQ(quads->entities[1], "Beta (north)");
  ASSERT_EQ(quads->train.size(), 3U);
  EXPECT_EQ(quads->train[1], (Quad{1, 1, 2, 1}));
  EXPECT_EQ(quads->test[0], (Quad{2, 1, 0, 5}));
  EXPECT_EQ(quads->new_entities, 0U);
}

TEST(QuadFolder, ANumberWithoutANameIsAMistake) {
  const Folder folder;
  folder.write("entity2id.txt", "Alpha\t0\nBeta\t1\nGamma\t2\nDelta\t4\n");
  const auto quads = read_quad_folder(folder.path());
  ASSERT_FALSE(quads);
  EXPECT_EQ(quads.error().message, "no line names the number 3");
}

TEST(QuadFolder, TheUnitIsFoundOrGiven) {
  const Folder folder;
  EXPECT_EQ(read_quad_folder(folder.path(), "days")->test[0].step, 120);
  folder.write("test.txt", "2 1 0 121\n");
  const auto hours = read_quad_folder(folder.path(), "hours");
  ASSERT_FALSE(hours);
  EXPECT_EQ(hours.error().message, "time 121 lies between two steps: they are 24 apart, from 0 on");
  EXPECT_EQ(hours.error().place.line, 1U);
  EXPECT_FALSE(read_quad_folder(folder.path(), "weeks"));
}

// The test file's times say nothing about the unit; quarters of an hour in minutes are steps too.
TEST(QuadFolder, TheClockIsThatOfTheTrainFile) {
  const Folder folder;
  folder.write("test.txt", "2 1 0 121\n");
  EXPECT_FALSE(read_quad_folder(folder.path()));
  folder.write("train.txt", "0 0 1 30\n1 1 2 60\n0 0 1 105\n");
  folder.write("valid.txt", "");
  folder.write("test.txt", "2 1 0 120\n2 1 0 300\n");
  const auto quads = read_quad_folder(folder.path());
  ASSERT_TRUE(quads) << quads.error().message;
  EXPECT_EQ(quads->unit, "days");
  EXPECT_EQ(quads->length, 15);
  EXPECT_EQ(quads->origin, 30);
  EXPECT_EQ(quads->train[2].step, 5);
  EXPECT_EQ(quads->test[1].step, 18);
  folder.write("train.txt", "0 0 1 3\n1 1 2 4\n");
  folder.write("test.txt", "2 1 0 48\n");
  EXPECT_EQ(read_quad_folder(folder.path())->test[0].step, 45);
}

TEST(QuadFolder, OddLinesAreCounted) {
  const Folder folder;
  folder.write("train.txt", "1 1 2 24\n0 0 1 0\n1 1 2 24\n");
  folder.write("valid.txt", "");
  const auto quads = read_quad_folder(folder.path());
  ASSERT_TRUE(quads);
  EXPECT_EQ(quads->unsorted, 1U);
  EXPECT_EQ(quads->duplicates, 1U);
  EXPECT_TRUE(quads->valid.empty());
  folder.write("entity2id.txt", "Alpha 0\nBeta 1\nGamma 2\nDelta 3\n");
  folder.write("test.txt", "3 1 0 120\n");
  EXPECT_EQ(read_quad_folder(folder.path())->new_entities, 1U);
}

struct Mistake {
  const char* file;
  const char* text;
  const char* message;
  std::uint64_t line;
};

TEST(QuadFolder, EachMistakeIsNamedWithItsPlace) {
  for (const Mistake& mistake : std::vector<Mistake>{
           {"train.txt", "0 0 1 0\n0 0 3 24\n", "object 3 has no name in entity2id.txt", 2},
           {"train.txt", "-1 0 1 0\n", "subject -1 has no name in entity2id.txt", 1},
           {"train.txt", "0 2 1 0\n", "relation 2 has no name in relation2id.txt", 1},
           {"train.txt", "0 0 1\n", "4 numbers expected, got 3", 1},
           {"train.txt", "0 0 1 x7\n", "whole numbers expected, got \"x7\"", 1},
           {"train.txt", "0 0 1 1.5\n", "whole numbers expected, got \"1.5\"", 1},
           {"train.txt", "0 0 1 99999999999999999999\n",
            "whole numbers expected, got \"99999999999999999999\"", 1},
           {"train.txt", "0 0 1 -24\n", "time -24 is before time 0", 1},
           {"train.txt", "\n \n", "there are no quads in this file", 0},
           {"test.txt", "", "there are no quads in this file", 0},
           {"test.txt", "0 0 1 120\n0 0 1 72\n",
            "time 72 is not after the times of the file before", 2},
           {"valid.txt", "0 0 1 48\n", "time 48 is not after the times of the file before", 1},
           {"test.txt", "0 0 1 240000000\n", "time 240000000 lies over 100,000 steps on", 1},
           {"entity2id.txt", "Alpha\n", "no number follows the name", 1},
           {"entity2id.txt", "Alpha 0\nBeta 0\n", "this number has a name already", 2},
           {"relation2id.txt", "meet -4\n", "the number is not a whole number of reasonable size",
            1},
           {"relation2id.txt", "me\xFFt 0\n", "the name is not valid UTF-8", 1}}) {
    const Folder folder;
    folder.write(mistake.file, mistake.text);
    const auto quads = read_quad_folder(folder.path());
    ASSERT_FALSE(quads) << mistake.text;
    EXPECT_EQ(quads.error().code, ErrorCode::kBadData);
    EXPECT_EQ(quads.error().message, mistake.message);
    EXPECT_EQ(quads.error().place.line, mistake.line);
    EXPECT_TRUE(quads.error().place.file.ends_with(mistake.file)) << quads.error().place.file;
  }
}

TEST(QuadFolder, AMissingFileIsNamed) {
  for (const char* name : {"train.txt", "valid.txt", "test.txt", "entity2id.txt"}) {
    const Folder folder;
    folder.remove(name);
    const auto quads = read_quad_folder(folder.path());
    ASSERT_FALSE(quads);
    EXPECT_EQ(quads.error().code, ErrorCode::kNotFound) << name;
  }
}

// The fuzz target's seeds, whole and cut anywhere.
TEST(QuadFolder, NoBytesAreReadAsNonsense) {
  const auto seeds = std::filesystem::path(ENTENTE_SOURCE_DIR) / "fuzz/corpus/quad_folder";
  const Folder scratch;
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(seeds)) {
    SCOPED_TRACE(entry.path().filename().string());
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    for (std::size_t parts = 1; parts <= 8; ++parts)
      EXPECT_EQ(
          testing::check_quad_folder(bytes.substr(0, bytes.size() * parts / 8), scratch.path()),
          "");
    ++files;
  }
  EXPECT_GE(files, 5U);
}

}  // namespace
}  // namespace entente::forecast

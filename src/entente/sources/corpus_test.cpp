// The fuzz targets' seeds and old finds, replayed: what once broke a reader stays mended.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "entente/sources/source_check.hpp"

namespace entente {
namespace {

class Corpus : public ::testing::TestWithParam<const char*> {};

TEST_P(Corpus, IsReadWithoutNonsense) {
  const auto folder = std::filesystem::path(ENTENTE_SOURCE_DIR) / "fuzz/corpus" / GetParam();
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path().filename().string());
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(testing::check_family(GetParam(), bytes), "");
    // Cut anywhere, the bytes are no worse.
    for (std::size_t parts = 1; parts < 8; ++parts) {
      EXPECT_EQ(testing::check_family(GetParam(), bytes.substr(0, bytes.size() * parts / 8)), "");
    }
    ++files;
  }
  EXPECT_GE(files, 3U);
}

INSTANTIATE_TEST_SUITE_P(Sources, Corpus,
                         ::testing::Values("gdelt", "icews", "plover", "tables", "csv", "quads"));

}  // namespace
}  // namespace entente

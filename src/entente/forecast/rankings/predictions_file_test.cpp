// What is written can be read again, and nothing stands under the name before it is whole.

#include "entente/forecast/rankings/predictions_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <filesystem>

namespace entente::forecast {
namespace {

namespace fs = std::filesystem;

std::string read_back(const fs::path& file) {
  std::array<char, 4096> text{};
  gzFile in = gzopen(file.c_str(), "rb");  // reads plain files too
  const int size = gzread(in, text.data(), text.size());
  gzclose(in);
  return {text.data(), static_cast<std::size_t>(std::max(size, 0))};
}

TEST(PredictionsFile, IsWrittenWholeOrNotAtAll) {
  const fs::path folder = fs::temp_directory_path() / ("predictions-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  for (const char* name : {"lists.csv", "lists.csv.gz"}) {
    const fs::path file = folder / name;
    {
      auto out = PredictionsFile::create(file.string());
      ASSERT_TRUE(out);
      ASSERT_TRUE(out->add(0, {{7, 1.5F}, {3, 0.1F}}));
      ASSERT_TRUE(out->add(2, {{4, -1e-7F}}));
      EXPECT_FALSE(fs::exists(file));
      ASSERT_TRUE(out->finish());
    }
    EXPECT_EQ(read_back(file),
              "query,candidate,score\n0,7,1.5\n0,3,0.100000001\n2,4,-1.00000001e-07\n");
  }
  {
    auto out = PredictionsFile::create((folder / "gone.csv").string());
    ASSERT_TRUE(out);
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), 2);
  EXPECT_FALSE(PredictionsFile::create((folder / "no/such.csv").string()));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace entente::forecast

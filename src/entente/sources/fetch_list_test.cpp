// The provider's list: which names are files of events, and when the rest need not be read.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "entente/sources/fetch_parts.hpp"
#include "entente/sources/input.hpp"

namespace entente {
namespace {

using namespace std::chrono;
using fetch_parts::FileList;

std::string line(Day day, int minute = 0) {
  std::string stamp = format_day(day);
  std::erase(stamp, '-');
  return "1 0123456789abcdef0123456789ABCDEF http://provider.example/gdeltv2/" + stamp +
         (minute < 10 ? "000" : "00") + std::to_string(minute) + "00.export.CSV.zip\n";
}

constexpr Day kFrom{year{2020} / 1 / 1};
constexpr DayRange kTwoDays{kFrom, kFrom + days{2}};

/// The days before, in order, a file a minute.
std::string before(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line(kFrom - days{50} + days{i / 60}, i % 60);
  return text;
}

TEST(FetchList, StopsPastTheEndOfAnOrderedList) {
  FileList list(FetchProvider::kGdelt2, kTwoDays);
  EXPECT_TRUE(list.bytes(before(2000)).value());
  EXPECT_TRUE(list.bytes(line(kFrom) + line(kFrom + days{10}) + line(kFrom + days{32})).value());
  EXPECT_FALSE(list.bytes(line(kFrom + days{33})).value());
  EXPECT_EQ(list.files().size(), 1U);
}

TEST(FetchList, ReadsOnWhereTheOrderIsBrokenOrNotYetSure) {
  FileList broken(FetchProvider::kGdelt2, kTwoDays);
  EXPECT_TRUE(broken.bytes(before(2000) + line(kFrom - days{60})).value());
  EXPECT_TRUE(broken.bytes(line(kFrom + days{1000}) + line(kFrom + days{1})).value());
  EXPECT_EQ(broken.files().size(), 1U);
  FileList newest_first(FetchProvider::kGdelt2, kTwoDays);
  EXPECT_TRUE(newest_first.bytes(line(kFrom + days{1000}) + line(kFrom + days{999})).value());
  EXPECT_TRUE(newest_first.bytes(line(kFrom + days{1}) + line(kFrom)).value());
  ASSERT_EQ(newest_first.files().size(), 2U);
  EXPECT_EQ(newest_first.files()[0].name, "20200101000000.export.CSV.zip");
}

TEST(FetchList, LinesInPiecesAndTheLastWithoutAnEnd) {
  const std::string text = line(kFrom) + line(kFrom, 15);
  FileList list(FetchProvider::kGdelt2, kTwoDays);
  for (const char c : text.substr(0, text.size() - 1)) {
    EXPECT_TRUE(list.bytes({&c, 1}).value());
  }
  EXPECT_EQ(list.files().size(), 1U);
  EXPECT_TRUE(list.finish());
  ASSERT_EQ(list.files().size(), 2U);
  EXPECT_EQ(list.files()[1].md5, "0123456789abcdef0123456789abcdef");
  EXPECT_EQ(list.files()[1].bytes, 1U);
  EXPECT_EQ(list.lines_ignored(), 0U);
}

TEST(FetchList, TheProvidersOwnListOfGdelt1) {
  const std::string file =
      std::string(ENTENTE_SOURCE_DIR) + "/../shared/data/reference/gdelt/v1_event_md5sums.txt.zip";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "skipped: no list at " << file;
  // 3,951 lines to 5 October 2023: 27 years, 87 months, 3,836 days and a file that is not taken.
  FileList list(FetchProvider::kGdelt1, {kFirstDay, kLastDay});
  const auto read = for_each_input(file, {}, [&](InputStream& input) -> Result<void> {
    char buffer[1000];
    for (;;) {
      ENTENTE_TRY(const std::size_t got, input.read(buffer, sizeof buffer));
      if (got == 0) return list.finish();
      ENTENTE_CHECK(list.bytes({buffer, got}));
    }
  });
  ASSERT_TRUE(read) << format_error(read.error());
  EXPECT_EQ(list.lines_taken(), 3951U);
  EXPECT_EQ(list.lines_ignored(), 0U);
  const auto files = list.files();
  ASSERT_EQ(files.size(), 3950U);
  EXPECT_EQ(files[0].name, "1979.zip");
  EXPECT_EQ(files[26].name, "2005.zip");
  EXPECT_EQ(files[27].name, "200601.zip");
  EXPECT_EQ(files[114].name, "20130401.export.CSV.zip");
  EXPECT_EQ(files.back().name, "20231005.export.CSV.zip");
}

TEST(FetchList, NamesOnlyOfEvents) {
  using fetch_parts::days_of_name;
  constexpr auto kG1 = FetchProvider::kGdelt1;
  constexpr auto kG2 = FetchProvider::kGdelt2;
  EXPECT_TRUE(days_of_name(kG1, "20241022.export.CSV.zip"));
  EXPECT_TRUE(days_of_name(kG2, "20241022131500.export.CSV.zip"));
  EXPECT_EQ(days_of_name(kG1, "200612.zip")->to, Day(year{2007} / 1 / 1));
  EXPECT_EQ(days_of_name(kG1, "1979.zip")->from, Day(year{1979} / 1 / 1));
  for (const std::string name :
       {"20241022131500.export.CSV.zip", "20241022.export.CSV", "200613.zip", "0000.zip",
        "20240230.export.CSV.zip", "a.zip", ".zip", "2024102 .export.CSV.zip", "../1979.zip"}) {
    EXPECT_FALSE(days_of_name(kG1, name)) << name;
  }
  for (const std::string name :
       {"20241022.export.CSV.zip", "20241022251500.export.CSV.zip", "1979.zip",
        "20241022131500.gkg.csv.zip", "20241022131500.translation.export.CSV.zip"}) {
    EXPECT_FALSE(days_of_name(kG2, name)) << name;
  }
}

}  // namespace
}  // namespace entente

// How formats are told apart.

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "entente/base/text.hpp"
#include "entente/sources/source.hpp"

namespace entente {
namespace {

std::string provider_of(std::string_view head, std::string_view name = "x",
                        std::string_view format = {}) {
  const auto source = source_for(head, name, format);
  return source ? std::string((*source)->provider()) : "error: " + source.error().message;
}

std::string tabs(std::size_t width, const std::string& first, const std::string& second) {
  std::vector<std::string> fields(width);
  fields[0] = first;
  fields[1] = second;
  return join(fields, "\t") + "\n";
}

TEST(Registry, NamesAreThoseOfTheCommandLine) {
  std::set<std::string_view> names;
  for (const Format& format : formats()) {
    EXPECT_FALSE(format.help.empty());
    names.insert(format.name);
  }
  const std::set<std::string_view> expected = {
      "gdelt1", "gdelt2",      "gdelt1-reduced", "icews", "polecat", "plover",
      "acled",  "ucdp_dyadic", "ucdp_ged",       "quads", "csv",     "curated"};
  EXPECT_EQ(names, expected);
}

TEST(Registry, GdeltByWidth) {
  EXPECT_EQ(provider_of(tabs(57, "1", "19790101")), "gdelt1");
  EXPECT_EQ(provider_of(tabs(58, "1", "20140101")), "gdelt1");
  EXPECT_EQ(provider_of(tabs(61, "1", "20180101")), "gdelt2");
  // A broken first line does not hide the rest; a byte order mark and CR LF do not either.
  EXPECT_EQ(provider_of("garbage\n" + tabs(61, "1", "20180101")), "gdelt2");
  EXPECT_EQ(provider_of("\xEF\xBB\xBF" + tabs(58, "1", "20140101")), "gdelt1");
  // Empty slices exist: then the name says what it is.
  EXPECT_EQ(provider_of("", "20180101000000.export.CSV"), "gdelt2");
  EXPECT_EQ(provider_of("", "a.zip!20140101.export.CSV"), "gdelt1");
}

TEST(Registry, NotEvents) {
  std::string mentions = "1\t20170101073000\t20170101073000\t1\tx.com" + std::string(11, '\t');
  EXPECT_EQ(provider_of(mentions), "error: this is a GDELT 2.0 mentions file: not events");
  EXPECT_EQ(provider_of(mentions, "x", "gdelt2"),
            "error: this is a GDELT 2.0 mentions file: not events");
  EXPECT_EQ(provider_of("20150218230000-0\t20150218230000\t2\tx" + std::string(23, '\t')),
            "error: this is a GDELT 2.0 knowledge graph (GKG) file: not events");
  EXPECT_EQ(provider_of("20130401\t3" + std::string(9, '\t')),
            "error: this is a GDELT 1.0 knowledge graph (GKG) file: not events");
  EXPECT_EQ(provider_of("country_id_cy,country_cy,year_cy\n"),
            "error: this is UCDP's country-year file of organised violence: not events");
}

TEST(Registry, Unknown) {
  EXPECT_EQ(provider_of("hello\nworld\n"), "error: the format is not recognised");
  EXPECT_EQ(provider_of(""), "error: the input is empty");
  EXPECT_EQ(provider_of("\xFF\xFE"
                        "a"),
            "error: the file is UTF-16 text, as spreadsheets write it");
  const auto misspelt = source_for("x", "x", "gdelt3");
  ASSERT_FALSE(misspelt);
  EXPECT_EQ(misspelt.error().code, ErrorCode::kUsage);
  EXPECT_NE(misspelt.error().help.find("did you mean gdelt"), std::string::npos);
}

TEST(Registry, QuadsByNumbers) {
  EXPECT_EQ(provider_of("19\t6\t151\t0\t-1\r\n"), "quads");
  EXPECT_EQ(provider_of("459  \t1    \t7 \t0 \t0\n"), "quads");
  EXPECT_EQ(provider_of("1 2 3\n"), "error: the format is not recognised");
}

}  // namespace
}  // namespace entente

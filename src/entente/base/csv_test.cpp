#include "entente/base/csv.hpp"

#include <gtest/gtest.h>

namespace entente {
namespace {

std::vector<std::string> fields_of(std::string_view record,
                                   CsvState expected = CsvState::kComplete) {
  CsvSplitter splitter;
  std::vector<std::string_view> fields;
  EXPECT_EQ(splitter.split(record, ',', fields), expected) << record;
  return {fields.begin(), fields.end()};
}

TEST(Csv, Fields) {
  using V = std::vector<std::string>;
  EXPECT_EQ(fields_of("a,b"), (V{"a", "b"}));
  EXPECT_EQ(fields_of("a,"), (V{"a", ""}));
  EXPECT_EQ(fields_of(""), (V{""}));
  EXPECT_EQ(fields_of("\"a,b\",c"), (V{"a,b", "c"}));
  EXPECT_EQ(fields_of("\"say \"\"yes\"\"\",x"), (V{"say \"yes\"", "x"}));
  EXPECT_EQ(fields_of("\"\""), (V{""}));
  EXPECT_EQ(fields_of("\"a\"\"\""), (V{"a\""}));
  fields_of("\"open", CsvState::kOpenQuote);
  fields_of("\"a\"b,c", CsvState::kBadQuote);
}

TEST(Csv, TableWithCommentBomQuotedLineAndProblems) {
  Problems problems;
  const CsvTable table =
      parse_csv("\xEF\xBB\xBF# facts\na,b\r\n1,\"two\nlines\"\n\n3\n4,5", "t.csv", problems);
  EXPECT_EQ(table.header, (std::vector<std::string>{"a", "b"}));
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0].line, 3U);
  EXPECT_EQ(table.rows[0].fields[1], "two\nlines");
  EXPECT_EQ(table.rows[1].line, 7U);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].place, (Place{"t.csv", 6, 0}));
}

TEST(Csv, FieldQuotesOnlyWhereNeeded) {
  EXPECT_EQ(csv_field("plain"), "plain");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("a\"b"), "\"a\"\"b\"");
}

}  // namespace
}  // namespace entente

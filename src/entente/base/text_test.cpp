#include "entente/base/text.hpp"

#include <gtest/gtest.h>

#include <clocale>

namespace entente {
namespace {

TEST(Text, Numbers) {
  EXPECT_EQ(parse_int("-12"), -12);
  for (const char* const text : {"", " 1", "1 ", "+1", "1.0", "0x1", "99999999999999999999"})
    EXPECT_FALSE(parse_int(text)) << text;
  EXPECT_EQ(parse_double("2.5"), 2.5);
  EXPECT_EQ(parse_double("-1e3"), -1000);
  for (const char* const text : {"", "nan", "inf", "1,5", "2.5x", "1e999"})
    EXPECT_FALSE(parse_double(text)) << text;
}

TEST(Text, Utf8) {
  EXPECT_TRUE(valid_utf8("Pyongyang \xED\x8F\x89\xEC\x96\x91"));
  EXPECT_EQ(first_invalid_utf8("ab\xFFz"), 2U);
  EXPECT_EQ(first_invalid_utf8("ab\xC3"), 2U);        // cut short
  EXPECT_EQ(first_invalid_utf8("\xED\xA0\x80"), 0U);  // a surrogate
  EXPECT_EQ(first_invalid_utf8("\xC0\xAF"), 0U);      // overlong
  EXPECT_FALSE(first_invalid_utf8("abc"));
}

TEST(Text, PrintableIsSafeOnATerminal) {
  EXPECT_EQ(printable("a\x1b[31mb"), "a\\x1b[31mb");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(printable("\xFF"), "\\xff");
  EXPECT_EQ(printable("M\xC3\xBCnchen"), "M\xC3\xBCnchen");
  EXPECT_EQ(printable("a\xC2\x9B"
                      "31m"),
            "a\\xc2\\x9b31m");  // CSI as one character
  EXPECT_EQ(printable("a\xE2\x80\xAE"
                      "b"),
            "a\\xe2\\x80\\xaeb");  // right to left from here
  EXPECT_EQ(printable("abcdef", 3), "abc...");
}

TEST(Text, SplitJoinTrim) {
  EXPECT_EQ(split("a,,b", ',').size(), 3U);
  EXPECT_EQ(split("", ',').size(), 1U);
  EXPECT_EQ(trim("  a b\r\n"), "a b");
  EXPECT_EQ(trim(" \t"), "");
  EXPECT_EQ(join({"a", "b"}, ", "), "a, b");
}

TEST(Text, Counting) {
  EXPECT_EQ(group_digits(1234567), "1,234,567");
  EXPECT_EQ(group_digits(123), "123");
  EXPECT_EQ(count_of(1, "row"), "1 row");
  EXPECT_EQ(count_of(2000, "row"), "2,000 rows");
  EXPECT_EQ(count_of(2, "country", "countries"), "2 countries");
}

TEST(Text, Nearest) {
  const std::vector<std::string> words = {"ingest", "events", "export"};
  EXPECT_EQ(nearest("injest", words), "ingest");
  EXPECT_EQ(nearest("evnts", words), "events");
  EXPECT_FALSE(nearest("zzzzzz", words));
}

}  // namespace
}  // namespace entente

// Curated rows, and tables read by a mapping.

#include "entente/sources/mapping.hpp"

#include <gtest/gtest.h>

#include <string>

#include "entente/sources/source_testing.hpp"

namespace entente {
namespace {

using testing::context_of;
using testing::read_text;
using testing::read_with;
using testing::Reading;

Day day(int year, unsigned month, unsigned d) {
  return Day{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{d}};
}

std::string reason_of(const Reading& reading) {
  if (reading.error) return "error: " + reading.error->message;
  return reading.rejects.size() == 1 ? reading.rejects[0].column + ": " + reading.rejects[0].reason
                                     : "no single reject";
}

const std::string kCurated =
    "id,day,day_last,known_day,source,target,action,issues,country,latitude,longitude,grade,"
    "claimant,occasion,sampling,register,sentence,citation\n";

TEST(Curated, ReadsARow) {
  const Reading reading = read_text(
      "# picked by hand\n" + kCurated +
      "e1,2019-04-25,,2019-04-25,PRK,RUS,042,summit;arms,RUS,43.1,131.9,confirmed,,vladivostok,"
      "register,summits,\"The two leaders meet, at last.\",A source\n");
  ASSERT_FALSE(reading.error) << reading.error->message;
  EXPECT_EQ(reading.provider, "curated");
  ASSERT_EQ(reading.rows.size(), 1U);
  const EventRow& row = reading.rows[0].row;
  EXPECT_EQ(row.provider_id, "e1");
  EXPECT_EQ(row.day, day(2019, 4, 25));
  EXPECT_EQ(row.day_last, row.day);
  EXPECT_EQ(row.day_basis, DayBasis::kLocal);
  EXPECT_EQ(row.known_day, day(2019, 4, 25));
  EXPECT_FALSE(row.recorded_day);
  EXPECT_EQ(row.root, 4);
  EXPECT_EQ(row.sampling, Sampling::kRegister);
  EXPECT_EQ(row.register_id, "summits");
  EXPECT_EQ(row.issues, "summit;arms");
  EXPECT_EQ(row.occasion, "vladivostok");
  EXPECT_EQ(row.sentence, "The two leaders meet, at last.");
  EXPECT_EQ(row.grade, "confirmed");
}

TEST(Curated, Faults) {
  const auto reason = [](const std::string& row) { return reason_of(read_text(kCurated + row)); };
  EXPECT_EQ(reason("e1,2019-04-25,,,PRK,RUS,042,,,,,,,,purposive,,s,c\n"),
            "known_day: day must be YYYY-MM-DD, got nothing");
  EXPECT_EQ(reason("e1,2019-04-25,,2019-04-25,PRK,RUS,042,,RS,,,,,,purposive,,s,c\n"),
            "country: country must be ISO 3166 alpha-3, got \"RS\", which looks like FIPS 10-4 "
            "(Russia)");
  EXPECT_EQ(reason("e1,2019-04-25,,2019-04-25,PRK,RUS,meet,,,,,,,,purposive,,s,c\n"),
            "action: \"meet\" is neither a CAMEO code nor a PLOVER type");
  EXPECT_EQ(reason("e1,2019-04-25,,2019-04-25,PRK,RUS,042,,,,,,,,register,,s,c\n"),
            "register: sampling is register, but no register is named");
  EXPECT_EQ(reason("e1,2019-04-25,,2019-04-25,PRK,RUS,042,,,,,,,,purposive,,s,\n"),
            "citation: citation is empty");
}

const std::string kMapping = R"(
provider = "visits"
separator = ";"
missing = "-"
id = "no"
[day]
column = "when"
format = "D.M.YYYY"
[source]
column = "guest"
country = "guest"
country_system = "cow"
[target]
constant = "USA"
[action]
column = "kind"
table = { "state visit" = "042", "call" = "041" }
[place]
country = "where"
[values]
weight = "people"
)";

std::unique_ptr<Source> source_of(const std::string& toml) {
  auto mapping = parse_mapping(toml, "m.toml");
  EXPECT_TRUE(mapping) << mapping.error().message << " / " << mapping.error().help;
  return mapping ? make_mapped(std::move(*mapping)) : nullptr;
}

Reading read_mapped(const std::string& toml, const std::string& text) {
  const auto source = source_of(toml);
  return source == nullptr ? Reading{} : read_with(*source, text, context_of("table.csv"));
}

TEST(Mapped, ReadsATable) {
  const Reading reading = read_mapped(kMapping,
                                      "no;when;guest;kind;where;people\n"
                                      "a1;5.1.2018;732;state visit;USA;12\n"
                                      "a2;25.12.2018;740;\"call\";-;-\n");
  ASSERT_FALSE(reading.error) << reading.error->message;
  EXPECT_EQ(reading.provider, "visits");
  ASSERT_EQ(reading.rows.size(), 2U);
  const EventRow& row = reading.rows[0].row;
  EXPECT_EQ(row.provider_id, "a1");
  EXPECT_EQ(row.day, day(2018, 1, 5));
  EXPECT_EQ(row.source_raw, "732");
  EXPECT_EQ(row.source_country, "KOR");
  EXPECT_EQ(row.target_raw, "USA");
  EXPECT_EQ(row.action, "042");
  EXPECT_EQ(row.root, 4);
  EXPECT_EQ(row.country, "USA");
  EXPECT_EQ(row.weight, 12U);
  EXPECT_EQ(reading.rows[1].row.country, "");
  EXPECT_EQ(reading.rows[1].row.weight, 1U);
  EXPECT_EQ(reading.rows[1].row.source_country, "JPN");
}

TEST(Mapped, Faults) {
  const auto reason = [](const std::string& row) {
    return reason_of(read_mapped(kMapping, "no;when;guest;kind;where;people\n" + row));
  };
  EXPECT_EQ(reason("1;1.13.2018;732;call;USA;1\n"),
            "when: day must be D.M.YYYY, got \"1.13.2018\"");
  EXPECT_EQ(reason("1;1.1.2018;732;call;GM;1\n"),
            "where: where must be ISO 3166 alpha-3, got \"GM\", which looks like FIPS 10-4 "
            "(Germany)");
  EXPECT_EQ(reason("1;1.1.2018;9998;call;USA;1\n"),
            "guest: guest must be a Correlates of War number, got \"9998\"");
  EXPECT_EQ(reason("1;1.1.2018;732;song;USA;1\n"),
            "kind: the mapping's table has no action "
            "\"song\"");
  EXPECT_EQ(reason("1;1.1.2018;732;call\n"), ": 6 columns expected, got 4");
  EXPECT_EQ(reason_of(read_mapped(kMapping, "no;when;guest;kind;people\n")),
            "error: the header has no column \"where\"");
}

TEST(Mapped, NothingIsKnownBeforeItsDay) {
  const std::string toml = R"(
provider = "plain"
[day]
column = "day"
known = "known"
[source]
constant = "PRK"
[target]
constant = "RUS"
[action]
constant = "010"
)";
  const Reading reading =
      read_mapped(toml, "day,known\n2018-01-05,2018-01-04\n2018-01-05,2018-01-05\n");
  EXPECT_EQ(reason_of(reading), "known: known day is before day: nobody knew of it yet");
  ASSERT_EQ(reading.rows.size(), 1U);
  EXPECT_EQ(reading.rows[0].row.known_day, day(2018, 1, 5));
}

TEST(Mapped, NumbersAreColumnsWhereThereIsNoHeader) {
  const std::string toml = R"(
provider = "plain"
header = false
separator = "\t"
[day]
column = 1
format = "YYYY"
[source]
column = 2
[target]
column = 3
[action]
constant = "010"
)";
  const Reading reading = read_mapped(toml, "2001\tA\tB\n2001\tA\tB\n2002\tA\n");
  ASSERT_EQ(reading.rows.size(), 2U);
  EXPECT_EQ(reading.rows[0].row.day, day(2001, 1, 1));
  EXPECT_EQ(reading.rows[0].row.day_last, day(2001, 12, 31));
  EXPECT_EQ(reason_of(reading), ": 3 columns expected, got 2");
}

const std::string kCodes = R"(
provider = "codes"
[day]
column = "day"
[source]
column = "who"
country = "who"
country_system = "iso2"
[target]
constant = "USA"
[action]
column = "act"
)";

TEST(Mapped, ActionsAreCameoOrPlover) {
  const auto reason = [](const std::string& act) {
    return reason_of(read_mapped(kCodes, "day,who,act\n2018-01-05,FR," + act + "\n"));
  };
  EXPECT_EQ(reason("42"),
            "act: \"42\" is no CAMEO code or PLOVER type; did a spreadsheet drop the zero of 042?");
  EXPECT_EQ(reason("Banana"), "act: \"Banana\" is no CAMEO code or PLOVER type");
  EXPECT_EQ(reason("999"), "act: \"999\" is no CAMEO code or PLOVER type");
  const Reading good = read_mapped(kCodes, "day,who,act\n2018-01-05,fr,042\n2018-01-05,DE,AID\n");
  ASSERT_EQ(good.rows.size(), 2U);
  EXPECT_EQ(good.rows[0].row.source_country, "FRA");
  EXPECT_EQ(good.rows[1].row.root, 7);
}

TEST(Mapped, OwnActionsHaveNoRoot) {
  const Reading reading = read_mapped(kCodes + "action_system = \"own\"\n",
                                      "day,who,act\n2018-01-05,FR,Banana\n2018-01-05,FR,042\n");
  ASSERT_EQ(reading.rows.size(), 2U);
  for (const auto& read : reading.rows) {
    EXPECT_EQ(read.row.root, 0);
    EXPECT_EQ(read.row.quad_class, 0);
  }
  EXPECT_FALSE(parse_mapping(kCodes + "action_system = \"mine\"\n", "m.toml"));
  EXPECT_FALSE(parse_mapping(kCodes + "table = { a = \"42\" }\n", "m.toml"));
}

TEST(Mapped, MistakesOfTheMappingComeAtOnce) {
  const auto mapping = parse_mapping(
      "provider = \"icews\"\nseperator = \";\"\n[day]\ncolumn = \"d\"\nformat = \"DD\"\n[source]\n"
      "column = \"s\"\nconstant = \"x\"\n[target]\ncolumn = 0\n[action]\nconstant = \"010\"\n",
      "m.toml");
  ASSERT_FALSE(mapping);
  const std::string all = mapping.error().message + "; " + mapping.error().help;
  for (const char* const words :
       {"seperator", "built-in format", "no way to write a day", "either a column or a constant",
        "a name from the header or a number from 1"}) {
    EXPECT_NE(all.find(words), std::string::npos) << words << " in " << all;
  }
  EXPECT_EQ(mapping.error().place.file, "m.toml");
}

TEST(Mapped, DayPatterns) {
  const auto parsed = [](std::string_view pattern, std::string_view text) {
    const auto days = DayPattern::from(pattern);
    const auto found = days ? days->parse(text) : std::nullopt;
    return found ? format_day(found->first) + ".." + format_day(found->second) : "nothing";
  };
  EXPECT_EQ(parsed("YYYY-MM-DD", "2018-02-03"), "2018-02-03..2018-02-03");
  EXPECT_EQ(parsed("YYYY-MM-DD", "2018-2-3"), "nothing");
  EXPECT_EQ(parsed("YYYY-MM-DD*", "2018-02-03T10:00Z"), "2018-02-03..2018-02-03");
  EXPECT_EQ(parsed("M/D/YYYY", "12/1/2018"), "2018-12-01..2018-12-01");
  EXPECT_EQ(parsed("D MON YYYY", "1 Dec 2018"), "2018-12-01..2018-12-01");
  EXPECT_EQ(parsed("YYYY-MM", "2016-02"), "2016-02-01..2016-02-29");
  EXPECT_EQ(parsed("YYYYMMDD", "20180230"), "nothing");
  for (const char* const wrong : {"", "DD.MM", "YY-MM-DD", "YYYY-DD", "YYYY YYYY"}) {
    EXPECT_FALSE(DayPattern::from(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace entente

// Every real event file goes into a store, and what SQL then counts is what was counted from the
// bytes by other means (facts.json of the shared data; its "_how" says what is counted).
//
// Each file in a store of its own: one aggregating query over the view `events` gives rows, ids,
// days, roots, quad classes, sums of scores, empty countries and the directed pairs of seven
// states. Then all files in one store, in two orders. What facts.json counts and a store does not
// hold: GDELT's IsRootEvent, which no measure uses. Malformed rows and bad dates are counted there
// (none in these files) and must be the rejects here.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "entente/world/ontology.hpp"
#include "store_testing.hpp"

namespace entente {
namespace {

using Json = nlohmann::json;
using testing::put_in;
using testing::shared_data;
using testing::sound_digest;
using testing::StoreFolder;

const Json& facts() {
  static const Json all = [] {
    std::ifstream in(shared_data() / "events/facts.json");
    return in ? Json::parse(in, nullptr, false) : Json();
  }();
  return all;
}

#define NEEDS_SHARED_DATA() \
  if (!facts().is_object()) \
  GTEST_SKIP() << "skipped: there are no shared event files in " << (shared_data() / "events")

std::string event_file(const std::string& name) {
  return (shared_data() / "events" / name).string();
}

Day day_of(const std::string& text) {
  const auto day = text.size() == 10 ? parse_iso_day(text) : parse_compact_day(text.substr(0, 8));
  return day.value_or(Day{});
}

std::int64_t int_of(const Json& fact) { return fact.get<std::int64_t>(); }

using Numbers = std::map<std::string, std::int64_t>;

Numbers numbers_of(const Json& object) {
  Numbers numbers;
  for (const auto& [key, value] : object.items()) numbers[key] = int_of(value);
  return numbers;
}

struct Tally {
  std::int64_t rows = 0;
  double score = 0;
  Numbers quad_class, quad_class_gdelt, root;

  void add(std::uint8_t the_root, std::uint8_t quad, std::int64_t count, double sum) {
    rows += count;
    score += sum;
    quad_class[std::to_string(quad)] += count;
    quad_class_gdelt[std::to_string(entente::quad_class_gdelt(the_root))] += count;
    root[(the_root < 10 ? "0" : "") + std::to_string(the_root)] += count;
  }
};

// What one query finds.
struct Found {
  Tally all;
  std::map<std::string, Tally> between;
  Numbers within;
  std::int64_t ids = 0, source_empty = 0, target_empty = 0, both = 0;
  Day first = kLastDay, last = kFirstDay, first_recorded = kLastDay, last_recorded = kFirstDay;
};

// The file's country columns against ours: GDELT writes regions there too (AFR, "Africa"), which
// are no state, so the column source_country is empty where the file's is not. The actor's code
// repeats the column ("AFRGOV", "IGOEURGOV"), so that "the file's column is filled" is known from
// the two together, and the files' own counts of empty countries can be met row for row.
constexpr const char* kRegions =
    "AFR|ASA|BLK|CRB|CAU|CFR|CAS|CEU|EIN|EAF|EEU|EUR|LAM|MEA|MDT|NAF|NMR|PGS|SCN|SAM|SAS|SEA|SAF|"
    "WAF|WST";

std::string filled(const std::string& side) {
  return "(" + side + "_country IS NOT NULL OR (starts_with(provider, 'gdelt') AND " +
         "regexp_matches(coalesce(" + side + "_raw, ''), '^(...)*(" + kRegions + ")')))";
}

// Ids are counted within each group of rows; one id in two groups would be counted twice and show.
std::string counting_query(const std::string& where) {
  const std::string seven = "('PRK', 'KOR', 'JPN', 'RUS', 'USA', 'CHN', 'UKR')";
  const std::string source = filled("source");
  const std::string target = filled("target");
  return "SELECT CASE WHEN source_country IN " + seven + " AND target_country IN " + seven +
         " THEN source_country || '>' || target_country ELSE '' END AS pair, "
         "coalesce(root, 0)::UTINYINT, coalesce(quad_class, 0)::UTINYINT, count(*)::BIGINT, "
         "coalesce(sum(intensity), 0)::DOUBLE, min(day), max(day), min(recorded_day), "
         "max(recorded_day), count_if(NOT " +
         source + ")::BIGINT, count_if(NOT " + target + ")::BIGINT, count_if(" + source + " AND " +
         target +
         ")::BIGINT, count(DISTINCT CASE WHEN provider = 'icews' THEN split_part(provider_id, '@', "
         "1) ELSE provider_id END)::BIGINT FROM events WHERE " +
         where + " GROUP BY 1, 2, 3";
}

Found count(Snapshot& store, const std::string& where = "true") {
  Found found;
  const auto done =
      store.duck().chunks(counting_query(where), [&](const ChunkReader& chunk) -> Result<void> {
        const auto integer = [&](std::size_t column, std::size_t i) {
          return chunk.data<std::int64_t>(column)[i];
        };
        const auto day = [&](std::size_t column, std::size_t i, Day missing) {
          return chunk.valid(column, i) ? day_from_number(chunk.data<std::int32_t>(column)[i])
                                        : missing;
        };
        for (std::size_t i = 0; i < chunk.size(); ++i) {
          const std::string pair(chunk.text(0, i));
          const auto root = chunk.data<std::uint8_t>(1)[i];
          const auto quad = chunk.data<std::uint8_t>(2)[i];
          const std::int64_t rows = integer(3, i);
          const double score = chunk.data<double>(4)[i];
          found.all.add(root, quad, rows, score);
          if (!pair.empty() && pair.substr(0, 3) == pair.substr(4)) {
            found.within[pair.substr(0, 3)] += rows;
          } else if (!pair.empty()) {
            found.between[pair].add(root, quad, rows, score);
          }
          found.first = std::min(found.first, day(5, i, kLastDay));
          found.last = std::max(found.last, day(6, i, kFirstDay));
          found.first_recorded = std::min(found.first_recorded, day(7, i, kLastDay));
          found.last_recorded = std::max(found.last_recorded, day(8, i, kFirstDay));
          found.source_empty += integer(9, i);
          found.target_empty += integer(10, i);
          found.both += integer(11, i);
          found.ids += integer(12, i);
        }
        return {};
      });
  EXPECT_TRUE(done) << format_error(done.error());
  return found;
}

void expect_tally(const Tally& found, const Json& fact) {
  const auto* const sum = fact.contains("goldstein_sum") ? "goldstein_sum" : "intensity_sum";
  EXPECT_EQ(found.quad_class, numbers_of(fact["quad_class"]));
  EXPECT_EQ(found.root, numbers_of(fact["event_root"]));
  EXPECT_NEAR(found.score, std::stod(fact[sum].get<std::string>()), 1e-6);
}

// A file written with NA for "missing" has, by the bytes, no empty country.
void expect_found(const Found& found, const Json& fact, bool writes_na = false) {
  EXPECT_EQ(found.all.rows, int_of(fact["rows"]) - int_of(fact["rows_malformed"]));
  EXPECT_EQ(found.ids, int_of(fact["distinct_event_ids"]));
  EXPECT_EQ(format_day(found.first), format_day(day_of(fact["min_event_date"])));
  EXPECT_EQ(format_day(found.last), format_day(day_of(fact["max_event_date"])));
  if (fact.contains("min_date_added")) {
    EXPECT_EQ(format_day(found.first_recorded), format_day(day_of(fact["min_date_added"])));
    EXPECT_EQ(format_day(found.last_recorded), format_day(day_of(fact["max_date_added"])));
  }
  expect_tally(found.all, fact);
  if (fact.contains("quad_class_by_gdelt_mapping")) {
    EXPECT_EQ(found.all.quad_class_gdelt, numbers_of(fact["quad_class_by_gdelt_mapping"]));
  }
  if (!writes_na) {
    EXPECT_EQ(found.source_empty, int_of(fact["actor1_country_empty"]));
    EXPECT_EQ(found.target_empty, int_of(fact["actor2_country_empty"]));
    EXPECT_EQ(found.both, int_of(fact["both_countries_present"]));
  }
  EXPECT_EQ(found.within, numbers_of(fact["pairs_within_one_state"]));
  const Json& between = fact["pairs_between_different_states"];
  EXPECT_EQ(found.between.size(), between.size());
  std::int64_t rows_between = 0;
  for (const auto& [pair, tally] : found.between) {
    SCOPED_TRACE(pair);
    rows_between += tally.rows;
    ASSERT_TRUE(between.contains(pair));
    EXPECT_EQ(tally.rows, int_of(between[pair]["rows"]));
    expect_tally(tally, between[pair]);
  }
  EXPECT_EQ(rows_between, int_of(fact["rows_between_two_different_states_of_the_seven"]));
}

// Puts one file into a new store and looks at it.
template <class Look>
void in_own_store(const std::string& name, std::int64_t rows, std::int64_t malformed,
                  const Look& look) {
  SCOPED_TRACE(name);
  const StoreFolder store;
  const auto report = put_in(store.path(), {event_file(name)});
  ASSERT_EQ(report.files.size(), 1U);
  const auto& file = report.files.front();
  ASSERT_FALSE(file.error) << format_error(*file.error);
  EXPECT_EQ(file.sha256, facts()["files"][name]["content_sha256"].get<std::string>());
  EXPECT_EQ(static_cast<std::int64_t>(file.rows_read), rows);
  EXPECT_EQ(static_cast<std::int64_t>(file.rows_rejected), malformed)
      << (file.examples.empty() ? "" : file.examples.front());
  EXPECT_EQ(static_cast<std::int64_t>(file.rows_kept), rows - malformed);
  EXPECT_EQ(file.rows_duplicate, 0U);
  auto views = testing::views_of(store.path());
  ASSERT_TRUE(views) << format_error(views.error());
  look(file, *views);
}

std::size_t expect_folder(const std::string& provider) {
  std::size_t files = 0;
  for (const auto& [name, fact] : facts()["files"].items()) {
    if (!name.starts_with(provider + "/") || !fact.contains("quad_class")) continue;
    ++files;
    in_own_store(name, int_of(fact["rows"]), int_of(fact["rows_malformed"]),
                 [&](const IngestedFile& file, Snapshot& views) {
                   EXPECT_EQ(file.format, provider);
                   expect_found(count(views), fact, name == "icews/events.2018.sample.tab");
                 });
  }
  return files;
}

TEST(StoreFacts, Gdelt1) {
  NEEDS_SHARED_DATA();
  EXPECT_EQ(expect_folder("gdelt1"), 4U);
}

TEST(StoreFacts, Gdelt2) {
  NEEDS_SHARED_DATA();
  EXPECT_EQ(expect_folder("gdelt2"), 89U);
}

TEST(StoreFacts, Icews) {
  NEEDS_SHARED_DATA();
  EXPECT_EQ(expect_folder("icews"), 152U);
}

// Of these facts.json counts rows, days and ids; of the PLOVER sample it says "30 records".
TEST(StoreFacts, OtherProviders) {
  NEEDS_SHARED_DATA();
  struct Other {
    std::string name, provider;
    std::int64_t rows, ids;
    std::string first, last;
  };
  const Json& files = facts()["files"];
  std::vector<Other> others;
  for (const auto& [name, provider] :
       {std::pair("acled/acledR-old-deletion-dummy-slice.csv", "acled"),
        std::pair("ucdp/ucdp-dyadic-api.csv", "ucdp_dyadic")}) {
    const Json& fact = files[name];
    others.push_back({name, provider, int_of(fact["rows"]), int_of(fact["distinct_ids"]),
                      fact["min_date"].get<std::string>(), fact["max_date"].get<std::string>()});
  }
  others.push_back(
      {"polecat/plover-dedi-sample.jsonl", "plover", 30, 30, "2022-12-12", "2022-12-17"});
  for (const auto& other : others) {
    in_own_store(other.name, other.rows, 0, [&](const IngestedFile& file, Snapshot& views) {
      EXPECT_EQ(file.format, other.provider);
      const auto found = count(views);
      EXPECT_EQ(found.all.rows, other.rows);
      EXPECT_EQ(found.ids, other.ids);
      // UCDP dyadic has years: each row begins with its year's first day.
      const bool years = other.first.size() == 4;
      EXPECT_EQ(format_day(found.first), format_day(day_of(other.first + (years ? "-01-01" : ""))));
      EXPECT_EQ(format_day(found.last), format_day(day_of(other.last + (years ? "-01-01" : ""))));
    });
  }
}

// What is refused, and the word by which its message names it.
const std::map<std::string, std::string>& refused_files() {
  static const std::map<std::string, std::string> refused = {
      {"gdelt2/20170101073000.mentions.CSV", "mentions"},
      {"gdelt2/spark-gdelt.mentions.csv", "mentions"},
      {"gdelt2/spark-gdelt.mentionsT.csv", "mentions"},
      {"gdelt2/spark-gdelt.gkg.csv", "knowledge graph"},
      {"gdelt1/spark-gdelt.gkg1.csv", "knowledge graph"},
      {"ucdp/organizedviolencecy_v25_1.csv.gz", "country-year"}};
  return refused;
}

const std::vector<std::string>& twin_files() {
  static const std::vector<std::string> twins = {"gdelt2/20170219080000.export.CSV",
                                                 "gdelt2/20180101000000.export.CSV"};
  return twins;
}

// Ids that stand in two files: the twenty of 1 April 2013 in the GDELT 1.0 mixture
// (spark-gdelt.events1.csv holds two groups of ten from the daily file of that day).
constexpr std::int64_t kRepeatedIds = 20;

struct Totals {
  std::int64_t kept = 0, duplicate = 0, skipped = 0, refused = 0;
};

Totals expect_report(const IngestReport& report) {
  Totals totals;
  EXPECT_EQ(report.files.size(), facts()["files"].size());
  for (const auto& file : report.files) {
    SCOPED_TRACE(file.file);
    totals.kept += static_cast<std::int64_t>(file.rows_kept);
    totals.duplicate += file.skipped ? 0 : static_cast<std::int64_t>(file.rows_duplicate);
    totals.skipped += file.skipped ? 1 : 0;
    if (!file.error) continue;
    ++totals.refused;
    EXPECT_EQ(file.error->code, ErrorCode::kBadData);
    EXPECT_NE(file.error->message.find("not events"), std::string::npos) << file.error->message;
    const auto named = std::ranges::find_if(refused_files(), [&](const auto& refused) {
      return file.file.ends_with(refused.first) &&
             file.error->message.find(refused.second) != std::string::npos;
    });
    EXPECT_NE(named, refused_files().end()) << file.error->message;
  }
  return totals;
}

// Rows that the files' own counts promise for the one store: each content once, ids once.
std::int64_t rows_of_all_files() {
  std::int64_t rows = 30;  // the PLOVER sample
  for (const auto& [name, fact] : facts()["files"].items()) {
    const bool second = name.ends_with(".zip") &&
                        std::ranges::count(twin_files(), name.substr(0, name.size() - 4)) != 0;
    if (!second && !refused_files().contains(name)) rows += fact.value("rows", std::int64_t{0});
  }
  return rows - kRepeatedIds;
}

// By file, in the one store: the file's own rows, less the ids that came before.
void expect_rows_by_file(Snapshot& views) {
  std::int64_t missing = 0;
  const std::string folder = (shared_data() / "events").string() + "/";
  const auto done = views.duck().chunks(
      "SELECT file, count(*)::BIGINT FROM events WHERE provider <> 'plover' GROUP BY file",
      [&](const ChunkReader& chunk) -> Result<void> {
        for (std::size_t i = 0; i < chunk.size(); ++i) {
          std::string name(chunk.text(0, i).substr(folder.size()));
          name = name.substr(0, name.find('!'));
          const std::int64_t rows = int_of(facts()["files"][name]["rows"]);
          const std::int64_t found = chunk.data<std::int64_t>(1)[i];
          missing += rows - found;
          if (!name.starts_with("gdelt1/")) {
            EXPECT_EQ(found, rows) << name;
          }
        }
        return {};
      });
  EXPECT_TRUE(done) << format_error(done.error());
  EXPECT_EQ(missing, kRepeatedIds);
}

TEST(StoreFacts, AllFilesTogetherInEitherOrder) {
  NEEDS_SHARED_DATA();
  std::vector<std::string> names, files;
  for (const auto& [name, fact] : facts()["files"].items()) files.push_back(event_file(name));
  const StoreFolder store;
  const auto report = put_in(store.path(), files);
  auto totals = expect_report(report);
  EXPECT_EQ(totals.kept, rows_of_all_files());
  EXPECT_EQ(totals.duplicate, kRepeatedIds);
  EXPECT_EQ(totals.refused, static_cast<std::int64_t>(refused_files().size()));
  EXPECT_EQ(totals.skipped, 2);
  for (const auto& file : report.files) {
    const bool second = std::ranges::any_of(twin_files(), [&](const auto& twin) {
      return file.file.find(twin + ".zip") != file.file.npos;
    });
    EXPECT_EQ(file.skipped, second) << file.file;
  }
  {
    auto views = testing::views_of(store.path());
    ASSERT_TRUE(views) << format_error(views.error());
    expect_found(count(*views,
                       "provider = 'gdelt2' AND regexp_matches(file, "
                       "'/202[45][0-9]{10}[.]export')"),
                 facts()["gdelt2_slices_2024_25_together"]);
    expect_found(count(*views, "provider = 'icews'"), facts()["icews_together"], true);
    expect_rows_by_file(*views);
    const auto revised = views->duck().number("SELECT count(*) FROM events WHERE revision > 0");
    ASSERT_TRUE(revised) << format_error(revised.error());
    EXPECT_EQ(*revised, 0);
  }
  const std::string digest = sound_digest(store.path());

  std::ranges::reverse(files);
  const StoreFolder reversed;
  totals = expect_report(put_in(reversed.path(), files));
  EXPECT_EQ(totals.kept, rows_of_all_files());
  EXPECT_EQ(totals.duplicate, kRepeatedIds);
  EXPECT_EQ(totals.skipped, 2);
  EXPECT_EQ(sound_digest(reversed.path()), digest);
}

TEST(StoreFacts, ZipReadsAsThePlainFile) {
  NEEDS_SHARED_DATA();
  for (const auto& twin : twin_files()) {
    const StoreFolder plain, zipped;
    const auto from_plain = put_in(plain.path(), {event_file(twin)});
    const auto from_zip = put_in(zipped.path(), {event_file(twin + ".zip")});
    ASSERT_EQ(from_plain.files.size(), 1U);
    ASSERT_EQ(from_zip.files.size(), 1U);
    EXPECT_GT(from_plain.files[0].rows_kept, 0U);
    EXPECT_EQ(from_plain.files[0].sha256, from_zip.files[0].sha256);
    EXPECT_EQ(sound_digest(plain.path()), sound_digest(zipped.path())) << twin;
  }
}

// A feed that was cut and sent again whole: the rows of both files are events once, and the store
// is the one that the whole file alone makes.
TEST(StoreFacts, RepeatedIdsAcrossFilesAreDuplicates) {
  NEEDS_SHARED_DATA();
  const std::string whole = event_file("gdelt2/20180101000000.export.CSV");
  const StoreFolder folder, once;
  const std::string part = folder.path() + "/20180101000000.export.CSV";
  {
    std::ifstream in(whole);
    std::ofstream out(part);
    std::string line;
    for (int i = 0; i < 1000 && std::getline(in, line); ++i) out << line << '\n';
  }
  put_in(once.path(), {whole});
  for (const bool part_first : {true, false}) {
    const StoreFolder store;
    const auto report =
        part_first ? put_in(store.path(), {part, whole}) : put_in(store.path(), {whole, part});
    ASSERT_EQ(report.files.size(), 2U);
    EXPECT_EQ(report.files[0].rows_duplicate, 0U);
    EXPECT_EQ(report.files[1].rows_duplicate, 1000U);
    EXPECT_EQ(report.files[1].rows_kept, part_first ? 1414U : 0U);
    EXPECT_FALSE(report.files[1].skipped);
    EXPECT_EQ(sound_digest(store.path()), sound_digest(once.path()));
  }
}

}  // namespace
}  // namespace entente

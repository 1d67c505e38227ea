// The real files of the shared data folder, read and compared with what was counted there by other
// means (facts.json; its "_how" says what is counted): rows, days, quad classes, roots, sums of
// Goldstein scores, and the directed pairs of the seven states, file by file.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "entente/sources/source.hpp"

namespace entente {
namespace {

using Json = nlohmann::json;

std::filesystem::path shared_folder() {
  if (const char* const given = std::getenv("ENTENTE_SHARED"); given != nullptr) return given;
  return std::filesystem::path(ENTENTE_SOURCE_DIR) / ".." / "shared";
}

const Json& facts() {
  static const Json all = [] {
    std::ifstream in(shared_folder() / "data/events/facts.json");
    return in ? Json::parse(in, nullptr, false) : Json();
  }();
  return all;
}

struct Counts {
  std::size_t rows = 0;
  double score = 0;
  std::map<std::string, std::size_t> quad_class, root;

  void add(const EventRow& row) {
    ++rows;
    if (!std::isnan(row.intensity)) score += row.intensity;
    ++quad_class[std::to_string(row.quad_class)];
    ++root[(row.root < 10 ? "0" : "") + std::to_string(row.root)];
  }
};

// Everything that facts.json counts, counted from the rows as they come.
class CountingSink final : public RowSink {
 public:
  bool row(const EventRow& row) override {
    all.add(row);
    first_day = std::min(first_day, row.day);
    last_day = std::max(last_day, row.day);
    ids.emplace(row.provider_id);
    if (row.recorded_day) {
      first_recorded = std::min(first_recorded, row.recorded_day->day);
      last_recorded = std::max(last_recorded, row.recorded_day->day);
    }
    const std::string source(row.source_country), target(row.target_country);
    if (kSeven.contains(source) && kSeven.contains(target)) {
      if (source == target) {
        ++within[source];
      } else {
        pairs[source + ">" + target].add(row);
      }
    }
    return true;
  }
  bool reject(const RejectedRow& row) override {
    ++rejects;
    if (first_reason.empty()) {
      first_reason = std::to_string(row.line) + " " + std::string(row.column_name) + ": " +
                     std::string(row.reason);
    }
    return true;
  }

  Counts all;
  std::map<std::string, Counts> pairs;
  std::map<std::string, std::size_t> within;
  std::set<std::string> ids;
  Day first_day = kLastDay, last_day = kFirstDay;
  Day first_recorded = kLastDay, last_recorded = kFirstDay;
  std::size_t rejects = 0;
  std::string first_reason;

 private:
  const std::set<std::string> kSeven = {"PRK", "KOR", "JPN", "RUS", "USA", "CHN", "UKR"};
};

Result<void> count_file(const std::string& path, CountingSink& sink, std::string& sha256,
                        std::string& provider) {
  const InputLimits limits;
  return for_each_input(path, limits, [&](InputStream& input) -> Result<void> {
    LineReader lines(input, limits);
    ENTENTE_TRY(const std::string_view head, lines.peek());
    ENTENTE_TRY(const std::unique_ptr<Source> source, source_for(head, input.name(), {}));
    provider = source->provider();
    SourceContext context;
    context.input_name = input.name();
    context.today = Day{std::chrono::year{2026} / 1 / 1};
    ENTENTE_CHECK(source->read(lines, context, sink));
    sha256 = lines.sha256();
    return {};
  });
}

std::map<std::string, std::size_t> counts_of(const Json& object) {
  std::map<std::string, std::size_t> counts;
  for (const auto& [key, value] : object.items()) counts[key] = value.get<std::size_t>();
  return counts;
}

Day day_of(const std::string& text) {
  const auto day = text.size() == 10 ? parse_iso_day(text) : parse_compact_day(text.substr(0, 8));
  return day.value_or(Day{});
}

void expect_counts(const Counts& found, const Json& fact, const std::string& score_key) {
  EXPECT_EQ(counts_of(fact["quad_class"]), found.quad_class);
  EXPECT_EQ(counts_of(fact["event_root"]), found.root);
  EXPECT_NEAR(std::stod(fact[score_key].get<std::string>()), found.score, 1e-6);
}

void expect_file(const std::string& name, const Json& fact, const std::string& score_key) {
  SCOPED_TRACE(name);
  CountingSink sink;
  std::string sha256, provider;
  const auto done =
      count_file((shared_folder() / "data/events" / name).string(), sink, sha256, provider);
  ASSERT_TRUE(done) << format_error(done.error());
  EXPECT_EQ(provider, name.substr(0, name.find('/')));
  EXPECT_EQ(sha256, fact["content_sha256"].get<std::string>());
  EXPECT_EQ(sink.all.rows,
            fact["rows"].get<std::size_t>() - fact["rows_malformed"].get<std::size_t>());
  EXPECT_EQ(sink.rejects, fact["rows_malformed"].get<std::size_t>()) << sink.first_reason;
  EXPECT_EQ(sink.ids.size(), fact["distinct_event_ids"].get<std::size_t>());
  EXPECT_EQ(sink.first_day, day_of(fact["min_event_date"]));
  EXPECT_EQ(sink.last_day, day_of(fact["max_event_date"]));
  if (fact.contains("min_date_added")) {
    EXPECT_EQ(sink.first_recorded, day_of(fact["min_date_added"]));
    EXPECT_EQ(sink.last_recorded, day_of(fact["max_date_added"]));
  }
  expect_counts(sink.all, fact, score_key);
  const Json& pairs = fact["pairs_between_different_states"];
  EXPECT_EQ(sink.pairs.size(), pairs.size());
  for (const auto& [pair, expected] : pairs.items()) {
    SCOPED_TRACE(pair);
    EXPECT_EQ(sink.pairs[pair].rows, expected["rows"].get<std::size_t>());
    expect_counts(sink.pairs[pair], expected, score_key);
  }
  EXPECT_EQ(sink.within, counts_of(fact["pairs_within_one_state"]));
}

std::size_t expect_folder(const std::string& folder, const std::string& score_key) {
  std::size_t files = 0;
  for (const auto& [name, fact] : facts()["files"].items()) {
    if (!name.starts_with(folder + "/") || !fact.contains("quad_class")) continue;
    expect_file(name, fact, score_key);
    ++files;
  }
  return files;
}

#define NEEDS_SHARED_DATA()                                                            \
  if (!facts().is_object())                                                            \
  GTEST_SKIP() << "skipped: the folder of shared data is missing (" << shared_folder() \
               << "/data/events/facts.json)"

TEST(SourcesFacts, Gdelt1) {
  NEEDS_SHARED_DATA();
  EXPECT_EQ(expect_folder("gdelt1", "goldstein_sum"), 4U);
}

TEST(SourcesFacts, Gdelt2) {
  NEEDS_SHARED_DATA();
  EXPECT_GE(expect_folder("gdelt2", "goldstein_sum"), 88U);
}

TEST(SourcesFacts, Icews) {
  NEEDS_SHARED_DATA();
  EXPECT_EQ(expect_folder("icews", "intensity_sum"), 152U);
}

// A file of rows with ids and days only.
void expect_rows(const std::string& name, const std::string& provider, std::size_t rows,
                 std::size_t distinct, const std::string& first, const std::string& last) {
  SCOPED_TRACE(name);
  CountingSink sink;
  std::string sha256, found;
  const auto done =
      count_file((shared_folder() / "data/events" / name).string(), sink, sha256, found);
  ASSERT_TRUE(done) << format_error(done.error());
  EXPECT_EQ(found, provider);
  EXPECT_EQ(sink.all.rows, rows);
  EXPECT_EQ(sink.rejects, 0U) << sink.first_reason;
  EXPECT_EQ(sink.ids.size(), distinct);
  EXPECT_EQ(sink.first_day, day_of(first));
  EXPECT_EQ(sink.last_day, day_of(last));
}

TEST(SourcesFacts, OtherProviders) {
  NEEDS_SHARED_DATA();
  expect_rows("acled/acledR-old-deletion-dummy-slice.csv", "acled", 1536, 1536, "2022-01-01",
              "2022-06-30");
  expect_rows("ucdp/ucdp-dyadic-api.csv", "ucdp_dyadic", 1356, 1356, "1989-01-01", "2020-01-01");
  expect_rows("polecat/plover-dedi-sample.jsonl", "plover", 30, 30, "2022-12-12", "2022-12-17");
}

TEST(SourcesFacts, FilesWithoutEventsAreRefusedByName) {
  NEEDS_SHARED_DATA();
  const std::map<std::string, std::string> refused = {
      {"gdelt2/20170101073000.mentions.CSV", "mentions"},
      {"gdelt2/spark-gdelt.mentions.csv", "mentions"},
      {"gdelt2/spark-gdelt.mentionsT.csv", "mentions"},
      {"gdelt2/spark-gdelt.gkg.csv", "GDELT 2.0 knowledge graph"},
      {"gdelt1/spark-gdelt.gkg1.csv", "GDELT 1.0 knowledge graph"},
      {"ucdp/organizedviolencecy_v25_1.csv.gz", "country-year"}};
  for (const auto& [name, word] : refused) {
    CountingSink sink;
    std::string sha256, provider;
    const auto done =
        count_file((shared_folder() / "data/events" / name).string(), sink, sha256, provider);
    ASSERT_FALSE(done) << name;
    EXPECT_EQ(done.error().code, ErrorCode::kBadData);
    EXPECT_NE(done.error().message.find(word), std::string::npos) << done.error().message;
    EXPECT_NE(done.error().message.find("not events"), std::string::npos) << done.error().message;
  }
}

TEST(SourcesFacts, Quads) {
  NEEDS_SHARED_DATA();
  struct Split {
    std::string file;
    std::size_t rows;
    std::string first, last;
  };
  for (const Split& split : {Split{"ICEWS14/train.txt", 74845, "2014-01-01", "2014-10-31"},
                             Split{"ICEWS14/test.txt", 7371, "2014-12-01", "2014-12-31"},
                             Split{"ICEWS18/valid.txt.gz", 45995, "2018-08-29", "2018-09-27"},
                             Split{"ICEWS18/test.txt.gz", 49545, "2018-09-28", "2018-10-31"}}) {
    SCOPED_TRACE(split.file);
    CountingSink sink;
    std::string sha256, provider;
    const auto done =
        count_file((shared_folder() / "data/tkg" / split.file).string(), sink, sha256, provider);
    ASSERT_TRUE(done) << format_error(done.error());
    EXPECT_EQ(provider, "quads");
    EXPECT_EQ(sink.all.rows, split.rows);
    EXPECT_EQ(sink.rejects, 0U) << sink.first_reason;
    EXPECT_EQ(sink.first_day, day_of(split.first));
    EXPECT_EQ(sink.last_day, day_of(split.last));
    // All relation names of the two sets are ICEWS event texts with a CAMEO code.
    EXPECT_EQ(sink.all.root.count("00"), 0U);
  }
}

}  // namespace
}  // namespace entente

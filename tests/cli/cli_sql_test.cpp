// entente sql: its three forms of output, and all that a query must not be able to do.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "run_program.hpp"

namespace entente::testing {
namespace {

using std::chrono::days;

constexpr Day kFirst{std::chrono::year{2024} / 1 / 10};

// A store of six rows on three days.
class Sql : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string text;
    for (int i = 0; i < 6; ++i) {
      text += gdelt_line(700 + i, kFirst + days{i / 2}, i % 2 == 0 ? "PRK" : "RUS",
                         i % 2 == 0 ? "RUS" : "PRK", i % 2 == 0 ? "036" : "112", i % 2 == 0 ? 1 : 3,
                         i % 2 == 0 ? "4.0" : "-2.5");
    }
    place.write("20240113.export.CSV", text);
    const Outcome outcome = place.run({"ingest", "--store", "s", "20240113.export.CSV", "--json"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
  }

  Outcome sql(const std::string& query, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {"sql", "--store", "s"};
    words.insert(words.end(), more.begin(), more.end());
    words.push_back(query);
    return place.run(words);
  }

  // Every file of the workplace but derived caches and SQLite's own, with its bytes.
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(place.folder())) {
      const std::string name = std::filesystem::relative(entry.path(), place.folder()).string();
      if (!entry.is_regular_file() || name.find("derived") != std::string::npos ||
          name.find(".sqlite") != std::string::npos)
        continue;
      all[name] = place.read(name);
    }
    return all;
  }

  std::string digest() const {
    const Outcome outcome = place.run({"check", "--store", "s", "--json"});
    EXPECT_EQ(outcome.status, 0) << outcome.out;
    return outcome.out.substr(outcome.out.find("\"digest\""), 50);
  }

  Workplace place;
};

constexpr const char* kQuery =
    "SELECT day, source_code, intensity, count(*) AS n, NULL AS nothing, 'a\"b,' || chr(10) || 'ü' "
    "AS text, "
    "1e308 * 10 AS big, [1, NULL] AS list, {'k': 1.50::DECIMAL(4,2)} AS object, true AS yes "
    "FROM events GROUP BY ALL ORDER BY day, source_code LIMIT 2";

TEST_F(Sql, JsonHasNumbersDaysAndNulls) {
  const Outcome outcome = sql(kQuery, {"--json"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, R"({
  "columns": [
    {"name": "day", "type": "DATE"},
    {"name": "source_code", "type": "VARCHAR"},
    {"name": "intensity", "type": "DOUBLE"},
    {"name": "n", "type": "BIGINT"},
    {"name": "nothing", "type": "INTEGER"},
    {"name": "text", "type": "VARCHAR"},
    {"name": "big", "type": "DOUBLE"},
    {"name": "list", "type": "INTEGER[]"},
    {"name": "object", "type": "STRUCT"},
    {"name": "yes", "type": "BOOLEAN"}
  ],
  "rows": [
    ["2024-01-10", "PRK", 4, 1, null, "a\"b,\nü", null, [1, null], {"k": 1.50}, true],
    ["2024-01-10", "RUS", -2.5, 1, null, "a\"b,\nü", null, [1, null], {"k": 1.50}, true]
  ]
}
)");
  // Neither locale nor time zone nor a terminal's width changes a byte.
  const Outcome elsewhere =
      place.run({"sql", "--store", "s", "--json", kQuery},
                {{"LC_ALL", "de_DE.UTF-8"}, {"TZ", "Asia/Seoul"}, {"COLUMNS", "40"}});
  EXPECT_EQ(elsewhere.out, outcome.out);
  EXPECT_EQ(sql("SELECT 1 AS a WHERE false", {"--json"}).out,
            "{\n  \"columns\": [\n    {\"name\": \"a\", \"type\": \"INTEGER\"}\n  ],\n  \"rows\": "
            "[]\n}\n");
}

TEST_F(Sql, CsvIsQuotedAndNullIsEmpty) {
  const Outcome outcome =
      sql("SELECT day, intensity, NULL AS nothing, 'a\"b,' || chr(10) || 'c' AS text FROM events "
          "ORDER BY event_id LIMIT 1",
          {"--csv"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(outcome.out.starts_with("day,intensity,nothing,text\r\n2024-01-1")) << outcome.out;
  EXPECT_TRUE(outcome.out.ends_with(",,\"a\"\"b,\nc\"\r\n")) << outcome.out;
}

TEST_F(Sql, TheTableIsAlignedAndEscaped) {
  const Outcome outcome =
      sql("SELECT source_code AS who, count(*) * 1000 AS n, chr(27) || '[31m' AS red FROM events "
          "GROUP BY ALL ORDER BY ALL");
  EXPECT_EQ(outcome.out,
            "who     n  red\n"
            "---  ----  --------\n"
            "PRK  3000  \\x1b[31m\n"
            "RUS  3000  \\x1b[31m\n");
}

TEST_F(Sql, ANarrowTerminalGetsCutTextsOrBlocks) {
  Outcome outcome =
      place.run_on_terminal({"sql", "--store", "s", "SELECT 1 AS n, repeat('x', 60) AS text"}, 40);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.out.find("xxx…\n"), std::string::npos) << outcome.out;
  std::istringstream lines(outcome.out);
  for (std::string line; std::getline(lines, line);)
    EXPECT_LE(line.size(), 42U) << line;  // "…" has 3 bytes
  outcome = place.run_on_terminal(
      {"sql", "--store", "s",
       "SELECT 123456789012 AS first, 123456789012 AS second, 123456789012 AS third, 1 AS n"},
      40);
  EXPECT_NE(outcome.out.find("first   123456789012\nsecond  123456789012\n"), std::string::npos)
      << outcome.out;
}

TEST_F(Sql, AsOfHidesWhatBecameKnownLater) {
  // GDELT rows are known on the day on which they were recorded.
  EXPECT_EQ(sql("SELECT count(*) FROM events", {"--csv", "--as-of", "2024-01-11"}).out,
            "count_star()\r\n4\r\n");
  EXPECT_EQ(sql("SELECT count(*) FROM events", {"--csv", "--as-of", "2023-01-01"}).out,
            "count_star()\r\n0\r\n");
  EXPECT_EQ(sql("SELECT count(*) FROM events", {"--csv", "--as-of-batch", "0"}).out,
            "count_star()\r\n0\r\n");
}

TEST_F(Sql, TheQueryMayComeFromStandardInput) {
  const Outcome outcome = place.run({"sql", "--store", "s", "--csv", "-"}, {},
                                    "SELECT count(*) AS n\nFROM events -- all\n");
  EXPECT_EQ(outcome.out, "n\r\n6\r\n") << outcome.err;
}

TEST_F(Sql, AClosedPipeEndsQuietlyAndAFullDiskDoesNot) {
  const std::vector<std::string> words = {"sql", "--store", "s", "--csv",
                                          "SELECT * FROM range(100000000)"};
  int ends[2] = {-1, -1};
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  ::close(ends[0]);
  Outcome outcome = place.run_onto(words, ends[1]);
  ::close(ends[1]);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  outcome = place.run_onto({"sql", "--store", "s", "SELECT 1"}, full);
  ::close(full);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.err.find("cannot write to standard output"), std::string::npos) << outcome.err;
}

TEST_F(Sql, AMistakeInTheQueryIsOfUsage) {
  for (const char* const query : {"SELEC 1", "SELECT nothing FROM events", "SELECT * FROM nowhere",
                                  "SELECT 'x'::INTEGER", ""}) {
    const Outcome outcome = sql(query);
    EXPECT_EQ(outcome.status, 2) << query << "\n" << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_TRUE(outcome.err.starts_with("error: ")) << outcome.err;
  }
}

TEST_F(Sql, NothingElseIsReadAndNothingIsWritten) {
  ASSERT_EQ(sql("SELECT count(*) FROM canonical_events").status, 0);  // caches are made now
  place.write("secret.csv", "a,b\n1,2\n");
  const std::string part = [&] {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(place / "s/parts")) {
      if (entry.is_regular_file()) return entry.path().string();
    }
    return std::string();
  }();
  ASSERT_FALSE(part.empty());
  // A link among the parts that leads out of the store.
  const std::string link = std::filesystem::path(part).parent_path().string() + "/link.csv";
  std::filesystem::create_symlink(place / "secret.csv", link);
  const auto before = files();
  const std::string digest_before = digest();

  const std::string out = (place / "out.csv").string();
  const std::vector<std::string> attacks = {
      "COPY events TO '" + out + "'",
      "COPY (SELECT 1) TO '" + part + "' (FORMAT parquet)",
      "EXPLAIN ANALYZE COPY (SELECT 1) TO '" + part + "' (FORMAT parquet)",
      "EXPLAIN COPY (SELECT 1) TO '" + out + "'",
      "EXPLAIN ANALYZE SELECT 1",
      "explain /* x */ analyze COPY (SELECT 1) TO '" + out + "'",
      "EXPLAIN (ANALYZE) COPY (SELECT 1) TO '" + out + "'",
      "EXPLAIN (ANALYZE, FORMAT json) SELECT 1",
      "-- c\nEXPLAIN ANALYZE COPY (SELECT 1) TO '" + out + "'",
      "ATTACH '" + (place / "new.db").string() + "' AS x",
      "ATTACH ':memory:' AS x",
      "DETACH memory",
      "USE memory",
      "LOAD httpfs",
      "INSTALL httpfs",
      "SELECT * FROM read_csv('/etc/passwd')",
      "SELECT * FROM read_csv('" + (place / "secret.csv").string() + "')",
      "SELECT * FROM read_csv('" + link + "')",
      "SELECT * FROM read_text('" + link + "')",
      "SELECT * FROM read_text('/etc/passwd')",
      "SELECT * FROM read_blob('/etc/passwd')",
      "SELECT * FROM read_text('" + std::filesystem::path(part).parent_path().string() +
          "/../../../catalogue.sqlite')",
      "SELECT * FROM read_blob('" + part + "/../link.csv')",
      "SELECT * FROM read_json('/etc/passwd')",
      "SELECT * FROM read_parquet('http://127.0.0.1:1/x.parquet')",
      "SELECT * FROM parquet_metadata('/etc/passwd')",
      "SELECT * FROM sniff_csv('/etc/passwd')",
      "SELECT * FROM glob('/etc/*')",
      "FROM '/etc/passwd'",
      "FROM 'secret.csv'",
      "SELECT 1; SELECT 2",
      "SELECT 1; COPY events TO '" + out + "'",
      "PRAGMA database_list",
      "PRAGMA version",
      "/* /* */ SELECT */ PRAGMA version",
      "-- \rPRAGMA version /*\nSELECT */",
      "EXPLAIN PRAGMA version",
      "SET enable_external_access = true",
      "SET lock_configuration = false",
      "RESET enable_external_access",
      "CREATE TABLE t AS SELECT 1",
      "CREATE VIEW v AS SELECT 1",
      "CREATE MACRO m() AS 1",
      "CREATE SECRET s (TYPE s3)",
      "DROP VIEW events",
      "INSERT INTO batches SELECT * FROM batches",
      "UPDATE batches SET file = 'x'",
      "DELETE FROM batches",
      "ALTER TABLE batches RENAME TO x",
      "CALL pragma_version()",
      "CHECKPOINT",
      "VACUUM",
      "EXPORT DATABASE '" + (place / "dump").string() + "'",
      "IMPORT DATABASE '" + (place / "dump").string() + "'",
      "PREPARE p AS SELECT 1",
      "EXECUTE p",
      "BEGIN",
      "WITH x AS (SELECT 1) INSERT INTO batches SELECT NULL FROM x",
      "SELECT * FROM query('COPY events TO ''" + out + "''')",
      "SELECT getenv('HOME')",
      "SELECT * FROM write_log('x')",
  };
  for (const auto& attack : attacks) {
    const Outcome outcome = sql(attack);
    EXPECT_NE(outcome.status, 0) << attack << "\n" << outcome.out;
    EXPECT_LE(outcome.status, 2) << attack << "\n" << outcome.err;
    EXPECT_EQ(outcome.out.find("root:"), std::string::npos) << attack;
    EXPECT_EQ(files(), before) << attack;
  }
  EXPECT_EQ(digest(), digest_before);
  // Each that is no SELECT is refused as such.
  EXPECT_EQ(sql("COPY events TO '" + out + "'").status, 2);
  EXPECT_EQ(sql("SELECT 1; SELECT 2").status, 2);
  EXPECT_EQ(sql("EXPLAIN ANALYZE SELECT 1").status, 2);
  EXPECT_EQ(sql("SELECT * FROM read_csv('/etc/passwd')").status, 2);
  EXPECT_EQ(sql("EXPLAIN SELECT count(*) FROM events").status, 0);
  EXPECT_EQ(sql("/* a /* b */ c */ -- d\n EXPLAIN FROM events").status, 0);
  EXPECT_EQ(sql("(SELECT 1) UNION (SELECT 2)").status, 0);
}

TEST_F(Sql, APartThatBecameALinkIsNotFollowed) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(place / "s/parts")) {
    if (!entry.is_regular_file()) continue;
    std::filesystem::rename(entry.path(), place / "moved.parquet");
    std::filesystem::create_symlink(place / "moved.parquet", entry.path());
    break;
  }
  const Outcome outcome = sql("SELECT count(*) FROM events");
  EXPECT_NE(outcome.status, 0) << outcome.out;
}

}  // namespace
}  // namespace entente::testing

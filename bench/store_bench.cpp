// What the store costs, beside a plain peer. Each figure's answer is checked before it is written.
//
//   store_bench run ENTENTE SHARED WORK     all measurements; a Markdown table on standard output
//   store_bench peer FILE OUT THREADS       the peer: DuckDB's read_csv to Parquet, same columns
//
// Ingest: a real GDELT 1.0 day repeated with shifted days and ids to five million rows. The peer
// reads all columns, casts those that the store keeps, and writes the same columns on the same
// threads; it neither checks rows nor looks for duplicates nor reads back what it wrote.

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "entente/base/hash.hpp"
#include "entente/base/text.hpp"
#include "entente/events/duck.hpp"
#include "entente/events/snapshot.hpp"
#include "entente/events/store.hpp"
#include "entente/sources/ingest.hpp"
#include "measure.hpp"

namespace entente {
namespace {

namespace fs = std::filesystem;

constexpr int kPairs = 5;
constexpr std::int64_t kRows = 5'000'000;

[[noreturn]] void stop(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::exit(1);
}

template <class T>
T need(Result<T> result) {
  if (!result) stop(format_error(result.error()));
  return std::move(*result);
}
void need(const Result<void>& result) {
  if (!result) stop(format_error(result.error()));
}

std::vector<std::string> real_rows(const fs::path& shared) {
  std::vector<std::string> rows;
  const InputLimits limits;
  need(for_each_input((shared / "data/events/gdelt1/20130401.export.CSV.zip").string(), limits,
                      [&](InputStream& input) -> Result<void> {
                        LineReader lines(input, limits);
                        Line line;
                        for (;;) {
                          ENTENTE_TRY(const bool more, lines.next(line));
                          if (!more) return {};
                          rows.emplace_back(line.text);
                        }
                      }));
  return rows;
}

std::string compact_day(Day day) {
  std::string text = format_day(day);
  std::erase(text, '-');
  return text;
}

// The same day again and again: days move on by one a round, ids by a round's number of rows.
void write_large(const fs::path& file, const std::vector<std::string>& rows) {
  std::ofstream out(file, std::ios::binary);
  std::int64_t written = 0;
  for (int round = 0; written < kRows; ++round) {
    for (const auto& row : rows) {
      if (written == kRows) break;
      auto fields = split(row, '\t');
      const std::string id = std::to_string(1'000'000'000 + written);
      const std::string day = compact_day(*parse_compact_day(fields[1]) + std::chrono::days{round});
      const std::string added =
          compact_day(*parse_compact_day(fields[56]) + std::chrono::days{round});
      fields[0] = id;
      fields[1] = day;
      fields[56] = added;
      for (std::size_t i = 0; i < fields.size(); ++i) out << (i == 0 ? "" : "\t") << fields[i];
      out << '\n';
      ++written;
    }
  }
}

std::string peer_query(const std::string& file) {
  std::string columns;
  for (int i = 0; i < 58; ++i)
    columns += fmt::format("{}'c{}': 'VARCHAR'", i == 0 ? "" : ", ", i + 1);
  const std::string read = fmt::format(
      "read_csv({}, delim='\t', header=false, quote='', escape='', auto_detect=false, "
      "columns={{{}}})",
      sql_quote(file), columns);
  const auto text = [](const char* column) { return fmt::format("nullif({}, '')", column); };
  return fmt::format(
      "SELECT hash('gdelt1', c1) AS event_id, hash(c1, c2, c6, c7, c16, c17, c27, c31, c32, c58) "
      "AS content, hash(c6, c7, c13, c8) AS source_key, "
      "hash(c16, c17, c23, c18) AS target_key, 1::UINTEGER AS batch_number, 0::USMALLINT AS "
      "revision, false AS deleted, "
      "strptime(c2, '%Y%m%d')::DATE AS day, strptime(c2, '%Y%m%d')::DATE AS day_last, "
      "'publication' AS day_basis, "
      "strptime(c57, '%Y%m%d')::DATE AS recorded_day, greatest(strptime(c2, '%Y%m%d'), "
      "strptime(c57, '%Y%m%d'))::DATE AS known_day, 'given' AS known_basis, "
      "c29::UTINYINT AS root, c30::UTINYINT AS quad_class, c31::DOUBLE AS intensity, c32::UINTEGER "
      "AS weight, "
      "nullif(c54, '')::DOUBLE AS latitude, nullif(c55, '')::DOUBLE AS longitude, 'machine' AS "
      "sampling, 0::UINTEGER AS line, 'gdelt1' AS provider, "
      "c1 AS provider_id, {} AS source_raw, {} AS target_raw, {} AS source_name, {} AS "
      "target_name, "
      "nullif(concat_ws(',', nullif(c13, ''), nullif(c14, ''), nullif(c15, '')), '') AS "
      "source_sectors, "
      "nullif(concat_ws(',', nullif(c23, ''), nullif(c24, ''), nullif(c25, '')), '') AS "
      "target_sectors, {} AS source_country, {} AS target_country, "
      "c27 AS action, {} AS country, {} AS story_id, NULL::VARCHAR AS register, NULL::VARCHAR AS "
      "issues, NULL::VARCHAR AS occasion, NULL::VARCHAR AS claimant, "
      "NULL::VARCHAR AS sentence, NULL::VARCHAR AS citation, NULL::VARCHAR AS grade FROM {}",
      text("c6"), text("c16"), text("c7"), text("c17"), text("c8"), text("c18"), text("c52"),
      text("c58"), read);
}

int peer(const std::string& file, const std::string& out, const std::string& threads) {
  Duck duck =
      need(Duck::open({static_cast<unsigned>(parse_int(threads).value_or(2)), 4ULL << 30, ""}));
  need(duck.run(fmt::format("COPY ({}) TO {} (FORMAT parquet)", peer_query(file), sql_quote(out))));
  return 0;
}

struct Report {
  std::string lines;
  bool met = true;
  void add(const std::string& what, const std::string& reached, const std::string& target,
           bool ok) {
    lines += fmt::format("| {} | {} | {} | {} |\n", what, reached, target, ok ? "yes" : "NO");
    met = met && ok;
  }
};

std::int64_t sum_of(Duck& duck, const std::string& from) {
  return need(duck.number(fmt::format(
      "SELECT sum(round(intensity * 10))::BIGINT + count(*) * 7 + count(DISTINCT story_id) FROM {}",
      from)));
}

void bench_ingest(const fs::path& entente, const fs::path& self, const fs::path& shared,
                  const fs::path& work, Report& report) {
  const fs::path file = work / "large.export.CSV";
  write_large(file, real_rows(shared));
  const fs::path store = work / "large-store";
  const fs::path parquet = work / "peer.parquet";
  const auto ours = [&] {
    fs::remove_all(store);
    const Cost cost = run_process({entente.string(), "ingest", "--quiet", "--threads", "2",
                                   "--store", store.string(), file.string()});
    if (cost.status != 0) stop("ingest failed");
    return cost;
  };
  const auto theirs = [&] {
    fs::remove(parquet);
    const Cost cost = run_process({self.string(), "peer", file.string(), parquet.string(), "2"});
    if (cost.status != 0) stop("the peer failed");
    return cost;
  };
  const Pairs pairs = alternate(kPairs, ours, theirs);
  const World world = World::built_in();
  Snapshot snapshot = need(Snapshot::open(store.string(), world, nullptr, {}));
  Duck duck = need(Duck::open({2, 4ULL << 30, ""}));
  if (sum_of(snapshot.duck(), "raw") !=
      sum_of(duck, fmt::format("read_parquet({})", sql_quote(parquet.string()))))
    stop("ingest and peer disagree");
  report.add(
      "ingest of 5,000,000 GDELT rows over DuckDB's read_csv to Parquet, 2 threads, ratio of "
      "medians pair by pair",
      fmt::format("{:.2f} ({:.1f} s and {:.1f} s)", pairs.ratio, pairs.seconds_a, pairs.seconds_b),
      "1.25", pairs.ratio <= 1.25);
  report.add("peak memory of that ingest", fmt::format("{:.0f} MiB", pairs.peak_a), "1,536 MiB",
             pairs.peak_a < 1536);
  fs::remove(file);
  fs::remove(parquet);
  fs::remove_all(store);
}

// A year of 15-minute inputs, one command a day, against the same rows after compaction.
void bench_slices(const fs::path& work, Report& report) {
  const fs::path store = work / "slices";
  constexpr int kDays = 365, kSlices = 96, kRowsASlice = 40;
  StoreSettings settings;
  int id = 0;
  for (int d = 0; d < kDays; ++d) {
    StoreWriter writer = need(StoreWriter::open(store.string(), settings));
    const Day day = *parse_iso_day("2018-01-01") + std::chrono::days{d};
    for (int slice = 0; slice < kSlices; ++slice) {
      const std::string name = fmt::format("{}-{}", format_day(day), slice);
      writer.begin_batch({name, "gdelt2", "gdelt2", "", ""});
      for (int i = 0; i < kRowsASlice; ++i) {
        const std::string row_id = std::to_string(++id);
        const std::string story = "https://example.org/" + std::to_string(id / 3);
        EventRow row;
        row.provider = "gdelt2";
        row.provider_id = row_id;
        row.day = row.day_last = day;
        row.recorded_day = RecordedDay(day);
        row.source_raw = row.source_country = i % 3 == 0 ? "RUS" : "CHN";
        row.target_raw = row.target_country = i % 2 == 0 ? "USA" : "JPN";
        row.action = i % 5 == 0 ? "112" : "040";
        row.root = i % 5 == 0 ? 11 : 4;
        row.quad_class = i % 5 == 0 ? 3 : 1;
        row.intensity = 1;
        row.story_id = story;
        need(writer.add(row));
      }
      need(writer.end_batch(sha256_hex(name)));
    }
    need(writer.finish());
  }
  const World world = World::built_in();
  const std::string query =
      "SELECT count(*) + sum(rows_merged) FROM canonical_events WHERE day BETWEEN DATE "
      "'2018-03-01' AND DATE '2018-09-30'";
  const auto time_query = [&](std::int64_t& answer) {
    const auto start = std::chrono::steady_clock::now();
    Snapshot snapshot = need(Snapshot::open(store.string(), world, nullptr, {}));
    answer = need(snapshot.duck().number(query));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  std::vector<double> many, few;
  std::int64_t before = 0, after = 0;
  time_query(before);
  for (int i = 0; i < kPairs; ++i) many.push_back(time_query(before));
  {
    StoreWriter writer = need(StoreWriter::open(store.string(), settings));
    need(writer.compact(1));
  }
  time_query(after);
  for (int i = 0; i < kPairs; ++i) few.push_back(time_query(after));
  if (before != after) stop("compaction changed an answer");
  const double ratio = median(many) / median(few);
  report.add(
      "a query over a year of 15-minute files (35,040 inputs, one command a day) over the same "
      "rows in one part a month",
      fmt::format("{:.2f} ({:.2f} s and {:.2f} s)", ratio, median(many), median(few)), "2.00",
      ratio <= 2);
  fs::remove_all(store);
}

void bench_storm(const fs::path& entente, const fs::path& work, Report& report) {
  const fs::path file = work / "storm.CSV";
  {
    std::ofstream out(file, std::ios::binary);
    for (int i = 0; i < 7 * 1024 * 1024 / 4; ++i) out << "1\t2\n";
  }
  std::vector<double> seconds, peaks;
  for (int i = 0; i < kPairs; ++i) {
    fs::remove_all(work / "storm-store");
    const Cost cost =
        run_process({entente.string(), "ingest", "--quiet", "--format", "gdelt1", "--max-errors",
                     "-1", "--store", (work / "storm-store").string(), file.string()});
    if (cost.status != 0) stop("the storm's ingest failed");
    seconds.push_back(cost.seconds);
    peaks.push_back(cost.peak_mib);
  }
  const World world = World::built_in();
  {
    Snapshot snapshot = need(Snapshot::open((work / "storm-store").string(), world, nullptr, {}));
    if (need(snapshot.duck().number("SELECT count(*) FROM rejects")) != 7 * 1024 * 1024 / 4)
      stop("rejects were lost");
  }
  report.add("7 MiB of short rows, 1,835,008 rejects kept",
             fmt::format("{:.1f} s, {:.0f} MiB", median(seconds), median(peaks)), "3 s, 500 MiB",
             median(seconds) <= 3 && median(peaks) <= 500);
  fs::remove_all(work / "storm-store");
  fs::remove(file);
}

int run(const fs::path& self, const std::string& entente, const std::string& shared,
        const std::string& work) {
  fs::create_directories(work);
  Report report;
  bench_storm(entente, work, report);
  bench_slices(work, report);
  bench_ingest(entente, self, shared, work, report);
  std::printf("| what | reached | target | met |\n|---|---|---|---|\n%s", report.lines.c_str());
  return report.met ? 0 : 1;
}

}  // namespace
}  // namespace entente

int main(int count, char** arguments) {
  const std::vector<std::string> words(arguments, arguments + count);
  if (words.size() == 5 && words[1] == "run")
    return entente::run(std::filesystem::canonical("/proc/self/exe"), words[2], words[3], words[4]);
  if (words.size() == 5 && words[1] == "peer") return entente::peer(words[2], words[3], words[4]);
  std::fputs("usage: store_bench run ENTENTE SHARED WORK | store_bench peer FILE OUT THREADS\n",
             stderr);
  return 2;
}

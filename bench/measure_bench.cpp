// What history and measures cost. Each figure's answer is checked before it is written.
//
//   measure_bench run      all measurements; Markdown table rows on standard output
//
// Speed: five million made events among 200 actors, few of them in most events, over 2,000 days;
// the sums of every dyad on every day on which it acted. A sample of the rows is compared with the
// definitions (plain_testing.hpp). Memory: what the pass takes beside the log, with the same events
// spread over four times as many days, which must not change it. Coverage: the share of nominal
// 90 % intervals that hold the true rate of made worlds.

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <tuple>

#include "entente/base/random.hpp"
#include "entente/measure/coverage_testing.hpp"
#include "entente/measure/dyads.hpp"
#include "entente/measure/plain_testing.hpp"
#include "entente/world/ontology.hpp"
#include "measure.hpp"

namespace entente {
namespace {

constexpr int kRuns = 5;
constexpr std::size_t kEvents = 5'000'000;

[[noreturn]] void stop(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::exit(1);
}

// Events between actors i and j come with probability as 1/((i + 1)(j + 1)).
EventLog made_log(std::size_t events, std::uint32_t actors, std::int32_t days) {
  RandomStream draw(1, "measure_bench", 0);
  EventLog log;
  log.provider = "made";
  log.first_day = 15'000;
  for (std::uint32_t i = 0; i < actors; ++i) log.actors.push_back(fmt::format("{:03}", i));
  const auto actor = [&] {
    const auto i = static_cast<std::uint32_t>(std::pow(actors + 1, draw.uniform())) - 1;
    return std::min(i, actors - 1);
  };
  struct Event {
    std::int32_t day;
    std::uint32_t source, target;
    std::uint8_t root;
  };
  std::vector<Event> made;
  made.reserve(events);
  while (made.size() < events) {
    const std::uint32_t a = actor();
    const std::uint32_t b = actor();
    if (a == b) continue;
    made.push_back({static_cast<std::int32_t>(draw.below(static_cast<std::uint64_t>(days))), a, b,
                    static_cast<std::uint8_t>(1 + draw.below(20))});
  }
  const auto order = [](const Event& e) {
    return std::make_tuple(e.day, e.source, e.target, e.root);
  };
  std::ranges::sort(made, {}, order);
  std::vector<std::uint32_t> number(std::size_t{actors} * actors, 0);
  for (const Event& e : made) number[e.source * actors + e.target] = 1;
  for (std::uint32_t i = 0; i < number.size(); ++i) {
    if (number[i] == 0) continue;
    number[i] = static_cast<std::uint32_t>(log.dyads.size());
    log.dyads.push_back({i / actors, i % actors});
  }
  log.volume.assign(static_cast<std::size_t>(days), 0);
  for (const Event& e : made) {
    log.day.push_back(log.first_day + e.day);
    log.dyad.push_back(number[e.source * actors + e.target]);
    log.root.push_back(e.root);
    log.quad.push_back(quad_class_icews(e.root));
    log.known_lag.push_back(0);
    log.intensity.push_back(static_cast<float>(draw.below(201)) / 10.0F - 10.0F);
    ++log.volume[static_cast<std::size_t>(e.day)];
  }
  for (std::int32_t day = 0; day < days; ++day) log.observed.push_back(day % 97 == 50 ? 0 : 1);
  return log;
}

struct Run {
  double seconds = 0, mib = 0;
  std::size_t rows = 0;
  double sum = 0;
};

double heap_mib() {
  const auto info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / (1024.0 * 1024.0);
}

Run pass(const EventLog& log) {
  Run run;
  const double before = heap_mib();
  const std::clock_t start = std::clock();  // processor time: others may share the machine
  measure_dyads(log, {}, [&](const DyadDay& row) {
    if (run.rows++ == 0) run.mib = heap_mib() - before;
    run.sum += row.sums.cooperation + row.sums.exposure + row.sums.prior_conflict;
  });
  run.seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  return run;
}

void expect_close(double a, double b, const DyadDay& row) {
  if (!(std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b))))
    stop(fmt::format("the pass and the definitions differ: {} {} on day {}: {} and {}", row.source,
                     row.target, row.day, a, b));
}

// A few rows of the middle and of the last day against the definitions.
void check(const EventLog& log) {
  const testing::PlainTwin twin(log);
  const auto days = static_cast<std::int32_t>(log.volume.size());
  int checked = 0;
  for (const std::int32_t day : {log.first_day + days / 3, log.first_day + days - 1}) {
    MeasureOptions options;
    options.days = {day_from_number(day), day_from_number(day + 1)};
    std::size_t at = 0;
    measure_dyads(log, options, [&](const DyadDay& row) {
      if (at++ % 700 != 0) return;
      const DyadSums plain =
          twin.sums(std::string(row.source), std::string(row.target), row.day, row.half_life_days);
      expect_close(row.sums.cooperation, plain.cooperation, row);
      expect_close(row.sums.conflict, plain.conflict, row);
      expect_close(row.sums.exposure, plain.exposure, row);
      expect_close(row.sums.c_cooperation, plain.c_cooperation, row);
      expect_close(row.sums.prior_cooperation, plain.prior_cooperation, row);
      expect_close(row.sums.prior_conflict, plain.prior_conflict, row);
      expect_close(row.sums.sd_intensity, plain.sd_intensity, row);
      expect_close(row.sums.acts_of_source, plain.acts_of_source, row);
      ++checked;
    });
  }
  if (checked < 4) stop("too few rows were compared with the definitions");
}

bool line(const std::string& what, const std::string& reached, const std::string& target, bool ok) {
  std::printf("| %s | %s | %s | %s |\n", what.c_str(), reached.c_str(), target.c_str(),
              ok ? "yes" : "NO");
  std::fflush(stdout);
  return ok;
}

bool bench_pass() {
  const EventLog log = made_log(kEvents, 200, 2'000);
  check(log);
  std::vector<double> rates;
  Run last;
  for (int i = 0; i < kRuns; ++i) {
    const Run run = pass(log);
    if (i > 0 && run.sum != last.sum) stop("two runs differ");
    rates.push_back(static_cast<double>(kEvents) / run.seconds / 1e6);
    last = run;
  }
  bool met =
      line(fmt::format("history and measures of {} dyads over 5,000,000 events, one core, {} "
                       "rows: events a second",
                       log.dyads.size(), last.rows),
           fmt::format("{:.1f} million", median(rates)), "3 million", median(rates) >= 3);
  const double a_dyad = last.mib * 1024 * 1024 / static_cast<double>(log.dyads.size());
  const EventLog longer = made_log(kEvents, 200, 8'000);
  const EventLog fewer = made_log(kEvents / 10, 60, 2'000);
  const Run same_dyads = pass(longer);
  const Run few_dyads = pass(fewer);
  const double of_few = few_dyads.mib * 1024 * 1024 / static_cast<double>(fewer.dyads.size());
  const double growth = same_dyads.mib / last.mib;
  met &= line(
      "memory of that pass beside the log; over four times the days; bytes a dyad of "
      "200 and of 60 actors",
      fmt::format("{:.1f} MiB; {:.2f} times; {:.0f} and {:.0f}", last.mib, growth, a_dyad, of_few),
      "linear in dyads: at most 1.05 times; within a half of one another",
      growth < 1.05 && of_few < 1.5 * a_dyad && a_dyad < 1.5 * of_few);
  return met;
}

bool bench_coverage() {
  bool met = true;
  for (const auto& [phi, serial] :
       {std::pair{1.0, false}, std::pair{3.0, false}, std::pair{10.0, false}, std::pair{3.0, true},
        std::pair{10.0, true}, std::pair{0.0, false}}) {
    testing::Coverage coverage;
    for (std::uint64_t number = 1001; number <= 1150; ++number)
      testing::add_world({phi, serial}, number, coverage);
    const std::string what =
        phi == 0 ? "dispersion 1, 3 and 10 mixed"
                 : fmt::format("dispersion {:.0f}{}", phi, serial ? ", weeks that depend" : "");
    // Where dispersions are mixed, calm dyads borrow from bursty ones: wide, never narrow.
    const double most = phi == 0 ? 1 : 0.93;
    met &= line(fmt::format("share of 90 % intervals that hold the true rate, {}: 3 effective "
                            "events or more; fewer",
                            what),
                fmt::format("{:.1f} %; {:.1f} %", 100 * coverage.enough(), 100 * coverage.below()),
                phi == 0 ? "at least 87 %; at least 87 %" : "87-93 %; at least 87 %",
                coverage.enough() >= 0.87 && coverage.enough() <= most && coverage.below() >= 0.87);
  }
  return met;
}

int run() {
  std::printf("| what | reached | target | met |\n|---|---|---|---|\n");
  const bool pass_met = bench_pass();
  const bool coverage_met = bench_coverage();
  return pass_met && coverage_met ? 0 : 1;
}

}  // namespace
}  // namespace entente

int main(int count, char** arguments) {
  if (count == 2 && std::string(arguments[1]) == "run") return entente::run();
  std::fputs("usage: measure_bench run\n", stderr);
  return 2;
}

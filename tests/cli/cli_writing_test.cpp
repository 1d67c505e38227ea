// Two writers at once, and Ctrl-C in the middle of one: the store stays whole.

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "run_program.hpp"

namespace entente::testing {
namespace {

constexpr Day kDay{std::chrono::year{2024} / 2 / 1};

std::string many_lines(long first, long count) {
  std::string text;
  for (long id = first; id < first + count; ++id)
    text += gdelt_line(id, kDay, "PRK", "RUS", "036", 1, "4.0");
  return text;
}

void wait_for_file(const std::filesystem::path& file) {
  for (int i = 0; i < 500 && !std::filesystem::exists(file); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  ASSERT_TRUE(std::filesystem::exists(file));
}

TEST(Writing, ASecondWriterIsToldWhoWrites) {
  const Workplace place;
  Running first(place, {"ingest", "--store", "s", "-", "--json"});
  wait_for_file(place / "s/catalogue.sqlite");
  ASSERT_TRUE(first.feed(many_lines(1, 10)));
  place.write("20240201.export.CSV", many_lines(100, 5));
  const Outcome second =
      place.run({"ingest", "--store", "s", "--wait", "0", "20240201.export.CSV", "--json"});
  EXPECT_EQ(second.status, 5) << second.err;
  EXPECT_TRUE(has(second.err, "\"code\": \"locked\"")) << second.err;
  EXPECT_TRUE(has(second.err, "pid " + std::to_string(first.pid()))) << second.err;
  // Readers are not kept out.
  EXPECT_EQ(place.run({"sql", "--store", "s", "SELECT count(*) FROM events"}).status, 0);
  const Outcome done = first.wait();
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(place.run({"ingest", "--store", "s", "20240201.export.CSV"}).status, 0);
  EXPECT_TRUE(has(place.run({"runs", "--store", "s", "--csv"}).out, ",locked,"));
}

// The first file is in the store, the one that was under way left no trace.
void interrupt(int number, int times) {
  const Workplace place;
  place.write("20240201.export.CSV", many_lines(1'000'000, 50));
  Running running(place, {"ingest", "--store", "s", "20240201.export.CSV", "-"});
  wait_for_file(place / "s/catalogue.sqlite");
  ASSERT_TRUE(running.feed(many_lines(1, 20'000)));
  for (int i = 0; i < times; ++i) {
    running.signal(number);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  for (long at = 20'001; at < 400'000; at += 10'000) {
    if (!running.feed(many_lines(at, 10'000))) break;
  }
  const Outcome outcome = running.wait();
  EXPECT_EQ(outcome.status, 130) << outcome.err;
  const Outcome check = place.run({"check", "--store", "s", "--json"});
  EXPECT_EQ(check.status, 0) << check.out << check.err;
  if (times == 1) {
    EXPECT_TRUE(has(outcome.err, "error: interrupted: 1 of 2 files read whole is in the store"))
        << outcome.err;
    EXPECT_TRUE(has(check.out, "\"rows\": 50")) << check.out;
  }
  // The next command goes on.
  EXPECT_EQ(place.run({"ingest", "--store", "s", "20240201.export.CSV"}).status, 0);
  EXPECT_TRUE(has(place.run({"check", "--store", "s", "--json"}).out, "\"rows\": 50"));
}

TEST(Writing, CtrlCEndsAReaderAtOnce) {
  const Workplace place;
  place.write("20240201.export.CSV", many_lines(1, 5));
  ASSERT_EQ(place.run({"ingest", "--store", "s", "20240201.export.CSV"}).status, 0);
  Running running(
      place, {"sql", "--store", "s", "SELECT count(*) FROM range(10000000) a, range(10000000) b"});
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  running.signal(SIGINT);
  const Outcome outcome = running.wait();
  EXPECT_EQ(outcome.status, 130);
  EXPECT_TRUE(has(outcome.err, "interrupted")) << outcome.err;
}

TEST(Writing, CtrlCStopsAtASafePoint) { interrupt(SIGINT, 1); }
TEST(Writing, TerminationStopsAtASafePoint) { interrupt(SIGTERM, 1); }
TEST(Writing, ASecondCtrlCEndsAtOnce) { interrupt(SIGINT, 2); }

}  // namespace
}  // namespace entente::testing

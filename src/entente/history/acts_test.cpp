#include "entente/history/acts.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "entente/base/hash.hpp"
#include "entente/events/snapshot.hpp"
#include "entente/events/store.hpp"

namespace entente {
namespace {

Day on(const std::string& text) { return parse_iso_day(text).value(); }

EventRow row(std::string_view id, Day day) {
  EventRow r;
  r.provider = "curated";
  r.provider_id = id;
  r.day = r.day_last = day;
  r.known_day = day;
  r.source_raw = "FRA";
  r.target_raw = "DEU";
  r.action = "042";
  r.root = 4;
  r.sampling = Sampling::kRegister;
  r.register_id = "visits";
  r.sentence = "One side visited the other.";
  r.citation = "a list";
  return r;
}

class Acts : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = (std::filesystem::path(::testing::TempDir()) / ("entente-acts-" + name)).string();
    std::filesystem::remove_all(folder_);
  }
  void fill(const std::vector<EventRow>& rows) {
    auto writer = StoreWriter::open(folder_, {});
    ASSERT_TRUE(writer) << writer.error().message;
    for (const std::string provider : {"curated", "icews"}) {  // a batch is one provider's
      writer->begin_batch({provider + ".csv", provider, provider, "", ""});
      for (const auto& r : rows) {
        if (r.provider != provider) continue;
        ASSERT_TRUE(writer->add(r));
      }
      ASSERT_TRUE(writer->end_batch(sha256_hex(provider)));
    }
    const auto finished = writer->finish();
    ASSERT_TRUE(finished) << finished.error().message;
  }
  std::vector<Act> read(std::optional<Day> as_of = std::nullopt) {
    SnapshotOptions options;
    options.as_of = as_of;
    auto snapshot = Snapshot::open(folder_, world_, nullptr, options);
    EXPECT_TRUE(snapshot) << (snapshot ? "" : snapshot.error().message);
    if (!snapshot) return {};
    auto acts = read_acts(snapshot->duck());
    EXPECT_TRUE(acts) << (acts ? "" : acts.error().message);
    return acts ? std::move(*acts) : std::vector<Act>{};
  }

 private:
  std::string folder_;
  World world_ = World::built_in();
};

TEST_F(Acts, ReadEveryFieldOfEveryDay) {
  EventRow whole = row("first", on("2001-03-05"));
  whole.day_last = on("2001-03-09");
  whole.known_day = on("2001-03-12");
  whole.issues = "visits;talks";
  whole.country = "FRA";
  whole.latitude = 48.9;
  whole.longitude = 2.4;
  whole.grade = "reported";
  whole.claimant = "DEU";
  whole.occasion = "meeting";
  EventRow bare = row("second", on("2018-01-02"));
  bare.target_raw = "";
  bare.action = "150";
  bare.root = 15;
  bare.sampling = Sampling::kPurposive;
  bare.register_id = "";
  EventRow machine = row("third", on("2018-01-03"));
  machine.provider = "icews";
  fill({bare, whole, machine});

  const auto acts = read();
  ASSERT_EQ(acts.size(), 2U);  // by day; the machine's row is none
  const Act& a = acts[0];
  EXPECT_EQ(a.id, "first");
  EXPECT_EQ(format_day(a.day), "2001-03-05");
  EXPECT_EQ(format_day(a.day_last), "2001-03-09");
  EXPECT_EQ(format_day(a.known_day), "2001-03-12");
  EXPECT_EQ(a.source, "FRA");
  EXPECT_EQ(a.source_state, "FRA");
  EXPECT_EQ(a.target_state, "DEU");
  EXPECT_TRUE(a.between("DEU", "FRA"));
  EXPECT_FALSE(a.between("DEU", "ITA"));
  EXPECT_EQ(a.action, "042");
  EXPECT_EQ(a.root, 4);
  EXPECT_TRUE(a.symmetric() && a.cooperative() && !a.conflictual());
  EXPECT_EQ(a.issues, (std::vector<std::string>{"visits", "talks"}));
  EXPECT_TRUE(a.has_issue("talks"));
  EXPECT_TRUE(a.has_any_issue({"x", "talks"}));
  EXPECT_FALSE(a.has_any_issue({}));
  EXPECT_EQ(a.country, "FRA");
  EXPECT_EQ(a.latitude, 48.9);
  EXPECT_EQ(a.longitude, 2.4);
  EXPECT_EQ(a.grade, "reported");
  EXPECT_EQ(a.claimant, "DEU");
  EXPECT_EQ(a.sampling, "register");
  EXPECT_TRUE(a.in_register());
  EXPECT_EQ(a.register_key, "visits");
  EXPECT_EQ(a.occasion, "curated:meeting");
  EXPECT_EQ(a.sentence, "One side visited the other.");
  EXPECT_EQ(a.citation, "a list");

  const Act& b = acts[1];
  EXPECT_EQ(b.day_last, b.day);
  EXPECT_TRUE(b.target.empty() && b.target_state.empty() && b.occasion.empty());
  EXPECT_EQ(b.latitude, std::nullopt);
  EXPECT_FALSE(b.in_register());
  EXPECT_TRUE(b.conflictual());
}

TEST_F(Acts, WhatWasNotKnownYetIsNotRead) {
  EventRow late = row("late", on("2018-01-02"));
  late.known_day = on("2018-02-01");
  fill({row("early", on("2018-01-01")), late});
  EXPECT_EQ(read(on("2018-01-31")).size(), 1U);
  EXPECT_EQ(read(on("2018-02-01")).size(), 2U);
}

// A meeting without a key is known by its day, pair and root, whoever is named first.
TEST_F(Acts, AMeetingToldFromBothEndsIsOneOccasion) {
  EventRow back = row("back", on("2018-01-01"));
  std::swap(back.source_raw, back.target_raw);
  fill({row("there", on("2018-01-01")), back});
  const auto acts = read();
  ASSERT_EQ(acts.size(), 2U);
  EXPECT_FALSE(acts[0].occasion.empty());
  EXPECT_EQ(acts[0].occasion, acts[1].occasion);
}

TEST_F(Acts, OfAStoreWithoutCuratedRowsAreNone) {
  EventRow machine = row("m", on("2018-01-03"));
  machine.provider = "icews";
  fill({machine});
  EXPECT_TRUE(read().empty());
}

TEST(ActOrder, IsByDayThenId) {
  std::vector<Act> acts(3);
  acts[0].id = "b";
  acts[1].id = "a";
  acts[2].id = "0";
  acts[2].day += std::chrono::days{1};
  const auto ordered = in_order(acts);
  EXPECT_EQ(ordered[0]->id + ordered[1]->id + ordered[2]->id, "ab0");
}

}  // namespace
}  // namespace entente

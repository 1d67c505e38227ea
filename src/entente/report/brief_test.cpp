#include "entente/report/brief.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "entente/base/hash.hpp"
#include "entente/events/store.hpp"

namespace entente {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A case about two other states: nothing in the report may know the bundled one.
struct Scene {
  std::string a = "FRA", b = "DEU", name_a = "France", name_b = "Germany";
  int year = 2018;
  std::string sentence = "One side visited the other.";
};

std::filesystem::path fresh(const std::string& name) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / ("entente-brief-" + name);
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

void write_case(const std::filesystem::path& folder, const Scene& scene) {
  const std::string y = std::to_string(scene.year);
  std::ofstream(folder / "case.toml")
      << "name = \"testing\"\ntitle = \"A <small> case\"\nsummary = \"Visits.\"\nfrom = " << y
      << "-01-01\nto = " << y << "-12-31\nhorizons = [7]\nwatched = [[\"" << scene.a << "\", \""
      << scene.b
      << "\"]]\n[map]\ncentre = [5.0, 48.0]\nradius_degrees = 20\n[issues]\nvisits = \"visits\"\n";
  std::ofstream(folder / "registers.toml")
      << "[[register]]\nid = \"visits\"\nname = \"Visits of leaders\"\nkind = \"visits\"\nfrom = "
      << y << "-01-01\nto = " << y << "-12-31\nactors = [\"" << scene.a
      << "\"]\nsources = [\"a list\"]\ngaps = []\ncomplete = true\n";
}

Result<Brief> brief_of(const std::string& name, const Scene& scene,
                       std::optional<Day> as_of = std::nullopt) {
  const auto folder = fresh(name);
  write_case(folder, scene);
  const CaseLoad load = load_case(folder.string());
  for (const auto& problem : load.problems) ADD_FAILURE() << format_error(problem);
  if (!load.value) return fail(ErrorCode::kBadData, "no case");
  const std::string store = (folder / "store").string();
  {
    ENTENTE_TRY(StoreWriter writer, StoreWriter::open(store, {}));
    writer.begin_batch({"events.csv", "curated", "curated", "", ""});
    for (int month = 2; month <= 4; ++month) {
      const std::string id = "visit-" + std::to_string(month);
      EventRow row;
      row.provider = "curated";
      row.provider_id = id;
      row.day = row.day_last = Day{std::chrono::year{scene.year} / month / 5};
      row.known_day = row.day;
      row.source_raw = scene.a;
      row.target_raw = scene.b;
      row.action = "042";
      row.root = 4;
      row.sampling = Sampling::kRegister;
      row.register_id = "visits";
      row.sentence = scene.sentence;
      row.citation = "https://example.org/list";
      ENTENTE_CHECK(writer.add(row));
    }
    ENTENTE_CHECK(writer.end_batch(sha256_hex("events")));
    ENTENTE_CHECK(writer.finish());
  }
  SnapshotOptions options;
  options.as_of = as_of;
  ENTENTE_TRY(Snapshot snapshot, Snapshot::open(store, load.value->world, &*load.value, options));
  return make_brief(*load.value, snapshot, nullptr, {as_of, "0.0.0", "2020-01-01"});
}

// What the page says, without the chart script and the style.
std::string page(const Brief& brief) {
  const auto body = brief.html.find("<body>");
  return brief.html.substr(body, brief.html.rfind("<script>") - body);
}

TEST(Brief, FindingsFollowTheNumbers) {
  const auto brief = brief_of("plain", {});
  ASSERT_TRUE(brief) << brief.error().message;
  EXPECT_EQ(brief->sections, (std::vector<std::string>{"findings", "timeline", "data-health"}));
  EXPECT_THAT(page(*brief),
              HasSubstr("Visits of leaders: 3 from 5 February 2018 to 5 April 2018."));
  EXPECT_THAT(page(*brief), HasSubstr("3 dated acts"));
  EXPECT_THAT(page(*brief), HasSubstr("France"));
  EXPECT_THAT(page(*brief), Not(HasSubstr("nan")));
}

TEST(Brief, OtherActorsAndAnotherYearGiveOtherSentences) {
  Scene other;
  other.a = "BRA";
  other.b = "ARG";
  other.year = 2019;
  const auto brief = brief_of("other", other);
  ASSERT_TRUE(brief);
  EXPECT_THAT(page(*brief), HasSubstr("from 5 February 2019 to 5 April 2019."));
  EXPECT_THAT(page(*brief), HasSubstr("Brazil"));
  EXPECT_THAT(page(*brief), Not(HasSubstr("France")));
  EXPECT_THAT(page(*brief), Not(HasSubstr("2018")));
}

TEST(Brief, WhatWasNotKnownYetIsNotThere) {
  const auto brief = brief_of("as-of", {}, parse_iso_day("2018-03-31"));
  ASSERT_TRUE(brief);
  EXPECT_THAT(page(*brief),
              HasSubstr("Visits of leaders: 2 from 5 February 2018 to 5 March 2018."));
  EXPECT_THAT(page(*brief), HasSubstr("As known on 31 March 2018."));
}

TEST(Brief, TextOfOthersStaysText) {
  Scene hostile;
  hostile.sentence = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";
  const auto brief = brief_of("hostile", hostile);
  ASSERT_TRUE(brief);
  EXPECT_THAT(page(*brief), Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page(*brief), Not(HasSubstr("<img src=x")));
  EXPECT_THAT(page(*brief), HasSubstr("A &lt;small&gt; case"));
}

TEST(Brief, ThePolicyNamesTheBytesBetweenTheTags) {
  const auto brief = brief_of("policy", {});
  ASSERT_TRUE(brief);
  const auto between = [&](const std::string& open, const std::string& close) {
    const auto from = brief->html.rfind(open) + open.size();
    return brief->html.substr(from, brief->html.find(close, from) - from);
  };
  const std::string policy = brief->html.substr(0, brief->html.find("<style>"));
  EXPECT_THAT(policy, HasSubstr("script-src &#39;sha256-" +
                                sha256_base64(between("<script>", "</script>")) + "&#39;"));
  EXPECT_THAT(policy, HasSubstr("style-src &#39;sha256-" +
                                sha256_base64(between("<style>", "</style>")) + "&#39;"));
}

}  // namespace
}  // namespace entente

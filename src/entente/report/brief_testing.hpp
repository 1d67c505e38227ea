#pragma once
// Small cases for the tests of the brief: other states than the bundled case's, so that nothing in
// the report may know that one. A scene says who acts, when, and which effects are planted.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "entente/base/hash.hpp"
#include "entente/events/store.hpp"
#include "entente/report/brief.hpp"

namespace entente::testing {

/// Two years, the second one differing from the first by what is planted.
struct Scene {
  std::string a = "FRA", b = "DEU", c = "ITA";
  int year = 2018;         ///< the first of the two
  bool more_later = true;  ///< launches and quarrels are three times as many in the second year
  std::string sentence = "One side visited the other.";
  std::string note, handling;
  bool one_page = false;
  bool questions = true;  ///< whether the case has a measures.toml
  bool acts = true;       ///< whether anything happened
  bool complete = true;   ///< whether the registers are complete
};

inline std::filesystem::path fresh_folder(const std::string& name) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / ("entente-brief-" + name);
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

inline Day on(int year, unsigned month, unsigned day) {
  return Day{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
}

inline void write_case(const std::filesystem::path& folder, const Scene& s) {
  const std::string from = std::to_string(s.year) + "-01-01";
  const std::string to = std::to_string(s.year + 2) + "-01-01";
  const auto quoted = [](const std::string& text) { return "\"" + text + "\""; };
  std::ofstream(folder / "case.toml")
      << "name = \"testing\"\ntitle = \"A <small> case\"\nsummary = \"Visits.\"\nfrom = " << from
      << "\nto = " << to << "\nhorizons = [7]\nwatched = [[" << quoted(s.a) << ", " << quoted(s.b)
      << "], [" << quoted(s.a) << ", " << quoted(s.c) << "]]\n"
      << "[map]\ncentre = [5.0, 48.0]\nradius_degrees = 20\n"
      << "[issues]\nvisits = \"visits\"\narms = \"weapons\"\n";
  std::ofstream registers(folder / "registers.toml");
  for (const auto* key : {"visits", "launches", "invitations", "council"}) {
    registers << "[[register]]\nid = " << quoted(key) << "\nname = " << quoted(key)
              << "\nkind = \"acts\"\nfrom = " << from << "\nto = " << to << "\nactors = ["
              << quoted(s.a) << "]\nsources = [\"a list\"]\ngaps = []\ncomplete = "
              << (s.complete ? "true" : "false") << "\n";
  }
  if (s.questions) {
    std::ofstream(folder / "measures.toml")
        << "half_lives = [90, 365]\n[[order]]\nid = \"first\"\nname = \"Meetings\"\nfocal = "
        << quoted(s.a) << "\nregisters = [\"visits\"]\n"
        << "[[wait]]\nid = \"asked\"\nname = \"Invitations\"\nregisters = [\"invitations\"]\n"
        << "until = [\"visits\"]\nat_source = true\n"
        << "[[flow]]\nid = \"arms\"\nname = \"Arms\"\nissues = [\"arms\"]\n"
        << "[[regime]]\nid = \"council\"\nname = \"Measures\"\nregister = \"council\"\n"
        << "measures = [\"163\", \"129\"]\nmembers = [" << quoted(s.b) << "]\n"
        << "[[track]]\nid = \"visits\"\nname = \"Visits\"\na = " << quoted(s.a)
        << "\nb = " << quoted(s.b) << "\nissues = [\"visits\"]\n"
        << "[[wedge]]\nid = \"split\"\nname = \"A wedge\"\nthird = " << quoted(s.a)
        << "\na = " << quoted(s.b) << "\nb = " << quoted(s.c) << "\nfrom = " << from
        << "\nto = " << to << "\n[[monthly]]\nid = \"all\"\nname = \"By month\"\n"
        << "registers = [\"launches\"]\n";
  }
  std::ofstream(folder / "ties.csv")
      << "kind,a,b,from,to,value,citation\n"
      << "vote," << s.b << ",one," << s.year << "-03-01," << s.year << "-03-01,yes,the record\n"
      << "vote," << s.b << ",two," << s.year + 1 << "-09-01," << s.year + 1
      << "-09-01,no,the record\n";
}

/// One act of the scene's case, told by itself.
struct SceneAct {
  std::string id;
  Day day;
  std::string source, target, action, register_key, issues, country, grade = "confirmed",
                                                                     claimant = "";
};

inline std::vector<SceneAct> acts_of(const Scene& s) {
  std::vector<SceneAct> acts;
  if (!s.acts) return acts;
  // a meets b twice before c; the invitation of c waits from 1 February to 10 May of the next year.
  acts.push_back({"visit-1", on(s.year, 2, 5), s.a, s.b, "042", "visits", "visits", s.b});
  acts.push_back({"visit-2", on(s.year, 7, 5), s.a, s.b, "042", "visits", "visits", s.b});
  acts.push_back({"ask", on(s.year, 2, 1), s.c, s.a, "036", "invitations", "visits", s.c});
  acts.push_back({"visit-3", on(s.year + 1, 5, 10), s.a, s.c, "042", "visits", "visits", s.c});
  acts.push_back({"arms-1", on(s.year, 6, 1), s.a, s.b, "072", "", "arms", "", "claimed", s.c});
  acts.push_back({"arms-2", on(s.year + 1, 6, 1), s.a, s.b, "072", "", "arms", ""});
  acts.push_back({"measure", on(s.year, 3, 1), s.b, s.a, "163", "council", "", ""});
  acts.push_back({"refusal", on(s.year + 1, 9, 1), s.b, s.a, "129", "council", "", ""});
  // One launch a month in the one year, three in the other.
  for (int year = 0; year < 2; ++year) {
    const int many = (year == 1) == s.more_later ? 3 : 1;
    for (unsigned month = 1; month <= 12; ++month) {
      for (int i = 0; i < many; ++i) {
        const Day day = on(s.year + year, month, 4 + 9 * static_cast<unsigned>(i));
        acts.push_back({"launch-" + format_day(day), day, s.a, "", "150", "launches", "", s.a});
      }
    }
  }
  return acts;
}

inline Result<void> write_acts(const std::string& store, const Scene& s) {
  ENTENTE_TRY(StoreWriter writer, StoreWriter::open(store, {}));
  writer.begin_batch({"events.csv", "curated", "curated", "", ""});
  for (const auto& act : acts_of(s)) {
    EventRow row;
    row.provider = "curated";
    row.provider_id = act.id;
    row.day = row.day_last = act.day;
    row.known_day = act.day;
    row.source_raw = act.source;
    row.target_raw = act.target;
    row.action = act.action;
    row.root = static_cast<std::uint8_t>(std::stoi(act.action.substr(0, 2)));
    row.sampling = act.register_key.empty() ? Sampling::kPurposive : Sampling::kRegister;
    row.register_id = act.register_key;
    row.issues = act.issues;
    row.country = act.country;
    row.grade = act.grade;
    row.claimant = act.claimant;
    row.sentence = s.sentence;
    row.citation = "https://example.org/list";
    ENTENTE_CHECK(writer.add(row));
  }
  ENTENTE_CHECK(writer.end_batch(sha256_hex("events")));
  return writer.finish();
}

/// Machine-coded rows of both years: a quarrels with b once a week in the one year, three times a
/// week in the other; a helps c evenly; others fill the days.
inline Result<void> write_machine(const std::string& store, const Scene& s) {
  ENTENTE_TRY(StoreWriter writer, StoreWriter::open(store, {}));
  writer.begin_batch({"rows.csv", "gdelt1", "gdelt1", "", ""});
  int number = 0;
  const auto add = [&](Day day, const std::string& source, const std::string& target,
                       std::string_view action, double intensity) {
    const std::string id = std::to_string(++number);
    EventRow row;
    row.provider = "gdelt1";
    row.provider_id = id;
    row.day = row.day_last = day;
    row.recorded_day = RecordedDay{day};
    row.source_raw = source;
    row.target_raw = target;
    row.source_country = source;
    row.target_country = target;
    row.action = action;
    row.root = static_cast<std::uint8_t>(std::stoi(std::string(action.substr(0, 2))));
    row.intensity = intensity;
    return writer.add(row);
  };
  const Day middle = on(s.year + 1, 1, 1);
  const std::vector<std::string> others = {"NOR", "SWE", "FIN", "DNK", "ISL"};
  for (Day day = on(s.year, 1, 1); day < on(s.year + 2, 1, 1); day += std::chrono::days{1}) {
    for (const auto& source : others) {
      for (const auto& target : others) {
        if (source != target) ENTENTE_CHECK(add(day, source, target, "040", 1.0));
      }
    }
    const auto weekday = (day - on(s.year, 1, 1)).count() % 7;
    const bool busy = (day >= middle) == s.more_later;
    if (weekday == 0 || (busy && (weekday == 2 || weekday == 4)))
      ENTENTE_CHECK(add(day, s.a, s.b, "190", -10.0));
    if (weekday == 3) ENTENTE_CHECK(add(day, s.a, s.c, "070", 7.0));
  }
  ENTENTE_CHECK(writer.end_batch(sha256_hex("machine")));
  return writer.finish();
}

struct BriefRequest {
  std::optional<Day> as_of = {};
  std::optional<BriefSince> since = {};
  bool machine = false;
};

inline Result<Brief> brief_of(const std::string& name, const Scene& scene,
                              const BriefRequest& request = {}) {
  const auto folder = fresh_folder(name);
  write_case(folder, scene);
  const CaseLoad load = load_case(folder.string());
  for (const auto& problem : load.problems) ADD_FAILURE() << format_error(problem);
  if (!load.value) return fail(ErrorCode::kBadData, "no case");
  const std::string store = (folder / "store").string();
  ENTENTE_CHECK(write_acts(store, scene));
  SnapshotOptions options;
  options.as_of = request.as_of;
  ENTENTE_TRY(Snapshot snapshot, Snapshot::open(store, load.value->world, &*load.value, options));
  std::optional<Snapshot> machine;
  if (request.machine) {
    const std::string rows = (folder / "rows").string();
    ENTENTE_CHECK(write_machine(rows, scene));
    ENTENTE_TRY(Snapshot opened, Snapshot::open(rows, load.value->world, &*load.value, options));
    machine.emplace(std::move(opened));
  }
  BriefOptions how;
  how.as_of = request.as_of;
  how.since = request.since;
  how.version = "0.0.0";
  how.generated = "1999-01-01";
  how.note = scene.note;
  how.handling = scene.handling;
  how.one_page = scene.one_page;
  return make_brief(*load.value, snapshot, machine ? &*machine : nullptr, how);
}

/// What the page says, without the chart script and the style.
inline std::string page_of(const Brief& brief) {
  const auto body = brief.html.find("<body");
  return brief.html.substr(body, brief.html.rfind("<script>") - body);
}

/// The findings alone, as plain text.
inline std::string findings_of(const Brief& brief) {
  const auto from = brief.html.find("<section id=\"findings\">");
  const std::string html = brief.html.substr(from, brief.html.find("</section>", from) - from);
  std::string text;
  bool inside = false;
  for (const char c : html) {
    if (c == '<') inside = true;
    if (!inside) text += c;
    if (c == '>') inside = false;
  }
  return text;
}

}  // namespace entente::testing

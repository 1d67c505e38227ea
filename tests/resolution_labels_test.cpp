// How often resolution is right: three hundred real rows labelled by hand
// (data/resolution_labels.csv, whose header says how they were drawn and labelled), read from the
// providers' files in place.
//
// At least 95 % of the 600 sides must be right by actor, by state and by state act. The confusion
// table is printed, with the shares for each provider and without the sides that have no actor.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "entente/base/csv.hpp"
#include "entente/base/text.hpp"
#include "entente/sources/input.hpp"
#include "entente/sources/source.hpp"
#include "entente/world/codes.hpp"
#include "entente/world/resolver.hpp"

namespace entente {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

fs::path event_files() {
  const char* shared = std::getenv("ENTENTE_SHARED");
  const fs::path folder =
      shared != nullptr ? fs::path(shared) : fs::path(ENTENTE_SOURCE_DIR) / "../shared";
  return folder / "data/events";
}

struct Side {
  RawActor raw;
  std::string label_raw, actor, state;
  bool state_act = false;
};

struct Labelled {
  std::string file, provider, id, note;
  Day day{};
  Side sides[2];
  bool found = false;
};

/// Keeps the labelled rows of one file.
class Picker final : public RowSink {
 public:
  explicit Picker(std::map<std::string, Labelled*> wanted) : wanted_(std::move(wanted)) {}

  bool row(const EventRow& row) override {
    const auto at = wanted_.find(std::string(row.provider_id));
    if (at == wanted_.end() || at->second->found) return true;
    auto& to = *at->second;
    to.found = true;
    to.day = row.day;
    to.sides[0].raw =
        raw(row, row.source_raw, row.source_name, row.source_sectors, row.source_country);
    to.sides[1].raw =
        raw(row, row.target_raw, row.target_name, row.target_sectors, row.target_country);
    return true;
  }
  bool reject(const RejectedRow&) override { return true; }

 private:
  static RawActor raw(const EventRow& row, std::string_view code, std::string_view name,
                      std::string_view sectors, std::string_view country) {
    return {std::string(row.provider), std::string(code), std::string(name), std::string(sectors),
            std::string(country)};
  }
  std::map<std::string, Labelled*> wanted_;
};

std::vector<Labelled> labels() {
  Problems problems;
  const auto table =
      parse_csv(text_of(fs::path(ENTENTE_SOURCE_DIR) / "tests/data/resolution_labels.csv"),
                "resolution_labels.csv", problems);
  EXPECT_TRUE(problems.empty());
  std::vector<Labelled> rows;
  for (const auto& row : table.rows) {
    const auto& f = row.fields;
    Labelled label;
    label.file = f.at(0);
    label.provider = f.at(1);
    label.id = f.at(2);
    label.note = f.at(11);
    for (std::size_t side = 0; side < 2; ++side) {
      auto& to = label.sides[side];
      to.label_raw = f.at(3 + 4 * side);
      to.actor = f.at(4 + 4 * side);
      to.state = f.at(5 + 4 * side);
      to.state_act = f.at(6 + 4 * side) == "1";
    }
    rows.push_back(std::move(label));
  }
  return rows;
}

void find_rows(std::vector<Labelled>& rows, const fs::path& folder) {
  std::map<std::string, std::map<std::string, Labelled*>> by_file;
  for (auto& row : rows) by_file[row.file][row.id] = &row;
  for (const auto& [file, wanted] : by_file) {
    Picker picker(wanted);
    const InputLimits limits;
    const auto read =
        for_each_input((folder / file).string(), limits, [&](InputStream& input) -> Result<void> {
          LineReader lines(input, limits);
          ENTENTE_TRY(const std::string_view head, lines.peek());
          ENTENTE_TRY(const auto source, source_for(head, input.name(), ""));
          SourceContext context;
          context.input_name = input.name();
          context.today = Day{std::chrono::year{2026} / 1 / 1};
          return source->read(lines, context, picker);
        });
    EXPECT_TRUE(read.has_value()) << file << ": " << (read ? "" : read.error().message);
  }
}

/// Names of one organisation in labels and in the world.
std::string canonical(const std::string& actor) {
  static const std::map<std::string, std::string> kSame = {
      {"UNSC", "unsc"},      {"un-security-council", "unsc"},  {"united-nations", "UN"},
      {"nato", "NATO"},      {"european-central-bank", "ecb"}, {"european-commission", "EU"},
      {"taliban", "taliban"}};
  const auto at = kSame.find(actor);
  return at == kSame.end() ? actor : at->second;
}

/// "may also be labelled X" in the note of this row.
std::set<std::string> also_right(const std::string& note) {
  std::set<std::string> actors;
  constexpr std::string_view kPhrase = "may also be labelled ";
  for (auto at = note.find(kPhrase); at != std::string::npos; at = note.find(kPhrase, at + 1)) {
    const auto from = at + kPhrase.size();
    actors.insert(canonical(note.substr(from, note.find_first_of(";, ", from) - from)));
  }
  return actors;
}

struct Tally {
  int sides = 0, actor = 0, state = 0, act = 0;
};

void show(const std::string& what, const Tally& t) {
  const auto share = [&](int right) { return t.sides == 0 ? 0.0 : 100.0 * right / t.sides; };
  fmt::print("{:<24} {:>5} sides   actor {:5.1f} %   state {:5.1f} %   state act {:5.1f} %\n", what,
             t.sides, share(t.actor), share(t.state), share(t.act));
}

/// An agency, an office or a person stands for its state where the labels go no finer; not a person
/// whom the labels know by name.
bool actor_right(const World& world, const Resolution& got, const Side& side,
                 const std::string& state, const std::set<std::string>& also,
                 const std::set<std::string>& named) {
  const std::string key = got.actor.value() == 0 ? "" : canonical(world.actor(got.actor).key);
  if (key == canonical(side.actor) || also.contains(key)) return true;
  if (key.empty() || side.actor.empty() || side.actor != side.state || named.contains(key)) {
    return false;
  }
  const auto kind = world.actor(got.actor).kind;
  return (kind == ActorKind::kAgency || kind == ActorKind::kOffice || kind == ActorKind::kPerson) &&
         state == side.actor;
}

TEST(ResolutionLabels, AtLeast95PercentAreRight) {
  const auto folder = event_files();
  if (!fs::exists(folder)) GTEST_SKIP() << "skipped: the folder of event files is missing";
  auto rows = labels();
  ASSERT_EQ(rows.size(), 300u);
  find_rows(rows, folder);
  World world = World::built_in();
  Problems problems;
  world.add(text_of(fs::path(ENTENTE_SOURCE_DIR) / "cases/northeast-asia/actors.toml"),
            "actors.toml", problems);
  const Resolver resolver(world);
  std::map<std::string, Tally> tallies;
  std::map<std::pair<std::string, std::string>, int> confusion;
  std::string wrong;
  std::set<std::string> named;
  for (const auto& row : rows) {
    for (const auto& side : row.sides) named.insert(side.actor);
  }
  for (const auto& row : rows) {
    ASSERT_TRUE(row.found) << row.file << " " << row.id;
    const auto also = also_right(row.note);
    for (const auto& side : row.sides) {
      ASSERT_EQ(std::string(trim(side.raw.raw)), side.label_raw) << row.file << " " << row.id;
      const auto got = resolver.resolve_at(side.raw, row.day);
      const bool is_state = find_state(Iso3{got.affiliation}) != nullptr;
      const std::string state = is_state ? got.affiliation : "";
      const bool act = is_state && got.state_act;
      const bool right[3] = {actor_right(world, got, side, state, also, named), state == side.state,
                             act == side.state_act};
      for (const auto& key :
           {std::string("all"), row.provider,
            side.actor.empty() ? std::string("no actor") : std::string("with an actor")}) {
        auto& tally = tallies[key];
        tally.sides += 1;
        tally.actor += right[0] ? 1 : 0;
        tally.state += right[1] ? 1 : 0;
        tally.act += right[2] ? 1 : 0;
      }
      ++confusion[{fmt::format("{}{}",
                               side.state.empty() ? (side.actor.empty() ? "nobody" : "organisation")
                                                  : "state",
                               side.state_act ? " act" : ""),
                   fmt::format("{}{}",
                               state.empty() ? (got.actor.value() == 0 ? "nobody" : "organisation")
                               : state == side.state ? "state"
                                                     : "other state",
                               act ? " act" : "")}];
      if (!right[0] || !right[1] || !right[2]) {
        wrong += fmt::format(
            "  {} {} \"{}\" \"{}\" [{}] ({}): labelled {}/{}/{}, got {}/{}/{} by {}   {}\n",
            row.provider, row.id, side.raw.raw, side.raw.name, side.raw.sectors, side.raw.country,
            side.actor, side.state, side.state_act,
            got.actor.value() == 0 ? "" : world.actor(got.actor).key, got.affiliation, act,
            name_of(got.by), row.note);
      }
    }
  }
  for (const auto& [name, tally] : tallies) show(name, tally);
  fmt::print("\nlabelled -> got\n");
  for (const auto& [pair, count] : confusion) {
    fmt::print("  {:<18} -> {:<18} {:>4}\n", pair.first, pair.second, count);
  }
  fmt::print("\nnot right:\n{}", wrong);
  const auto& all = tallies.at("all");
  EXPECT_GE(all.actor, 0.95 * all.sides);
  EXPECT_GE(all.state, 0.95 * all.sides);
  EXPECT_GE(all.act, 0.95 * all.sides);
}

}  // namespace
}  // namespace entente

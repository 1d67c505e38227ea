// How long a person waits for a brief: of the bundled case alone, and beside a store of five
// million machine-coded events that fill the case's window.
//
//   brief_bench run ENTENTE CASE WORK
//
// The events are made: sixty states, the case's own acting more often, on every day of the window,
// every root of CAMEO. The answer is checked: the brief names the provider, has all its sections
// and its figures, no number that is none, and the store holds as many rows as were made.

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "entente/base/hash.hpp"
#include "entente/base/random.hpp"
#include "entente/events/snapshot.hpp"
#include "entente/events/store.hpp"
#include "entente/world/codes.hpp"
#include "entente/world/ontology.hpp"
#include "measure.hpp"

namespace entente {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kRows = 5'000'000;
constexpr int kRuns = 5;
constexpr std::size_t kStates = 60;

[[noreturn]] void stop(const std::string& why) {
  std::fprintf(stderr, "brief_bench: %s\n", why.c_str());
  std::exit(1);
}

template <class T>
T need(Result<T> result) {
  if (!result) stop(format_error(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// Those that the case watches first, so that they act most.
std::vector<std::string> actors_of(const Case& of_case) {
  std::vector<std::string> actors;
  const auto add = [&](const std::string& code) {
    if (std::find(actors.begin(), actors.end(), code) == actors.end()) actors.push_back(code);
  };
  for (const auto& [a, b] : of_case.watched) {
    for (const auto& code : {a, b}) {
      if (find_state(Iso3{code}) != nullptr) add(code);
    }
  }
  for (const auto& state : states()) {
    if (actors.size() == kStates) break;
    add(std::string(state.iso3.text));
  }
  return actors;
}

void make_store(const std::string& store, const Case& of_case) {
  const auto actors = actors_of(of_case);
  const int days = day_number(of_case.window.to) - day_number(of_case.window.from);
  StoreWriter writer = need(StoreWriter::open(store, {}));
  RandomStream draws(1, "brief-bench", 0);
  // Two uniform draws multiplied: the first states act far more often than the last.
  const auto who = [&] {
    return static_cast<std::size_t>(draws.uniform() * draws.uniform() *
                                    static_cast<double>(actors.size()));
  };
  std::int64_t written = 0;
  for (int d = 0; d < days; ++d) {
    const Day day = of_case.window.from + std::chrono::days{d};
    const std::string name = format_day(day);
    writer.begin_batch({name, "gdelt1", "gdelt1", "", ""});
    for (; written < kRows * (d + 1) / days; ++written) {
      const std::size_t source = who();
      std::size_t target = who();
      if (target == source) target = (source + 1) % actors.size();
      const auto root = static_cast<std::uint8_t>(1 + draws.below(20));
      const std::string id = std::to_string(written);
      const std::string action = fmt::format("{:02}0", root);
      EventRow row;
      row.provider = "gdelt1";
      row.provider_id = id;
      row.day = row.day_last = day;
      row.recorded_day = RecordedDay(day);
      row.source_raw = row.source_country = actors[source];
      row.target_raw = row.target_country = actors[target];
      row.action = action;
      row.root = root;
      row.quad_class = quad_class_gdelt(root);
      row.intensity = 10 - static_cast<double>(root);
      need(writer.add(row));
    }
    need(writer.end_batch(sha256_hex(name)));
  }
  need(writer.finish());
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void check_page(const std::string& page, bool machine) {
  const auto body = page.substr(0, page.rfind("<script>"));
  for (const auto* bad : {">nan", "[nan", " nan", ">inf", "[inf", ">-inf", "[-inf"}) {
    if (body.find(bad) != std::string::npos) stop(fmt::format("the page has \"{}\"", bad));
  }
  for (const auto* part : {"id=\"findings\"", "id=\"relations\"", "id=\"change\"", "id=\"notes\""})
    if (body.find(part) == std::string::npos) stop(fmt::format("the page lacks {}", part));
  if (machine != (body.find("The highest measured rate of") != std::string::npos))
    stop(machine ? "the page names no rate" : "the page names a rate without events");
}

struct Report {
  bool met = true;
  void add(const std::string& what, const std::string& reached, const std::string& target,
           bool ok) {
    std::printf("| %s | %s | %s | %s |\n", what.c_str(), reached.c_str(), target.c_str(),
                ok ? "yes" : "NO");
    met = met && ok;
  }
};

void time_brief(Report& report, const std::string& what, const std::vector<std::string>& command,
                const fs::path& file, double most_seconds, bool machine) {
  constexpr std::uint64_t kMostBytes = 1'500'000;
  std::vector<double> seconds, peaks;
  for (int i = 0; i <= kRuns; ++i) {
    const Cost cost = run_process(command);
    if (cost.status != 0) stop("the brief failed");
    if (i == 0) continue;  // makes the caches
    seconds.push_back(cost.seconds);
    peaks.push_back(cost.peak_mib);
  }
  check_page(text_of(file), machine);
  report.add(what, fmt::format("{:.1f} s, {:.0f} MiB", median(seconds), median(peaks)),
             fmt::format("{:.0f} s", most_seconds), median(seconds) <= most_seconds);
  const auto bytes = fs::file_size(file);
  report.add("its page", fmt::format("{:.2f} MB", static_cast<double>(bytes) / 1e6), "1.50 MB",
             bytes < kMostBytes);
}

int run(const std::string& entente, const std::string& folder, const fs::path& work) {
  fs::create_directories(work);
  const CaseLoad load = load_case(folder);
  if (!load.value) stop("the case has mistakes");
  const std::string store = (work / "events").string();
  make_store(store, *load.value);
  {
    const World world = World::built_in();
    Snapshot snapshot = need(Snapshot::open(store, world, nullptr, {}));
    if (need(snapshot.duck().number("SELECT count(*) FROM raw")) != kRows) stop("rows were lost");
  }
  const fs::path file = work / "brief.html";
  Report report;
  std::printf("| what | reached | target | met |\n|---|---|---|---|\n");
  const std::vector<std::string> plain = {entente, "brief", folder, "--quiet", "-o", file.string()};
  time_brief(report, "brief of the bundled case, again", plain, file, 3, false);
  auto beside = plain;
  beside.insert(beside.end(), {"--store", store});
  time_brief(report, "brief beside a store of 5,000,000 events", beside, file, 20, true);
  return report.met ? 0 : 1;
}

}  // namespace
}  // namespace entente

int main(int count, char** arguments) {
  const std::vector<std::string> words(arguments, arguments + count);
  if (words.size() == 5 && words[1] == "run") return entente::run(words[2], words[3], words[4]);
  std::fputs("usage: brief_bench run ENTENTE CASE WORK\n", stderr);
  return 2;
}

// The three files are read with limits, checked against the names, and put on one clock. What is
// wrong is told with its place and ends the reading: a back-test on half a set would be no
// back-test.

#include "entente/forecast/rankings/quad_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <numeric>
#include <tuple>

#include "entente/base/text.hpp"
#include "entente/sources/lines.hpp"
#include "entente/sources/quad_lines.hpp"

namespace entente::forecast {
namespace {

constexpr std::size_t kMaxQuads = 50'000'000;
constexpr std::int64_t kMaxSteps = 100'000;
constexpr std::size_t kMaxRelations = 1'000;
constexpr std::size_t kMaxEntities = 2'000'000;
constexpr std::int64_t kHoursADay = 24;

struct RawQuad {
  std::uint32_t subject, relation, object;
  std::int64_t time;
  std::uint64_t line;
};

struct RawFile {
  std::string name;
  std::vector<RawQuad> quads;
};

// The file as it lies there: plain, or with .gz behind.
std::string file_of(const std::string& folder, std::string_view name) {
  const std::filesystem::path plain = std::filesystem::path(folder) / name;
  std::filesystem::path packed = plain;
  packed += ".gz";
  std::error_code error;
  if (!std::filesystem::exists(plain, error) && std::filesystem::exists(packed, error)) {
    return packed.generic_string();
  }
  return plain.generic_string();
}

Result<RawQuad> raw_quad(const QuadLine& line, const QuadFolder& folder, const Place& place) {
  const auto wrong = [&](std::string message) {
    return fail(ErrorCode::kBadData, std::move(message),
                "lines are: subject, relation, object, time, all whole numbers", place);
  };
  if (!line.wrong.empty()) {
    return wrong(fmt::format("whole numbers expected, got \"{}\"", printable(line.wrong, 60)));
  }
  if (line.count < 4) return wrong(fmt::format("4 numbers expected, got {}", line.count));
  const auto named = [](const std::vector<std::string>& names, std::int64_t number) {
    return number >= 0 && static_cast<std::size_t>(number) < names.size() &&
           !names[static_cast<std::size_t>(number)].empty();
  };
  const auto& n = line.numbers;
  if (!named(folder.entities, n[0]))
    return wrong(fmt::format("subject {} has no name in entity2id.txt", n[0]));
  if (!named(folder.relations, n[1]))
    return wrong(fmt::format("relation {} has no name in relation2id.txt", n[1]));
  if (!named(folder.entities, n[2]))
    return wrong(fmt::format("object {} has no name in entity2id.txt", n[2]));
  if (n[3] < 0) return wrong(fmt::format("time {} is before time 0", n[3]));
  return RawQuad{static_cast<std::uint32_t>(n[0]), static_cast<std::uint32_t>(n[1]),
                 static_cast<std::uint32_t>(n[2]), n[3], place.line};
}

Result<RawFile> read_file_of(const std::string& path, const QuadFolder& folder) {
  RawFile raw{path, {}};
  const InputLimits limits;
  ENTENTE_CHECK(for_each_input(path, limits, [&](InputStream& input) -> Result<void> {
    LineReader lines(input, limits);
    for (;;) {
      Line line;
      ENTENTE_TRY(const bool more, lines.next(line));
      if (!more) return {};
      const Place place{path, line.number, 0};
      if (line.too_long) return fail(ErrorCode::kBadData, "the line is too long", {}, place);
      std::string_view text = line.text;
      if (line.number == 1 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
      if (trim(text).empty()) continue;
      ENTENTE_TRY(const RawQuad quad, raw_quad(quad_line(text), folder, place));
      if (raw.quads.size() == kMaxQuads)
        return fail(ErrorCode::kBadData, "more than 50 million quads are not read", {}, place);
      raw.quads.push_back(quad);
    }
  }));
  return raw;
}

Result<Quad> on_clock(const RawQuad& raw, const QuadFolder& folder, const std::string& file) {
  const std::int64_t since = raw.time - folder.origin;
  if (since % folder.length != 0) {
    return fail(ErrorCode::kBadData,
                fmt::format("time {} lies between two steps: they are {} apart, from {} on",
                            raw.time, folder.length, folder.origin),
                "give --unit days to count times by ones", {file, raw.line, 0});
  }
  const std::int64_t step = since / folder.length;
  if (step >= kMaxSteps) {
    return fail(ErrorCode::kBadData, fmt::format("time {} lies over 100,000 steps on", raw.time),
                "give --unit hours if the times count hours", {file, raw.line, 0});
  }
  return Quad{raw.subject, raw.relation, raw.object, static_cast<std::int32_t>(step)};
}

void count_oddities(const std::vector<Quad>& quads, QuadFolder& folder) {
  std::int32_t latest = 0;
  for (const Quad& quad : quads) {
    folder.unsorted += quad.step < latest;
    latest = std::max(latest, quad.step);
  }
  std::vector<std::tuple<std::int32_t, std::uint32_t, std::uint32_t, std::uint32_t>> sorted;
  sorted.reserve(quads.size());
  for (const Quad& quad : quads)
    sorted.emplace_back(quad.step, quad.subject, quad.relation, quad.object);
  std::sort(sorted.begin(), sorted.end());
  const auto last = std::unique(sorted.begin(), sorted.end());
  folder.duplicates += static_cast<std::uint64_t>(sorted.end() - last);
}

// All numbers from 0 on have a name: the ranks are among so many.
Result<void> no_gaps(const std::vector<std::string>& names, const std::string& file) {
  const auto gap = std::ranges::find_if(names, &std::string::empty);
  if (gap == names.end()) return {};
  return fail(ErrorCode::kBadData, fmt::format("no line names the number {}", gap - names.begin()),
              "the numbers go from 0 on without a gap", {file, 0, 0});
}

void count_new_entities(QuadFolder& folder) {
  std::vector<char> seen(folder.entities.size(), 0);
  for (const auto* const part : {&folder.train, &folder.valid})
    for (const Quad& quad : *part) seen[quad.subject] = seen[quad.object] = 1;
  for (const Quad& quad : folder.test)
    folder.new_entities += seen[quad.subject] == 0 || seen[quad.object] == 0;
}

// Each part begins after the end of those before it.
Result<void> check_order(const std::vector<RawFile>& files) {
  std::int64_t latest = -1;
  for (const RawFile& file : files) {
    std::int64_t end = latest;
    for (const RawQuad& quad : file.quads) {
      if (quad.time <= latest) {
        return fail(ErrorCode::kBadData,
                    fmt::format("time {} is not after the times of the file before", quad.time),
                    "train, valid and test follow each other and share no time: otherwise the "
                    "future would be in the history",
                    {file.name, quad.line, 0});
      }
      end = std::max(end, quad.time);
    }
    latest = end;
  }
  return {};
}

// Unit, origin and length of a step: from the train file alone, or as given.
void set_clock(const std::vector<RawQuad>& train, const std::string& unit, QuadFolder& folder) {
  folder.origin = INT64_MAX;
  for (const RawQuad& quad : train) folder.origin = std::min(folder.origin, quad.time);
  std::int64_t apart = 0;
  for (const RawQuad& quad : train) apart = std::gcd(apart, quad.time - folder.origin);
  if (apart == 0) apart = folder.origin != 0 && folder.origin % kHoursADay == 0 ? kHoursADay : 1;
  folder.unit = !unit.empty() ? unit : apart % kHoursADay == 0 ? "hours" : "days";
  folder.length = folder.unit == "hours" ? kHoursADay : unit.empty() ? apart : 1;
}

}  // namespace

Result<QuadFolder> read_quad_folder(const std::string& path, const std::string& unit) {
  if (!unit.empty() && unit != "hours" && unit != "days") {
    return fail(ErrorCode::kUsage,
                fmt::format("a time unit is hours or days, not \"{}\"", printable(unit, 40)));
  }
  QuadFolder folder;
  ENTENTE_TRY(folder.entities, read_quad_names(file_of(path, "entity2id.txt")));
  ENTENTE_TRY(folder.relations, read_quad_names(file_of(path, "relation2id.txt")));
  ENTENTE_CHECK(no_gaps(folder.entities, file_of(path, "entity2id.txt")));
  ENTENTE_CHECK(no_gaps(folder.relations, file_of(path, "relation2id.txt")));
  if (folder.relations.size() > kMaxRelations) {
    return fail(ErrorCode::kBadData,
                fmt::format("{} relations; at most 1,000 are read", folder.relations.size()), {},
                {file_of(path, "relation2id.txt"), 0, 0});
  }
  if (folder.entities.size() > kMaxEntities) {
    return fail(ErrorCode::kBadData,
                fmt::format("{} entities; at most 2 million are read", folder.entities.size()), {},
                {file_of(path, "entity2id.txt"), 0, 0});
  }
  std::vector<RawFile> files;
  for (const auto* const name : {"train.txt", "valid.txt", "test.txt"}) {
    ENTENTE_TRY(RawFile raw, read_file_of(file_of(path, name), folder));
    if (raw.quads.empty() && std::string_view(name) != "valid.txt") {
      return fail(ErrorCode::kBadData, "there are no quads in this file",
                  "train and test need quads; valid may be empty", {raw.name, 0, 0});
    }
    files.push_back(std::move(raw));
  }
  ENTENTE_CHECK(check_order(files));
  set_clock(files.front().quads, unit, folder);
  const std::array<std::vector<Quad>*, 3> parts = {&folder.train, &folder.valid, &folder.test};
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (const RawQuad& raw : files[i].quads) {
      ENTENTE_TRY(const Quad quad, on_clock(raw, folder, files[i].name));
      parts[i]->push_back(quad);
    }
    count_oddities(*parts[i], folder);
  }
  count_new_entities(folder);
  return folder;
}

}  // namespace entente::forecast

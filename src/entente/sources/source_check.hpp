#pragma once
// For fuzz targets and the replay of their corpora: reads any bytes with the formats of a family
// and says what a source must never do (hand on a row that makes no sense, or reject without a
// reason).

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "entente/base/text.hpp"
#include "entente/sources/mapping.hpp"
#include "entente/sources/source_testing.hpp"

namespace entente::testing {

class CheckingSink final : public RowSink {
 public:
  bool row(const EventRow& row) override {
    ++rows;
    need(row.day <= row.day_last, "a last day before the first");
    need(row.day >= kFirstDay && row.day_last <= kLastDay, "a day out of range");
    need(!row.action.empty(), "a row without action");
    need(!row.provider.empty(), "a row without provider");
    need(row.root <= 20 && row.quad_class <= 4, "a root or quad class out of range");
    need(std::isnan(row.latitude) == std::isnan(row.longitude), "half a place");
    need(std::isnan(row.latitude) || std::abs(row.latitude) <= 90, "a latitude out of range");
    need(std::isnan(row.longitude) || std::abs(row.longitude) <= 180, "a longitude out of range");
    need(!std::isinf(row.intensity), "an infinite intensity");
    for (const std::string_view code : {row.country, row.source_country, row.target_country}) {
      need(code.empty() || code.size() == 3, "a country that is no ISO alpha-3 code");
    }
    for (const std::string_view text :
         {row.provider_id, row.source_raw, row.target_raw, row.source_name, row.target_name,
          row.source_sectors, row.target_sectors, row.action, row.story_id, row.issues,
          row.occasion, row.claimant, row.sentence, row.citation, row.grade}) {
      need(valid_utf8(text) && text.find('\0') == std::string_view::npos, "a text that is none");
    }
    return true;
  }
  bool reject(const RejectedRow& row) override {
    ++rejects;
    need(!row.reason.empty(), "a reject without a reason");
    need(row.raw.size() <= 4096, "a reject that keeps too much");
    need(row.line != 0, "a reject without a line");
    return true;
  }
  std::uint64_t rows = 0, rejects = 0;
  std::string wrong;

 private:
  void need(bool holds, const char* what) {
    if (!holds && wrong.empty()) wrong = what;
  }
};

/// What went wrong; empty where nothing did.
inline std::string check_source(Source& source, std::string_view bytes,
                                const SourceContext& context) {
  InputLimits limits;
  limits.max_line_bytes = 2048;
  MemoryInput input(std::string(bytes), context.input_name);
  LineReader lines(input, limits);
  CheckingSink sink;
  const auto done = source.read(lines, context, sink);
  if (!sink.wrong.empty()) return sink.wrong;
  return !done && done.error().message.empty() ? "an error without words" : "";
}

inline std::string check_formats(std::initializer_list<std::string_view> names,
                                 std::string_view bytes, const SourceContext& context) {
  for (const Format& format : formats()) {
    format.recognise(bytes.substr(0, 64U << 10), context.input_name);
    for (const std::string_view name : names) {
      if (format.name != name) continue;
      const auto source = format.make();
      if (std::string wrong = check_source(*source, bytes, context); !wrong.empty()) {
        return std::string(name) + ": " + wrong;
      }
    }
  }
  const auto found = source_for(bytes.substr(0, 64U << 10), context.input_name, {});
  return !found && found.error().message.empty() ? "an error without words" : "";
}

/// A folder with the names that quads need; made once.
inline const std::string& quads_folder() {
  static const std::string folder = [] {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "entente_quads_XXXXXX").string();
    const char* const made = ::mkdtemp(pattern.data());
    if (made == nullptr) std::abort();
    std::ofstream(std::string(made) + "/entity2id.txt") << "North Korea\t0\nRussia\t1\nJapan\t3\n";
    std::ofstream(std::string(made) + "/relation2id.txt") << "Make statement\t0\nConsult\t1\n";
    return std::string(made);
  }();
  return folder;
}

/// A mapping, a line "---", and a table that is read by it.
inline std::string check_mapped(std::string_view bytes, const SourceContext& context) {
  const auto at = bytes.find("\n---\n");
  const std::string_view toml = bytes.substr(0, at);
  auto mapping = parse_mapping(toml, "mapping.toml");
  if (!mapping) return mapping.error().message.empty() ? "an error without words" : "";
  const auto source = make_mapped(std::move(*mapping));
  return check_source(*source, at == std::string_view::npos ? "" : bytes.substr(at + 5), context);
}

/// `family`: a folder of fuzz/corpus.
inline std::string check_family(std::string_view family, std::string_view bytes) {
  SourceContext context = context_of("20240101-input");
  if (family == "gdelt") {
    return check_formats({"gdelt1", "gdelt2", "gdelt1-reduced"}, bytes, context);
  }
  if (family == "icews") return check_formats({"icews", "polecat"}, bytes, context);
  if (family == "plover") return check_formats({"plover"}, bytes, context);
  if (family == "tables") {
    return check_formats({"acled", "ucdp_dyadic", "ucdp_ged", "curated"}, bytes, context);
  }
  if (family == "csv") return check_mapped(bytes, context);
  if (family == "quads") {
    context.quads_names = quads_folder();
    context.quads_origin = Day{std::chrono::year{2014} / 1 / 1};
    return check_formats({"quads"}, bytes, context);
  }
  return "no such family";
}

}  // namespace entente::testing

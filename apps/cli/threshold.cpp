// See threshold.hpp. Read from the end, since names of actors may have blanks: the number, the
// comparison, the measure, and what is left is the dyad.

#include "threshold.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "entente/base/text.hpp"

namespace entente::cli {
namespace {

using Measure = Threshold::Measure;

constexpr std::string_view kExample =
    "write [A,B] MEASURE above|below NUMBER, such as \"PRK,KOR conflict above 5\" or "
    "\"register:prk-nuclear-tests above 0.5\"";

constexpr std::array<std::pair<std::string_view, Measure>, 6> kMeasures = {{
    {"cooperation", Measure::kCooperation},
    {"conflict", Measure::kConflict},
    {"stance", Measure::kStance},
    {"share", Measure::kShare},
    {"conflict_share", Measure::kShare},
    {"events", Measure::kEvents},
}};

// Takes the last word off; empty where there is none.
std::string_view last_word(std::string_view& text) {
  text = trim(text);
  const auto blank = text.find_last_of(" \t");
  const std::string_view word = blank == std::string_view::npos ? text : text.substr(blank + 1);
  text = trim(blank == std::string_view::npos ? std::string_view() : text.substr(0, blank));
  return word;
}

tl::unexpected<Error> wrong(const std::string& text, const std::string& why) {
  return fail(ErrorCode::kUsage, fmt::format("--threshold \"{}\": {}", printable(text), why),
              std::string(kExample));
}

}  // namespace

Result<Threshold> parse_threshold(const World& world, const std::string& text) {
  Threshold threshold;
  threshold.text = text;
  std::string_view rest = text;
  const std::string_view number = last_word(rest);
  const auto value = parse_double(number);
  if (!value) return wrong(text, fmt::format("\"{}\" is no number", printable(number)));
  threshold.number = *value;
  const std::string_view comparison = last_word(rest);
  if (comparison == "above" || comparison == ">" || comparison == ">=") {
    threshold.above = true;
  } else if (comparison == "below" || comparison == "<" || comparison == "<=") {
    threshold.above = false;
  } else {
    return wrong(text, fmt::format("\"{}\" is no comparison", printable(comparison)));
  }
  threshold.equal = comparison.ends_with('=');
  const std::string_view measure = last_word(rest);
  constexpr std::string_view kRegister = "register:";
  if (measure.starts_with(kRegister) && measure.size() > kRegister.size()) {
    threshold.measure = Measure::kRegister;
    threshold.register_key = measure.substr(kRegister.size());
  } else {
    bool known = false;
    for (const auto& [name, is] : kMeasures) {
      if (name == measure) {
        threshold.measure = is;
        known = true;
      }
    }
    if (!known) {
      std::vector<std::string> names = {"register:KEY"};
      for (const auto& [name, is] : kMeasures) names.emplace_back(name);
      const auto near = nearest(measure, names);
      return wrong(text, fmt::format("\"{}\" is no measure{}", printable(measure),
                                     near ? fmt::format(" (did you mean {}?)", *near) : ""));
    }
  }
  if (rest.empty()) {
    if (threshold.measure != Measure::kRegister) return wrong(text, "whose? a dyad is missing");
    return threshold;
  }
  ENTENTE_TRY(threshold.dyad, dyad_of(world, rest, "--threshold"));
  if (threshold.dyad->first == threshold.dyad->second)
    return wrong(text, fmt::format("{} is named twice", threshold.dyad->first));
  return threshold;
}

bool is_past(const Threshold& threshold, double value) {
  if (threshold.equal && value == threshold.number) return true;
  return threshold.above ? value > threshold.number : value < threshold.number;
}

}  // namespace entente::cli

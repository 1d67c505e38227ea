#pragma once
// A threshold as a person writes it: "PRK,KOR conflict above 5", "register:prk-nuclear-tests above
// 0.5".

#include <optional>
#include <string>
#include <string_view>

#include "entente/base/result.hpp"
#include "parties.hpp"

namespace entente::cli {

struct Threshold {
  enum class Measure { kCooperation, kConflict, kStance, kShare, kEvents, kRegister };
  std::string text;  ///< as given
  std::optional<NamedDyad> dyad;
  Measure measure = Measure::kCooperation;
  std::string register_key;
  bool above = true;   ///< else below
  bool equal = false;  ///< the number itself is past too: >=, <=
  double number = 0;
};

/// kUsage, with an example, for what is none. A dyad may be left out for registers only.
Result<Threshold> parse_threshold(const World& world, const std::string& text);

/// Whether a value lies past the threshold.
bool is_past(const Threshold& threshold, double value);

}  // namespace entente::cli

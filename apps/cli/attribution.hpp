#pragma once
// Whose data it is: how each provider asks to be named, and where its terms are.

#include <string>
#include <string_view>
#include <vector>

#include "table.hpp"

namespace entente::cli {

struct Attribution {
  std::string_view provider;  ///< gdelt1, icews ...
  std::string_view citation;  ///< as a reference
  std::string_view terms;     ///< in our words
  std::string_view url;
  std::string_view bibtex;
};

/// nullptr: a mapping's own provider, of which only the user knows the terms.
const Attribution* attribution_of(std::string_view provider);
/// provider, rows, citation, terms, url: of one provider's events, or of all where it is empty.
Result<std::string> attribution_csv(Duck& duck, const std::string& provider);
/// How Entente itself is cited.
const Attribution& attribution_of_entente();

}  // namespace entente::cli

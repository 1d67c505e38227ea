#pragma once
// The text of temporal knowledge graphs: lines of whole numbers, and the files that name them.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/result.hpp"

namespace entente {

/// The numbers of a line, at most six; a field that is no whole number ends them with a fault.
struct QuadLine {
  std::array<std::int64_t, 6> numbers{};
  std::size_t count = 0;
  std::string_view wrong;
};
/// Blanks and TABs stand between the numbers.
QuadLine quad_line(std::string_view text);

/// Lines of "name number", plain or compressed: the number is what stands behind the last TAB or
/// blank. Names come at their numbers; a number without a line has the empty name. Errors: no such
/// file kNotFound; a line that is not so, a number given twice, bytes that are not UTF-8 kBadData
/// with their place.
Result<std::vector<std::string>> read_quad_names(const std::string& file);

}  // namespace entente

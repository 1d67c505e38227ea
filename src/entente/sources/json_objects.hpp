#pragma once
// JSON objects that stand one after another in a text: pretty-printed, one a line, or in an array.
//
// Objects are found by counting braces outside strings, so that a file is never held whole. One
// object is at most 1 MiB and 64 levels deep. A broken one does not take those behind it along:
// where objects stand one a line, a line ends its object; elsewhere a brace alone at the start of a
// line begins the next one, if the object before began like that.

#include <cstdint>
#include <string>
#include <string_view>

#include "entente/base/result.hpp"
#include "entente/sources/lines.hpp"

namespace entente {

inline constexpr std::size_t kMaxObjectBytes = 1U << 20;
inline constexpr int kMaxObjectDepth = 64;

class JsonObjects {
 public:
  explicit JsonObjects(LineReader& lines) : lines_(lines) {}

  /// The next object, or the next thing that is none (then fault() says why). False at the end.
  Result<bool> next();

  std::string_view text() const { return text_; }
  std::uint64_t line() const { return line_; }  ///< where it begins
  const std::string& fault() const { return fault_; }

 private:
  Result<bool> next_line();
  Result<bool> find_begin();
  std::size_t find_end();
  void fault(std::string reason);
  void append(std::string_view text);

  LineReader& lines_;
  std::string text_, fault_;
  std::uint64_t line_ = 0;
  std::string_view rest_;  // of the current line
  std::uint64_t line_of_rest_ = 0;
  int depth_ = 0;
  bool in_string_ = false, escaped_ = false;
  bool one_a_line_ = false;
};

}  // namespace entente

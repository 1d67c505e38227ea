// See json_objects.hpp. A line that is too long or holds bytes that are no text spoils the object
// it belongs to and no other.

#include "entente/sources/json_objects.hpp"

#include <fmt/format.h>

#include "entente/sources/records.hpp"

namespace entente {

void JsonObjects::fault(std::string reason) {
  if (fault_.empty()) fault_ = std::move(reason);
}

void JsonObjects::append(std::string_view text) {
  if (text_.size() + text.size() > kMaxObjectBytes) {
    fault(fmt::format("an object of more than {} bytes", kMaxObjectBytes));
    return;
  }
  text_ += text;
}

Result<bool> JsonObjects::next_line() {
  Line line;
  ENTENTE_TRY(const bool more, lines_.next(line));
  if (!more) return false;
  rest_ = without_bom(line);
  line_of_rest_ = line.number;
  fault(fault_of_bytes({rest_, line.number, line.too_long}, lines_.limits()));
  return true;
}

// Goes to the next '{'; anything but blanks, commas and brackets of an array is a fault.
Result<bool> JsonObjects::find_begin() {
  for (;;) {
    const auto at = rest_.find_first_not_of(" \t\r,[]");
    if (at != std::string_view::npos) {
      rest_.remove_prefix(at);
      line_ = line_of_rest_;
      if (rest_.front() != '{') fault("a JSON object was expected");
      return true;
    }
    ENTENTE_TRY(const bool more, next_line());
    if (!more) return false;
  }
}

// One past the brace that closes the object, or npos where it goes on after this line.
std::size_t JsonObjects::find_end() {
  for (std::size_t at = 0; at < rest_.size(); ++at) {
    const char c = rest_[at];
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
      }
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      if (++depth_ > kMaxObjectDepth) {
        fault(fmt::format("an object nested more than {} deep", kMaxObjectDepth));
      }
    } else if (c == '}' || c == ']') {
      if (--depth_ == 0) return at + 1;
    }
  }
  return std::string_view::npos;
}

Result<bool> JsonObjects::next() {
  text_.clear();
  fault_.clear();
  depth_ = 0;
  in_string_ = escaped_ = false;
  ENTENTE_TRY(const bool found, find_begin());
  if (!found) return false;
  if (rest_.front() != '{') {
    append(rest_);
    rest_ = {};
    return true;
  }
  const bool opened_alone = rest_ == "{";
  for (;;) {
    const std::size_t end = find_end();
    append(rest_.substr(0, end));
    if (end != std::string_view::npos) {
      rest_.remove_prefix(end);
      one_a_line_ = line_of_rest_ == line_;
      return true;
    }
    rest_ = {};
    if (one_a_line_) {
      fault("the object is not closed on its line");
      return true;
    }
    append("\n");
    ENTENTE_TRY(const bool more, next_line());
    if (!more || (opened_alone && rest_ == "{")) {
      fault("the object is not closed");
      return true;
    }
  }
}

}  // namespace entente

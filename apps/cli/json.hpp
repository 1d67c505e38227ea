#pragma once
// JSON, written as it comes.
//
// A writer and not a tree: results may be larger than memory. Texts are escaped, bytes that are no
// UTF-8 come out as \xNN in words, numbers that are no JSON (NaN, infinity) as null.

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/events/duck.hpp"

namespace entente::cli {

class Json {
 public:
  using Sink = std::function<void(std::string_view)>;
  /// `lines`: elements of the two outer levels stand on lines of their own.
  explicit Json(Sink sink, bool lines = true)
      : sink_(std::move(sink)), line_levels_(lines ? 2 : 0) {}
  Json(const Json&) = delete;
  Json& operator=(const Json&) = delete;

  Json& begin_object() { return open('{'); }
  Json& end_object() { return close('}'); }
  Json& begin_array() { return open('['); }
  Json& end_array() { return close(']'); }
  Json& key(std::string_view name);

  Json& null();
  Json& value(bool v);
  Json& value(double v);
  template <std::integral T>
  requires(!std::same_as<T, bool>) Json& value(T v) { return raw(std::to_string(v)); }
  Json& value(std::string_view v);
  Json& value(const char* v) { return value(std::string_view(v)); }
  Json& value(const std::string& v) { return value(std::string_view(v)); }
  Json& value(Day v) { return value(format_day(v)); }
  Json& value(const Value& v);
  template <class T>
  Json& value(const std::optional<T>& v) {
    return v ? value(*v) : null();
  }
  /// Empty text is null.
  Json& text_or_null(std::string_view v) { return v.empty() ? null() : value(v); }
  template <class T>
  Json& member(std::string_view name, const T& v) {
    key(name);
    return value(v);
  }

  /// Ends the document with a newline and hands on what is left.
  void finish();

 private:
  Json& open(char bracket);
  Json& close(char bracket);
  Json& raw(std::string_view text);
  void before_value();

  Sink sink_;
  std::size_t line_levels_;
  std::string buffer_;
  std::vector<bool> filled_;  ///< a level: whether it has an element already
  bool after_key_ = false;
};

/// The text of one value, for cells of tables and CSV.
std::string json_text(const Value& value);

}  // namespace entente::cli

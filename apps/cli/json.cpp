// See json.hpp. A result on lines of its own can be read and compared line by line.

#include "json.hpp"

#include <fmt/format.h>

#include <cmath>

#include "entente/base/text.hpp"

namespace entente::cli {
namespace {

constexpr std::size_t kFlushBytes = 64U << 10;

void append_quoted(std::string& out, std::string_view text) {
  std::string repaired;
  if (!valid_utf8(text)) {
    repaired = printable(text, text.size() * 4 + 4);
    text = repaired;
  }
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

// Whether the text is a number as JSON writes it.
bool is_number(std::string_view text) {
  const auto digits = [&] {
    std::size_t n = 0;
    while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
      text.remove_prefix(1);
      ++n;
    }
    return n;
  };
  if (text.starts_with('-')) text.remove_prefix(1);
  if (digits() == 0) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (digits() == 0) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    if (digits() == 0) return false;
  }
  return text.empty();
}

}  // namespace

void Json::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (filled_.empty()) return;
  if (filled_.back()) buffer_ += ',';
  if (filled_.size() <= line_levels_) {
    buffer_ += '\n';
    buffer_.append(filled_.size() * 2, ' ');
  } else if (filled_.back()) {
    buffer_ += ' ';
  }
  filled_.back() = true;
}

Json& Json::open(char bracket) {
  before_value();
  buffer_ += bracket;
  filled_.push_back(false);
  return *this;
}

Json& Json::close(char bracket) {
  const bool filled = filled_.back();
  filled_.pop_back();
  if (filled && filled_.size() < line_levels_) {
    buffer_ += '\n';
    buffer_.append(filled_.size() * 2, ' ');
  }
  buffer_ += bracket;
  if (buffer_.size() >= kFlushBytes) {
    sink_(buffer_);
    buffer_.clear();
  }
  return *this;
}

Json& Json::key(std::string_view name) {
  before_value();
  append_quoted(buffer_, name);
  buffer_ += ": ";
  after_key_ = true;
  return *this;
}

Json& Json::raw(std::string_view text) {
  before_value();
  buffer_ += text;
  return *this;
}

Json& Json::null() { return raw("null"); }
Json& Json::value(bool v) { return raw(v ? "true" : "false"); }
Json& Json::value(double v) { return std::isfinite(v) ? raw(fmt::format("{}", v)) : null(); }

Json& Json::value(std::string_view v) {
  before_value();
  append_quoted(buffer_, v);
  return *this;
}

Json& Json::value(const Value& v) {
  switch (v.kind) {
    case Value::Kind::kNull:
      return null();
    case Value::Kind::kBoolean:
      return value(v.boolean);
    case Value::Kind::kInteger:
      return value(v.integer);
    case Value::Kind::kUnsigned:
      return value(v.natural);
    case Value::Kind::kReal:
      return value(v.real);
    case Value::Kind::kNumber:
      return is_number(v.text) ? raw(v.text) : value(v.text);
    case Value::Kind::kText:
      return value(v.text);
    case Value::Kind::kList:
      begin_array();
      for (const auto& item : v.items) value(item);
      return end_array();
    case Value::Kind::kObject:
      begin_object();
      for (std::size_t i = 0; i < v.items.size() && i < v.names.size(); ++i) {
        key(v.names[i]).value(v.items[i]);
      }
      return end_object();
  }
  return null();
}

void Json::finish() {
  buffer_ += '\n';
  sink_(buffer_);
  buffer_.clear();
}

std::string json_text(const Value& value) {
  std::string text;
  Json json([&](std::string_view piece) { text += piece; }, false);
  json.value(value);
  json.finish();
  text.pop_back();  // the newline
  return text;
}

}  // namespace entente::cli

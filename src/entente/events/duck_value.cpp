#include "entente/events/duck_value.hpp"

#include <duckdb.h>
#include <fmt/format.h>

#include <utility>

#include "entente/base/day.hpp"

namespace entente::duck {
namespace {

std::string hugeint_text(duckdb_hugeint value) {
  __extension__ using Wide = __int128;
  __extension__ using Natural = unsigned __int128;
  const Wide wide = (static_cast<Wide>(value.upper) << 64) | static_cast<Wide>(value.lower);
  Natural rest = wide < 0 ? Natural{0} - static_cast<Natural>(wide) : static_cast<Natural>(wide);
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  } while (rest != 0);
  return wide < 0 ? "-" + digits : digits;
}

std::string decimal_text(std::string digits, std::uint8_t scale) {
  if (scale == 0) return digits;
  const bool negative = digits.starts_with('-');
  if (negative) digits.erase(0, 1);
  if (digits.size() <= scale) digits.insert(0, scale + 1U - digits.size(), '0');
  digits.insert(digits.size() - scale, ".");
  return negative ? "-" + digits : digits;
}

std::string timestamp_text(std::int64_t micros) {
  duckdb_timestamp_struct parts = duckdb_from_timestamp(duckdb_timestamp{micros});
  std::string text =
      fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", parts.date.year, parts.date.month,
                  parts.date.day, parts.time.hour, parts.time.min, parts.time.sec);
  if (parts.time.micros != 0) text += fmt::format(".{:06}", parts.time.micros);
  return text;
}

}  // namespace

LogicalType::~LogicalType() {
  auto mine = static_cast<duckdb_logical_type>(type);
  duckdb_destroy_logical_type(&mine);
}

std::string type_name(void* logical_type) {
  auto type = static_cast<duckdb_logical_type>(logical_type);
  switch (duckdb_get_type_id(type)) {
    case DUCKDB_TYPE_BOOLEAN:
      return "BOOLEAN";
    case DUCKDB_TYPE_TINYINT:
      return "TINYINT";
    case DUCKDB_TYPE_SMALLINT:
      return "SMALLINT";
    case DUCKDB_TYPE_INTEGER:
      return "INTEGER";
    case DUCKDB_TYPE_BIGINT:
      return "BIGINT";
    case DUCKDB_TYPE_UTINYINT:
      return "UTINYINT";
    case DUCKDB_TYPE_USMALLINT:
      return "USMALLINT";
    case DUCKDB_TYPE_UINTEGER:
      return "UINTEGER";
    case DUCKDB_TYPE_UBIGINT:
      return "UBIGINT";
    case DUCKDB_TYPE_FLOAT:
      return "FLOAT";
    case DUCKDB_TYPE_DOUBLE:
      return "DOUBLE";
    case DUCKDB_TYPE_TIMESTAMP:
      return "TIMESTAMP";
    case DUCKDB_TYPE_DATE:
      return "DATE";
    case DUCKDB_TYPE_HUGEINT:
      return "HUGEINT";
    case DUCKDB_TYPE_VARCHAR:
      return "VARCHAR";
    case DUCKDB_TYPE_DECIMAL:
      return fmt::format("DECIMAL({},{})", duckdb_decimal_width(type), duckdb_decimal_scale(type));
    case DUCKDB_TYPE_LIST: {
      const LogicalType child(duckdb_list_type_child_type(type));
      return type_name(child.type) + "[]";
    }
    case DUCKDB_TYPE_STRUCT:
      return "STRUCT";
    default:
      return "VARCHAR";
  }
}

bool readable(void* logical_type) {
  auto type = static_cast<duckdb_logical_type>(logical_type);
  switch (duckdb_get_type_id(type)) {
    case DUCKDB_TYPE_BOOLEAN:
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_DATE:
    case DUCKDB_TYPE_HUGEINT:
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_DECIMAL:
      return true;
    case DUCKDB_TYPE_LIST: {
      const LogicalType child(duckdb_list_type_child_type(type));
      return readable(child.type);
    }
    case DUCKDB_TYPE_STRUCT:
      for (idx_t i = 0; i < duckdb_struct_type_child_count(type); ++i) {
        const LogicalType child(duckdb_struct_type_child_type(type, i));
        if (!readable(child.type)) return false;
      }
      return true;
    default:
      return false;
  }
}

std::string_view string_at(const void* data, std::size_t row) {
  auto* text = const_cast<duckdb_string_t*>(static_cast<const duckdb_string_t*>(data) + row);
  return {duckdb_string_t_data(text), duckdb_string_t_length(*text)};
}

Value value_of(void* any_vector, void* logical_type, std::size_t row) {
  auto vector = static_cast<duckdb_vector>(any_vector);
  auto type = static_cast<duckdb_logical_type>(logical_type);
  Value value;
  std::uint64_t* const validity = duckdb_vector_get_validity(vector);
  if (validity != nullptr && !duckdb_validity_row_is_valid(validity, row)) return value;
  const void* const data = duckdb_vector_get_data(vector);
  const auto integer = [&]<class T>(const T* p) {
    value.kind = Value::Kind::kInteger;
    // NOLINTNEXTLINE(bugprone-signed-char-misuse): a TINYINT is a small number, not a character.
    value.integer = static_cast<std::int64_t>(p[row]);
  };
  const auto natural = [&]<class T>(const T* p) {
    value.kind = Value::Kind::kUnsigned;
    value.natural = static_cast<std::uint64_t>(p[row]);
  };
  const auto text = [&](Value::Kind kind, std::string s) {
    value.kind = kind;
    value.text = std::move(s);
  };
  switch (duckdb_get_type_id(type)) {
    case DUCKDB_TYPE_BOOLEAN:
      value.kind = Value::Kind::kBoolean;
      value.boolean = static_cast<const bool*>(data)[row];
      break;
    case DUCKDB_TYPE_TINYINT:
      integer(static_cast<const std::int8_t*>(data));
      break;
    case DUCKDB_TYPE_SMALLINT:
      integer(static_cast<const std::int16_t*>(data));
      break;
    case DUCKDB_TYPE_INTEGER:
      integer(static_cast<const std::int32_t*>(data));
      break;
    case DUCKDB_TYPE_BIGINT:
      integer(static_cast<const std::int64_t*>(data));
      break;
    case DUCKDB_TYPE_UTINYINT:
      natural(static_cast<const std::uint8_t*>(data));
      break;
    case DUCKDB_TYPE_USMALLINT:
      natural(static_cast<const std::uint16_t*>(data));
      break;
    case DUCKDB_TYPE_UINTEGER:
      natural(static_cast<const std::uint32_t*>(data));
      break;
    case DUCKDB_TYPE_UBIGINT:
      natural(static_cast<const std::uint64_t*>(data));
      break;
    case DUCKDB_TYPE_FLOAT:
      value.kind = Value::Kind::kReal;
      value.real = static_cast<double>(static_cast<const float*>(data)[row]);
      break;
    case DUCKDB_TYPE_DOUBLE:
      value.kind = Value::Kind::kReal;
      value.real = static_cast<const double*>(data)[row];
      break;
    case DUCKDB_TYPE_TIMESTAMP:
      text(Value::Kind::kText, timestamp_text(static_cast<const std::int64_t*>(data)[row]));
      break;
    case DUCKDB_TYPE_DATE:
      text(Value::Kind::kText,
           format_day(day_from_number(static_cast<const std::int32_t*>(data)[row])));
      break;
    case DUCKDB_TYPE_HUGEINT:
      text(Value::Kind::kNumber, hugeint_text(static_cast<const duckdb_hugeint*>(data)[row]));
      break;
    case DUCKDB_TYPE_DECIMAL: {
      std::string digits;
      switch (duckdb_decimal_internal_type(type)) {
        case DUCKDB_TYPE_SMALLINT:
          digits = std::to_string(static_cast<const std::int16_t*>(data)[row]);
          break;
        case DUCKDB_TYPE_INTEGER:
          digits = std::to_string(static_cast<const std::int32_t*>(data)[row]);
          break;
        case DUCKDB_TYPE_BIGINT:
          digits = std::to_string(static_cast<const std::int64_t*>(data)[row]);
          break;
        default:
          digits = hugeint_text(static_cast<const duckdb_hugeint*>(data)[row]);
      }
      text(Value::Kind::kNumber, decimal_text(digits, duckdb_decimal_scale(type)));
      break;
    }
    case DUCKDB_TYPE_VARCHAR:
      text(Value::Kind::kText, std::string(string_at(data, row)));
      break;
    case DUCKDB_TYPE_LIST: {
      value.kind = Value::Kind::kList;
      const auto entry = static_cast<const duckdb_list_entry*>(data)[row];
      const LogicalType child_type(duckdb_list_type_child_type(type));
      duckdb_vector child = duckdb_list_vector_get_child(vector);
      for (idx_t i = 0; i < entry.length; ++i) {
        value.items.push_back(value_of(child, child_type.type, entry.offset + i));
      }
      break;
    }
    case DUCKDB_TYPE_STRUCT:
      value.kind = Value::Kind::kObject;
      for (idx_t i = 0; i < duckdb_struct_type_child_count(type); ++i) {
        const LogicalType child_type(duckdb_struct_type_child_type(type, i));
        char* name = duckdb_struct_type_child_name(type, i);
        value.names.emplace_back(name);
        duckdb_free(name);
        value.items.push_back(
            value_of(duckdb_struct_vector_get_child(vector, i), child_type.type, row));
      }
      break;
    default:
      break;
  }
  return value;
}

}  // namespace entente::duck

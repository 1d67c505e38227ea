#pragma once
// DuckDB's values of any type, read for output. Private to the wrapper: vectors and logical types
// come as DuckDB's own pointers.

#include <cstddef>
#include <string>
#include <string_view>

#include "entente/events/duck.hpp"

namespace entente::duck {

/// A logical type that DuckDB handed over, freed with this object.
struct LogicalType {
  void* type;
  explicit LogicalType(void* t) : type(t) {}
  ~LogicalType();
  LogicalType(const LogicalType&) = delete;
  LogicalType& operator=(const LogicalType&) = delete;
};

/// The SQL name: VARCHAR, DECIMAL(18,3), DATE[] ...
std::string type_name(void* logical_type);
/// Whether value_of reads such columns; others must be cast in the query.
bool readable(void* logical_type);
/// The value in `row` of a vector of that type.
Value value_of(void* vector, void* logical_type, std::size_t row);
/// The text in `row` of a string vector's data.
std::string_view string_at(const void* data, std::size_t row);

}  // namespace entente::duck

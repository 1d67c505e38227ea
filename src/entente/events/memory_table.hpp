#pragma once
// A small table in memory, offered to SQL: catalogue entries, actors, resolutions.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "entente/events/duck.hpp"

namespace entente {

class MemoryTable : public TableSource {
 public:
  /// std::monostate is null. Days go in as std::int32_t, booleans as bool.
  using Cell = std::variant<std::monostate, bool, std::uint8_t, std::uint32_t, std::uint64_t,
                            std::int32_t, std::int64_t, double, std::string>;

  explicit MemoryTable(std::vector<ColumnSpec> columns) : columns_(std::move(columns)) {}
  /// One cell a column; its alternative fits the column's type.
  void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  const std::vector<ColumnSpec>& columns() const override { return columns_; }
  void rewind() override { at_ = 0; }
  std::size_t fill(ChunkWriter& out) override;

 private:
  std::vector<ColumnSpec> columns_;
  std::vector<std::vector<Cell>> rows_;
  std::size_t at_ = 0;
};

/// CREATE TABLE name AS the table's rows.
Result<void> load_table(Duck& duck, const std::string& name, MemoryTable& table);

}  // namespace entente

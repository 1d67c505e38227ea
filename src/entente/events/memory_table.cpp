#include "entente/events/memory_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace entente {

std::size_t MemoryTable::fill(ChunkWriter& out) {
  const std::size_t count = std::min(ChunkWriter::kRows, rows_.size() - at_);
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    for (std::size_t i = 0; i < count; ++i) {
      std::visit(
          [&]<class T>(const T& value) {
            if constexpr (std::is_same_v<T, std::monostate>) {
              out.set_null(column, i);
            } else if constexpr (std::is_same_v<T, std::string>) {
              out.set_text(column, i, value);
            } else {
              out.data<T>(column)[i] = value;
            }
          },
          rows_[at_ + i][column]);
    }
  }
  at_ += count;
  return count;
}

Result<void> load_table(Duck& duck, const std::string& name, MemoryTable& table) {
  ENTENTE_TRY(const std::string function, duck.offer(table));
  const auto done = duck.run(fmt::format("CREATE TABLE {} AS SELECT * FROM {}()", name, function));
  duck.withdraw(function);
  return done;
}

}  // namespace entente

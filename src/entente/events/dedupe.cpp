#include "entente/events/dedupe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "entente/base/hash.hpp"

namespace entente {
namespace {

// The group's distinct event ids as a table, for the join.
class IdTable : public TableSource {
 public:
  explicit IdTable(std::vector<std::uint64_t> ids) : ids_(std::move(ids)) {}
  const std::vector<ColumnSpec>& columns() const override {
    static const std::vector<ColumnSpec> columns = {{"event_id", ColumnType::kUInt64}};
    return columns;
  }
  void rewind() override { at_ = 0; }
  std::size_t fill(ChunkWriter& out) override {
    const std::size_t count = std::min(ChunkWriter::kRows, ids_.size() - at_);
    if (count == 0) return 0;
    std::copy_n(ids_.begin() + static_cast<std::ptrdiff_t>(at_), count, out.data<std::uint64_t>(0));
    at_ += count;
    return count;
  }

 private:
  std::vector<std::uint64_t> ids_;
  std::size_t at_ = 0;
};

struct Known {
  std::uint64_t content;  // of the newest revision
  std::uint16_t revision;
  bool from_part;
  std::string provider_id;
  std::uint32_t row;
};

tl::unexpected<Error> collision(std::string_view a, std::string_view b) {
  return fail(ErrorCode::kFailure,
              fmt::format("two different rows share an event id: {} and {}", a, b),
              "report this; the file was not ingested");
}

}  // namespace

Result<Deduplicated> deduplicate(Duck& duck, RowGroup& group,
                                 const std::vector<std::string>& earlier) {
  Deduplicated result;
  const auto count = static_cast<std::uint32_t>(group.size());
  // Rows by event id, in arrival order within one: equal ids lie side by side.
  std::vector<std::uint32_t> by_id(count);
  std::iota(by_id.begin(), by_id.end(), 0U);
  std::sort(by_id.begin(), by_id.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(group[a].event_id, a) < std::tie(group[b].event_id, b);
  });

  std::unordered_map<std::uint64_t, Known> stored;
  if (!earlier.empty()) {
    std::vector<std::uint64_t> ids;
    ids.reserve(count);
    for (const std::uint32_t i : by_id) {
      if (ids.empty() || ids.back() != group[i].event_id) ids.push_back(group[i].event_id);
    }
    IdTable table(std::move(ids));
    ENTENTE_TRY(const std::string function, duck.offer(table));
    const std::string query = fmt::format(
        "SELECT p.event_id, p.content, p.revision, coalesce(p.provider_id, '') FROM "
        "read_parquet({}, hive_partitioning=false) p "
        "SEMI JOIN {}() i ON p.event_id = i.event_id",
        sql_list(earlier), function);
    ENTENTE_CHECK(duck.chunks(query, [&](const ChunkReader& chunk) -> Result<void> {
      for (std::size_t i = 0; i < chunk.size(); ++i) {
        const Known known{chunk.data<std::uint64_t>(1)[i], chunk.data<std::uint16_t>(2)[i], true,
                          std::string(chunk.text(3, i)), 0};
        auto [at, fresh] = stored.try_emplace(chunk.data<std::uint64_t>(0)[i], known);
        if (!fresh && at->second.revision < known.revision) at->second = known;
      }
      return {};
    }));
  }

  result.order.reserve(count);
  for (std::size_t begin = 0; begin < by_id.size();) {
    const std::uint64_t id = group[by_id[begin]].event_id;
    const auto found = stored.find(id);
    bool any = found != stored.end();
    std::uint64_t content = any ? found->second.content : 0;
    std::uint16_t revision = any ? found->second.revision : std::uint16_t{0};
    std::string_view name = any ? std::string_view(found->second.provider_id) : std::string_view();
    std::size_t end = begin;
    for (; end < by_id.size() && group[by_id[end]].event_id == id; ++end) {
      StoredRow& row = group[by_id[end]];
      const std::string_view row_name = group.text(row, TextColumn::kProviderId);
      if (any && name != row_name) return collision(name, row_name);
      if (any && content == row.content) {
        ++result.duplicates[row.batch];
        continue;
      }
      if (any) ++revision;
      row.revision = revision;
      content = row.content;
      name = row_name;
      any = true;
      result.order.push_back(by_id[end]);
    }
    begin = end;
  }
  std::sort(result.order.begin(), result.order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const StoredRow& left = group[a];
    const StoredRow& right = group[b];
    if (const auto order =
            group.text(left, TextColumn::kProvider) <=> group.text(right, TextColumn::kProvider);
        order != 0)
      return order < 0;
    return std::tie(left.day, left.event_id, left.revision) <
           std::tie(right.day, right.event_id, right.revision);
  });
  return result;
}

}  // namespace entente

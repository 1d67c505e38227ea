#include "entente/events/dedupe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
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

// The newest revision of an id in earlier parts.
struct Known {
  std::uint64_t content;
  std::uint16_t revision;
  std::string provider_id;
};

// What rows are ordered by. Rows whose provider's text lies in one place have one provider.
struct RowKey {
  std::uint64_t event_id;
  std::int32_t day;
  std::uint32_t row;
  std::uint32_t provider;
};

tl::unexpected<Error> collision(std::string_view a, std::string_view b) {
  return fail(ErrorCode::kFailure,
              fmt::format("two different rows share an event id: {} and {}", a, b),
              "report this; the file was not ingested");
}

}  // namespace

SortedGroup sort_group(const RowGroup& group) {
  // Small keys rather than places in the group keep the comparisons in cache.
  const auto count = static_cast<std::uint32_t>(group.size());
  SortedGroup sorted;
  sorted.by_id.reserve(count);
  std::vector<RowKey> keys;
  keys.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const StoredRow& row = group[i];
    sorted.by_id.emplace_back(row.event_id, i);
    keys.push_back({row.event_id, row.day, i,
                    row.texts[static_cast<std::size_t>(TextColumn::kProvider)].offset});
  }
  std::ranges::sort(sorted.by_id);
  std::ranges::sort(keys, [&](const RowKey& a, const RowKey& b) {
    if (a.provider != b.provider) {
      const auto order = group.text(group[a.row], TextColumn::kProvider) <=>
                         group.text(group[b.row], TextColumn::kProvider);
      if (order != 0) return order < 0;
    }
    return std::tie(a.day, a.event_id, a.row) < std::tie(b.day, b.event_id, b.row);
  });
  sorted.in_part_order.reserve(count);
  for (const auto& key : keys) sorted.in_part_order.push_back(key.row);
  return sorted;
}

Result<Deduplicated> deduplicate(Duck& duck, RowGroup& group, const SortedGroup& sorted,
                                 const std::vector<std::string>& earlier) {
  const auto& by_id = sorted.by_id;
  Deduplicated result;
  std::unordered_map<std::uint64_t, Known> stored;
  if (!earlier.empty()) {
    std::vector<std::uint64_t> ids;
    ids.reserve(by_id.size());
    for (const auto& [id, row] : by_id) {
      if (ids.empty() || ids.back() != id) ids.push_back(id);
    }
    IdTable table(std::move(ids));
    ENTENTE_TRY(const std::string function, duck.offer(table));
    // Most groups bring nothing known: that is told from the ids alone, the smallest column there
    // is.
    const std::string known_rows = fmt::format(
        "FROM read_parquet({}, hive_partitioning=false) p SEMI JOIN {}() i ON p.event_id = "
        "i.event_id",
        sql_list(earlier), function);
    ENTENTE_TRY(const std::int64_t any_known,
                duck.number("SELECT count(*) FROM (SELECT p.event_id " + known_rows + " LIMIT 1)"));
    if (any_known != 0) {
      ENTENTE_CHECK(duck.chunks(
          "SELECT p.event_id, p.content, p.revision, coalesce(p.provider_id, '') " + known_rows,
          [&](const ChunkReader& chunk) -> Result<void> {
            for (std::size_t i = 0; i < chunk.size(); ++i) {
              const Known known{chunk.data<std::uint64_t>(1)[i], chunk.data<std::uint16_t>(2)[i],
                                std::string(chunk.text(3, i))};
              auto [at, fresh] = stored.try_emplace(chunk.data<std::uint64_t>(0)[i], known);
              if (!fresh && at->second.revision < known.revision) at->second = known;
            }
            return {};
          }));
    }
    duck.withdraw(function);
  }

  std::vector<bool> kept(group.size(), false);
  for (std::size_t begin = 0; begin < by_id.size();) {
    const std::uint64_t id = by_id[begin].first;
    const auto found = stored.find(id);
    bool any = found != stored.end();
    std::uint64_t content = any ? found->second.content : 0;
    std::uint16_t revision = any ? found->second.revision : std::uint16_t{0};
    std::string_view name = any ? std::string_view(found->second.provider_id) : std::string_view();
    std::size_t end = begin;
    for (; end < by_id.size() && by_id[end].first == id; ++end) {
      StoredRow& row = group[by_id[end].second];
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
      kept[by_id[end].second] = true;
    }
    begin = end;
  }
  result.order.reserve(group.size());
  std::ranges::copy_if(sorted.in_part_order, std::back_inserter(result.order),
                       [&](std::uint32_t row) { return kept[row]; });
  return result;
}

}  // namespace entente

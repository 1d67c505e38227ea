#include "entente/events/group_writer.hpp"

#include <algorithm>
#include <utility>

namespace entente {
namespace {

void count(BatchCounts& counts, const StoredRow& row) {
  const Day day = day_from_number(row.day);
  ++counts.kept;
  counts.first_day = counts.first_day ? std::min(*counts.first_day, day) : day;
  counts.last_day = counts.last_day ? std::max(*counts.last_day, day) : day;
}

Result<WrittenGroup> write_group(Duck& duck, const files::Path& store, RowGroup& group,
                                 const SortedGroup& sorted,
                                 const std::vector<std::string>& earlier) {
  WrittenGroup written;
  if (group.size() == 0) return written;
  ENTENTE_TRY(const Deduplicated rows, deduplicate(duck, group, sorted, earlier));
  for (const auto& [number, duplicates] : rows.duplicates)
    written.counts[number].duplicate = duplicates;
  for (auto begin = rows.order.begin(); begin != rows.order.end();) {
    const StoredRow& first = group[*begin];
    const std::string_view provider = group.text(first, TextColumn::kProvider);
    const int next_month =
        day_number(month_start(month_start(day_from_number(first.day)) + std::chrono::days{32}));
    const auto end = std::find_if(begin, rows.order.end(), [&](std::uint32_t i) {
      return group[i].day >= next_month || group.text(group[i], TextColumn::kProvider) != provider;
    });
    std::for_each(begin, end,
                  [&](std::uint32_t i) { count(written.counts[group[i].batch], group[i]); });
    ENTENTE_TRY(PendingPart part, write_part(duck, store, group, {begin, end}));
    written.parts.push_back(std::move(part));
    begin = end;
  }
  return written;
}

}  // namespace

GroupWriter::~GroupWriter() {
  // A group that is not being written yet would be written by waiting for it.
  if (busy() && policy_ == std::launch::async) running_.wait();
}

void GroupWriter::start(RowGroup& group, SortedGroup sorted, std::vector<std::string> earlier) {
  // The two groups change places, so that their memory is used again and again.
  group_.clear();
  std::swap(group_, group);
  running_ = std::async(policy_, [this, order = std::move(sorted), paths = std::move(earlier)] {
    return write_group(duck_, store_, group_, order, paths);
  });
}

}  // namespace entente

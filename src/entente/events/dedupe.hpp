#pragma once
// Which rows of a group are new.
//
// Key: the event id. Equal content under one id is a duplicate: counted, skipped. Other content is
// the next revision. The ids are looked up among the group's own rows and among the rows of earlier
// parts by a join in DuckDB, so that memory depends on the group's size and not on the store's. Two
// different (provider, provider id) with one event id are an error, not a revision.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "entente/base/result.hpp"
#include "entente/events/duck.hpp"
#include "entente/events/row_group.hpp"

namespace entente {

/// What can be told of a group by itself: its rows in two orders.
struct SortedGroup {
  std::vector<std::pair<std::uint64_t, std::uint32_t>>
      by_id;                                 ///< (event id, row), ids side by side
  std::vector<std::uint32_t> in_part_order;  ///< by provider, day, event id, arrival
};
SortedGroup sort_group(const RowGroup& group);

struct Deduplicated {
  std::vector<std::uint32_t> order;  ///< kept rows by provider, day, event id, revision
  std::map<std::int64_t, std::uint64_t> duplicates;  ///< by batch number
};

/// Sets the kept rows' revisions. `earlier` are the paths of parts already written.
Result<Deduplicated> deduplicate(Duck& duck, RowGroup& group, const SortedGroup& sorted,
                                 const std::vector<std::string>& earlier);

}  // namespace entente

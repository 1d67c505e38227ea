#pragma once
// Writing a group into parts while the next one is being read.
//
// Duplicates and revisions are sorted out, then the group's rows become one part a month in tmp/.
// It runs on a thread of its own, so that parsing and writing overlap; one group at a time, and
// nothing else uses the writer's DuckDB meanwhile, so the result does not depend on timing.

#include <cstdint>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/files.hpp"
#include "entente/base/result.hpp"
#include "entente/events/dedupe.hpp"
#include "entente/events/duck.hpp"
#include "entente/events/parts.hpp"
#include "entente/events/row_group.hpp"

namespace entente {

/// What a group added, by batch number.
struct BatchCounts {
  std::uint64_t kept = 0, duplicate = 0;
  std::optional<Day> first_day, last_day;
};

struct WrittenGroup {
  std::vector<PendingPart> parts;  ///< unverified
  std::map<std::int64_t, BatchCounts> counts;
};

class GroupWriter {
 public:
  /// Without `overlap` a group is written when it is waited for.
  GroupWriter(Duck& duck, files::Path store, bool overlap)
      : duck_(duck),
        store_(std::move(store)),
        policy_(overlap ? std::launch::async : std::launch::deferred) {}
  /// Waits for a group still being written, whose result is then lost.
  ~GroupWriter();
  GroupWriter(const GroupWriter&) = delete;
  GroupWriter& operator=(const GroupWriter&) = delete;

  bool busy() const { return running_.valid(); }
  /// Starts on a group, taking its rows and leaving an empty one in its place; none may be under
  /// way. `sorted` is of this group; `earlier`: paths of parts already written.
  void start(RowGroup& group, SortedGroup sorted, std::vector<std::string> earlier);
  /// The group's result; busy() must hold.
  Result<WrittenGroup> wait() { return running_.get(); }

 private:
  Duck& duck_;
  files::Path store_;
  std::launch policy_;
  RowGroup group_;
  std::future<Result<WrittenGroup>> running_;
};

}  // namespace entente

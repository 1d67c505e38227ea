#pragma once
// Rejected rows, many of them, small.
//
// A broken file can reject millions of rows. They are written as compressed runs of records
// {line, column, reason, raw}, so that a storm of them costs little memory and time, and each can
// still be read again. At most 4 KiB of a row's bytes are kept; bytes that are not valid UTF-8 are
// written as \xNN.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "entente/base/result.hpp"
#include "entente/events/catalogue.hpp"
#include "entente/events/packed.hpp"
#include "entente/events/row.hpp"

namespace entente {

class RejectLog {
 public:
  void add(const RejectedRow& row);
  std::uint64_t rows() const { return rows_; }
  /// An order-free hash of all rejects.
  std::uint64_t digest() const { return digest_; }
  /// All runs, the last one closed; the log is empty afterwards.
  std::vector<PackedChunk> take();

 private:
  void close_chunk();
  RecordWriter open_;
  std::uint64_t open_rows_ = 0;
  std::uint64_t rows_ = 0;
  std::uint64_t digest_ = 0;
  std::vector<PackedChunk> chunks_;
};

/// One reject's part of the digest.
std::uint64_t reject_digest(const RejectedRow& row);

/// Calls `each` for every reject in a run, in order.
Result<void> for_each_reject(const PackedChunk& chunk,
                             const std::function<void(const RejectedRow&)>& each);

}  // namespace entente

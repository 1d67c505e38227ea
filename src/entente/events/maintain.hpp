#pragma once
// Looking after a store: is it sound, the same as another, safely copied.

#include <cstdint>
#include <string>
#include <vector>

#include "entente/base/result.hpp"

namespace entente {

struct StoreCheck {
  bool ok = true;
  std::string digest;  ///< an order-free hash of all logical rows and rejects, 32 hex digits
  std::uint64_t rows = 0;
  std::uint64_t parts = 0;
  Problems problems;
};

/// Reads every part whole, hashes its rows anew and compares them with the catalogue. Two stores
/// hold the same when their digests are equal.
Result<StoreCheck> check_store(const std::string& folder);

/// A copy of one state of the store in a new folder (kUsage if it exists and is not empty), checked
/// by reading it back. Runs beside a writer.
Result<StoreCheck> backup_store(const std::string& folder, const std::string& to);

}  // namespace entente

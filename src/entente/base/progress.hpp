#pragma once
// Progress and interruption.
//
// Long work calls report() now and then; who shows it (a terminal line, nothing) is the caller's
// affair. Ctrl-C sets one flag that long loops ask; they then stop at the next safe point.

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

namespace entente {

struct Progress {
  std::string what;              ///< the file or step under way
  std::uint64_t rows = 0;        ///< read so far
  std::uint64_t rejects = 0;     ///< of those
  std::uint64_t bytes_done = 0;  ///< of the input as stored (compressed)
  std::uint64_t bytes_all = 0;   ///< 0 where it is not known
};

using ProgressSink = std::function<void(const Progress&)>;

/// Set by the program's signal handler, asked by long loops.
inline std::atomic<bool> interrupted{false};

}  // namespace entente

#include "entente/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#ifndef ENTENTE_JTHREAD
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#endif

namespace entente {
namespace {

std::atomic<unsigned> g_threads{0};

}  // namespace

void set_threads(unsigned count) { g_threads = count; }

unsigned threads() {
  const unsigned set = g_threads;
  return set != 0 ? set : std::max(1U, std::thread::hardware_concurrency());
}

void parallel_for(std::size_t count, std::size_t grain,
                  const std::function<void(std::size_t, std::size_t)>& body) {
  const std::size_t pieces = (count + grain - 1) / grain;
  const auto piece = [&](std::size_t i) { body(i * grain, std::min(count, (i + 1) * grain)); };
  const unsigned workers = static_cast<unsigned>(std::min<std::size_t>(threads(), pieces));
  if (workers <= 1) {
    for (std::size_t i = 0; i < pieces; ++i) piece(i);
    return;
  }
#ifdef ENTENTE_JTHREAD
  std::atomic<std::size_t> next{0};
  std::vector<std::jthread> pool;
  pool.reserve(workers);
  for (unsigned w = 0; w < workers; ++w) {
    pool.emplace_back([&] {
      for (std::size_t i = next++; i < pieces; i = next++) piece(i);
    });
  }
#else
  tbb::task_arena arena(static_cast<int>(workers));
  arena.execute([&] {
    tbb::parallel_for(std::size_t{0}, pieces, std::size_t{1}, piece, tbb::simple_partitioner{});
  });
#endif
}

}  // namespace entente

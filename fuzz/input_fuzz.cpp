// Any bytes as an input file: walked with small limits, as lines and as raw bytes, whose counts
// must keep the limits. The bytes stand in a file in memory, since archives are read from files
// only.

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "entente/sources/input.hpp"
#include "entente/sources/lines.hpp"

namespace {

using namespace entente;

InputLimits small_limits() {
  InputLimits limits;
  limits.ratio_free_bytes = 4096;
  limits.max_bytes = 1U << 20;
  limits.max_line_bytes = 1024;
  limits.max_entries = 8;
  return limits;
}

Result<void> walk_lines(InputStream& input) {
  LineReader lines(input, small_limits());
  ENTENTE_CHECK(lines.peek());
  Line line;
  for (;;) {
    ENTENTE_TRY(const bool more, lines.next(line));
    if (!more) return {};
    if (line.text.size() > small_limits().max_line_bytes) std::abort();
  }
}

Result<void> walk_bytes(InputStream& input) {
  std::array<char, 1000> buffer;
  std::uint64_t all = 0;
  for (;;) {
    ENTENTE_TRY(const std::size_t got, input.read(buffer.data(), buffer.size()));
    if (got > buffer.size()) std::abort();
    all += got;
    if (all > small_limits().max_bytes) std::abort();
    if (got == 0) return {};
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int file = ::memfd_create("input", MFD_CLOEXEC);
  if (file < 0) std::abort();
  if (::write(file, data, size) != static_cast<ssize_t>(size)) std::abort();
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  const auto lines = for_each_input(path, small_limits(), walk_lines);
  const auto bytes = for_each_input(path, small_limits(), walk_bytes);
  // The same bytes are good or bad however they are read, and an error has words.
  if (lines.has_value() != bytes.has_value()) std::abort();
  if (!lines && lines.error().message.empty()) std::abort();
  ::close(file);
  return 0;
}

// Any bytes as GDELT files of each version, and the reduced one.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "entente/sources/source_check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!entente::testing::check_family("gdelt", bytes).empty()) std::abort();
  return 0;
}

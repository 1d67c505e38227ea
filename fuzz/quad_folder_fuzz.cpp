// Any bytes as a folder of quads: names, train, valid and test with a form feed between.

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "entente/forecast/rankings/quad_folder_check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::filesystem::path scratch =
      std::filesystem::temp_directory_path() / ("quad-folder-" + std::to_string(::getpid()));
  std::filesystem::create_directories(scratch);
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!entente::testing::check_quad_folder(bytes, scratch).empty()) std::abort();
  return 0;
}

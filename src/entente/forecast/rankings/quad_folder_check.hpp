#pragma once
// For the fuzz target of folders of quads and the replay of its corpus: any bytes as a folder, and
// what its reader must never do.

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "entente/forecast/rankings/quad_folder.hpp"

namespace entente::testing {

/// The bytes are five files, one after the other, with a form feed between: entities, relations,
/// train, valid, test. They are written into `scratch`, a folder of the caller's. "" where the
/// reader did as it should, else what it did wrong.
inline std::string check_quad_folder(std::string_view bytes, const std::filesystem::path& scratch) {
  for (const char* const name :
       {"entity2id.txt", "relation2id.txt", "train.txt", "valid.txt", "test.txt"}) {
    const auto end = std::min(bytes.find('\f'), bytes.size());
    std::ofstream(scratch / name, std::ios::binary) << bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  const auto folder = forecast::read_quad_folder(scratch.string());
  if (!folder) return folder.error().message.empty() ? "an error without a message" : "";
  if (folder->train.empty() || folder->test.empty()) return "no quads, and no error";
  if (folder->length < 1) return "a step without length";
  const std::array<const std::vector<forecast::Quad>*, 3> parts = {&folder->train, &folder->valid,
                                                                   &folder->test};
  std::int32_t latest = -1;
  for (const auto* const part : parts) {
    std::int32_t last = latest;
    for (const forecast::Quad& quad : *part) {
      if (quad.step <= latest) return "a step that an earlier part has";
      if (quad.step >= 100'000) return "a step too far on";
      if (quad.subject >= folder->entities.size() || quad.object >= folder->entities.size() ||
          quad.relation >= folder->relations.size())
        return "a number without a name";
      last = std::max(last, quad.step);
    }
    if (folder->duplicates >= folder->train.size() + folder->valid.size() + folder->test.size())
      return "more duplicates than quads";
    latest = last;
  }
  return "";
}

}  // namespace entente::testing

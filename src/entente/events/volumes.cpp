#include "entente/events/volumes.hpp"

#include <algorithm>
#include <utility>

#include "entente/events/packed.hpp"

namespace entente {
namespace {
constexpr std::size_t kChunkBytes = 4U << 20;
}

void VolumeLog::add(const EventRow& row) {
  ++rows_;
  const Day known = row.recorded_day ? std::max(row.day, row.recorded_day->day)
                                     : row.day_last + std::chrono::days{1};
  ++counts_[{day_number(row.day), day_number(known), std::string(row.source_country),
             std::string(row.target_country), row.root}];
}

std::vector<PackedChunk> VolumeLog::take() {
  std::vector<PackedChunk> chunks;
  RecordWriter open;
  std::uint64_t open_rows = 0;
  const auto close = [&] {
    if (open_rows == 0) return;
    chunks.push_back({0, open_rows, pack(open.bytes())});
    open.clear();
    open_rows = 0;
  };
  for (const auto& [key, rows] : counts_) {
    const auto& [day, known, source, target, root] = key;
    open.number(static_cast<std::uint32_t>(day));
    open.number(static_cast<std::uint32_t>(known));
    open.text(source);
    open.text(target);
    open.number(root);
    open.number(rows);
    ++open_rows;
    if (open.size() >= kChunkBytes) close();
  }
  close();
  *this = VolumeLog();
  return chunks;
}

Result<void> for_each_volume(const PackedChunk& chunk,
                             const std::function<void(const Volume&)>& each) {
  const auto bytes = unpack(chunk.bytes);
  PackedReader reader(bytes ? *bytes : std::string_view());
  while (bytes && !reader.at_end()) {
    Volume volume;
    const auto day = [&] {
      return day_from_number(static_cast<int>(static_cast<std::uint32_t>(reader.number())));
    };
    volume.day = day();
    volume.known_day = day();
    volume.source_country = reader.text();
    volume.target_country = reader.text();
    volume.root = static_cast<std::uint8_t>(reader.number());
    volume.rows = reader.number();
    if (!reader.ok()) break;
    each(volume);
  }
  if (bytes && reader.ok()) return {};
  return fail(ErrorCode::kBadData, "the catalogue's volumes cannot be read",
              "restore the store from a backup");
}

}  // namespace entente

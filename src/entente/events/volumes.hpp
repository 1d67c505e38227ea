#pragma once
// How much a provider said on a day, of rows that a filter left out.
//
// `ingest --only CASE` keeps rows among the case's states alone; of all others it keeps how many
// there were, by day, raw country pair and CAMEO root, since rates are per volume of news.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/events/catalogue.hpp"
#include "entente/events/row.hpp"

namespace entente {

struct Volume {
  Day day{}, known_day{};
  std::string source_country, target_country;  ///< ISO alpha-3 or empty
  std::uint8_t root = 0;
  std::uint64_t rows = 0;
};

class VolumeLog {
 public:
  void add(const EventRow& row);
  std::uint64_t rows() const { return rows_; }
  /// All runs, in the keys' order; the log is empty afterwards.
  std::vector<PackedChunk> take();

 private:
  std::map<std::tuple<int, int, std::string, std::string, std::uint8_t>, std::uint64_t> counts_;
  std::uint64_t rows_ = 0;
};

Result<void> for_each_volume(const PackedChunk& chunk,
                             const std::function<void(const Volume&)>& each);

}  // namespace entente

#pragma once
// Acts: CAMEO codes, PLOVER types, and what they count as.
//
// Two quad-class mappings are in use (GDELT's and the CAMEO/ICEWS convention differ in roots 09 and
// 14) and two Goldstein tables; each provider keeps its own. Cooperation and conflict are one split
// for all: roots 03-08 and 09-20; roots 01 and 02 are neutral. Tables: data/cameo.csv, plover.csv,
// acled.csv, ucdp.csv, quad_classes.csv, icews_event_texts.csv.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace entente {

struct CameoAct {
  std::string_view code;   ///< text: 010 and 10 differ
  std::string_view label;  ///< a few words
  std::optional<double> goldstein_gdelt;
  std::optional<double> goldstein_icews;
};

const CameoAct* find_cameo(std::string_view code);
/// All codes, in the table's order.
const std::vector<CameoAct>& cameo_acts();
/// The root 1-20 of a CAMEO code ("0241" -> 2), by its first two digits; 0 if it has none.
std::uint8_t cameo_root(std::string_view code);
/// 1-4; 0 for root 0.
std::uint8_t quad_class_gdelt(std::uint8_t root);
std::uint8_t quad_class_icews(std::uint8_t root);

enum class ActKind : std::uint8_t { kNeutral, kCooperation, kConflict };
ActKind act_kind(std::uint8_t root);
std::string_view name_of(ActKind kind);

/// 036, 04x and 057 say the same of both sides (methods: what is one event).
bool is_symmetric(std::string_view cameo_code);

/// Root and quad class of acts outside CAMEO; 0 where there is none. Letters' case is ignored, and
/// a type may stand with its prefix, as the column `action` has it ("acled:Armed clash",
/// "ucdp:ged:1"). A PLOVER mode is written TYPE/mode; an unknown mode counts as its type.
struct ActClass {
  std::uint8_t root = 0;
  std::uint8_t quad_class = 0;
};
ActClass plover_class(std::string_view type);
ActClass acled_class(std::string_view sub_event_type);
ActClass ucdp_class(std::string_view type);

/// The CAMEO code of an ICEWS event text ("Make statement"), case, hyphens and underscores ignored.
std::optional<std::string_view> cameo_of_event_text(std::string_view text);

}  // namespace entente

#pragma once
// The providers behind source.hpp: what makes each, and how each is known by its first bytes.
// Internal to this module; registry.cpp puts them in order.

#include <memory>
#include <string_view>

#include "entente/sources/source.hpp"

namespace entente {

enum class GdeltVersion : std::uint8_t { k1, k2 };

std::unique_ptr<Source> make_gdelt(GdeltVersion version);
std::unique_ptr<Source> make_gdelt_reduced();
std::unique_ptr<Source> make_icews();
std::unique_ptr<Source> make_polecat();
std::unique_ptr<Source> make_plover();
std::unique_ptr<Source> make_acled();
std::unique_ptr<Source> make_ucdp_dyadic();
std::unique_ptr<Source> make_ucdp_ged();
std::unique_ptr<Source> make_quads();
std::unique_ptr<Source> make_curated();

}  // namespace entente

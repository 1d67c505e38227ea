#pragma once
// A case's own store: $ENTENTE_CACHE (default ~/.cache/entente)/<name>-<hash of its files>.
//
// Made from the case's events.csv and the files that its [data] names, once; a case whose files
// change gets a new store. Nothing is written into the case's folder.

#include <string>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"
#include "entente/events/store.hpp"
#include "entente/world/case.hpp"

namespace entente {

/// The store's folder, made if it is not there yet. `cache` is where stores of cases lie; `today`
/// is the run's day, past which (and two days) rows are rejected.
Result<std::string> case_store(const Case& of_case, const std::string& cache, Day today,
                               const StoreSettings& settings);

/// $ENTENTE_CACHE, else $XDG_CACHE_HOME/entente, else ~/.cache/entente, from the given variables.
std::string default_cache(const char* entente_cache, const char* xdg_cache_home, const char* home);

}  // namespace entente

#pragma once
// The result of a check or a backup, printed.

#include "commands.hpp"
#include "entente/events/maintain.hpp"

namespace entente::cli {

Result<void> print_store_check(Context& context, const StoreCheck& check,
                               const std::string& folder);

}  // namespace entente::cli

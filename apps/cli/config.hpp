#pragma once
// The configuration file and the ENTENTE_ variables.

#include "commands.hpp"

namespace entente::cli {

/// Fills in what they say. The file has one `key = value` a setting; a key that is none is an
/// error. A missing file is one only where ENTENTE_CONFIG names it.
Result<void> read_config(const Environment& environment, Values& values);

}  // namespace entente::cli

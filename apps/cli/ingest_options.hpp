#pragma once
// What `ingest` and `fetch` share: the settings as options, and the report of what went in.

#include <vector>

#include "commands.hpp"
#include "entente/sources/ingest.hpp"

namespace entente::cli {

Result<IngestOptions> ingest_options(Context& context);
/// One element of `batches`.
void write_batch(Json& json, const IngestedFile& file);
/// As a table or CSV.
void print_batches(Context& context, const std::vector<IngestedFile>& batches);

}  // namespace entente::cli

// entente cite: how to name Entente, and the providers whose rows a store or case holds.

#include <fmt/format.h>

#include <set>

#include "attribution.hpp"
#include "commands.hpp"
#include "entente/base/text.hpp"
#include "stores.hpp"
#include "table.hpp"
#include "version.hpp"

namespace entente::cli {
namespace {

Result<std::vector<std::string>> providers_of(Context& context) {
  std::set<std::string> names;
  if (context.values.given("store")) {
    ENTENTE_TRY(const std::string folder, store_folder(context));
    ENTENTE_CHECK(need_store(folder));
    ENTENTE_TRY(Catalogue catalogue, Catalogue::open_for_reading(folder));
    ENTENTE_TRY(const std::vector<PartRecord> parts, catalogue.parts());
    for (const auto& part : parts) names.insert(part.provider);
  }
  if (context.values.given("case")) {
    ENTENTE_TRY(const auto open, open_store(context));
    for (const auto& part : open->snapshot->parts()) names.insert(part.provider);
  }
  return std::vector<std::string>(names.begin(), names.end());
}

}  // namespace

Result<int> run_cite(Context& context) {
  ENTENTE_TRY(const std::vector<std::string> providers, providers_of(context));
  Output& out = context.out;
  std::vector<Attribution> all = {attribution_of_entente()};
  for (const auto& provider : providers) {
    const Attribution* const known = attribution_of(provider);
    all.push_back(known != nullptr
                      ? *known
                      : Attribution{provider,
                                    "read by a mapping of the user's own: cite its source",
                                    "the source's own", "", ""});
  }
  if (out.json()) {
    Json json = out.document();
    json.begin_object().member("version", kVersion).key("citations").begin_array();
    for (const auto& a : all) {
      json.begin_object()
          .member("provider", a.provider)
          .member("citation", a.citation)
          .member("terms", a.terms);
      json.key("url").text_or_null(a.url).key("bibtex").text_or_null(a.bibtex).end_object();
    }
    json.end_array().end_object();
    json.finish();
    return 0;
  }
  for (const auto& a : all) {
    if (context.values.flag("bibtex")) {
      out.print(a.bibtex.empty() ? fmt::format("% {}: {}\n", clean(a.provider), a.citation)
                                 : std::string(a.bibtex));
      continue;
    }
    out.print(fmt::format("{}: {}{}\n  terms: {}{}\n", clean(a.provider), a.citation,
                          a.provider == "entente" ? fmt::format(" Version {}.", kVersion) : "",
                          a.terms, a.url.empty() ? "" : fmt::format("; {}", a.url)));
  }
  return 0;
}

}  // namespace entente::cli

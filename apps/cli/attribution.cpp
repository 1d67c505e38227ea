// The table of providers and how they ask to be named. Facts only; each provider's own page is what
// counts, so its address stands beside.

#include "attribution.hpp"

#include <algorithm>

#include "entente/base/csv.hpp"
#include "stores.hpp"

namespace entente::cli {
namespace {

constexpr std::string_view kGdeltBib =
    "@inproceedings{gdelt,\n  author = {Leetaru, Kalev and Schrodt, Philip A.},\n"
    "  title = {{GDELT}: Global Data on Events, Location and Tone, 1979--2012},\n"
    "  booktitle = {ISA Annual Convention},\n  year = {2013},\n  url = "
    "{https://www.gdeltproject.org/}\n}\n";

constexpr Attribution kProviders[] = {
    {"gdelt1",
     "The GDELT Project, GDELT 1.0 Event Database. Leetaru & Schrodt (2013), GDELT: Global Data on "
     "Events, Location and Tone, 1979-2012.",
     "free for any use, with a citation of the GDELT Project and a link to it",
     "https://www.gdeltproject.org/", kGdeltBib},
    {"gdelt2",
     "The GDELT Project, GDELT 2.0 Event Database. Leetaru & Schrodt (2013), GDELT: Global Data on "
     "Events, Location and Tone, 1979-2012.",
     "free for any use, with a citation of the GDELT Project and a link to it",
     "https://www.gdeltproject.org/", kGdeltBib},
    {"gdelt1-reduced",
     "The GDELT Project, GDELT 1.0 Event Database, reduced. Leetaru & Schrodt (2013), GDELT: "
     "Global Data on Events, Location and Tone, 1979-2012.",
     "free for any use, with a citation of the GDELT Project and a link to it",
     "https://www.gdeltproject.org/", kGdeltBib},
    {"icews",
     "Boschee, E., Lautenschlager, J., O'Brien, S., Shellman, S., Starz, J. & Ward, M. (2015). "
     "ICEWS Coded Event Data. Harvard Dataverse. doi:10.7910/DVN/28075.",
     "terms as stated on Harvard Dataverse; cite the data set", "https://doi.org/10.7910/DVN/28075",
     "@data{icews,\n  author = {Boschee, Elizabeth and Lautenschlager, Jennifer and O'Brien, Sean "
     "and Shellman, Steve and Starz, James and Ward, Michael},\n"
     "  title = {{ICEWS} Coded Event Data},\n  publisher = {Harvard Dataverse},\n  year = "
     "{2015},\n  doi = {10.7910/DVN/28075}\n}\n"},
    {"polecat",
     "Scarborough, G. I. et al. (2023). POLECAT Weekly Data. Harvard Dataverse. "
     "doi:10.7910/DVN/AJGVIT.",
     "terms as stated on Harvard Dataverse; cite the data set",
     "https://doi.org/10.7910/DVN/AJGVIT",
     "@data{polecat,\n  author = {Scarborough, Grace I. and others},\n  title = {{POLECAT} Weekly "
     "Data},\n  publisher = {Harvard Dataverse},\n  year = {2023},\n  doi = "
     "{10.7910/DVN/AJGVIT}\n}\n"},
    {"plover",
     "Open Event Data Alliance, PLOVER: Political Language Ontology for Verifiable Event Records.",
     "the terms are those of whoever coded the events; name them too",
     "https://github.com/openeventdata/PLOVER",
     "@misc{plover,\n  author = {{Open Event Data Alliance}},\n  title = {{PLOVER}: Political "
     "Language Ontology for Verifiable Event Records},\n  url = "
     "{https://github.com/openeventdata/PLOVER}\n}\n"},
    {"acled",
     "Raleigh, C., Linke, A., Hegre, H. & Karlsen, J. (2010). Introducing ACLED: An Armed Conflict "
     "Location and Event Dataset. Journal of Peace Research 47(5), 651-660. Data: acleddata.com.",
     "ACLED's own terms of use and attribution policy; the date of access is to be named",
     "https://acleddata.com/",
     "@article{acled,\n  author = {Raleigh, Clionadh and Linke, Andrew and Hegre, H{\\aa}vard and "
     "Karlsen, Joakim},\n"
     "  title = {Introducing {ACLED}: An Armed Conflict Location and Event Dataset},\n  journal = "
     "{Journal of Peace Research},\n  volume = {47},\n  number = {5},\n  pages = {651--660},\n  "
     "year = {2010}\n}\n"},
    {"ucdp_ged",
     "Sundberg, R. & Melander, E. (2013). Introducing the UCDP Georeferenced Event Dataset. "
     "Journal of Peace Research 50(4), 523-532. Uppsala Conflict Data Program.",
     "CC BY 4.0", "https://ucdp.uu.se/",
     "@article{ucdpged,\n  author = {Sundberg, Ralph and Melander, Erik},\n  title = {Introducing "
     "the {UCDP} Georeferenced Event Dataset},\n"
     "  journal = {Journal of Peace Research},\n  volume = {50},\n  number = {4},\n  pages = "
     "{523--532},\n  year = {2013}\n}\n"},
    {"ucdp_dyadic",
     "Harbom, L., Melander, E. & Wallensteen, P. (2008). Dyadic Dimensions of Armed Conflict, "
     "1946-2007. Journal of Peace Research 45(5), 697-710. Uppsala Conflict Data Program.",
     "CC BY 4.0", "https://ucdp.uu.se/",
     "@article{ucdpdyadic,\n  author = {Harbom, Lotta and Melander, Erik and Wallensteen, "
     "Peter},\n  title = {Dyadic Dimensions of Armed Conflict, 1946--2007},\n"
     "  journal = {Journal of Peace Research},\n  volume = {45},\n  number = {5},\n  pages = "
     "{697--710},\n  year = {2008}\n}\n"},
    {"quads",
     "A temporal knowledge graph in quads: cite the paper that published the set, and the source "
     "of its events.",
     "the set's own terms, and those of its events (most are ICEWS or GDELT)", "", ""},
    {"curated", "Events written down in the case, each with a citation of its own.",
     "the case's own; each row names its source", "", ""},
};

constexpr Attribution kEntente{
    "entente",
    "Entente: dated political events into measured relations, with the evidence behind every "
    "number.",
    "Apache-2.0", "",
    "@software{entente,\n  title = {Entente: dated political events into measured relations, with "
    "the evidence behind every number},\n  license = {Apache-2.0}\n}\n"};

}  // namespace

const Attribution* attribution_of(std::string_view provider) {
  const auto found = std::ranges::find(kProviders, provider, &Attribution::provider);
  return found == std::end(kProviders) ? nullptr : &*found;
}

const Attribution& attribution_of_entente() { return kEntente; }

Result<std::string> attribution_csv(Duck& duck, const std::string& provider) {
  const std::string of_one =
      provider.empty() ? std::string() : " WHERE provider = " + sql_quote(provider);
  ENTENTE_TRY(const RowSet counts, query(duck, "",
                                         "SELECT provider, count(*) AS rows FROM events" + of_one +
                                             " GROUP BY ALL ORDER BY ALL"));
  std::string text = "provider,rows,citation,terms,url\r\n";
  for (const auto& row : counts.rows) {
    const Attribution* const a = attribution_of(row[0].text);
    text += csv_field(row[0].text) + "," + csv_text(row[1]);
    text +=
        "," +
        csv_field(a != nullptr
                      ? a->citation
                      : std::string_view("read by a mapping of the user's own: cite its source"));
    text += "," + csv_field(a != nullptr ? a->terms : std::string_view("the source's own"));
    text += "," + csv_field(a != nullptr ? a->url : std::string_view()) + "\r\n";
  }
  return text;
}

}  // namespace entente::cli

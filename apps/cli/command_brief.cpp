// entente brief: the case's briefing as one HTML file.

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "commands.hpp"
#include "entente/base/files.hpp"
#include "entente/base/parallel.hpp"
#include "entente/base/text.hpp"
#include "entente/events/catalogue.hpp"
#include "entente/forecast/ledger.hpp"
#include "entente/history/event_log.hpp"
#include "entente/report/brief.hpp"
#include "series.hpp"
#include "stores.hpp"
#include "version.hpp"

namespace entente::cli {
namespace {

constexpr std::size_t kNoteCharacters = 2000;
constexpr std::size_t kHandlingCharacters = 120;

// Text of the user's own for the page: so many characters, no control characters but, in a note,
// line ends and tabs.
Result<std::string> own_text(const Context& context, std::string_view option, std::size_t most,
                             bool lines) {
  std::string text = context.values.text(option);
  if (!context.values.given(option)) return text;
  if (trim(text).empty()) {
    return fail(ErrorCode::kUsage, fmt::format("--{} is empty", option), "leave it out instead");
  }
  const auto characters = static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
  if (characters > most) {
    return fail(ErrorCode::kUsage, fmt::format("--{} has {} characters, at most {} fit", option,
                                               group_digits(characters), group_digits(most)));
  }
  const bool one_line = text.find_first_of("\r\n") == std::string::npos;
  if (!lines && !one_line)
    return fail(ErrorCode::kUsage, fmt::format("--{} must be one line", option));
  if (std::ranges::any_of(text, [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') ||
               c == 0x7F;
      })) {
    return fail(ErrorCode::kUsage, fmt::format("--{} has control characters", option));
  }
  return text;
}

struct Folders {
  std::string own;      ///< the case's own store
  std::string machine;  ///< --store; empty: none
  const std::string& noted() const { return machine.empty() ? own : machine; }
};

// What that earlier run could show. Its curated acts are read from the store that it used, if that
// is still there.
Result<BriefSince> since_of(const Case& of_case, const Folders& folders, std::int64_t id) {
  ENTENTE_TRY(const RunRecord run, find_run(folders.noted(), id));
  BriefSince since;
  since.run = run.id;
  since.started = run.started;
  const auto as_of = details_of(run, "as_of");
  const auto seen = as_of.empty() ? std::nullopt : parse_iso_day(as_of.front());
  const auto began = parse_iso_day(std::string_view(run.started).substr(0, 10));
  since.day = seen.value_or(began.value_or(kFirstDay));
  since.batch = run.batch_number;
  since.batch_of_machine = !folders.machine.empty();
  const auto stores = details_of(run, "case_store");
  if (stores.empty() || !need_store(stores.front())) return since;
  SnapshotOptions options;
  options.as_of = seen;
  options.threads = threads();
  auto snapshot = Snapshot::open(stores.front(), of_case.world, nullptr, options);
  if (!snapshot) return since;
  const auto ids = query(snapshot->duck(), "",
                         "SELECT DISTINCT provider_id FROM events WHERE provider = 'curated' AND "
                         "is_current AND provider_id IS NOT NULL");
  if (!ids) return since;
  since.acts.emplace();
  for (const auto& row : ids->rows) since.acts->insert(row.front().text);
  return since;
}

// Forecasts registered in either store, by (registered_at, id); one that both have is told once.
Result<std::vector<forecast::Registered>> registered_in(const Folders& folders) {
  std::vector<forecast::Registered> all;
  for (const std::string& folder : {folders.own, folders.machine}) {
    if (folder.empty()) continue;
    ENTENTE_TRY(Catalogue catalogue, Catalogue::open_for_reading(folder));
    ENTENTE_TRY(auto found, forecast::registered_forecasts(catalogue));
    all.insert(all.end(), std::make_move_iterator(found.begin()),
               std::make_move_iterator(found.end()));
  }
  std::ranges::stable_sort(all, {}, [](const forecast::Registered& one) {
    return std::pair(one.registered_at, one.forecast.id);
  });
  std::set<std::string> told;
  std::erase_if(
      all, [&](const forecast::Registered& one) { return !told.insert(one.forecast.id).second; });
  return all;
}

Result<BriefOptions> options_of(Context& context) {
  BriefOptions options;
  options.as_of = context.values.day("as-of");
  options.version = kVersion;
  options.git = kGit;
  options.generated = now_text();
  options.one_page = context.values.flag("one-page");
  options.seed = static_cast<std::uint64_t>(context.values.number("seed").value_or(1));
  ENTENTE_TRY(options.note, own_text(context, "note", kNoteCharacters, true));
  ENTENTE_TRY(options.handling, own_text(context, "handling", kHandlingCharacters, false));
  return options;
}

Result<Brief> make(Context& context, const Case& of_case, const Folders& folders,
                   BriefOptions& options) {
  ENTENTE_TRY(Snapshot curated, open_snapshot(context, folders.own, of_case.world, &of_case));
  std::optional<Snapshot> machine;
  if (!folders.machine.empty()) {
    ENTENTE_TRY(Snapshot opened, open_snapshot(context, folders.machine, of_case.world, &of_case));
    machine.emplace(std::move(opened));
  }
  if (context.values.given("provider")) {
    ENTENTE_TRY(const ChosenProvider chosen,
                choose_provider(context, machine ? machine->duck() : curated.duck()));
    options.provider = chosen.name;
  }
  if (const auto id = context.values.number("since")) {
    ENTENTE_TRY(options.since, since_of(of_case, folders, *id));
  }
  options.inputs = case_inputs(of_case);
  ENTENTE_TRY(options.registered, registered_in(folders));
  return make_brief(of_case, curated, machine ? &*machine : nullptr, options);
}

void print_made(Context& context, const std::string& file, const Case& of_case,
                const std::string& machine, const Brief& brief, const BriefOptions& options) {
  if (!context.out.json()) {
    context.out.print(clean(file) + "\n");
    return;
  }
  Json json = context.out.document();
  json.begin_object().member("file", file).key("sections").begin_array();
  for (const auto& section : brief.sections) json.value(section);
  json.end_array().key("run").begin_object();
  json.member("id", parse_int(options.run));
  json.member("version", kVersion).member("git", kGit);
  json.member("started", options.generated).member("case", of_case.name).key("store");
  json.text_or_null(machine).member("as_of", options.as_of);
  json.key("since");
  options.since ? json.value(options.since->run) : json.null();
  json.end_object().end_object();
  json.finish();
}

}  // namespace

Result<int> run_brief(Context& context) {
  const std::string file = context.values.text("output");
  if (file.empty()) {
    return fail(
        ErrorCode::kUsage, "brief needs -o FILE.html",
        fmt::format("for example: entente brief {} -o brief.html", context.operands.front()));
  }
  const bool to_output = file == "-";
  if (to_output && context.out.json())
    return fail(ErrorCode::kUsage, "--json and -o - both want standard output");
  if (!to_output) ENTENTE_CHECK(need_place_for(file));
  ENTENTE_TRY(BriefOptions options, options_of(context));
  ENTENTE_TRY(const Case of_case, open_case(context, context.operands.front()));
  if (options.as_of && *options.as_of < of_case.window.from) {
    return fail(ErrorCode::kUsage,
                fmt::format("--as-of {} lies before the case begins ({})",
                            format_day(*options.as_of), format_day(of_case.window.from)));
  }
  Folders folders;
  ENTENTE_TRY(folders.own, case_store_folder(context, of_case));
  if (context.values.given("store")) {
    ENTENTE_TRY(folders.machine, store_folder(context));
    ENTENTE_CHECK(need_store(folders.machine));
  }
  RunNote note(context, folders.noted(), &of_case, folders.own);
  if (note.id() != 0) options.run = std::to_string(note.id());
  const auto made = [&]() -> Result<Brief> {
    ENTENTE_TRY(Brief brief, make(context, of_case, folders, options));
    if (!to_output) ENTENTE_CHECK(files::replace_file(file, brief.html));
    return brief;
  }();
  note.ended(made);
  if (!made) return fail(made.error());
  if (to_output) {
    context.out.print(made->html);
    return 0;
  }
  print_made(context, file, of_case, folders.machine, *made, options);
  return 0;
}

}  // namespace entente::cli

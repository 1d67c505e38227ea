// entente brief: the case's briefing as one HTML file.

#include <fmt/format.h>

#include "commands.hpp"
#include "entente/base/files.hpp"
#include "entente/report/brief.hpp"
#include "stores.hpp"
#include "version.hpp"

namespace entente::cli {

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
  ENTENTE_TRY(const Case of_case, open_case(context, context.operands.front()));
  const auto as_of = context.values.day("as-of");
  if (as_of && *as_of < of_case.window.from) {
    return fail(ErrorCode::kUsage,
                fmt::format("--as-of {} lies before the case begins ({})", format_day(*as_of),
                            format_day(of_case.window.from)));
  }
  ENTENTE_TRY(const std::string own, case_store_folder(context, of_case));
  std::string machine_folder;
  if (context.values.given("store")) {
    ENTENTE_TRY(machine_folder, store_folder(context));
    ENTENTE_CHECK(need_store(machine_folder));
  }
  const std::string started = now_text();
  RunNote note(context, machine_folder.empty() ? own : machine_folder);
  const auto made = [&]() -> Result<Brief> {
    ENTENTE_TRY(Snapshot curated, open_snapshot(context, own, of_case.world, &of_case));
    std::optional<Snapshot> machine;
    if (!machine_folder.empty()) {
      ENTENTE_TRY(Snapshot opened, open_snapshot(context, machine_folder, of_case.world, &of_case));
      machine.emplace(std::move(opened));
    }
    BriefOptions options;
    options.as_of = context.values.day("as-of");
    options.version = kVersion;
    options.generated = started;
    ENTENTE_TRY(Brief brief, make_brief(of_case, curated, machine ? &*machine : nullptr, options));
    if (!to_output) ENTENTE_CHECK(files::replace_file(file, brief.html));
    return brief;
  }();
  note.ended(made);
  if (!made) return fail(made.error());
  if (to_output) {
    context.out.print(made->html);
    return 0;
  }
  if (context.out.json()) {
    Json json = context.out.document();
    json.begin_object().member("file", file).key("sections").begin_array();
    for (const auto& section : made->sections) json.value(section);
    json.end_array().key("run").begin_object().member("version", kVersion).member("git", kGit);
    json.member("started", started)
        .member("case", of_case.name)
        .key("store")
        .text_or_null(machine_folder);
    json.member("as_of", context.values.day("as-of")).end_object().end_object();
    json.finish();
    return 0;
  }
  context.out.print(clean(file) + "\n");
  return 0;
}

}  // namespace entente::cli

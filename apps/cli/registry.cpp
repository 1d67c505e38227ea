// The table of commands.

#include <algorithm>

#include "commands.hpp"

namespace entente::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {
      {.name = "init",
       .summary = "make a small working case in a new folder",
       .operands = {{"DIR", "the folder to make; it must be missing or empty"}},
       .settings = {},
       .details =
           "Every file of a case with a few invented rows, marked as such, and a README that says "
           "what to change. docs/first-case.md goes on from there.",
       .example = "entente init my-case",
       .run = run_init},
      {.name = "ingest",
       .summary = "read event files into a store",
       .operands = {{"FILE...", "files, globs or folders; -: standard input", 1, kAny}},
       .settings = {"store", "format", "mapping", "only", "max-errors", "dry-run", "wait",
                    "recorded-day", "max-ratio", "max-bytes", "max-line-bytes", "max-entries",
                    "origin", "unit", "names", "csv"},
       .details =
           "The store is made where there is none. Plain, .gz, .zip and .zst files are read as "
           "they are. A row that cannot be read is kept in the view rejects; a file with more "
           "of them than --max-errors is left out, and the others stay.",
       .example = "entente ingest --store events 20181015.export.CSV.zip",
       .run = run_ingest},
      {.name = "fetch",
       .summary = "download a provider's files and ingest them as they come",
       .operands = {{"PROVIDER", "gdelt1 or gdelt2"}},
       .settings = {"from", "to", "store", "only", "folder", "mirror", "pause", "max-errors",
                    "wait"},
       .details =
           "One connection, a pause between files, what is there already is not fetched again, "
           "and each file is checked against the provider's own list.",
       .example = "entente fetch gdelt1 --store events --from 2018-10-01 --to 2018-10-31 "
                  "--only cases/northeast-asia",
       .run = run_fetch},
      {.name = "sql",
       .summary = "ask a store or a case anything by one SELECT",
       .operands = {{"QUERY", "one SELECT, or EXPLAIN of one; -: read from standard input"}},
       .settings = {"store", "case", "csv", "as-of", "as-of-batch"},
       .details =
           "Views: events, canonical_events, canonical_events_all, dyad_days (the columns of "
           "measure), actors, ties, batches, rejects, coverage, volumes. No other file can be read "
           "and nothing is written.",
       .example =
           "entente sql --store events \"SELECT provider, count(*) FROM events GROUP BY ALL\"",
       .run = run_sql},
      {.name = "check",
       .summary = "check a case's files, or a store whole",
       .operands = {{"CASE", "the folder of a case", 0, 1}},
       .settings = {"store", "schema", "csv"},
       .details =
           "All mistakes come at once, each with its place; the exit status is 3 if there are "
           "any. Two stores hold the same when their digests are equal.",
       .example = "entente check cases/northeast-asia",
       .run = run_check},
      {.name = "brief",
       .summary = "write the briefing of a case as one HTML file",
       .operands = {{"CASE", "the folder of the case"}},
       .settings = {"output", "store", "provider", "as-of", "since", "note", "handling",
                    "one-page"},
       .details = "--since RUN marks what that earlier run could not show yet.",
       .example = "entente brief cases/northeast-asia -o brief.html",
       .run = run_brief},
      {.name = "measure",
       .summary = "tell what parties do toward each other, with intervals",
       .operands = {{"CASE", "the folder of a case", 0, 1}},
       .settings = {"store", "case", "dyad", "from", "to", "by", "half-life", "provider",
                    "register", "csv", "as-of"},
       .details =
           "Cooperation and conflict per 1,000 cross-border events of one provider, stance, share "
           "of conflict, salience: of --dyad A,B (A toward B), of a case's watched pairs, or of "
           "all. Without a store a case's complete registers are counted instead, by month "
           "(--register KEY: one of them). By day, or by month in a table of several dyads; "
           "events are the acts of that day or period. Days are inclusive; every interval is of "
           "90 %.",
       .example = "entente measure --store events --dyad PRK,RUS --by month",
       .run = run_measure},
      {.name = "panel",
       .summary = "write dyads by day, week, month or year to a file, zeros kept",
       .operands = {{"CASE", "the folder of a case", 0, 1}},
       .settings = {"store", "case", "by", "dyad", "from", "to", "half-life", "provider", "format",
                    "output", "as-of"},
       .details =
           "A row a directed dyad and period: ISO alpha-3, COW and Gleditsch-Ward codes of both "
           "sides, observed days, counts, exposure, and the measures with their 90 % intervals. A "
           "period without any observed day is missing, not zero. --by is month, --format by the "
           "file's ending (csv, jsonl or parquet) where not given.",
       .example = "entente panel cases/northeast-asia --store events --by month -o panel.csv",
       .run = run_panel},
      {.name = "watch",
       .summary = "exit with status 6 if a threshold is passed, for cron",
       .operands = {{"CASE", "the folder of a case", 0, 1}},
       .settings = {"store", "case", "threshold", "point", "half-life", "provider", "csv", "as-of"},
       .details =
           "A threshold is [A,B] MEASURE above|below NUMBER; MEASURE is cooperation, conflict "
           "(events per 1,000), stance, share (of conflict, 0 to 1), events (acts on the day), or "
           "register:KEY (events a year). It is judged on the last observed day (or --as-of), and "
           "is past only if the whole 90 % interval is; --point judges the estimate. One line a "
           "threshold: past, not past, or cannot tell (too few).",
       .example = "entente watch --store events --threshold \"PRK,KOR conflict above 5\"",
       .run = run_watch},
      {.name = "forecast",
       .summary = "say what comes next, with calibrated probabilities",
       .operands = {{"CASE", "the folder of a case", 0, 1}},
       .settings = {"store", "case", "horizon", "kind", "dyad", "actor", "provider", "limit",
                    "save", "csv", "as-of"},
       .details =
           "Without machine-coded events: the case's complete registers. With them also acts, "
           "counts and risks of escalation of --dyad A,B (both ways), of --actor, of a case's "
           "watched pairs, or of the most active dyads. Horizons are 7 days for acts and the "
           "case's (or 7, 30 and 90) for all else, unless given. Made from what was known on the "
           "last day with data, or on --as-of. As text at most 20 a list (--limit). --save "
           "registers them, once, in the store, or without --store in the case's own.",
       .example = "entente forecast cases/northeast-asia --horizon 30",
       .run = run_forecast},
      {.name = "score",
       .summary = "settle registered forecasts that have come due, once",
       .operands = {{"CASE", "the folder of a case", 0, 1}},
       .settings = {"store", "case", "all", "csv", "as-of"},
       .details =
           "A forecast about acts has an answer when each day asked about was observed and the "
           "days after it on which late rows come in; one about a register when the register, or "
           "the case's outcomes, are complete up to the last day asked about. No forecast and no "
           "settlement is ever rewritten. What was registered after the fact is shown, not "
           "counted. With --as-of it is a dry run: nothing is written.",
       .example = "entente score cases/northeast-asia",
       .run = run_score},
      {.name = "backtest counts",
       .summary = "back-test forecasts of how many acts, and of registers",
       .operands = {},
       .settings = {"case", "store", "horizon", "from", "origins", "provider", "csv", "as-of"},
       .details =
           "From one day a week (--from: the first of them; --origins: at most so many), forecasts "
           "are made from what was known then, and judged by the days after beside five plain "
           "baselines. Horizons are 7 and 30 days unless given; longer ones are reported without a "
           "claim. Where a case has no machine-coded events, its complete registers are judged "
           "over "
           "their own years, and its outcomes settle forecasts made on its last day.",
       .example = "entente backtest counts --store events --horizon 7",
       .run = run_backtest_counts},
      {.name = "backtest quads",
       .summary = "back-test forecasts of who acts how toward whom",
       .operands = {{"DIR", "train, valid, test, entity2id and relation2id (.txt or .txt.gz)"}},
       .settings = {"setting", "online", "judge", "predictions", "unit", "csv"},
       .details =
           "For each test quad (s, r, o, t) all entities are ranked for (s, r, ?, t) and "
           "(?, r, o, t) with what was known before t; ranks are filtered by time and ties "
           "averaged. Multi-step knows nothing after the last step before the test. "
           "Day-queries-known sees which subjects and relations t asks about: a comparison, no "
           "forecast.",
       .example = "entente backtest quads ICEWS14 --predictions ICEWS14.csv.gz",
       .run = run_backtest_quads},
      {.name = "events",
       .summary = "list events",
       .operands = {},
       .settings = {"store", "case", "dyad", "from", "to", "limit", "csv", "as-of"},
       .details = "Days are inclusive. Without --limit, 100 rows on a terminal and all elsewhere.",
       .example = "entente events --case cases/northeast-asia --dyad PRK,RUS --limit 20",
       .run = run_events},
      {.name = "events explain",
       .summary = "say where an event came from and how it was understood",
       .operands = {{"ID", "an event_id, or a provider's own id"}},
       .settings = {"store", "case", "as-of"},
       .details =
           "File and line, how each actor and state was found, why it counts for its theatre, "
           "and every revision.",
       .example = "entente events explain --store events 772158001",
       .run = run_events_explain},
      {.name = "events add",
       .summary = "add one checked row to a case's events.csv",
       .operands = {{"CASE", "the folder of the case"}},
       .settings = {"id", "day", "day-last", "known-day", "source", "target", "action", "issues",
                    "country", "latitude", "longitude", "grade", "claimant", "occasion", "sampling",
                    "register", "sentence", "citation", "dry-run"},
       .details =
           "The whole case is checked with the new row first; nothing changes if anything is "
           "wrong.",
       .example =
           "entente events add my-case --day 2024-03-01 --source PRK --target RUS --action 036 "
           "--grade reported --sentence \"Envoys met.\" --citation \"Agency, 2 March 2024\"",
       .run = run_events_add},
      {.name = "actors resolve",
       .summary = "say which actors were found, and which were not",
       .operands = {{"NAME...", "names or codes to resolve; without any, all of a store or case", 0,
                     kAny}},
       .settings = {"store", "case", "provider", "day", "limit", "csv", "as-of"},
       .details =
           "Warns where more than 10 % of the rows that a provider's own country column gives "
           "to a watched state were not resolved to a state.",
       .example = "entente actors resolve --store events --limit 20",
       .run = run_actors_resolve},
      {.name = "export",
       .summary = "write a store's events, with what was derived, to a file",
       .operands = {},
       .settings = {"store", "case", "format", "output", "as-of"},
       .details =
           "--format csv, jsonl or parquet (default: by the file's ending). Each provider's "
           "attribution goes to FILE.attribution.csv. For counts and measures by period: panel.",
       .example = "entente export --store events --format parquet -o events.parquet",
       .run = run_export},
      {.name = "runs",
       .summary = "list the commands that wrote or read a store",
       .operands = {},
       .settings = {"store", "case", "limit", "csv"},
       .details = "With --case alone, those of the case's own store.",
       .example = "entente runs --store events",
       .run = run_runs},
      {.name = "runs export",
       .summary = "write what is needed to do a run again to a new folder",
       .operands = {{"ID", "the run's id in entente runs"}},
       .settings = {"store", "case", "output"},
       .details =
           "The command line, versions, settings, seed, inputs with their hashes, the store's "
           "digest, the case's files as they are now, and a README that says how. Rows of "
           "providers are not copied: their terms are their own.",
       .example = "entente runs export 12 --store events -o run-12",
       .run = run_runs_export},
      {.name = "compact",
       .summary = "merge the parts of each month",
       .operands = {},
       .settings = {"store", "wait"},
       .details = "Changes no row and no digest; queries over many small files get faster.",
       .example = "entente compact --store events",
       .run = run_compact},
      {.name = "backup",
       .summary = "copy a store and check the copy",
       .operands = {{"TO", "the new folder"}},
       .settings = {"store"},
       .details = "Runs beside a writer: the copy is one state of the store.",
       .example = "entente backup --store events events-copy",
       .run = run_backup},
      {.name = "remove",
       .summary = "take a batch's rows out of a store",
       .operands = {{"BATCH", "its number in the view batches, or the start of its sha256"}},
       .settings = {"store", "wait"},
       .details = "",
       .example = "entente remove --store events 3",
       .run = run_remove},
      {.name = "cite",
       .summary = "say how to cite Entente and the providers of a store or case",
       .operands = {},
       .settings = {"store", "case", "bibtex"},
       .details = "",
       .example = "entente cite --store events --bibtex",
       .run = run_cite},
      {.name = "doctor",
       .summary = "say what this machine or store lacks",
       .operands = {},
       .settings = {"store", "case", "csv"},
       .details = "",
       .example = "entente doctor",
       .run = run_doctor},
      {.name = "completion",
       .summary = "print a shell's completions",
       .operands = {{"SHELL", "bash, zsh or fish"}},
       .settings = {},
       .details = "",
       .example = "entente completion bash > ~/.local/share/bash-completion/completions/entente",
       .run = run_completion},
      {.name = "man",
       .summary = "print the man page",
       .operands = {},
       .settings = {},
       .details = "",
       .example = "entente man > entente.1",
       .run = run_man},
      {.name = "version",
       .summary = "print the versions of the program, of DuckDB and of stores",
       .operands = {},
       .settings = {},
       .details = "",
       .example = "entente --version --json",
       .run = run_version},
  };
  return table;
}

const Command* find_command(std::string_view name) {
  const auto found = std::ranges::find(commands(), name, &Command::name);
  return found == commands().end() ? nullptr : &*found;
}

std::vector<const Setting*> settings_of(const Command& command) {
  std::vector<const Setting*> list;
  for (const auto name : command.settings) {
    if (const Setting* const setting = find_setting(name)) list.push_back(setting);
  }
  for (const auto& setting : settings()) {
    if (setting.everywhere) list.push_back(&setting);
  }
  return list;
}

}  // namespace entente::cli

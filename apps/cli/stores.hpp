#pragma once
// What most commands begin with: the case, the store, and the note of the run.

#include <memory>
#include <optional>
#include <string>

#include "commands.hpp"
#include "entente/events/snapshot.hpp"
#include "entente/events/store.hpp"
#include "entente/report/brief.hpp"
#include "entente/world/case.hpp"
#include "table.hpp"

namespace entente::cli {

/// The folder given with --store; kUsage without one.
Result<std::string> store_folder(const Context& context);
/// kNotFound, with what to do, where there is no store.
Result<void> need_store(const std::string& folder);
/// Whether a file can be put there, asked before any work: its folder exists and it is no folder.
Result<void> need_place_for(const std::string& file);
/// How the settings have a store written.
StoreSettings store_settings(const Context& context);
/// What all commands do with --threads.
unsigned wanted_threads(const Context& context);

/// The case, whole; its mistakes are printed and the first of them is the error.
Result<Case> open_case(Context& context, const std::string& folder);
/// The built-in world, with the overrides of DIR.actors.toml beside a store DIR, if there are any.
Result<World> store_world(const std::string& folder);
/// The case's own store, made if need be.
Result<std::string> case_store_folder(Context& context, const Case& of_case);

/// Takes the forecasts, and their settlements, of the case's other stores into this one: those that
/// were made before its files changed, or changed back. A new store of a case has them already.
void carry_forecasts(const std::string& folder, const std::string& case_name);

/// A store open for reading, from --store, --case, or both (the case's actors and theatres over the
/// store's rows).
struct OpenStore {
  std::optional<Case> of_case;
  World world;
  std::string folder;
  std::optional<Snapshot> snapshot;
};
Result<std::unique_ptr<OpenStore>> open_store(Context& context);
/// The same for a store and a case at hand.
Result<Snapshot> open_snapshot(Context& context, const std::string& folder, const World& world,
                               const Case* of_case);

/// All rows of a query, for results that are small.
Result<RowSet> query(Duck& duck, const std::string& name, const std::string& sql);

/// While one lives, Ctrl-C asks to stop at the next safe point instead of ending the program.
class StopAtSafePoints {
 public:
  StopAtSafePoints();
  ~StopAtSafePoints();
  StopAtSafePoints(const StopAtSafePoints&) = delete;
  StopAtSafePoints& operator=(const StopAtSafePoints&) = delete;
};

/// The files that make up a case and are there, by name, with their hashes.
std::vector<BriefInput> case_inputs(const Case& of_case);

/// Notes the command in the store's list of runs, with what a repetition needs: the program's
/// commit, the settings given, the case's files. Never fails the command: a store that cannot be
/// written (or does not exist yet) is noted when it can, else not at all.
class RunNote {
 public:
  RunNote(const Context& context, std::string folder);
  /// With the case, where there is one; `case_store`: where its own rows lie, empty: nowhere.
  RunNote(const Context& context, std::string folder, const Case* of_case,
          const std::string& case_store);
  RunNote(const Context& context, const OpenStore& open);
  ~RunNote();
  RunNote(const RunNote&) = delete;
  RunNote& operator=(const RunNote&) = delete;
  /// How it ended: ok, failure, bad_data ...; "failure" if nobody says.
  void ended(std::string status) { status_ = std::move(status); }
  template <class T>
  void ended(const Result<T>& result) {
    ended(result ? std::string("ok") : error_code_name(result.error().code));
  }
  /// Its number in the list of runs; 0: not noted (yet).
  std::int64_t id() const { return id_; }

 private:
  void begin();
  void detail(std::string_view key, std::string_view value);
  std::string folder_, command_, arguments_, started_, details_;
  std::string status_ = "failure";
  std::optional<Catalogue> catalogue_;
  std::int64_t id_ = 0;
};

/// The values of a key of a run's details, in order.
std::vector<std::string> details_of(const RunRecord& run, std::string_view key);
/// The run of that id in the store; kNotFound with what to do.
Result<RunRecord> find_run(const std::string& folder, std::int64_t id);

}  // namespace entente::cli

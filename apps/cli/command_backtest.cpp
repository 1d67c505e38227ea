// entente backtest quads: how good would the ranker of acts have been on a folder of quads?
//
// The method is forecast/rankings/backtest_quads.hpp's; here it is run and told. The ranks rest on
// the lists as the predictions file has them, so that whoever takes them again gets the same
// figures.

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <optional>

#include "commands.hpp"
#include "entente/base/text.hpp"
#include "entente/forecast/rankings/backtest_quads.hpp"
#include "entente/forecast/rankings/memory_limit.hpp"
#include "entente/forecast/rankings/predictions_file.hpp"
#include "stores.hpp"
#include "table.hpp"

namespace entente::cli {
namespace {

using forecast::BacktestResult;
using forecast::BacktestSetting;
using forecast::QuadFolder;
using forecast::RankScores;
using forecast::Scored;

std::int64_t peak_memory_mib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

// What --memory gives, else what the machine and the limits set on this process leave.
std::uint64_t memory_there_is(const Values& values) {
  const std::uint64_t limit = forecast::memory_limit();
  if (!values.given("memory")) return limit;
  const std::uint64_t asked = values.bytes("memory").value_or(limit);
  return limit == 0 ? asked : std::min(limit, asked);
}

void four(Json& json, const RankScores& scores) {
  json.member("mrr", scores.mrr()).member("hits1", scores.share(scores.hits1));
  json.member("hits3", scores.share(scores.hits3)).member("hits10", scores.share(scores.hits10));
}

void write_json(Context& context, const std::string& setting, const BacktestResult& result) {
  Json json = context.out.document();
  json.begin_object().member("setting", setting).member("online", context.values.flag("online"));
  json.member("judged", context.values.text("judge")).member("queries", result.all.queries);
  four(json, result.all);
  json.key("object").begin_object();
  four(json, result.object);
  json.end_object().key("subject").begin_object();
  four(json, result.subject);
  json.end_object().member("candidate_recall", result.candidate_recall);
  json.member("seconds_fit", result.seconds_fit).member("seconds_predict", result.seconds_predict);
  json.member("peak_memory_mib", peak_memory_mib()).end_object();
  json.finish();
}

void write_table(Context& context, const std::string& setting, const BacktestResult& result) {
  Rows rows(context.out);
  rows.header({{"queries", "VARCHAR"},
               {"n", "UBIGINT"},
               {"mrr", "DOUBLE"},
               {"hits@1", "DOUBLE"},
               {"hits@3", "DOUBLE"},
               {"hits@10", "DOUBLE"}});
  const auto row = [&](const std::string& name, const RankScores& scores) {
    if (scores.queries == 0) return;
    const auto rounded = [](double x) { return cell(fmt::format("{:.4f}", x)); };
    rows.row({cell(name), cell(scores.queries), rounded(scores.mrr()),
              rounded(scores.share(scores.hits1)), rounded(scores.share(scores.hits3)),
              rounded(scores.share(scores.hits10))});
  };
  row("all", result.all);
  row("who is acted on", result.object);
  row("who acts", result.subject);
  row("the pair has met before", result.met);
  row("the pair has not met", result.not_met);
  row("the subject is new", result.new_subject);
  for (const auto& [name, scores] : result.by_relation_class) row(name, scores);
  rows.finish();
  context.out.note(fmt::format(
      "{}{}, judged on {}: the answer was a candidate in {:.1f} % of the queries; {:.0f} s to fit, "
      "{:.0f} s to predict, {} MiB at most",
      setting, context.values.flag("online") ? ", online" : ", offline",
      context.values.text("judge"), 100 * result.candidate_recall, result.seconds_fit,
      result.seconds_predict, peak_memory_mib()));
  if (setting == "day-queries-known")
    context.out.note("with the day's queries known this is a comparison and no forecast");
}

void note_oddities(Context& context, const QuadFolder& folder) {
  if (folder.duplicates > 0)
    context.out.warn(fmt::format("{} more than once: counted once in the history, asked each time",
                                 count_of(folder.duplicates, "quad stands", "quads stand")));
  if (folder.unsorted > 0)
    context.out.warn(fmt::format("{} behind a later one: taken in the order of their times",
                                 count_of(folder.unsorted, "quad stands", "quads stand")));
  if (folder.new_entities > 0)
    context.out.note(fmt::format("{} of the test {} an entity that neither train nor valid has",
                                 count_of(folder.new_entities, "quad"),
                                 folder.new_entities == 1 ? "has" : "have"));
}

}  // namespace

Result<int> run_backtest_quads(Context& context) {
  const Values& values = context.values;
  ENTENTE_TRY(const QuadFolder folder,
              forecast::read_quad_folder(context.operands.front(), values.text("unit")));
  note_oddities(context, folder);
  forecast::BacktestOptions options;
  const std::string setting = values.text("setting");
  if (setting == "multi-step") options.setting = BacktestSetting::kMultiStep;
  if (setting == "day-queries-known") options.setting = BacktestSetting::kDayQueriesKnown;
  options.online = values.flag("online");
  if (options.online && options.setting == BacktestSetting::kMultiStep)
    return fail(ErrorCode::kUsage,
                "multi-step has no history after the last training step: there "
                "is nothing for --online to learn from");
  options.judge_valid = values.text("judge") == "valid";
  options.ranker.seed = static_cast<std::uint64_t>(values.number("seed").value_or(1));
  options.memory_bytes = memory_there_is(values);
  const ProgressSink progress = context.out.progress();
  options.progress = [&](std::size_t done, std::size_t all) {
    if (progress) progress({"steps", done, 0, done, all});
    return true;
  };
  std::optional<forecast::PredictionsFile> file;
  forecast::PredictionSink sink;
  if (const std::string name = values.text("predictions"); !name.empty()) {
    ENTENTE_TRY(forecast::PredictionsFile made, forecast::PredictionsFile::create(name));
    file.emplace(std::move(made));
    sink = [&](std::uint64_t query, const std::vector<Scored>& list) {
      return file->add(query, list);
    };
  }
  const StopAtSafePoints safe;
  const auto result = forecast::backtest_quads(folder, options, sink);
  context.out.end_progress();
  if (!result) return fail(result.error());
  if (file) ENTENTE_CHECK(file->finish());
  if (context.out.json()) {
    write_json(context, setting, *result);
  } else {
    write_table(context, setting, *result);
  }
  return 0;
}

}  // namespace entente::cli

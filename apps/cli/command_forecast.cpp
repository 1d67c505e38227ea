// entente forecast: what comes next, with its probability, what moved it, and how such forecasts
// fared. What is made and how is outlooks.hpp's matter; here it is told and, with --save,
// registered in the ledger, once.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <span>
#include <system_error>

#include "commands.hpp"
#include "entente/base/text.hpp"
#include "forecast_base.hpp"
#include "forecast_words.hpp"
#include "outlooks.hpp"
#include "series.hpp"
#include "stores.hpp"

namespace entente::cli {
namespace {

using forecast::Forecast;
using forecast::ForecastKind;

constexpr std::size_t kTextLimit = 20;

struct Saved {
  std::size_t fresh = 0, known = 0;
  /// Of all of them, by the day on which each was first registered.
  std::size_t after_the_fact = 0;
};

std::size_t limit_of(const Context& context) {
  if (const auto limit = context.values.number("limit")) return static_cast<std::size_t>(*limit);
  return context.out.format() == Format::kTable ? kTextLimit : SIZE_MAX;
}

void write_forecast(Json& json, const Forecast& f, const Case* of_case, const Outlooks& outlooks) {
  const bool pseudo = f.kind != ForecastKind::kRegister && outlooks.pseudo_real_time;
  json.begin_object();
  write_identity(json, f, of_case);
  json.member("pseudo_real_time", pseudo).key("count");
  if (f.count) {
    const auto& c = *f.count;
    json.begin_object().member("mean", c.mean).member("q05", c.q05).member("q10", c.q10);
    json.member("q25", c.q25).member("q50", c.q50).member("q75", c.q75).member("q90", c.q90);
    json.member("q95", c.q95).end_object();
  } else {
    json.null();
  }
  json.key("statistics").begin_array();
  for (const auto& s : f.statistics) {
    json.begin_object().member("name", s.name).member("value", s.value);
    json.member("effect", s.effect).end_object();
  }
  json.end_array().key("evidence").begin_array();
  for (const auto& e : f.evidence) {
    // As the view events has it: a number, but for curated acts, which go by their own id.
    json.begin_object().key("event_id");
    std::uint64_t number = 0;
    const auto* const end = e.event_id.data() + e.event_id.size();
    const auto [at, error] = std::from_chars(e.event_id.data(), end, number);
    const bool whole = f.kind != ForecastKind::kRegister && error == std::errc{} && at == end;
    whole ? json.value(number) : json.value(e.event_id);
    json.member("day", e.day);
    json.key("source").text_or_null(e.source).key("target").text_or_null(e.target);
    json.key("sentence").text_or_null(e.sentence).key("citation").text_or_null(e.citation);
    json.end_object();
  }
  json.end_array().key("track_record");
  write_track(json, f.track);
  const auto settled = outlooks.settled.find(f.id);
  json.key("settled_record");
  write_track(json, settled == outlooks.settled.end() ? forecast::TrackRecord{} : settled->second);
  json.end_object();
}

void write_json(Context& context, const ForecastBase& base, const Outlooks& outlooks,
                const std::optional<Saved>& saved) {
  const Case* const of_case = base.of_case ? &*base.of_case : nullptr;
  const std::size_t limit = limit_of(context);
  Json json = context.out.document();
  json.begin_object().key("provider").text_or_null(outlooks.provider);
  json.member("origin", outlooks.log_origin).member("register_origin", outlooks.register_origin);
  json.member("pseudo_real_time", outlooks.pseudo_real_time).member("level", kMeasureLevel);
  json.key("forecasts").begin_array();
  for (const auto& list : outlooks.lists) {
    for (std::size_t i = 0; i < std::min(limit, list.forecasts.size()); ++i)
      write_forecast(json, list.forecasts[i], of_case, outlooks);
  }
  json.end_array().key("back_tests").begin_array();
  for (const auto& list : outlooks.lists) {
    if (list.reliability.n == 0) continue;
    json.begin_object().member("kind", forecast::name_of(list.kind));
    json.member("horizon_days", list.horizon_days).key("reliability");
    write_reliability(json, list.reliability);
    json.end_object();
  }
  json.end_array().key("missing").begin_array();
  for (const auto& missing : outlooks.missing) {
    json.begin_object().member("kind", missing.kind).member("horizon_days", missing.horizon_days);
    json.member("reason", missing.reason).end_object();
  }
  json.end_array().key("without_history").begin_array();
  for (const auto& [source, target] : outlooks.without_history)
    json.begin_object().member("source", source).member("target", target).end_object();
  json.end_array().key("registered");
  if (saved) {
    json.begin_object().member("new", saved->fresh).member("known", saved->known);
    json.member("after_the_fact", saved->after_the_fact).end_object();
  } else {
    json.null();
  }
  json.end_object();
  json.finish();
}

void write_csv(Context& context, const ForecastBase& base, const Outlooks& outlooks) {
  const Case* const of_case = base.of_case ? &*base.of_case : nullptr;
  const std::size_t limit = limit_of(context);
  RowSet set;
  set.columns = {{"id", "VARCHAR"},         {"kind", "VARCHAR"},       {"source", "VARCHAR"},
                 {"target", "VARCHAR"},     {"type", "VARCHAR"},       {"type_name", "VARCHAR"},
                 {"origin", "DATE"},        {"due", "DATE"},           {"horizon_days", "INTEGER"},
                 {"level", "UINTEGER"},     {"probability", "DOUBLE"}, {"low", "DOUBLE"},
                 {"high", "DOUBLE"},        {"words", "VARCHAR"},      {"climatology", "DOUBLE"},
                 {"count_mean", "DOUBLE"},  {"count_q05", "UINTEGER"}, {"count_q50", "UINTEGER"},
                 {"count_q95", "UINTEGER"}, {"provider", "VARCHAR"}};
  for (const auto& list : outlooks.lists) {
    for (std::size_t i = 0; i < std::min(limit, list.forecasts.size()); ++i) {
      const Forecast& f = list.forecasts[i];
      const auto quantile = [&](std::uint32_t forecast::CountSummary::*q) {
        return f.count ? cell((*f.count).*q) : cell();
      };
      set.rows.push_back({cell(f.id),
                          cell(forecast::name_of(f.kind)),
                          cell_or_null(f.source),
                          cell_or_null(f.target),
                          cell(f.type),
                          cell(subject_of(f, of_case)),
                          cell(f.origin),
                          cell(f.due()),
                          cell(f.horizon_days),
                          cell(f.level),
                          cell(f.probability),
                          cell(f.low),
                          cell(f.high),
                          cell(forecast::word_of(f.probability)),
                          cell(f.climatology),
                          f.count ? cell(f.count->mean) : cell(),
                          quantile(&forecast::CountSummary::q05),
                          quantile(&forecast::CountSummary::q50),
                          quantile(&forecast::CountSummary::q95),
                          cell(f.provider)});
    }
  }
  print_set(context.out, set);
}

std::string_view heading_of(ForecastKind kind) {
  switch (kind) {
    case ForecastKind::kAct:
      return "Acts";
    case ForecastKind::kCount:
      return "Counts of acts";
    case ForecastKind::kEscalation:
      return "Escalations";
    case ForecastKind::kRegister:
      return "Registers";
  }
  return {};
}

// How forecasts of each word in the list fared; the greatest probabilities come first. What has
// been settled is told beside the back-test.
std::string fared_text(const Outlooks& outlooks, const Outlooks::List& list, std::size_t shown) {
  std::string text;
  std::string_view last;
  for (std::size_t i = 0; i < shown; ++i) {
    const Forecast& f = list.forecasts[i];
    const std::string_view word = forecast::word_of(f.probability);
    if (f.track.n == 0 || word == last) continue;
    last = word;
    text += fmt::format("    {}: {}, {}", word, fared(f.track), f.track.basis);
    const auto settled = outlooks.settled.find(f.id);
    if (settled != outlooks.settled.end() && settled->second.basis != f.track.basis)
      text += fmt::format("; {}, {}", fared(settled->second), settled->second.basis);
    text += "\n";
  }
  return text.empty() ? text : "  how such forecasts fared:\n" + text;
}

// What is likeliest is mostly what always happens. Of those not shown, the few that depart most
// from it, where the 90 % interval leaves the past share out.
std::string unusual_text(std::span<const Forecast> unseen, const Case* of_case) {
  constexpr std::size_t kMost = 5;
  std::vector<const Forecast*> order;
  for (const Forecast& f : unseen)
    if ((f.climatology < f.low || f.climatology > f.high) &&
        percent(f.climatology) != percent(f.probability))
      order.push_back(&f);
  if (order.empty()) return {};
  std::ranges::stable_sort(order, std::greater<>{},
                           [](const Forecast* f) { return told_beyond_climatology(*f); });
  if (order.size() > kMost) order.resize(kMost);
  std::string text = "  furthest from what is usual:\n";
  for (const Forecast* const f : order) text += "    " + line_of(*f, of_case) + "\n";
  return text;
}

// What the store knows may have ended long before the day that was meant.
std::string data_end_text(const Context& context, const Outlooks& outlooks) {
  constexpr std::chrono::days kRecent{30};
  if (!outlooks.log_origin) return {};
  const Day meant = context.values.day("as-of").value_or(context.environment.today);
  if (meant - *outlooks.log_origin <= kRecent) return {};
  return fmt::format(
      "the store's acts end on {}: acts, counts and escalations are forecast from there\n\n",
      format_day(*outlooks.log_origin));
}

void write_text(Context& context, const ForecastBase& base, const Outlooks& outlooks,
                const std::optional<Saved>& saved) {
  const Case* const of_case = base.of_case ? &*base.of_case : nullptr;
  const std::size_t limit = limit_of(context);
  Output& out = context.out;
  bool events_named = false, counts_told = false;
  out.print(data_end_text(context, outlooks));
  for (const auto& list : outlooks.lists) {
    if (list.forecasts.empty()) continue;
    const Forecast& any = list.forecasts.front();
    const bool assumed = list.kind != ForecastKind::kRegister && outlooks.pseudo_real_time;
    out.print(fmt::format("{}, {} to {} (known on {}; {}{})\n", heading_of(list.kind),
                          format_day(any.origin + std::chrono::days{1}), format_day(any.due()),
                          format_day(any.origin), clean(any.provider),
                          assumed ? ", days of knowledge assumed: pseudo real time" : ""));
    const std::size_t shown = std::min(limit, list.forecasts.size());
    for (std::size_t i = 0; i < shown; ++i) {
      const Forecast& f = list.forecasts[i];
      out.print("  " + line_of(f, of_case) + "\n");
      if (list.kind == ForecastKind::kCount) continue;
      out.print(reasons_of(f));
      events_named |= list.kind != ForecastKind::kRegister && !f.evidence.empty();
    }
    if (shown < list.forecasts.size()) {
      out.print(fmt::format("  and {} more (--limit {})\n",
                            group_digits(list.forecasts.size() - shown), list.forecasts.size()));
      if (list.kind == ForecastKind::kAct)
        out.print(unusual_text(std::span(list.forecasts).subspan(shown), of_case));
    }
    if (list.kind != ForecastKind::kCount) out.print(fared_text(outlooks, list, shown));
    const bool of_counts =
        list.kind == ForecastKind::kCount || list.kind == ForecastKind::kEscalation;
    counts_told |= of_counts;
    if (list.horizon_days > kFarthestClaim && of_counts)
      out.print(fmt::format("  beyond {} days: reported without a claim\n", kFarthestClaim));
    out.print("\n");
  }
  for (const auto& [source, target] : outlooks.without_history) {
    out.print(fmt::format("{} toward {}: no act is on record by {}\n", clean(source), clean(target),
                          format_day(outlooks.log_origin.value_or(Day{}))));
  }
  if (counts_told)
    out.print("entente backtest counts tells how good counts and escalations would have been\n");
  if (events_named) out.print("entente events explain ID shows where an event came from\n");
  if (saved) {
    out.print(fmt::format("{} registered, {} known before\n",
                          count_of(saved->fresh, "new forecast"), group_digits(saved->known)));
    if (saved->after_the_fact > 0) {
      out.print(fmt::format(
          "{} of them registered after the fact: their days had begun to pass, so score shows how "
          "they came out and does not count them\n",
          group_digits(saved->after_the_fact)));
    }
  }
}

Result<Saved> save(Context& context, ForecastBase& base, const Outlooks& outlooks) {
  std::vector<Forecast> all;
  for (const auto& list : outlooks.lists)
    all.insert(all.end(), list.forecasts.begin(), list.forecasts.end());
  ENTENTE_TRY(Catalogue catalogue, Catalogue::open_for_writing(base.ledger()));
  ENTENTE_TRY(const std::size_t fresh,
              forecast::register_forecasts(catalogue, all, now_text(), inputs_text(context, base)));
  ENTENTE_TRY(const auto registered, forecast::registered_forecasts(catalogue));
  std::set<std::string> ids;
  for (const Forecast& f : all) ids.insert(f.id);
  const auto late = std::ranges::count_if(registered, [&](const forecast::Registered& one) {
    return one.after_the_fact() && ids.contains(one.forecast.id);
  });
  return Saved{fresh, all.size() - fresh, static_cast<std::size_t>(late)};
}

// Asked before any work: a ledger that cannot be written is told at once.
Result<void> need_ledger(const ForecastBase& base) {
  auto opened = Catalogue::open_for_writing(base.ledger());
  if (!opened) {
    Error error = opened.error();
    error.message = fmt::format("forecasts cannot be registered in {}: {}", clean(base.ledger()),
                                error.message);
    if (error.help.empty()) error.help = "leave --save out, or name a store that can be written";
    return fail(std::move(error));
  }
  return {};
}

}  // namespace

Result<int> run_forecast(Context& context) {
  ENTENTE_CHECK(take_case_operand(context));
  ENTENTE_CHECK(horizons_given(context));  // before any work
  ENTENTE_TRY(const auto base, open_forecast_base(context));
  ENTENTE_TRY(const ForecastQuestion question, forecast_question(context, *base));
  if (context.values.flag("save")) ENTENTE_CHECK(need_ledger(*base));
  RunNote note(context, base->ledger(), base->of_case ? &*base->of_case : nullptr, base->own);
  std::optional<Saved> saved;
  const auto made = [&]() -> Result<Outlooks> {
    ENTENTE_TRY(Outlooks outlooks, make_outlooks(context, *base, question));
    if (context.values.flag("save")) {
      ENTENTE_TRY(saved, save(context, *base, outlooks));
    }
    return outlooks;
  }();
  note.ended(made);
  if (!made) return fail(made.error());
  for (const auto& missing : made->missing) {
    context.out.warn(fmt::format("no forecast of kind {} within {}: {}", missing.kind,
                                 count_of(static_cast<std::uint64_t>(missing.horizon_days), "day"),
                                 clean(missing.reason)));
  }
  if (context.out.json()) {
    write_json(context, *base, *made, saved);
  } else if (context.out.format() == Format::kCsv) {
    write_csv(context, *base, *made);
  } else {
    write_text(context, *base, *made, saved);
  }
  return 0;
}

}  // namespace entente::cli

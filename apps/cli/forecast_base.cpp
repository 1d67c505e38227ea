// See forecast_base.hpp.

#include "forecast_base.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "entente/base/hash.hpp"
#include "entente/base/text.hpp"
#include "series.hpp"
#include "version.hpp"

namespace entente::cli {

Result<std::unique_ptr<ForecastBase>> open_forecast_base(Context& context) {
  auto base = std::make_unique<ForecastBase>();
  if (context.values.given("case")) {
    ENTENTE_TRY(base->of_case, open_case(context, context.values.text("case")));
    const auto as_of = context.values.day("as-of");
    const Day begins = base->of_case->window.from;
    if (as_of && *as_of < begins && !context.values.given("store")) {
      return fail(ErrorCode::kUsage, fmt::format("--as-of {} lies before the case begins ({})",
                                                 format_day(*as_of), format_day(begins)));
    }
  }
  if (context.values.given("store")) {
    ENTENTE_TRY(base->machine, store_folder(context));
    ENTENTE_CHECK(need_store(base->machine));
    if (!base->of_case) {
      ENTENTE_TRY(base->world, store_world(base->machine));
    }
    ENTENTE_TRY(Snapshot rows, open_snapshot(context, base->machine, base->actors(),
                                             base->of_case ? &*base->of_case : nullptr));
    base->machine_rows.emplace(std::move(rows));
  }
  if (base->of_case) {
    ENTENTE_TRY(base->own, case_store_folder(context, *base->of_case));
    ENTENTE_TRY(Snapshot rows,
                open_snapshot(context, base->own, base->of_case->world, &*base->of_case));
    base->own_rows.emplace(std::move(rows));
  }
  return base;
}

Result<std::vector<int>> horizons_given(const Context& context) {
  std::vector<int> horizons;
  for (const auto& text : context.values.texts("horizon")) {
    const auto days = parse_int(text).value_or(0);
    if (days < 1 || days > kFarthestHorizon) {
      return fail(ErrorCode::kUsage, fmt::format("--horizon must be 1 to {} days, got {}",
                                                 kFarthestHorizon, printable(text)));
    }
    horizons.push_back(static_cast<int>(days));
  }
  std::ranges::sort(horizons);
  horizons.erase(std::ranges::unique(horizons).begin(), horizons.end());
  return horizons;
}

Result<std::optional<EventLog>> read_log(Context& context, ForecastBase& base) {
  Duck& duck = base.events().duck();
  ENTENTE_TRY(const std::vector<std::string> in_store, providers_by_size(duck));
  if (in_store.empty() && !context.values.given("provider")) return std::nullopt;
  ENTENTE_TRY(const ChosenProvider chosen, choose_provider(context, duck));
  ENTENTE_TRY(EventLog log, read_event_log(duck, with_family(chosen.name, in_store)));
  return log;
}

Error no_machine_data(Context& context, ForecastBase& base) {
  const std::string place =
      base.machine.empty() ? std::string("the case") : "the store " + clean(base.machine);
  std::optional<Day> first;
  for (const auto& part : base.events().parts())
    if (part.provider != "curated" && (!first || part.first_day < *first)) first = part.first_day;
  const auto as_of = context.values.day("as-of");
  if (as_of && first) {
    return {ErrorCode::kUsage,
            fmt::format("of machine-coded acts between states {} knew nothing on {}", place,
                        format_day(*as_of)),
            {},
            fmt::format("its days begin on {}", format_day(*first))};
  }
  return {ErrorCode::kNotFound,
          fmt::format("{} holds no machine-coded acts between states", place),
          {},
          "entente ingest or entente fetch brings them; without them a case's registers can be "
          "forecast (--kind register)"};
}

std::string inputs_text(const Context& context, ForecastBase& base) {
  constexpr std::size_t kLongest = 4096;
  std::string text = fmt::format("version={}\ngit={}\n", kVersion, kGit);
  const auto line = [&](std::string_view key, std::string_view value) {
    text += fmt::format("{}={}\n", key, printable(value, kLongest));
  };
  line("seed", context.values.text("seed"));
  if (const auto as_of = context.values.day("as-of")) line("as_of", format_day(*as_of));
  const auto of_store = [&](std::string_view prefix, Snapshot& rows) {
    std::uint64_t parts = 0;
    for (const auto& part : rows.parts()) {
      parts =
          hash_combine(hash_combine(parts, xxh64(part.provider + "/" + part.month)), part.digest);
    }
    line(fmt::format("{}_batch", prefix), std::to_string(rows.newest_batch()));
    line(fmt::format("{}_parts", prefix), hex64(parts));
  };
  if (base.machine_rows) of_store("store", *base.machine_rows);
  if (base.of_case) {
    line("case", base.of_case->name);
    of_store("case_store", *base.own_rows);
    for (const auto& input : case_inputs(*base.of_case))
      line("case_file", fmt::format("{} {}", input.sha256, input.file));
  }
  return text;
}

std::string input_of(const forecast::Registered& registered, std::string_view key) {
  for (const auto line : split(registered.inputs, '\n')) {
    if (line.size() > key.size() && line.starts_with(key) && line[key.size()] == '=')
      return std::string(line.substr(key.size() + 1));
  }
  return {};
}

Result<std::vector<forecast::Registered>> read_ledger(ForecastBase& base) {
  if (base.machine.empty() && base.of_case) carry_forecasts(base.own, base.of_case->name);
  ENTENTE_TRY(Catalogue catalogue, Catalogue::open_for_reading(base.ledger()));
  return forecast::registered_forecasts(catalogue);
}

}  // namespace entente::cli

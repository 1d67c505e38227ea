// See series.hpp.

#include "series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "entente/base/text.hpp"

namespace entente::cli {

Result<void> take_case_operand(Context& context) {
  if (!context.operands.empty()) {
    if (context.values.given("case")) {
      return fail(
          ErrorCode::kUsage,
          fmt::format("{} takes one case, got {} and --case {}", context.command,
                      printable(context.operands.front()), printable(context.values.text("case"))));
    }
    context.values.set("case", {context.operands.front()});
  }
  if (context.values.given("case") || context.values.given("store")) return {};
  return fail(ErrorCode::kUsage, fmt::format("{} needs a case or --store DIR", context.command),
              fmt::format("entente {} --help", context.command));
}

Result<ChosenProvider> choose_provider(Context& context, Duck& duck) {
  ENTENTE_TRY(std::vector<std::string> providers, providers_by_size(duck));
  ChosenProvider chosen;
  if (context.values.given("provider")) {
    chosen.name = context.values.text("provider");
    const auto found = std::ranges::find(providers, chosen.name);
    if (found == providers.end()) {
      return fail(ErrorCode::kUsage,
                  fmt::format("there are no machine-coded acts of {} between states here",
                              printable(chosen.name)),
                  providers.empty() ? "entente ingest or entente fetch brings them"
                                    : "there is: " + join(providers, ", "));
    }
    providers.erase(found);
  } else if (!providers.empty()) {
    chosen.name = providers.front();
    providers.erase(providers.begin());
  }
  chosen.others = std::move(providers);
  return chosen;
}

Result<std::vector<NamedDyad>> wanted_dyads(const Context& context, const OpenStore& open) {
  std::vector<NamedDyad> wanted;
  if (context.values.given("dyad")) {
    ENTENTE_TRY(NamedDyad dyad, dyad_of(open.of_case ? open.of_case->world : open.world,
                                        context.values.text("dyad"), "--dyad"));
    if (dyad.first == dyad.second) {
      return fail(ErrorCode::kUsage, fmt::format("--dyad: {} is named twice", dyad.first),
                  "a dyad has two different parties");
    }
    wanted.push_back(std::move(dyad));
  } else if (open.of_case) {
    for (const auto& [a, b] : open.of_case->watched) {
      wanted.emplace_back(a, b);
      wanted.emplace_back(b, a);
    }
  }
  return wanted;
}

std::vector<double> half_lives_of(const Values& values) {
  std::vector<double> half_lives;
  for (const auto& text : values.texts("half-life"))
    half_lives.push_back(parse_double(text).value_or(kDefaultHalfLife));
  if (half_lives.empty()) half_lives.push_back(kDefaultHalfLife);
  std::ranges::sort(half_lives);
  half_lives.erase(std::ranges::unique(half_lives).begin(), half_lives.end());
  return half_lives;
}

DayRange days_in(const EventLog& log, DayRange range) {
  const DayRange has{day_from_number(log.first_day),
                     day_from_number(log.first_day + static_cast<int>(log.volume.size()))};
  return {std::max(range.from, has.from), std::min(range.to, has.to)};
}

std::string days_text(DayRange range) {
  return fmt::format("{} to {}", format_day(range.from),
                     format_day(range.to - std::chrono::days{1}));
}

std::vector<Act> acts_of_dyad(const std::vector<Act>& acts, const NamedDyad& dyad) {
  std::vector<Act> of_dyad;
  std::ranges::copy_if(acts, std::back_inserter(of_dyad), [&](const Act& act) {
    const auto& [a, b] = dyad;
    return (act.source_state == a && act.target_state == b) ||
           (act.symmetric() && act.source_state == b && act.target_state == a);
  });
  return of_dyad;
}

NamedCells cells_of(const DyadMeasures& m) {
  NamedCells cells;
  const auto add = [&](std::string_view name, std::string_view low, std::string_view high,
                       const std::optional<Estimate>& estimate) {
    cells.emplace_back(name, estimate ? cell(estimate->value) : cell());
    cells.emplace_back(low, estimate ? cell(estimate->interval.low) : cell());
    cells.emplace_back(high, estimate ? cell(estimate->interval.high) : cell());
  };
  add("cooperation", "cooperation_low", "cooperation_high", m.cooperation);
  add("conflict", "conflict_low", "conflict_high", m.conflict);
  add("stance", "stance_low", "stance_high", m.stance);
  cells.emplace_back("stance_raw", cell(m.stance_raw));
  add("conflict_share", "conflict_share_low", "conflict_share_high", m.conflict_share);
  cells.emplace_back("salience", cell(m.salience));
  return cells;
}

std::string short_number(double value) {
  const double size = std::abs(value);
  if (size == 0) return "0";
  if (size >= 100) return fmt::format("{:.0f}", value);
  if (size >= 10) return fmt::format("{:.1f}", value);
  if (size >= 0.1) return fmt::format("{:.2f}", value);
  return fmt::format("{:.2g}", value);
}

std::string words_of(const std::optional<Estimate>& estimate, bool percent) {
  if (!estimate) return "no data";
  const auto [low, high] = estimate->interval;
  if (percent) {
    return fmt::format("{:.0f} % ({:.0f} to {:.0f})", 100 * estimate->value, 100 * low, 100 * high);
  }
  return fmt::format("{} ({} to {})", short_number(estimate->value), short_number(low),
                     short_number(high));
}

}  // namespace entente::cli

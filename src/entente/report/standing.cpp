// Who stands with whom: votes cast alike, and likeness of stance toward third parties.

#include <fmt/format.h>

#include <algorithm>

#include "entente/base/text.hpp"
#include "entente/measure/alignment.hpp"
#include "entente/report/phrases.hpp"
#include "entente/report/sections.hpp"

namespace entente {
namespace {

constexpr double kLevel = 0.9;

std::vector<std::string> watched_actors(const BriefContext& context) {
  std::vector<std::string> actors;
  for (const auto& [a, b] : context.of_case.watched) {
    for (const auto& key : {a, b}) {
      if (std::ranges::find(actors, key) == actors.end()) actors.push_back(key);
    }
  }
  std::ranges::sort(actors);
  return actors;
}

// How alike two are: from -1, always apart, to 1, always alike.
struct Likeness {
  std::string a, b;
  std::optional<Estimate> value;
  std::uint32_t shared = 0;
  std::string words;   // "12 of 12", "0.81"
  std::string chance;  // chance-corrected, where it is not the value itself
};

const Likeness* find(const std::vector<Likeness>& all, const std::string& a, const std::string& b) {
  const auto found = std::ranges::find_if(all, [&](const Likeness& one) {
    return (one.a == a && one.b == b) || (one.a == b && one.b == a);
  });
  return found == all.end() ? nullptr : &*found;
}

// The two that stand furthest apart are the poles; the others lie between them by the difference
// of their likeness to each. Actors without any value are left out.
std::vector<std::string> by_faction(const std::vector<Likeness>& all,
                                    std::vector<std::string> actors) {
  std::erase_if(actors, [&](const std::string& actor) {
    return std::ranges::none_of(
        all, [&](const Likeness& one) { return one.value && (one.a == actor || one.b == actor); });
  });
  const Likeness* poles = nullptr;
  for (const auto& one : all) {
    if (one.value && (poles == nullptr || one.value->value < poles->value->value)) poles = &one;
  }
  if (poles == nullptr) return actors;
  const auto likeness = [&](const std::string& a, const std::string& b) {
    const Likeness* const one = a == b ? nullptr : find(all, a, b);
    return a == b ? 1.0 : one == nullptr || !one->value ? 0.0 : one->value->value;
  };
  std::ranges::stable_sort(actors, {}, [&](const std::string& actor) {
    return likeness(actor, poles->b) - likeness(actor, poles->a);
  });
  return actors;
}

struct Shown {
  std::string key;
  bool sampled = true;  // an interval says something
  std::string what;     // "In the contested votes that the case lists"
  std::string shared_name, unit, empty;
};

void add_matrix(const BriefContext& context, SectionPage& page, const std::vector<Likeness>& all,
                const std::vector<std::string>& watched, const Shown& shown) {
  const auto actors = by_faction(all, watched);
  if (actors.empty()) return;
  const Likeness* closest = nullptr;
  const Likeness* furthest = nullptr;
  for (const auto& one : all) {
    if (!one.value) continue;
    if (closest == nullptr || one.value->value > closest->value->value) closest = &one;
    if (furthest == nullptr || one.value->value < furthest->value->value) furthest = &one;
  }
  const auto pair = [&](const Likeness& one) {
    return fmt::format("{} and {}", context.name(one.a), context.name(one.b));
  };
  // With ties at an end, its first pair stands for all of them.
  const auto named = [&](const Likeness& end) {
    const auto ties = std::ranges::count_if(all, [&](const Likeness& one) {
      return one.value && one.value->value == end.value->value;
    });
    return ties == 1 ? pair(end)
                     : fmt::format("{} and {}", pair(end),
                                   count_of(static_cast<std::uint64_t>(ties - 1), "other pair"));
  };
  const bool apart = closest->value->interval.low > furthest->value->interval.high;
  std::string sentence;
  if (closest == furthest) {
    sentence = fmt::format("{}, only {} can be compared ({}).", shown.what, pair(*closest),
                           closest->words);
  } else if (apart) {
    sentence = fmt::format("{}, {} stand closest ({}), {} furthest apart ({}).", shown.what,
                           named(*closest), closest->words, named(*furthest), furthest->words);
  } else {
    sentence = fmt::format(
        "{}, even the closest ({}, {}) and the furthest ({}, {}) cannot be told "
        "apart.",
        shown.what, pair(*closest), closest->words, pair(*furthest), furthest->words);
  }
  const std::string interval = closest == furthest
                                   ? bracket(closest->value->interval)
                                   : fmt::format("{} and {}", bracket(closest->value->interval),
                                                 bracket(furthest->value->interval));
  page.headlines.push_back(
      {sentence, interval,
       shown.sampled ? fmt::format("{} {}.", shown.unit, level_name(kLevel)) : shown.unit,
       shown.key, false});
  MatrixChart chart;
  chart.unit = "likeness, from \u22121 (always apart) to 1 (always alike)";
  for (const auto& row : actors) {
    chart.actors.push_back(context.name(row));
    std::vector<MatrixChart::Cell> cells;
    for (const auto& column : actors) {
      const Likeness* const one = row == column ? nullptr : find(all, row, column);
      MatrixChart::Cell cell;
      if (one != nullptr && one->value) {
        cell = {one->value->value, one->value->interval.low, one->value->interval.high,
                one->shared};
      }
      cells.push_back(cell);
    }
    chart.cells.push_back(std::move(cells));
  }
  HtmlTable table(shown.what, {{"Pair"},
                               {shown.sampled ? "Likeness [90 %]" : "Likeness", "number"},
                               {"Alike", "number"},
                               {"In common", "number"},
                               {"Corrected for chance", "number"}});
  for (const auto& one : all) {
    table.add({html(pair(one)),
               !one.value      ? "too few"
               : shown.sampled ? estimate_cell(one.value)
                               : figure(one.value->value),
               one.words, std::to_string(one.shared), one.chance});
  }
  add_figure(page,
             {shown.key, sentence,
              "A matrix of likeness between each two, ordered from one pole to the other; blue is "
              "alike, red apart.",
              shown.unit + (shown.sampled ? " Cells whose interval includes 0 are light." : ""),
              shown.empty, std::move(table)},
             chart);
}

// Votes: the share cast alike, less the share not cast alike. The votes were picked by the case's
// author: a count of these, with no interval, since they are no sample of others. The chance
// that picked votes leave is little (who always votes one way agrees with none beyond it), so the
// corrected value stands in the table.
std::vector<Likeness> of_votes(const BriefContext& context,
                               const std::vector<std::string>& actors) {
  std::vector<Likeness> all;
  for (const auto& one : vote_alignment(context.of_case.ties, actors, context.window(), kLevel,
                                        context.options.seed)) {
    Likeness pair{one.a, one.b, std::nullopt, one.shared, "", ""};
    if (one.shared >= kFewestVotes) {
      const double likeness = 2.0 * one.alike / one.shared - 1;
      pair.value = Estimate{likeness, {likeness, likeness}};
      pair.words = fmt::format("{} of {} alike", one.alike, one.shared);
    }
    pair.chance = one.value ? figure(*one.value) : "not defined";
    all.push_back(std::move(pair));
  }
  return all;
}

std::vector<Likeness> of_stances(const BriefContext& context, const StanceMatrix& stances,
                                 const std::vector<std::string>& actors) {
  std::vector<Likeness> all;
  for (const auto& one : stance_alignment(stances, actors, kLevel, context.options.seed)) {
    Likeness pair{one.a, one.b, std::nullopt, one.shared, "", ""};
    if (one.value) {
      pair.value = Estimate{*one.value, one.interval};
      pair.words = figure(*one.value);
      pair.chance = figure(*one.value);
    }
    all.push_back(std::move(pair));
  }
  return all;
}

// What every actor's stance toward every other is on the last day of the window with data.
StanceMatrix last_stances(const BriefContext& context) {
  const EventLog& log = *context.log;
  Day last =
      std::min(context.window().to,
               day_from_number(log.first_day + static_cast<std::int32_t>(log.observed.size()))) -
      std::chrono::days{1};
  MeasureOptions options;
  options.half_lives = {context.half_lives().front()};
  options.days = {last, last + std::chrono::days{1}};
  options.which = MeasureDays::kEvery;
  StanceMatrix stances;
  measure_dyads(log, options, [&](const DyadDay& at) {
    const DyadMeasures m = measures_of(at.sums);
    if (m.stance && !m.thin())
      stances[std::string(at.source)][std::string(at.target)] = m.stance->value;
  });
  return stances;
}

}  // namespace

SectionPage standing_section(const BriefContext& context) {
  SectionPage page;
  const auto actors = watched_actors(context);
  add_matrix(context, page, of_votes(context, actors), actors,
             {"votes", false,
              "In the recorded votes of the window that the case lists and that were not unanimous",
              "vote",
              "Share of votes cast alike less the share cast otherwise; the votes were picked by "
              "the case's author.",
              "No two watched actors share enough votes."});
  if (context.log) {
    add_matrix(context, page, of_stances(context, last_stances(context), actors), actors,
               {"stances", true, "In stance toward third parties", "third party",
                fmt::format("Agreement of stances toward third parties, corrected for chance "
                            "(H\u00e4ge 2011); {}, half-life {:g} days.",
                            context.log->provider, context.half_lives().front()),
                "No two watched actors share enough third parties."});
  }
  return page;
}

}  // namespace entente

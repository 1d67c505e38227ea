// Who was met first, and how long did an invitation wait?
//
// Order: meetings are occasions of the registers asked for; counts of them are exact, so nothing is
// estimated, and what the rows' precision leaves open is said (certain = false).
//
// Waits: each start is matched to the first later act of its pair; one that has none yet is
// censored, since a wait that still runs is longer than what was seen of it. The share that still
// waits after d days is the product-limit estimate of Kaplan & Meier (1958)
//   S(d) = prod over end days t <= d of (1 - ended/at risk),
// its variance Greenwood's (1926), V = S^2 sum ended/(at risk (at risk - ended)), the interval on
// the log-log scale (Kalbfleisch & Prentice 1980)
//   S^exp(-+ z s), s = sqrt(sum ended/(at risk (at risk - ended))) / |log S|,
// which stays within 0 and 1. The median's interval holds the days at which one half is within the
// interval of S (Brookmeyer & Crowley 1982). Starts are found by pair in sorted lists, so the whole
// is n log n.

#include "entente/measure/order.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "entente/measure/registers.hpp"

namespace entente {
namespace {

constexpr std::uint8_t kRefuse = 12;  // CAMEO root: reject, decline

bool of_registers(const Act& act, const std::vector<std::string>& keys) {
  return act.in_register() && std::find(keys.begin(), keys.end(), act.register_key) != keys.end();
}

bool between_states(const Act& act) {
  return !act.source_state.empty() && !act.target_state.empty() &&
         act.source_state != act.target_state;
}

std::vector<const Act*> rows_of(const std::vector<Act>& acts,
                                const std::vector<std::string>& keys) {
  std::vector<const Act*> rows;
  for (const Act* act : in_order(acts)) {
    if (of_registers(*act, keys) && between_states(*act)) rows.push_back(act);
  }
  return rows;
}

std::int32_t days_between(Day from, Day to) {
  return std::max(0, day_number(to) - day_number(from));
}

// One meeting as seen from the focal state: its first act with each partner.
using Meeting = std::map<std::string, const Act*>;

struct Encounters {
  std::vector<Meeting> meetings;                              // by day
  std::vector<const Act*> firsts;                             // one a meeting
  std::map<std::string, std::vector<const Act*>> by_partner;  // one an occasion, by day
};

Encounters encounters(const std::vector<Act>& acts, const Questions::Order& question) {
  std::vector<const Act*> rows;
  for (const Act* act : rows_of(acts, question.registers)) {
    if (act->source_state == question.focal || act->target_state == question.focal)
      rows.push_back(act);
  }
  Encounters all;
  for (const auto& group : occasion_groups(std::move(rows))) {
    Meeting meeting;
    for (const Act* act : group) {
      meeting.emplace(act->source_state == question.focal ? act->target_state : act->source_state,
                      act);
    }
    for (const auto& [partner, act] : meeting) all.by_partner[partner].push_back(act);
    all.firsts.push_back(group.front());
    all.meetings.push_back(std::move(meeting));
  }
  return all;
}

}  // namespace

MeetingOrder meeting_order(const std::vector<Act>& acts, const Questions::Order& question) {
  const Encounters all = encounters(acts, question);
  MeetingOrder order;
  order.meetings = all.firsts;
  for (const auto& [partner, rows] : all.by_partner) {
    // An occasion's act with this partner may be dated after the occasion's first act.
    const Act* const first =
        *std::min_element(rows.begin(), rows.end(), [](const Act* x, const Act* y) {
          return std::tie(x->day, x->id) < std::tie(y->day, y->id);
        });
    MetPartner met;
    met.partner = partner;
    met.first = first->day;
    met.first_last = first->day_last;
    met.first_act = first->id;
    met.meetings = static_cast<std::uint32_t>(rows.size());
    for (std::size_t i = 0; i < all.meetings.size(); ++i) {
      if (all.meetings[i].contains(partner)) continue;
      const Act& other = *all.firsts[i];
      if (other.day < met.first) ++met.others_before;
      if (other.day <= met.first_last && met.first <= other.day_last) met.certain = false;
    }
    order.partners.push_back(std::move(met));
  }
  std::stable_sort(order.partners.begin(), order.partners.end(),
                   [](const MetPartner& x, const MetPartner& y) { return x.first < y.first; });
  return order;
}

std::vector<Wait> waits(const std::vector<Act>& acts, const Questions::Wait& question,
                        Day watched_to) {
  const auto earlier = [](Day day, const Act* act) { return day < act->day; };
  // What ends a wait, by pair in code order and, where it matters, country.
  using Pair = std::tuple<std::string, std::string, std::string>;
  const auto pair_of = [&](const Act& act, const std::string& country) {
    return Pair{std::min(act.source_state, act.target_state),
                std::max(act.source_state, act.target_state),
                question.at_source ? country : std::string()};
  };
  std::map<Pair, std::vector<const Act*>> ends;
  for (const Act* act : rows_of(acts, question.until)) {
    if (act->day < watched_to) ends[pair_of(*act, act->country)].push_back(act);
  }
  std::map<std::pair<std::string, std::string>, std::vector<const Act*>> refusals;
  std::vector<const Act*> starts;
  std::set<std::tuple<std::string, std::string, std::string>> told;
  for (const Act* act : rows_of(acts, question.registers)) {
    if (act->day >= watched_to) continue;
    if (act->root == kRefuse) {
      refusals[{act->source_state, act->target_state}].push_back(act);
    } else if (act->occasion.empty() ||
               told.emplace(act->occasion, act->source_state, act->target_state).second) {
      starts.push_back(act);
    }
  }

  std::vector<Wait> all;
  for (const Act* start : starts) {
    Wait wait;
    wait.start = start;
    const auto candidates = ends.find(pair_of(*start, start->source_state));
    if (candidates != ends.end()) {
      const auto& rows = candidates->second;
      const auto end = std::upper_bound(rows.begin(), rows.end(), start->day, earlier);
      if (end != rows.end()) wait.end = *end;
    }
    const auto turned_down = refusals.find({start->target_state, start->source_state});
    if (turned_down != refusals.end()) {
      const auto& rows = turned_down->second;
      const auto at = std::lower_bound(rows.begin(), rows.end(), start->day,
                                       [](const Act* act, Day day) { return act->day < day; });
      if (at != rows.end() && (wait.end == nullptr || (*at)->day < wait.end->day))
        wait.refused = *at;
    }
    const Act* const stop = wait.end != nullptr ? wait.end : wait.refused;
    const Day last = stop != nullptr ? stop->day : watched_to - std::chrono::days{1};
    wait.days = days_between(start->day, last);
    wait.days_least = days_between(start->day_last, last);
    wait.days_most = days_between(start->day, stop != nullptr ? stop->day_last : last);
    all.push_back(wait);
  }
  return all;
}

Survival survival(const std::vector<Wait>& waits, double level) {
  struct Tally {
    std::uint32_t ended = 0, censored = 0;
  };
  std::map<std::int32_t, Tally> days;
  for (const Wait& wait : waits) {
    Tally& tally = days[wait.days];
    ++(wait.censored() ? tally.censored : tally.ended);
  }
  // One half is one half though a product of fractions may miss it by a rounding.
  constexpr double kHalf = 0.5 + 1e-12;
  const double z = normal_quantile((1 + level) / 2);
  Survival found;
  double still = 1, greenwood = 0;
  Interval interval{1, 1};
  auto at_risk = static_cast<std::uint32_t>(waits.size());
  for (const auto& [day, tally] : days) {
    if (tally.ended != 0) {
      still *= 1 - static_cast<double>(tally.ended) / at_risk;
      if (tally.ended == at_risk) {
        still = 0;
        interval.low = 0;
      } else {
        greenwood += static_cast<double>(tally.ended) /
                     (static_cast<double>(at_risk) * (at_risk - tally.ended));
        const double spread = std::exp(z * std::sqrt(greenwood) / std::abs(std::log(still)));
        interval = {std::pow(still, spread), std::pow(still, 1 / spread)};
      }
      found.steps.push_back({day, at_risk, tally.ended, still, interval});
      if (!found.median && still <= kHalf) found.median = day;
      if (!found.median_low && interval.low <= kHalf) found.median_low = day;
      if (!found.median_high && interval.high <= kHalf) found.median_high = day;
    }
    at_risk -= tally.ended + tally.censored;
  }
  return found;
}

}  // namespace entente

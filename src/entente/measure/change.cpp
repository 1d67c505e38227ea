// The ratio of two rates of overdispersed counts: log ratio, normal, with the variance of two
// Poisson counts (1/n1 + 1/n2; Cameron & Trivedi 2013, section 3) times the dispersion phi. The
// difference of two shares: normal with both variances added, each taken at (k + 1)/(n + 2)
// (Agresti & Caffo 2000), so that a share of 0 or 1 is not taken for certain.

#include "entente/measure/change.hpp"

#include <algorithm>
#include <cmath>

#include "entente/world/ontology.hpp"

namespace entente {
namespace {

struct Counts {
  std::uint64_t cooperation = 0, conflict = 0;
};

// Plain sums over the observed days of one span.
struct Span {
  std::vector<Counts> dyads;
  std::vector<double> touching, between;  // by actor, by dyad
  double volume = 0;
};

Span span_of(const EventLog& log, std::int32_t from, std::int32_t to) {
  Span span;
  span.dyads.resize(log.dyads.size());
  span.between.resize(log.dyads.size());
  span.touching.resize(log.actors.size());
  const auto days = static_cast<std::int64_t>(log.volume.size());
  const auto touch = [&](std::uint32_t dyad) {
    span.touching[log.dyads[dyad].source] += 1;
    span.touching[log.dyads[dyad].target] += 1;
    span.between[dyad] += 1;
  };
  auto next = static_cast<std::size_t>(std::ranges::lower_bound(log.day, from) - log.day.begin());
  auto outside = std::ranges::lower_bound(log.outside, from, {}, &EventLog::Outside::day);
  const std::int32_t first = std::max(from, log.first_day);
  for (std::int32_t day = first; day < to && day - log.first_day < days; ++day) {
    const auto at = static_cast<std::size_t>(day - log.first_day);
    const bool observed = log.observed[at] != 0;
    double events = 0;
    for (; next < log.size() && log.day[next] <= day; ++next) {
      if (log.day[next] < day || !observed) continue;
      events += 1;
      touch(log.dyad[next]);
      const ActKind kind = act_kind(log.root[next]);
      if (kind == ActKind::kCooperation) ++span.dyads[log.dyad[next]].cooperation;
      if (kind == ActKind::kConflict) ++span.dyads[log.dyad[next]].conflict;
    }
    for (; outside != log.outside.end() && outside->day <= day; ++outside) {
      if (outside->day < day || !observed) continue;
      events += 1;
      touch(outside->dyad);
    }
    if (observed) span.volume += std::max(static_cast<double>(log.volume[at]), events);
  }
  return span;
}

// Thousands of events not involving the two.
double exposure(const EventLog& log, const Span& span, const std::string& source,
                const std::string& target) {
  double involved = 0;
  for (const auto& actor : {source, target}) {
    const std::int64_t i = log.find_actor(actor);
    if (i >= 0) involved += span.touching[static_cast<std::size_t>(i)];
    if (source == target) break;
  }
  for (const std::int64_t dyad : {log.find(source, target), log.find(target, source)})
    if (dyad >= 0) involved -= span.between[static_cast<std::size_t>(dyad)];
  return (span.volume - involved) / 1000;
}

double share_variance(const Counts& counts, double phi) {
  const auto n = static_cast<double>(counts.cooperation + counts.conflict);
  const double share = (static_cast<double>(counts.conflict) + 1) / (n + 2);
  return phi * share * (1 - share) / n;
}

std::optional<Estimate> share_difference(const Counts& before, const Counts& after, double phi,
                                         double level) {
  const std::uint64_t n_before = before.cooperation + before.conflict;
  const std::uint64_t n_after = after.cooperation + after.conflict;
  if (n_before < kFewestCounted || n_after < kFewestCounted) return std::nullopt;
  const double value = static_cast<double>(after.conflict) / static_cast<double>(n_after) -
                       static_cast<double>(before.conflict) / static_cast<double>(n_before);
  const double half = normal_quantile(0.5 + level / 2) *
                      std::sqrt(share_variance(before, phi) + share_variance(after, phi));
  return Estimate{value, {std::max(-1.0, value - half), std::min(1.0, value + half)}};
}

}  // namespace

RateChange rate_change(std::uint64_t before, double exposure_before, std::uint64_t after,
                       double exposure_after, double phi, double level) {
  RateChange out;
  out.before = before;
  out.after = after;
  out.phi = std::max(1.0, phi);
  if (exposure_before <= 0 || exposure_after <= 0) return out;
  const auto n1 = static_cast<double>(before);
  const auto n2 = static_cast<double>(after);
  out.rate_before = n1 / exposure_before;
  out.rate_after = n2 / exposure_after;
  if (before < kFewestCounted || after < kFewestCounted) return out;
  const double centre = std::log(out.rate_after / out.rate_before);
  const double half = normal_quantile(0.5 + level / 2) * std::sqrt(out.phi * (1 / n1 + 1 / n2));
  out.ratio = std::exp(centre);
  out.interval = {std::exp(centre - half), std::exp(centre + half)};
  return out;
}

std::vector<DyadChange> dyad_changes(const EventLog& log,
                                     const std::vector<std::pair<std::string, std::string>>& dyads,
                                     Day split, int span_days, double level) {
  if (dyads.empty() || log.volume.empty()) {
    std::vector<DyadChange> none;
    for (const auto& [source, target] : dyads) none.push_back({source, target, {}, {}, {}});
    return none;
  }
  const std::int32_t middle = day_number(split);
  const Span before = span_of(log, middle - span_days, middle);
  const Span after = span_of(log, middle, middle + span_days);
  // phi as it was known on the last day of the second span.
  const auto end = log.first_day + static_cast<std::int32_t>(log.volume.size());
  const std::int32_t last = std::clamp(middle + span_days, log.first_day + 1, end) - 1;
  MeasureOptions options;
  options.days = {day_from_number(last), day_from_number(last + 1)};
  options.which = MeasureDays::kEvery;
  options.wanted = dyads;
  std::vector<DyadChange> out(dyads.size());
  measure_dyads(log, options, [&](const DyadDay& row) {
    const auto counts = [&](const Span& span) {
      const std::int64_t dyad = log.find(row.source, row.target);
      return dyad < 0 ? Counts{} : span.dyads[static_cast<std::size_t>(dyad)];
    };
    const Counts counts_before = counts(before);
    const Counts counts_after = counts(after);
    DyadChange change;
    change.source = row.source;
    change.target = row.target;
    const double exposure_before = exposure(log, before, change.source, change.target);
    const double exposure_after = exposure(log, after, change.source, change.target);
    change.cooperation =
        rate_change(counts_before.cooperation, exposure_before, counts_after.cooperation,
                    exposure_after, row.sums.phi_cooperation, level);
    change.conflict = rate_change(counts_before.conflict, exposure_before, counts_after.conflict,
                                  exposure_after, row.sums.phi_conflict, level);
    change.share_difference =
        share_difference(counts_before, counts_after,
                         std::max(row.sums.phi_cooperation, row.sums.phi_conflict), level);
    for (std::size_t i = 0; i < dyads.size(); ++i)
      if (dyads[i] == std::pair(change.source, change.target)) out[i] = change;
  });
  return out;
}

}  // namespace entente

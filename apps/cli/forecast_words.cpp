// See forecast_words.hpp.

#include "forecast_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "entente/base/text.hpp"
#include "entente/world/ontology.hpp"
#include "series.hpp"

namespace entente::cli {
namespace {

using forecast::Forecast;
using forecast::ForecastKind;

constexpr std::size_t kStatisticsTold = 3;
constexpr std::size_t kEvidenceTold = 3;
constexpr double kSmallEffect = 0.05;

std::string lower_first(std::string_view text) {
  std::string lower(text);
  if (lower.size() > 1 && lower[0] >= 'A' && lower[0] <= 'Z' && lower[1] >= 'a')
    lower[0] = static_cast<char>(lower[0] - 'A' + 'a');
  return lower;
}

// "7", "under 1", "over 99".
std::string whole_percent(double share) {
  if (share < 0.01) return "under 1";
  if (share > 0.99) return "over 99";
  return fmt::format("{:.0f}", 100 * share);
}

std::string days_text(int days) { return count_of(static_cast<std::uint64_t>(days), "day"); }

}  // namespace

std::string percent(double share) { return whole_percent(share) + " %"; }

std::string_view quad_class_name(int quad_class) {
  switch (quad_class) {
    case 1:
      return "verbal cooperation";
    case 2:
      return "material cooperation";
    case 3:
      return "verbal conflict";
    case 4:
      return "material conflict";
    default:
      return "acts";
  }
}

std::string subject_of(const Forecast& f, const Case* of_case) {
  const int type = static_cast<int>(parse_int(f.type).value_or(0));
  switch (f.kind) {
    case ForecastKind::kAct: {
      const CameoAct* const act = find_cameo(f.type);
      return act == nullptr ? "acts of root " + f.type
                            : fmt::format("{} ({})", lower_first(act->label), f.type);
    }
    case ForecastKind::kCount:
      return fmt::format("acts of {}", quad_class_name(type));
    case ForecastKind::kEscalation:
      return fmt::format("more than {} of {}", count_of(f.level, "act"), quad_class_name(type));
    case ForecastKind::kRegister:
      if (of_case != nullptr) {
        const auto found = std::ranges::find(of_case->registers, f.type, &Register::key);
        if (found != of_case->registers.end() && !found->name.empty()) return found->name;
      }
      return "register " + f.type;
  }
  return {};
}

std::string question_of(const Forecast& f, const Case* of_case) {
  std::string subject = clean(subject_of(f, of_case));
  if (f.kind == ForecastKind::kRegister) return subject;
  return fmt::format("{} toward {}: {}", clean(f.source), clean(f.target), subject);
}

std::string line_of(const Forecast& f, const Case* of_case) {
  std::string line =
      fmt::format("{} within {}: ", question_of(f, of_case), days_text(f.horizon_days));
  if (f.count) {
    return line + fmt::format("{} expected (90 %: {} to {}); more than {}: {}, {}",
                              short_number(f.count->mean), f.count->q05, f.count->q95, f.level,
                              forecast::word_of(f.probability), percent(f.probability));
  }
  return line + fmt::format("{}, {} ({} to {}); usually {}", forecast::word_of(f.probability),
                            percent(f.probability), whole_percent(f.low), whole_percent(f.high),
                            percent(f.climatology));
}

std::string reasons_of(const Forecast& f) {
  std::string text;
  std::size_t told = 0;
  for (const auto& statistic : f.statistics) {
    if (told == kStatisticsTold || std::abs(statistic.effect) < kSmallEffect) break;
    text += fmt::format("{}{} ({})", told == 0 ? "    moved by: " : "; ", clean(statistic.name),
                        statistic.effect > 0 ? "up" : "down");
    ++told;
  }
  if (told > 0) text += "\n";
  told = 0;
  for (const auto& evidence : f.evidence) {
    if (told == kEvidenceTold) break;
    std::string what = evidence.sentence.empty() ? evidence.event_id : evidence.sentence;
    if (f.kind != ForecastKind::kRegister) what = fmt::format("(event {})", evidence.event_id);
    text += fmt::format("{}{} {}", told == 0 ? "    last: " : "; ", format_day(evidence.day),
                        clean(what));
    ++told;
  }
  if (told > 0) text += "\n";
  return text;
}

std::string fared(const forecast::TrackRecord& track) {
  return fmt::format("{:.0f} % of {} happened ({:.0f} to {:.0f})",
                     100 * static_cast<double>(track.happened) /
                         static_cast<double>(std::max<std::uint64_t>(1, track.n)),
                     group_digits(track.n), 100 * track.low, 100 * track.high);
}

std::string skill_words(double skill, double low, double high) {
  const std::string numbers = fmt::format("{:.3f} ({:.3f} to {:.3f})", skill, low, high);
  if (low > 0) return fmt::format("skill {}: above zero", numbers);
  if (skill <= 0) return fmt::format("skill {}: not above zero", numbers);
  return fmt::format("skill {}: not told apart from zero", numbers);
}

void write_identity(Json& json, const Forecast& f, const Case* of_case) {
  json.member("id", f.id).member("kind", forecast::name_of(f.kind));
  json.key("source").text_or_null(f.source).key("target").text_or_null(f.target);
  json.member("type", f.type).member("type_name", subject_of(f, of_case));
  json.member("horizon_days", f.horizon_days).member("origin", f.origin).member("due", f.due());
  json.member("level", f.level).member("probability", f.probability);
  json.member("low", f.low).member("high", f.high);
  json.member("words", forecast::word_of(f.probability)).member("climatology", f.climatology);
  json.member("provider", f.provider);
  json.member("sampling", f.kind == ForecastKind::kRegister ? "register" : "machine");
}

void write_track(Json& json, const forecast::TrackRecord& track) {
  if (track.basis.empty() || track.n == 0) {
    json.null();
    return;
  }
  json.begin_object().member("basis", track.basis).member("n", track.n);
  json.member("happened", track.happened).member("mean_probability", track.mean_probability);
  json.member("brier", track.brier).member("brier_climatology", track.brier_climatology);
  json.member("low", track.low).member("high", track.high).end_object();
}

void write_reliability(Json& json, const forecast::Reliability& r) {
  if (r.n == 0) {
    json.null();
    return;
  }
  json.begin_object().member("n", r.n).member("happened", r.happened).member("brier", r.brier);
  json.member("reliability", r.reliability).member("resolution", r.resolution);
  json.member("uncertainty", r.uncertainty).member("within", r.within);
  json.key("bins").begin_array();
  for (const auto& bin : r.bins) {
    json.begin_object().member("words", forecast::word_of(bin.mean_probability));
    json.member("low", bin.low).member("high", bin.high).member("n", bin.n);
    json.member("happened", bin.happened).member("mean_probability", bin.mean_probability);
    json.member("observed_low", bin.observed.low).member("observed_high", bin.observed.high);
    json.end_object();
  }
  json.end_array().end_object();
}

}  // namespace entente::cli

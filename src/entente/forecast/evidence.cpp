// One query for all forecasts: what is asked for becomes a small table, which the rows of the last
// days before the earliest origin are joined with. The rules of a canonical event (one a day,
// source, target and root; states' own acts; current rows) are those of the view canonical_events,
// applied to the view `events` because the canonical view has no ids.

#include "entente/forecast/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "entente/base/text.hpp"
#include "entente/forecast/settle.hpp"

namespace entente::forecast {
namespace {

// What one or several forecasts ask about.
struct Question {
  std::string source, target, provider;
  bool by_root = true;
  int type = 0;
  int origin = 0;
  auto operator<=>(const Question&) const = default;
};

std::optional<Question> question_of(const Forecast& f) {
  const auto type = parse_int(f.type);
  if (f.kind == ForecastKind::kRegister || !type || *type < 0 || *type > 99) return std::nullopt;
  return Question{f.source,
                  f.target,
                  f.provider,
                  f.kind == ForecastKind::kAct,
                  static_cast<int>(*type),
                  day_number(f.origin)};
}

std::string providers_of(const std::string& provider) {
  const LogFilter filter = log_filter_of(provider);
  std::vector<std::string> names{filter.provider};
  if (!filter.earlier.empty()) names.push_back(filter.earlier);
  return sql_list(names);
}

std::string query_for(const std::map<Question, std::size_t>& questions) {
  std::string asked;
  std::set<std::string> sides, providers;
  int first = questions.begin()->first.origin, last = first;
  for (const auto& [q, number] : questions) {
    asked += fmt::format("{}({}, {}, {}, {}, {}, {}, DATE '{}')", asked.empty() ? "" : ", ", number,
                         sql_quote(q.source), sql_quote(q.target), providers_of(q.provider),
                         q.by_root, q.type, format_day(day_from_number(q.origin)));
    sides.insert(q.source);
    sides.insert(q.target);
    const LogFilter filter = log_filter_of(q.provider);
    providers.insert(filter.provider);
    if (!filter.earlier.empty()) providers.insert(filter.earlier);
    first = std::min(first, q.origin);
    last = std::max(last, q.origin);
  }
  const auto list = [](const std::set<std::string>& texts) {
    return sql_list(std::vector<std::string>(texts.begin(), texts.end()));
  };
  return fmt::format(
      R"sql(
WITH asked(number, source, target, providers, by_root, type, origin) AS (VALUES {0}),
rows AS (
  SELECT event_id, provider, day, source_code, target_code, root, quad_class, action, known_day
  FROM events
  WHERE is_current AND source_state_act AND target_state_act AND source_code <> target_code
    AND list_contains({1}, source_code) AND list_contains({1}, target_code)
    AND list_contains({2}, provider) AND sampling IS DISTINCT FROM 'purposive'
    AND day > DATE '{3}' AND day <= DATE '{4}'
), acts AS (
  SELECT a.number, a.by_root, a.type, r.day, r.root, min(r.event_id) AS event_id,
    mode(r.quad_class ORDER BY r.quad_class) AS quad_class
  FROM asked a JOIN rows r ON r.source_code = a.source AND r.target_code = a.target
  WHERE list_contains(a.providers, r.provider) AND r.known_day <= a.origin AND r.day <= a.origin
    AND (NOT a.by_root OR r.root = a.type)
  GROUP BY a.number, a.by_root, a.type, r.day, r.root, CASE WHEN r.root IS NULL THEN r.action END
)
SELECT CAST(number AS BIGINT), CAST(day AS DATE), CAST(event_id AS VARCHAR) FROM acts
WHERE by_root OR quad_class = type
QUALIFY row_number() OVER (PARTITION BY number ORDER BY day DESC, event_id) <= {5}
ORDER BY number, day DESC, event_id
)sql",
      asked, list(sides), list(providers), format_day(day_from_number(first - kEvidenceDays)),
      format_day(day_from_number(last)), kMostEvidence);
}

}  // namespace

Result<void> add_evidence(Duck& duck, std::span<Forecast* const> forecasts) {
  std::map<Question, std::size_t> questions;
  for (const Forecast* const f : forecasts)
    if (const auto q = question_of(*f)) questions.try_emplace(*q, questions.size());
  if (questions.empty()) return {};
  std::vector<std::vector<ForecastEvidence>> found(questions.size());
  ENTENTE_CHECK(duck.chunks(query_for(questions), [&](const ChunkReader& chunk) -> Result<void> {
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      ForecastEvidence evidence;
      evidence.day = day_from_number(chunk.data<std::int32_t>(1)[i]);
      evidence.event_id = std::string(chunk.text(2, i));
      found[static_cast<std::size_t>(chunk.data<std::int64_t>(0)[i])].push_back(
          std::move(evidence));
    }
    return {};
  }));
  for (Forecast* const f : forecasts) {
    const auto q = question_of(*f);
    if (!q) continue;
    f->evidence = found[questions.at(*q)];
    for (auto& evidence : f->evidence) {
      evidence.source = f->source;
      evidence.target = f->target;
    }
  }
  return {};
}

}  // namespace entente::forecast

// Rows are handed to the database a block at a time, so that the program never holds them all.

#include "entente/measure/dyad_days.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <vector>

#include "entente/history/event_log.hpp"
#include "entente/measure/dyads.hpp"

namespace entente {
namespace {

constexpr std::size_t kRowsABlock = 100 * ChunkWriter::kRows;
constexpr std::string_view kName = "dyad_days";

struct Row {
  std::string_view source, target;
  std::int32_t day;
  std::uint32_t events;
  bool observed;
  DyadMeasures measures;
};

class Rows : public TableSource {
 public:
  std::string provider;
  std::vector<Row> rows;

  const std::vector<ColumnSpec>& columns() const override {
    using enum ColumnType;
    static const std::vector<ColumnSpec> columns = {{"provider", kText},
                                                    {"source", kText},
                                                    {"target", kText},
                                                    {"day", kDate},
                                                    {"half_life_days", kDouble},
                                                    {"cooperation", kDouble},
                                                    {"cooperation_low", kDouble},
                                                    {"cooperation_high", kDouble},
                                                    {"conflict", kDouble},
                                                    {"conflict_low", kDouble},
                                                    {"conflict_high", kDouble},
                                                    {"stance", kDouble},
                                                    {"stance_low", kDouble},
                                                    {"stance_high", kDouble},
                                                    {"stance_raw", kDouble},
                                                    {"conflict_share", kDouble},
                                                    {"salience", kDouble},
                                                    {"events", kUInt32}};
    return columns;
  }
  void rewind() override { at_ = 0; }
  std::size_t fill(ChunkWriter& out) override {
    const std::size_t count = std::min(ChunkWriter::kRows, rows.size() - at_);
    for (std::size_t i = 0; i < count; ++i) {
      const Row& row = rows[at_ + i];
      const DyadMeasures& m = row.measures;
      out.set_text(0, i, provider);
      out.set_text(1, i, row.source);
      out.set_text(2, i, row.target);
      out.data<std::int32_t>(3)[i] = row.day;
      out.data<double>(4)[i] = kDefaultHalfLife;
      estimate(out, 5, i, m.cooperation);
      estimate(out, 8, i, m.conflict);
      estimate(out, 11, i, m.stance);
      number(out, 14, i, m.stance_raw);
      number(out, 15, i, m.conflict_share ? std::optional(m.conflict_share->value) : std::nullopt);
      number(out, 16, i, m.salience);
      if (row.observed)
        out.data<std::uint32_t>(17)[i] = row.events;
      else
        out.set_null(17, i);
    }
    at_ += count;
    return count;
  }

 private:
  static void number(ChunkWriter& out, std::size_t column, std::size_t row,
                     const std::optional<double>& value) {
    if (value)
      out.data<double>(column)[row] = *value;
    else
      out.set_null(column, row);
  }
  static void estimate(ChunkWriter& out, std::size_t column, std::size_t row,
                       const std::optional<Estimate>& value) {
    number(out, column, row, value ? std::optional(value->value) : std::nullopt);
    number(out, column + 1, row, value ? std::optional(value->interval.low) : std::nullopt);
    number(out, column + 2, row, value ? std::optional(value->interval.high) : std::nullopt);
  }

  std::size_t at_ = 0;
};

Result<void> add_provider(Duck& duck, const std::string& function, Rows& block,
                          const Case* of_case) {
  ENTENTE_TRY(const EventLog log, read_event_log(duck, {block.provider, "", ""}));
  MeasureOptions options;
  if (of_case != nullptr) {
    options.which = MeasureDays::kEvery;
    for (const auto& [a, b] : of_case->watched) {
      options.wanted.emplace_back(a, b);
      options.wanted.emplace_back(b, a);
    }
    if (options.wanted.empty()) return {};
  }
  Result<void> done;
  const auto flush = [&] {
    if (done && !block.rows.empty())
      done = duck.run("INSERT INTO dyad_days SELECT * FROM " + function + "()");
    block.rows.clear();
  };
  measure_dyads(log, options, [&](const DyadDay& row) {
    if (!done) return;
    block.rows.push_back({row.source, row.target, row.day, row.sums.events, row.sums.observed,
                          measures_of(row.sums)});
    if (block.rows.size() == kRowsABlock) flush();
  });
  flush();
  return done;
}

}  // namespace

Result<void> make_dyad_days(Snapshot& snapshot, const Case* of_case) {
  Duck& duck = snapshot.duck();
  ENTENTE_TRY(const std::vector<std::string> providers, providers_by_size(duck));
  Rows block;
  ENTENTE_TRY(const std::string function, duck.offer(block));
  Result<void> done =
      duck.run("CREATE OR REPLACE TABLE dyad_days AS SELECT * FROM " + function + "()");
  for (const std::string& provider : providers) {
    if (!done) break;
    block.provider = provider;
    done = add_provider(duck, function, block, of_case);
  }
  duck.withdraw(function);
  return done;
}

bool names_dyad_days(const std::string& sql) {
  const auto lower = [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  };
  const auto in_word = [](char c) {
    return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
  };
  std::string text;
  for (const char c : sql) text += lower(c);
  for (auto at = text.find(kName); at != std::string::npos; at = text.find(kName, at + 1)) {
    const std::size_t end = at + kName.size();
    if ((at == 0 || !in_word(text[at - 1])) && (end == text.size() || !in_word(text[end])))
      return true;
  }
  return false;
}

}  // namespace entente

#pragma once
// For tests and fuzz targets: inputs in memory, and a sink that keeps what it is given.

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entente/sources/source.hpp"

namespace entente::testing {

class MemoryInput final : public InputStream {
 public:
  explicit MemoryInput(std::string bytes, std::string name = "memory")
      : bytes_(std::move(bytes)), name_(std::move(name)) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    const std::size_t count = std::min(size, bytes_.size() - at_);
    std::memcpy(buffer, bytes_.data() + at_, count);
    at_ += count;
    return count;
  }
  const std::string& name() const override { return name_; }
  std::uint64_t stored_bytes_done() const override { return at_; }
  std::uint64_t stored_bytes_all() const override { return bytes_.size(); }

 private:
  std::string bytes_;
  std::string name_;
  std::size_t at_ = 0;
};

/// An EventRow that owns its texts.
struct KeptRow {
  EventRow row;
  explicit KeptRow(const EventRow& given) : row(given) {
    for (auto text : kTexts) {
      texts_.push_back(std::make_unique<std::string>(given.*text));
      row.*text = *texts_.back();
    }
  }

 private:
  static constexpr std::string_view EventRow::*kTexts[] = {
      &EventRow::provider,       &EventRow::provider_id,    &EventRow::source_raw,
      &EventRow::target_raw,     &EventRow::source_name,    &EventRow::target_name,
      &EventRow::source_sectors, &EventRow::target_sectors, &EventRow::source_country,
      &EventRow::target_country, &EventRow::action,         &EventRow::country,
      &EventRow::story_id,       &EventRow::register_id,    &EventRow::issues,
      &EventRow::occasion,       &EventRow::claimant,       &EventRow::sentence,
      &EventRow::citation,       &EventRow::grade};
  std::vector<std::unique_ptr<std::string>> texts_;
};

struct KeptReject {
  std::uint64_t line = 0;
  std::string column, reason, raw;
};

class KeepingSink final : public RowSink {
 public:
  bool row(const EventRow& row) override {
    rows.emplace_back(row);
    return rows.size() < most;
  }
  bool reject(const RejectedRow& row) override {
    rejects.push_back(
        {row.line, std::string(row.column_name), std::string(row.reason), std::string(row.raw)});
    return true;
  }
  std::vector<KeptRow> rows;
  std::vector<KeptReject> rejects;
  std::size_t most = static_cast<std::size_t>(-1);
};

struct Reading {
  std::vector<KeptRow> rows;
  std::vector<KeptReject> rejects;
  std::optional<Error> error;
  std::string provider;
};

inline SourceContext context_of(std::string name) {
  SourceContext context;
  context.input_name = std::move(name);
  context.today = Day{std::chrono::year{2026} / 1 / 1};
  return context;
}

/// Reads a text with a source that is given.
inline Reading read_with(Source& source, std::string text, const SourceContext& context,
                         const InputLimits& limits = {}) {
  Reading reading;
  MemoryInput input(std::move(text), context.input_name);
  LineReader lines(input, limits);
  KeepingSink sink;
  reading.provider = source.provider();
  if (auto done = source.read(lines, context, sink); !done) reading.error = done.error();
  reading.rows = std::move(sink.rows);
  reading.rejects = std::move(sink.rejects);
  return reading;
}

/// Reads a text as `ingest` does: recognised by content, or by `format` if one is given.
inline Reading read_text(const std::string& text, std::string_view format = {},
                         const SourceContext& context = context_of("memory"),
                         const InputLimits& limits = {}) {
  const std::string_view head = std::string_view(text).substr(0, 64U << 10);
  auto source = source_for(head, context.input_name, format);
  if (!source) {
    Reading reading;
    reading.error = source.error();
    return reading;
  }
  return read_with(**source, text, context, limits);
}

}  // namespace entente::testing

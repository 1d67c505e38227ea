#pragma once
// Rows written to a file or to standard output, as CSV or JSON lines, one by one.

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "output.hpp"
#include "settings.hpp"

namespace entente::cli {

/// csv, jsonl or parquet: --format, else by the file's ending, else csv. kUsage for any other, and
/// for parquet on standard output.
Result<std::string> wanted_format(const Values& values, const std::string& file);

class RowFile {
 public:
  /// A new file, or standard output for "-"; `format` is csv or jsonl.
  static Result<RowFile> create(Output& out, const std::string& format, const std::string& file);

  Result<void> header(const std::vector<ResultColumn>& columns);
  Result<void> row(const std::vector<Value>& values);
  std::uint64_t rows() const { return rows_; }
  /// Closes and syncs.
  Result<void> finish();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  RowFile(Output& out, bool csv, std::string name)
      : out_(&out), csv_(csv), name_(std::move(name)) {}
  Result<void> write(std::string_view text);

  Output* out_;
  bool csv_;
  std::string name_;
  std::unique_ptr<std::FILE, Close> file_;  ///< null: standard output
  std::vector<std::string> names_;
  std::uint64_t rows_ = 0;
};

}  // namespace entente::cli

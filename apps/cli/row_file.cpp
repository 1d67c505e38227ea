// See row_file.hpp.

#include "row_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>

#include "entente/base/csv.hpp"
#include "entente/base/files.hpp"
#include "entente/base/text.hpp"
#include "table.hpp"

namespace entente::cli {

Result<std::string> wanted_format(const Values& values, const std::string& file) {
  std::string format = values.text("format");
  if (format.empty()) {
    const auto ending = std::filesystem::path(file).extension().string();
    format = ending.empty() ? "csv" : ending.substr(1);
  }
  if (format != "csv" && format != "jsonl" && format != "parquet") {
    return fail(ErrorCode::kUsage, fmt::format("there is no export as {}", printable(format)),
                "--format csv, jsonl or parquet");
  }
  if (format == "parquet" && file == "-")
    return fail(ErrorCode::kUsage, "parquet needs a file: -o FILE.parquet");
  return format;
}

Result<RowFile> RowFile::create(Output& out, const std::string& format, const std::string& file) {
  RowFile made(out, format == "csv", file);
  if (file == "-") return made;
  made.file_.reset(std::fopen(file.c_str(), "wbx"));
  if (!made.file_) return fail(files::system_error("write", file, errno));
  return made;
}

Result<void> RowFile::write(std::string_view text) {
  if (!file_) {
    out_->print(text);
    if (out_->closed()) return fail(ErrorCode::kInterrupted, "the reader has gone");
    return {};
  }
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size())
    return fail(files::system_error("write", name_, errno));
  return {};
}

Result<void> RowFile::header(const std::vector<ResultColumn>& columns) {
  std::string line;
  for (const auto& column : columns) {
    names_.push_back(column.name);
    line += (line.empty() ? "" : ",") + csv_field(column.name);
  }
  return csv_ ? write(line + "\r\n") : Result<void>{};
}

Result<void> RowFile::row(const std::vector<Value>& values) {
  ++rows_;
  if (!csv_) {
    Value object;
    object.kind = Value::Kind::kObject;
    object.items = values;
    object.names = names_;
    return write(json_text(object) + "\n");
  }
  std::string line;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i != 0) line += ',';
    line += csv_field(csv_text(values[i]));
  }
  return write(line + "\r\n");
}

Result<void> RowFile::finish() {
  if (!file_) return {};
  if (std::fclose(file_.release()) != 0) return fail(files::system_error("write", name_, errno));
  return files::sync_file(name_);
}

}  // namespace entente::cli

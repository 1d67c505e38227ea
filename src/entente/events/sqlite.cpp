#include "entente/events/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

#include "entente/base/files.hpp"

namespace entente::sqlite {
namespace {

constexpr std::string_view kFailed = "the catalogue could not be read or written";

}  // namespace

tl::unexpected<Error> error_of(sqlite3* database, std::string_view what, const std::string& file) {
  const int code = sqlite3_errcode(database);
  std::string help;
  if (code == SQLITE_FULL) help = files::kDiskFull;
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) help = "restore the store from a backup";
  const ErrorCode kind = code == SQLITE_BUSY ? ErrorCode::kLocked : ErrorCode::kFailure;
  return fail(kind, fmt::format("{}: {}", what, sqlite3_errmsg(database)), help, {file, 0, 0});
}

Result<void> execute(sqlite3* database, const std::string& file, const char* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    return error_of(database, kFailed, file);
  return {};
}

Statement::Statement(sqlite3* database, std::string file, const char* sql)
    : database_(database), file_(std::move(file)) {
  ok_ = sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) == SQLITE_OK;
}
Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(std::int64_t value) {
  return bound(sqlite3_bind_int64(statement_, ++at_, value));
}
Statement& Statement::bind(double value) {
  return bound(sqlite3_bind_double(statement_, ++at_, value));
}
Statement& Statement::bind(const std::string& value) {
  return bound(sqlite3_bind_text64(statement_, ++at_, value.data(), value.size(), SQLITE_TRANSIENT,
                                   SQLITE_UTF8));
}
Statement& Statement::bind(const std::optional<Day>& day) {
  return day ? bind(std::int64_t{day_number(*day)}) : bind_null();
}
Statement& Statement::bind_blob(const std::string& bytes) {
  return bound(
      sqlite3_bind_blob64(statement_, ++at_, bytes.data(), bytes.size(), SQLITE_TRANSIENT));
}
Statement& Statement::bind_null() { return bound(sqlite3_bind_null(statement_, ++at_)); }

Result<bool> Statement::step() {
  if (!ok_) return error_of(database_, kFailed, file_);
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return error_of(database_, kFailed, file_);
}
Result<void> Statement::run() {
  ENTENTE_TRY(const bool row, step());
  (void)row;
  return {};
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
double Statement::real(int column) const { return sqlite3_column_double(statement_, column); }
std::string Statement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return bytes == nullptr
             ? std::string()
             : std::string(bytes,
                           static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}
std::optional<Day> Statement::day(int column) const {
  if (null(column)) return std::nullopt;
  return day_from_number(static_cast<int>(integer(column)));
}
bool Statement::null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Statement& Statement::bound(int code) {
  ok_ = ok_ && code == SQLITE_OK;
  return *this;
}

}  // namespace entente::sqlite

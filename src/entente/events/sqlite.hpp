#pragma once
// SQLite, wrapped once: a statement that is bound from left to right and stepped row by row.
//
// For the files of this module that keep the catalogue; nothing outside it names SQLite.

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "entente/base/day.hpp"
#include "entente/base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace entente::sqlite {

/// What went wrong last on the connection: kLocked where another writer stays, else kFailure, with
/// what to do about a full disk or a broken file.
tl::unexpected<Error> error_of(sqlite3* database, std::string_view what, const std::string& file);

/// Statements without results, one after the other.
Result<void> execute(sqlite3* database, const std::string& file, const char* sql);

class Statement {
 public:
  Statement(sqlite3* database, std::string file, const char* sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(std::int64_t value);
  Statement& bind(std::uint64_t value) { return bind(std::bit_cast<std::int64_t>(value)); }
  Statement& bind(double value);
  Statement& bind(const std::string& value);
  Statement& bind(const std::optional<Day>& day);
  Statement& bind_blob(const std::string& bytes);
  Statement& bind_null();

  /// Whether there is a row (another row).
  Result<bool> step();
  Result<void> run();

  std::int64_t integer(int column) const;
  std::uint64_t natural(int column) const { return std::bit_cast<std::uint64_t>(integer(column)); }
  double real(int column) const;
  std::string text(int column) const;
  std::optional<Day> day(int column) const;
  bool null(int column) const;

 private:
  Statement& bound(int code);
  sqlite3* database_;
  std::string file_;
  sqlite3_stmt* statement_ = nullptr;
  int at_ = 0;
  bool ok_ = true;
};

}  // namespace entente::sqlite

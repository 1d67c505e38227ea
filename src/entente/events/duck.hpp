#pragma once
// DuckDB, wrapped once.
//
// The only file pair that knows DuckDB's C API. Its calls can fail, throw or return half-made
// objects; here each result is tested, each object freed, each exception caught, and an error comes
// back as a value. Results are read as vectors (columns of up to 2,048 values), never by the
// deprecated value functions.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/result.hpp"

namespace entente {

enum class ColumnType : std::uint8_t {
  kBoolean,
  kUInt8,
  kUInt16,
  kUInt32,
  kUInt64,
  kInt32,
  kInt64,
  kDouble,
  kDate,
  kText
};

struct ColumnSpec {
  std::string_view name;
  ColumnType type;
};

/// Up to 2,048 rows under construction, for a TableSource.
class ChunkWriter {
 public:
  static constexpr std::size_t kRows = 2048;
  template <class T>
  T* data(std::size_t column) {
    return static_cast<T*>(columns_[column].data);
  }
  void set_text(std::size_t column, std::size_t row, std::string_view text);
  void set_null(std::size_t column, std::size_t row);

 private:
  friend struct DuckGlue;
  struct Column {
    void* vector = nullptr;
    void* data = nullptr;
    std::uint64_t* validity = nullptr;  ///< absent until the first null
  };
  std::vector<Column> columns_;
};

/// Rows of ours offered to SQL as a table function. Read by one thread, in order.
class TableSource {
 public:
  virtual ~TableSource() = default;
  virtual const std::vector<ColumnSpec>& columns() const = 0;
  /// A reader of its own for one scan, where queries may scan the table more than once at a time;
  /// null: the source is its own and only reader.
  virtual std::unique_ptr<TableSource> another() const { return nullptr; }
  /// Called before each scan; the next fill() starts at the first row.
  virtual void rewind() = 0;
  /// Writes up to ChunkWriter::kRows rows and gives their number; 0 at the end.
  virtual std::size_t fill(ChunkWriter& out) = 0;
};

/// Rows of a result, column by column. Views hold until the chunk goes.
class ChunkReader {
 public:
  std::size_t size() const { return size_; }
  bool valid(std::size_t column, std::size_t row) const {
    const std::uint64_t* const validity = columns_[column].validity;
    return validity == nullptr || ((validity[row / 64] >> (row % 64)) & 1) != 0;
  }
  template <class T>
  const T* data(std::size_t column) const {
    return static_cast<const T*>(columns_[column].data);
  }
  std::string_view text(std::size_t column, std::size_t row) const;

 private:
  friend struct DuckGlue;
  struct Column {
    const void* data = nullptr;
    const std::uint64_t* validity = nullptr;
  };
  std::vector<Column> columns_;
  std::size_t size_ = 0;
};

/// A value of any type, for output. Numbers that fit no machine type, dates and the like come as
/// text; kNumber marks text that is a number (hugeint, decimal).
struct Value {
  enum class Kind : std::uint8_t {
    kNull,
    kBoolean,
    kInteger,
    kUnsigned,
    kReal,
    kNumber,
    kText,
    kList,
    kObject
  };
  Kind kind = Kind::kNull;
  bool boolean = false;
  std::int64_t integer = 0;
  std::uint64_t natural = 0;
  double real = 0;
  std::string text;
  std::vector<Value> items;        ///< of a list or an object
  std::vector<std::string> names;  ///< an object's keys
};

struct ResultColumn {
  std::string name;
  std::string type;  ///< SQL name: VARCHAR, DATE, BIGINT ...
};

enum class StatementKind : std::uint8_t { kSelect, kExplain, kOther };

class Duck {
 public:
  struct Settings {
    unsigned threads = 1;
    std::uint64_t memory_bytes = 512ULL << 20;
    std::string temp_directory;  ///< empty: nothing spills
    bool interruptible = true;   ///< whether Ctrl-C ends a query
  };
  /// A fresh in-memory database: extensions neither installed nor loaded, UTC.
  static Result<Duck> open(const Settings& settings);
  Duck(Duck&&) noexcept;
  Duck& operator=(Duck&&) noexcept;
  ~Duck();

  Result<void> run(const std::string& sql);
  /// The first column of the first row; an error if there is none.
  Result<std::int64_t> number(const std::string& sql);
  /// Chunk by chunk, streamed. The callback's error ends the reading.
  Result<void> chunks(const std::string& sql,
                      const std::function<Result<void>(const ChunkReader&)>& each);
  /// Row by row as Values, for output.
  Result<void> rows(const std::string& sql,
                    const std::function<Result<void>(const std::vector<ResultColumn>&)>& header,
                    const std::function<Result<void>(const std::vector<Value>&)>& each);
  /// How many statements the text holds, and the first one's kind by the parser's own judgement.
  struct Statements {
    std::size_t count = 0;
    StatementKind kind = StatementKind::kOther;
  };
  Result<Statements> classify(const std::string& sql);

  /// Makes a table function over the source and gives its name, for `SELECT ... FROM name()`. The
  /// source must live until it is withdrawn, or as long as the database.
  Result<std::string> offer(TableSource& source);
  /// From here on the function is an error, so that no query reaches a source that has gone.
  void withdraw(const std::string& name);

 private:
  friend struct DuckGlue;
  struct State;
  explicit Duck(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// 'text' as an SQL literal, quotes doubled.
std::string sql_quote(std::string_view text);
/// ['a', 'b'] as an SQL list of texts.
std::string sql_list(const std::vector<std::string>& texts);

}  // namespace entente

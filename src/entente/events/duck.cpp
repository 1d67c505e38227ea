#include "entente/events/duck.hpp"

#include <duckdb.h>
#include <fmt/format.h>

#include <optional>
#include <utility>

#include "entente/base/files.hpp"
#include "entente/base/progress.hpp"
#include "entente/events/duck_value.hpp"

namespace entente {

namespace {

// A source under the name by which SQL reads it.
struct DuckOffer {
  std::string name;
  TableSource* source = nullptr;  // null once withdrawn
};

}  // namespace

struct Duck::State {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  std::vector<std::unique_ptr<DuckOffer>> offers;  // DuckDB keeps their addresses
  bool interruptible = true;
  bool stopped() const { return interruptible && interrupted; }
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (connection != nullptr) duckdb_disconnect(&connection);
    if (database != nullptr) duckdb_close(&database);
  }
};

namespace {

duckdb_type duck_type(ColumnType type) {
  switch (type) {
    case ColumnType::kBoolean:
      return DUCKDB_TYPE_BOOLEAN;
    case ColumnType::kUInt8:
      return DUCKDB_TYPE_UTINYINT;
    case ColumnType::kUInt16:
      return DUCKDB_TYPE_USMALLINT;
    case ColumnType::kUInt32:
      return DUCKDB_TYPE_UINTEGER;
    case ColumnType::kUInt64:
      return DUCKDB_TYPE_UBIGINT;
    case ColumnType::kInt32:
      return DUCKDB_TYPE_INTEGER;
    case ColumnType::kInt64:
      return DUCKDB_TYPE_BIGINT;
    case ColumnType::kDouble:
      return DUCKDB_TYPE_DOUBLE;
    case ColumnType::kDate:
      return DUCKDB_TYPE_DATE;
    case ColumnType::kText:
      return DUCKDB_TYPE_VARCHAR;
  }
  return DUCKDB_TYPE_VARCHAR;
}

struct Outcome {
  duckdb_result result{};
  Outcome() = default;
  ~Outcome() { duckdb_destroy_result(&result); }
  Outcome(const Outcome&) = delete;
  Outcome& operator=(const Outcome&) = delete;
};

struct Prepared {
  duckdb_prepared_statement statement = nullptr;
  Prepared() = default;
  ~Prepared() { duckdb_destroy_prepare(&statement); }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
};

struct DataChunk {
  duckdb_data_chunk chunk;
  explicit DataChunk(duckdb_data_chunk c) : chunk(c) {}
  ~DataChunk() {
    if (chunk != nullptr) duckdb_destroy_data_chunk(&chunk);
  }
  DataChunk(const DataChunk&) = delete;
  DataChunk& operator=(const DataChunk&) = delete;
};

// DuckDB ends its messages with the query and a caret, or a stack trace; the first line says it.
std::string first_line(const char* message) {
  if (message == nullptr) return "DuckDB failed without a message";
  const std::string_view text(message);
  return std::string(text.substr(0, text.find('\n')));
}

tl::unexpected<Error> duck_error(const char* message) {
  std::string line = first_line(message);
  const auto says = [&](std::string_view what) { return line.find(what) != std::string::npos; };
  std::string help;
  if (says("No space left")) help = files::kDiskFull;
  if (says("Out of Memory")) help = "give more with --memory SIZE";
  return fail(ErrorCode::kFailure, std::move(line), std::move(help));
}

// Runs a function of DuckDB's, turning what it throws into an error.
template <class T, class Function>
Result<T> guarded(const Function& function) {
  try {
    return function();
  } catch (const std::exception& thrown) {
    return duck_error(thrown.what());
  } catch (...) {
    return duck_error(nullptr);
  }
}

Result<void> execute(duckdb_connection connection, const std::string& sql, duckdb_result* result) {
  if (duckdb_query(connection, sql.c_str(), result) == DuckDBError) {
    return duck_error(duckdb_result_error(result));
  }
  return {};
}

// --- table function -----------------------------------------------------------------------------

void table_bind(duckdb_bind_info info) {
  auto* source = static_cast<DuckOffer*>(duckdb_bind_get_extra_info(info))->source;
  if (source == nullptr) {
    duckdb_bind_set_error(info, "this table is no longer there");
    return;
  }
  for (const auto& column : source->columns()) {
    const duck::LogicalType type(duckdb_create_logical_type(duck_type(column.type)));
    duckdb_bind_add_result_column(info, std::string(column.name).c_str(),
                                  static_cast<duckdb_logical_type>(type.type));
  }
  duckdb_bind_set_bind_data(info, source, nullptr);
}

void delete_reader(void* reader) { delete static_cast<TableSource*>(reader); }

void table_init(duckdb_init_info info) {
  auto* source = static_cast<TableSource*>(duckdb_init_get_bind_data(info));
  if (auto reader = source->another()) {
    source = reader.get();
    duckdb_init_set_init_data(info, reader.release(), delete_reader);
  }
  source->rewind();
  duckdb_init_set_max_threads(info, 1);
}

}  // namespace

struct DuckGlue {
  static void table_fill(duckdb_function_info info, duckdb_data_chunk output) {
    ChunkWriter writer;
    const idx_t count = duckdb_data_chunk_get_column_count(output);
    for (idx_t i = 0; i < count; ++i) {
      duckdb_vector vector = duckdb_data_chunk_get_vector(output, i);
      writer.columns_.push_back({vector, duckdb_vector_get_data(vector), nullptr});
    }
    void* const reader = duckdb_function_get_init_data(info);
    auto* source =
        static_cast<TableSource*>(reader != nullptr ? reader : duckdb_function_get_bind_data(info));
    duckdb_data_chunk_set_size(output, source->fill(writer));
  }
  static ChunkReader reader(duckdb_data_chunk chunk) {
    ChunkReader reader;
    reader.size_ = duckdb_data_chunk_get_size(chunk);
    const idx_t count = duckdb_data_chunk_get_column_count(chunk);
    for (idx_t i = 0; i < count; ++i) {
      duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, i);
      reader.columns_.push_back(
          {duckdb_vector_get_data(vector), duckdb_vector_get_validity(vector)});
    }
    return reader;
  }

  // Runs a query and hands on its result before the first chunk, then chunk by chunk as they come.
  static Result<void> stream(Duck& duck, const std::string& sql,
                             const std::function<Result<void>(duckdb_result&)>& begin,
                             const std::function<Result<void>(duckdb_data_chunk)>& each) {
    return guarded<void>([&]() -> Result<void> {
      const Duck::State& state = *duck.state_;
      Prepared prepared;
      if (duckdb_prepare(state.connection, sql.c_str(), &prepared.statement) == DuckDBError) {
        return duck_error(prepared.statement == nullptr ? nullptr
                                                        : duckdb_prepare_error(prepared.statement));
      }
      Outcome outcome;
      if (duckdb_execute_prepared_streaming(prepared.statement, &outcome.result) == DuckDBError) {
        return duck_error(duckdb_result_error(&outcome.result));
      }
      ENTENTE_CHECK(begin(outcome.result));
      for (;;) {
        if (state.stopped()) return fail(ErrorCode::kInterrupted, "interrupted");
        const DataChunk chunk(duckdb_fetch_chunk(outcome.result));
        if (chunk.chunk == nullptr || duckdb_data_chunk_get_size(chunk.chunk) == 0) break;
        ENTENTE_CHECK(each(chunk.chunk));
      }
      const char* const message = duckdb_result_error(&outcome.result);
      if (message != nullptr && *message != '\0') return duck_error(message);
      return {};
    });
  }
};

void ChunkWriter::set_text(std::size_t column, std::size_t row, std::string_view text) {
  duckdb_vector_assign_string_element_len(static_cast<duckdb_vector>(columns_[column].vector), row,
                                          text.data(), text.size());
}

void ChunkWriter::set_null(std::size_t column, std::size_t row) {
  Column& c = columns_[column];
  if (c.validity == nullptr) {
    duckdb_vector_ensure_validity_writable(static_cast<duckdb_vector>(c.vector));
    c.validity = duckdb_vector_get_validity(static_cast<duckdb_vector>(c.vector));
  }
  c.validity[row / 64] &= ~(std::uint64_t{1} << (row % 64));
}

std::string_view ChunkReader::text(std::size_t column, std::size_t row) const {
  return duck::string_at(columns_[column].data, row);
}

Duck::Duck(std::unique_ptr<State> state) : state_(std::move(state)) {}
Duck::Duck(Duck&&) noexcept = default;
Duck& Duck::operator=(Duck&&) noexcept = default;
Duck::~Duck() = default;

Result<Duck> Duck::open(const Settings& settings) {
  return guarded<Duck>([&]() -> Result<Duck> {
    duckdb_config config = nullptr;
    if (duckdb_create_config(&config) == DuckDBError) return duck_error("no configuration");
    const auto set = [&](const char* name, const std::string& value) {
      duckdb_set_config(config, name, value.c_str());
    };
    set("threads", std::to_string(settings.threads));
    set("memory_limit", fmt::format("{}B", settings.memory_bytes));
    set("temp_directory", settings.temp_directory);
    set("autoinstall_known_extensions", "false");
    set("autoload_known_extensions", "false");
    set("allow_community_extensions", "false");
    auto state = std::make_unique<State>();
    state->interruptible = settings.interruptible;
    char* message = nullptr;
    const duckdb_state opened = duckdb_open_ext(nullptr, &state->database, config, &message);
    duckdb_destroy_config(&config);
    if (opened == DuckDBError) {
      const auto error = duck_error(message);
      duckdb_free(message);
      return error;
    }
    if (duckdb_connect(state->database, &state->connection) == DuckDBError)
      return duck_error("no connection");
    return Duck(std::move(state));
  });
}

Result<void> Duck::run(const std::string& sql) {
  return guarded<void>([&]() -> Result<void> {
    Outcome outcome;
    return execute(state_->connection, sql, &outcome.result);
  });
}

Result<void> Duck::chunks(const std::string& sql,
                          const std::function<Result<void>(const ChunkReader&)>& each) {
  return DuckGlue::stream(
      *this, sql, [](duckdb_result&) -> Result<void> { return {}; },
      [&](duckdb_data_chunk chunk) { return each(DuckGlue::reader(chunk)); });
}

Result<std::int64_t> Duck::number(const std::string& sql) {
  std::optional<std::int64_t> value;
  ENTENTE_CHECK(chunks(fmt::format("SELECT CAST(({}) AS BIGINT)", sql),
                       [&](const ChunkReader& chunk) -> Result<void> {
                         if (!value && chunk.valid(0, 0)) value = chunk.data<std::int64_t>(0)[0];
                         return {};
                       }));
  if (!value) return fail(ErrorCode::kFailure, "a query gave no number");
  return *value;
}

Result<void> Duck::rows(const std::string& sql,
                        const std::function<Result<void>(const std::vector<ResultColumn>&)>& header,
                        const std::function<Result<void>(const std::vector<Value>&)>& each) {
  std::vector<std::unique_ptr<duck::LogicalType>> types;
  std::vector<Value> row;
  const auto begin = [&](duckdb_result& result) -> Result<void> {
    std::vector<ResultColumn> columns;
    for (idx_t i = 0; i < duckdb_column_count(&result); ++i) {
      types.push_back(std::make_unique<duck::LogicalType>(duckdb_column_logical_type(&result, i)));
      columns.push_back({duckdb_column_name(&result, i), duck::type_name(types.back()->type)});
      if (duck::readable(types.back()->type)) continue;
      return fail(ErrorCode::kUsage,
                  fmt::format("column {} has a type that cannot be printed", columns.back().name),
                  "cast it in the query, for example to VARCHAR");
    }
    row.resize(columns.size());
    return header(columns);
  };
  return DuckGlue::stream(*this, sql, begin, [&](duckdb_data_chunk chunk) -> Result<void> {
    for (idx_t r = 0; r < duckdb_data_chunk_get_size(chunk); ++r) {
      for (idx_t i = 0; i < row.size(); ++i) {
        row[i] = duck::value_of(duckdb_data_chunk_get_vector(chunk, i), types[i]->type, r);
      }
      ENTENTE_CHECK(each(row));
    }
    return {};
  });
}

Result<Duck::Statements> Duck::classify(const std::string& sql) {
  return guarded<Statements>([&]() -> Result<Statements> {
    duckdb_extracted_statements extracted = nullptr;
    struct Cleanup {
      duckdb_extracted_statements* extracted;
      ~Cleanup() { duckdb_destroy_extracted(extracted); }
    } cleanup{&extracted};
    const idx_t count = duckdb_extract_statements(state_->connection, sql.c_str(), &extracted);
    if (count == 0) {
      const char* const message =
          extracted == nullptr ? nullptr : duckdb_extract_statements_error(extracted);
      return fail(ErrorCode::kUsage,
                  message == nullptr ? "the query is empty" : first_line(message));
    }
    Statements found{count, StatementKind::kOther};
    Prepared prepared;
    duckdb_prepared_statement& statement = prepared.statement;
    if (duckdb_prepare_extracted_statement(state_->connection, extracted, 0, &statement) ==
        DuckDBError) {
      return fail(ErrorCode::kUsage,
                  first_line(statement == nullptr ? nullptr : duckdb_prepare_error(statement)));
    }
    switch (duckdb_prepared_statement_type(statement)) {
      case DUCKDB_STATEMENT_TYPE_SELECT:
        found.kind = StatementKind::kSelect;
        break;
      case DUCKDB_STATEMENT_TYPE_EXPLAIN:
        found.kind = StatementKind::kExplain;
        break;
      default:
        break;
    }
    return found;
  });
}

Result<std::string> Duck::offer(TableSource& source) {
  return guarded<std::string>([&]() -> Result<std::string> {
    auto& offer = *state_->offers.emplace_back(std::make_unique<DuckOffer>());
    offer = {fmt::format("entente_table_{}", state_->offers.size()), &source};
    const std::string& name = offer.name;
    duckdb_table_function function = duckdb_create_table_function();
    duckdb_table_function_set_name(function, name.c_str());
    duckdb_table_function_set_extra_info(function, &offer, nullptr);
    duckdb_table_function_set_bind(function, table_bind);
    duckdb_table_function_set_init(function, table_init);
    duckdb_table_function_set_function(function, DuckGlue::table_fill);
    const duckdb_state done = duckdb_register_table_function(state_->connection, function);
    duckdb_destroy_table_function(&function);
    if (done == DuckDBError) return duck_error("the table function could not be registered");
    return name;
  });
}

void Duck::withdraw(const std::string& name) {
  for (const auto& offer : state_->offers) {
    if (offer->name == name) offer->source = nullptr;
  }
}

std::string sql_quote(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    quoted += c;
    if (c == '\'') quoted += c;
  }
  return quoted + "'";
}

std::string sql_list(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const auto& text : texts) {
    if (list.size() > 1) list += ", ";
    list += sql_quote(text);
  }
  return list + "]";
}

}  // namespace entente

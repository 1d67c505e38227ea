# The parts that are not ours: Debian's packages (apt.txt) and DuckDB (third_party/duckdb.lock).
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(TBB REQUIRED)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(ZIP REQUIRED IMPORTED_TARGET libzip)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(SIMDJSON REQUIRED IMPORTED_TARGET simdjson)
pkg_check_modules(CRYPTO REQUIRED IMPORTED_TARGET libcrypto)
pkg_check_modules(FMT REQUIRED IMPORTED_TARGET fmt)

set(DUCKDB_DIR "${PROJECT_SOURCE_DIR}/build/tools/duckdb" CACHE PATH "where bootstrap unpacked DuckDB")
if(NOT EXISTS "${DUCKDB_DIR}/lib/libduckdb.so")
  message(FATAL_ERROR "DuckDB is missing at ${DUCKDB_DIR}: run 'make bootstrap'")
endif()
add_library(duckdb SHARED IMPORTED)
set_target_properties(duckdb PROPERTIES IMPORTED_LOCATION "${DUCKDB_DIR}/lib/libduckdb.so"
  INTERFACE_INCLUDE_DIRECTORIES "${DUCKDB_DIR}/include"
  INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${DUCKDB_DIR}/include")

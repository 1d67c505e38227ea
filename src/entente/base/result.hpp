#pragma once
// Errors as values, with places.
//
// A function that can fail on its input returns Result<T>; a broken invariant of our own is an
// assert. An Error says what is wrong, where, and what to do, and carries the code that decides the
// program's exit status. Exceptions of other libraries are caught where the library is wrapped.

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace entente {

/// Where in an input something stands. Empty file and zeros mean "not known".
struct Place {
  std::string file;
  std::uint64_t line = 0;    ///< from 1
  std::uint64_t column = 0;  ///< from 1, a field's number in tables and a character's in texts
  bool operator==(const Place&) const = default;
};

/// Each code is one exit status (exit_status below).
enum class ErrorCode { kFailure, kUsage, kBadData, kNotFound, kLocked, kInterrupted };

struct Error {
  ErrorCode code = ErrorCode::kFailure;
  std::string message;  ///< one sentence, without a full stop
  Place place;
  std::string help;  ///< what to do; may be empty
};

template <class T>
using Result = tl::expected<T, Error>;

/// 0 is success; 1 failure, 2 usage, 3 bad data over the limit, 4 not found, 5 locked, 130
/// interrupted.
int exit_status(ErrorCode code);

/// The code's name as scripts see it: failure, usage, bad_data, not_found, locked, interrupted.
std::string error_code_name(ErrorCode code);

/// For `return fail(ErrorCode::kNotFound, "...")` in any function that returns a Result.
inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string help = {},
                                  Place place = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(place), std::move(help)});
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

/// The message as a person reads it: "error: ...", "  --> file:line:column", "  help: ...".
std::string format_error(const Error& error);

/// What a check of a text file found: all mistakes at once, each with its place.
using Problems = std::vector<Error>;

}  // namespace entente

#define ENTENTE_JOIN_INNER(a, b) a##b
#define ENTENTE_JOIN(a, b) ENTENTE_JOIN_INNER(a, b)
#define ENTENTE_TRY_INNER(result, declaration, expression)                       \
  auto result = (expression);                                                    \
  if (!result) return tl::unexpected<entente::Error>(std::move(result).error()); \
  declaration = std::move(*result)

/// ENTENTE_TRY(auto x, f()): x is f()'s value, or the function returns f()'s error.
#define ENTENTE_TRY(declaration, expression) \
  ENTENTE_TRY_INNER(ENTENTE_JOIN(entente_result_, __LINE__), declaration, expression)

/// ENTENTE_CHECK(f()): for Result<void>; the function returns f()'s error if there is one.
#define ENTENTE_CHECK(expression)                          \
  if (auto entente_check_ = (expression); !entente_check_) \
  return tl::unexpected<entente::Error>(std::move(entente_check_).error())

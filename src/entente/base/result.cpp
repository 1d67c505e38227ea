#include "entente/base/result.hpp"

namespace entente {

int exit_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::kFailure:
      return 1;
    case ErrorCode::kUsage:
      return 2;
    case ErrorCode::kBadData:
      return 3;
    case ErrorCode::kNotFound:
      return 4;
    case ErrorCode::kLocked:
      return 5;
    case ErrorCode::kInterrupted:
      return 130;
  }
  return 1;
}

std::string error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kFailure:
      return "failure";
    case ErrorCode::kUsage:
      return "usage";
    case ErrorCode::kBadData:
      return "bad_data";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kLocked:
      return "locked";
    case ErrorCode::kInterrupted:
      return "interrupted";
  }
  return "failure";
}

std::string format_error(const Error& error) {
  std::string text = "error: " + error.message + "\n";
  if (!error.place.file.empty()) {
    text += "  --> " + error.place.file;
    if (error.place.line != 0) text += ":" + std::to_string(error.place.line);
    if (error.place.column != 0) text += ":" + std::to_string(error.place.column);
    text += "\n";
  }
  if (!error.help.empty()) text += "  help: " + error.help + "\n";
  return text;
}

}  // namespace entente

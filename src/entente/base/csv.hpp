#pragma once
// Comma- and tab-separated values (RFC 4180), one record at a time or a whole small file.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/result.hpp"

namespace entente {

enum class CsvState {
  kComplete,
  kOpenQuote,  ///< a quoted field goes on in the next line
  kBadQuote,   ///< text after a closing quote
};

/// Splits records with quoted fields. Views point into the record, or into the splitter where a
/// field had to be unescaped; they hold until the next call.
class CsvSplitter {
 public:
  CsvState split(std::string_view record, char separator, std::vector<std::string_view>& fields);

 private:
  std::deque<std::string> unescaped_;
};

struct CsvRow {
  std::uint64_t line = 0;  ///< where the record begins, from 1
  std::vector<std::string> fields;
};

struct CsvTable {
  std::vector<std::string> header;
  std::vector<CsvRow> rows;
};

/// A whole CSV text with a header. Lines that start with '#' before the header and empty lines are
/// passed over; a BOM is allowed. Records whose field count differs from the header's, bad quotes
/// and invalid UTF-8 are problems with their places (`file` is only used for them), and are left
/// out.
CsvTable parse_csv(std::string_view text, const std::string& file, Problems& problems);

/// One field as CSV writes it: quoted only where it must be.
std::string csv_field(std::string_view value);

}  // namespace entente

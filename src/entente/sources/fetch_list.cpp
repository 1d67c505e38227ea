// What the provider says there is.
//
// GDELT 1.0 publishes `md5sums`, a line "MD5  NAME" a file: daily YYYYMMDD.export.CSV.zip since
// April 2013, before that monthly YYYYMM.zip (2006 on) and yearly YYYY.zip, and some other files
// that are not taken. GDELT 2.0 publishes `masterfilelist.txt`, a line "BYTES MD5 URL" a file, more
// than 100 MB of them, of which every third is an export. That list grows at its end, so it is read
// as a stream and left once it is well past the days asked for, but only if it was in order up to
// there.

#include <algorithm>
#include <charconv>
#include <tuple>

#include "entente/base/text.hpp"
#include "entente/sources/fetch_parts.hpp"

namespace entente::fetch_parts {
namespace {

constexpr std::size_t kMaxLineBytes = 4096;
constexpr std::size_t kMaxFiles = 2'000'000;  // fifty years of 15-minute files
constexpr std::chrono::days kPastTheEnd{31};
constexpr std::uint64_t kSureOfOrder = 2000;  // lines; a month of 15-minute files has more

bool all_digits(std::string_view text) {
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
  }
  return !text.empty();
}

int number(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

/// Takes the next word and the blanks after it.
std::string_view next_word(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(text.find_first_not_of(" \t", end), text.size()));
  return word;
}

bool is_md5(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

/// The last part of an address; nothing where the address plays with its path.
std::string_view name_of_url(std::string_view url) {
  if (!url.starts_with("http://") && !url.starts_with("https://")) return {};
  if (url.find("..") != url.npos || url.find_first_of("%\\?#@") != url.npos) return {};
  return url.substr(url.rfind('/') + 1);
}

std::optional<DayRange> whole_month(int year, int month) {
  const std::chrono::year_month first{std::chrono::year{year},
                                      std::chrono::month{static_cast<unsigned>(month)}};
  if (year < 1 || !first.ok()) return std::nullopt;
  return DayRange{Day{first / 1}, Day{(first + std::chrono::months{1}) / 1}};
}

}  // namespace

std::string_view list_name(FetchProvider provider) {
  return provider == FetchProvider::kGdelt1 ? "md5sums" : "masterfilelist.txt";
}

std::optional<DayRange> days_of_name(FetchProvider provider, std::string_view name) {
  constexpr std::string_view kExport = ".export.CSV.zip";
  constexpr std::string_view kZip = ".zip";
  if (name.ends_with(kExport)) {
    std::string_view stamp = name.substr(0, name.size() - kExport.size());
    if (stamp.size() != (provider == FetchProvider::kGdelt1 ? 8U : 14U) || !all_digits(stamp)) {
      return std::nullopt;
    }
    const auto day = parse_compact_day(stamp.substr(0, 8));
    if (!day) return std::nullopt;
    if (stamp.size() == 14 &&
        (number(stamp.substr(8, 2)) > 23 || number(stamp.substr(10, 2)) > 59 ||
         number(stamp.substr(12, 2)) > 59)) {
      return std::nullopt;
    }
    return DayRange{*day, *day + std::chrono::days{1}};
  }
  if (provider != FetchProvider::kGdelt1 || !name.ends_with(kZip)) return std::nullopt;
  const std::string_view stamp = name.substr(0, name.size() - kZip.size());
  if (!all_digits(stamp)) return std::nullopt;
  if (stamp.size() == 6) return whole_month(number(stamp.substr(0, 4)), number(stamp.substr(4, 2)));
  if (stamp.size() != 4 || number(stamp) < 1) return std::nullopt;
  return DayRange{whole_month(number(stamp), 1)->from, whole_month(number(stamp), 12)->to};
}

Result<bool> FileList::bytes(std::string_view more) {
  while (!more.empty()) {
    const std::size_t end = more.find('\n');
    const std::string_view piece = more.substr(0, end);
    if (open_line_.size() + piece.size() > kMaxLineBytes) {
      too_long_ = true;
      open_line_.clear();
    }
    if (end == more.npos) {
      if (!too_long_) open_line_ += piece;
      return true;
    }
    more.remove_prefix(end + 1);
    if (too_long_) {
      ++lines_ignored_;
      too_long_ = false;
      open_line_.clear();
      continue;
    }
    open_line_ += piece;
    ENTENTE_TRY(const bool go_on, line(open_line_));
    open_line_.clear();
    if (!go_on) return false;
  }
  return true;
}

Result<void> FileList::finish() {
  if (too_long_) ++lines_ignored_;
  too_long_ = false;
  if (!open_line_.empty()) ENTENTE_CHECK(line(open_line_));
  open_line_.clear();
  return {};
}

void FileList::restart() { *this = FileList(provider_, days_); }

Result<bool> FileList::line(std::string_view text) {
  if (text.ends_with('\r')) text.remove_suffix(1);
  std::string_view rest = text;
  ListedFile file;
  bool right = true;
  if (provider_ == FetchProvider::kGdelt2) {
    const auto bytes = parse_int(next_word(rest));
    right = bytes.has_value() && *bytes >= 0;
    if (right) file.bytes = static_cast<std::uint64_t>(*bytes);
  }
  const std::string_view md5 = next_word(rest);
  const std::string_view address = next_word(rest);
  const std::string_view name =
      provider_ == FetchProvider::kGdelt2 ? name_of_url(address) : address;
  if (!right || !is_md5(md5) || name.empty() || !rest.empty()) {
    ++lines_ignored_;
    return true;
  }
  ++lines_taken_;
  const auto days = days_of_name(provider_, name);
  if (!days) return true;  // mentions, GKG, other archives
  ++events_;
  if (days->from < newest_) in_order_ = false;
  newest_ = std::max(newest_, days->from);
  if (days->from < days_.to && days_.from < days->to) {
    file.name = name;
    file.days = *days;
    file.md5 = ascii_lower(md5);
    files_.insert_or_assign(file.name, std::move(file));
    if (files_.size() > kMaxFiles) {
      return fail(ErrorCode::kBadData, "the list names more than 2,000,000 files for these days",
                  "ask for fewer days");
    }
  }
  return !in_order_ || events_ < kSureOfOrder || days_.to > kLastDay - kPastTheEnd ||
         newest_ < days_.to + kPastTheEnd;
}

std::vector<ListedFile> FileList::files() const {
  std::vector<ListedFile> all;
  all.reserve(files_.size());
  for (const auto& [name, file] : files_) all.push_back(file);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.days.from, a.name) < std::tie(b.days.from, b.name);
  });
  return all;
}

}  // namespace entente::fetch_parts

#pragma once
// The pieces of fetch.cpp: one HTTP request with its limits, the provider's list of files, and the
// file under way. Not for others.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entente/sources/fetch.hpp"

namespace entente::fetch_parts {

/// MD5 (RFC 1321) by OpenSSL: what the providers' lists hold. For broken downloads, not forgery.
class Md5 {
 public:
  Md5();
  bool ok() const { return ok_; }  ///< false where the system's policy forbids MD5
  void restart();
  void update(std::string_view bytes);
  /// Of all bytes so far; 32 lower-case hex digits. More may follow.
  std::string hex() const;

 private:
  struct Free {
    void operator()(void* context) const;
  };
  std::unique_ptr<void, Free> context_;
  bool ok_ = false;
};

// ---- HTTP (fetch_http.cpp)

/// What the server said before the body.
struct HttpHead {
  long status = 0;
  std::optional<std::uint64_t> range_first;  ///< of "Content-Range: bytes FIRST-LAST/ALL"
};

struct HttpRequest {
  std::string url;
  std::string what;        ///< for progress and messages
  std::uint64_t from = 0;  ///< > 0: "Range: bytes=from-"
  /// Once, before the first byte of a 200 or 206 (and with an empty body too).
  std::function<Result<void>(const HttpHead&)> begin;
  /// The body of a 200 or 206. False stops the transfer, which is then no error.
  std::function<Result<bool>(std::string_view)> body;
};

struct HttpAnswer {
  long status = 0;      ///< 0 if there was none
  std::string problem;  ///< the transfer did not end well; worth another try
  std::int64_t retry_after_seconds = 0;
  bool stopped = false;  ///< by body()
};

/// One connection, used again for each request.
class HttpClient {
 public:
  explicit HttpClient(const FetchOptions& options);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Follows redirects within the host of the address asked for. An error: one of the callbacks',
  /// kInterrupted, a redirect elsewhere, or a failure that another try does not mend.
  Result<HttpAnswer> get(const HttpRequest& request);

 private:
  Result<HttpAnswer> once(const HttpRequest& request, const std::string& url,
                          std::string& redirect);

  const FetchOptions& options_;
  void* curl_;
};

/// The base address with its closing slash, or kUsage.
Result<std::string> checked_base_url(const std::string& url);

// ---- The list (fetch_list.cpp)

struct ListedFile {
  std::string name;
  DayRange days;  ///< that its name stands for
  std::string md5;
  std::optional<std::uint64_t> bytes;  ///< as listed
};

/// The days of a name of the provider's event files; nothing if it is none. Digits and fixed text
/// only, so that a name can never be a path.
std::optional<DayRange> days_of_name(FetchProvider provider, std::string_view name);

/// The list's name under the base address.
std::string_view list_name(FetchProvider provider);

/// Takes a list as it streams in and keeps the files of the days. Lines that are not of the
/// provider's form are counted and passed over, also lines past 4 KiB.
class FileList {
 public:
  FileList(FetchProvider provider, DayRange days) : provider_(provider), days_(days) {}

  /// False when the rest need not be read: the list was in order so far and is more than a month
  /// past the end.
  Result<bool> bytes(std::string_view more);
  /// The last line, if it has no line end.
  Result<void> finish();
  void restart();

  /// By day, then name. Where a name is listed more than once, its last line counts.
  std::vector<ListedFile> files() const;
  std::uint64_t lines_taken() const { return lines_taken_; }  ///< of the provider's form
  std::uint64_t lines_ignored() const { return lines_ignored_; }

 private:
  Result<bool> line(std::string_view text);

  FetchProvider provider_;
  DayRange days_;
  std::string open_line_;
  bool too_long_ = false;
  bool in_order_ = true;
  Day newest_ = kFirstDay;
  std::uint64_t events_ = 0;
  std::uint64_t lines_taken_ = 0;
  std::uint64_t lines_ignored_ = 0;
  std::map<std::string, ListedFile, std::less<>> files_;
};

// ---- The file under way (fetch_file.cpp)

/// NAME.part, open and locked, with the checksum of what it holds.
class PartFile {
 public:
  /// Opens or makes it (never through a link) and reads what is there.
  static Result<std::unique_ptr<PartFile>> open(const std::string& path);
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  std::uint64_t size() const { return size_; }
  std::string md5() const { return md5_.hex(); }
  Result<void> append(std::string_view bytes);
  Result<void> restart();
  /// Syncs it and gives it its name.
  Result<void> become(const std::string& path);
  Result<void> remove();

 private:
  PartFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  std::string path_;
  int fd_;
  std::uint64_t size_ = 0;
  Md5 md5_;
};

struct StoredFile {
  std::uint64_t bytes = 0;
  std::string md5;
};
/// Size and checksum of a regular file; nothing if there is none of that name.
Result<std::optional<StoredFile>> stored_file(const std::string& path);

}  // namespace entente::fetch_parts

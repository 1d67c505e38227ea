#pragma once
// A user's own copy of a provider's published files: which files hold the days asked for, got once,
// checked, kept in a folder, and handed on one by one so that each can be ingested as it comes.
//
// The provider's own checksum list says what exists and what its bytes must hash to. One connection
// at a time, a pause between requests, a user agent that says who asks. A download that was cut
// goes on where it stopped, in this run or the next. Only the host of the base address is ever
// asked; what the list or a redirect says of other hosts is not followed, and names in the list
// never make a path outside the folder. The checksum guards against broken downloads, not against a
// server that lies in both list and file (the providers publish by plain HTTP).

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/day.hpp"
#include "entente/base/progress.hpp"
#include "entente/base/result.hpp"

namespace entente {

enum class FetchProvider {
  kGdelt1,  ///< daily files since 2013-04-01; before that monthly (from 2006) and yearly ones
  kGdelt2,  ///< a file each 15 minutes since 2015-02-18, English-language feed, events only
};

/// "gdelt1" or "gdelt2"; anything else is kUsage with the two names.
Result<FetchProvider> fetch_provider(std::string_view name);
/// The provider's public folder, with its closing slash.
std::string_view default_base_url(FetchProvider provider);

struct FetchOptions {
  FetchProvider provider = FetchProvider::kGdelt1;
  /// Days of the files' names: when the provider recorded the rows (UTC), not when things happened.
  /// A monthly or yearly file is taken whole if one of its days is inside.
  DayRange days{};
  /// A mirror with the same list and file names; http or https, no user, query or fragment. Empty:
  /// default_base_url. Files are got from here whatever addresses the list holds.
  std::string base_url;
  std::string folder;      ///< made if missing; holds NAME and, while under way, NAME.part
  int pause_ms = 1000;     ///< after each request
  int retries = 5;         ///< of one file or list, after a cut connection, 429 or 5xx
  int back_off_ms = 2000;  ///< before the first retry, doubled each time, at most a minute;
                           ///< a server's Retry-After is kept if it is longer (up to 5 min)
  int connect_timeout_seconds = 20;
  int stall_timeout_seconds = 60;  ///< less than a byte a second for so long cuts the connection
  std::uint64_t max_file_bytes = 512ULL << 20;
  std::uint64_t max_list_bytes = 1ULL << 30;
  std::string user_agent = "entente (a person's own copy of open event data; one connection)";
  /// what: the file's or list's name; bytes_done of bytes_all of it. Called often; must not throw.
  ProgressSink progress;
  /// One line at a time for a person: what is passed over, tried again or refused. May be empty.
  std::function<void(const std::string&)> say;
};

struct FetchedFile {
  std::string name;  ///< "20240301120000.export.CSV.zip"
  std::string url;
  std::string path;            ///< folder/name
  std::uint64_t bytes = 0;     ///< of the whole file
  std::string md5;             ///< 32 lower-case hex digits, as listed and as found
  bool resumed = false;        ///< part of it was on disk from an earlier run or a cut connection
  bool already_there = false;  ///< whole and right on disk; the server was not asked for it
  bool missing = false;        ///< listed, but the server says 404 or 410; nothing on disk
};

/// Called when a file is on disk, whole, checked and synced; an error ends the fetch with it.
using FetchedSink = std::function<Result<void>(const FetchedFile&)>;

/// Gets every listed file of the days, oldest first. `each` (may be empty) hears of every file but
/// the missing ones, also of those already there, so that a run cut short and started again hands
/// on all of them. Returns all files in order, with the missing.
///
/// A file whose checksum is wrong twice, or that is larger than max_file_bytes, does not stop the
/// others (ten such files do); the fetch then ends with kBadData that names it. Other errors:
/// kUsage (address, empty range), kNotFound (no file listed for the days, or no list), kBadData
/// (the list is none, or too long), kLocked (another fetch is writing the same file), kFailure
/// (server or network after all retries, a redirect to another host, disk), kInterrupted
/// (entente::interrupted was set: what was got of the file stays as NAME.part for the next run).
///
/// Proxies are taken from the environment as libcurl does; TLS certificates are always checked.
/// Memory grows with the number of files, not their size. Not for two threads at once in one
/// folder.
Result<std::vector<FetchedFile>> fetch(const FetchOptions& options, const FetchedSink& each);

}  // namespace entente

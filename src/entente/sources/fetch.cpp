// Fetching, file by file.
//
// The list comes first; it names each file and its MD5. A file that is on disk with that MD5 is not
// asked for. Otherwise its bytes go to NAME.part, which survives a cut, a crash and Ctrl-C: the
// next try asks for the rest by a Range, and takes it only if the server answers 206 from just that
// byte, else starts again. NAME.part becomes NAME when the MD5 of all of it is right. A part that
// turns out wrong is got once more from its beginning, since an old part may belong to an older
// file.
//
// Politeness: one connection, a pause after each request, doubled waits after a failure, and the
// server's own Retry-After.

#include "entente/sources/fetch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "entente/base/files.hpp"
#include "entente/base/text.hpp"
#include "entente/sources/fetch_parts.hpp"

namespace entente {
namespace {

using namespace fetch_parts;

constexpr int kMaxBadFiles = 10;
constexpr std::uint64_t kProgressBytes = 1U << 20;
constexpr std::int64_t kMaxBackOffMs = 60'000;
constexpr std::int64_t kMaxRetryAfterMs = 300'000;

Result<void> sleep_for(std::int64_t milliseconds) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  for (;;) {
    if (interrupted) {
      return fail(ErrorCode::kInterrupted, "interrupted between two files",
                  "run the same command again: it goes on where it stopped");
    }
    const auto left = until - std::chrono::steady_clock::now();
    if (left <= left.zero()) return {};
    std::this_thread::sleep_for(
        std::min<std::chrono::nanoseconds>(left, std::chrono::milliseconds(50)));
  }
}

class Fetcher {
 public:
  Fetcher(const FetchOptions& options, std::string base_url)
      : options_(options), base_url_(std::move(base_url)), http_(options) {}

  Result<std::vector<FetchedFile>> run(const FetchedSink& each);

 private:
  Result<std::vector<ListedFile>> list();
  Result<FetchedFile> file(const ListedFile& listed);
  Result<void> download(const ListedFile& listed, PartFile& part, FetchedFile& fetched);
  Result<HttpAnswer> request(const ListedFile& listed, PartFile& part, FetchedFile& fetched,
                             bool& over_limit);
  Result<void> wait_after(const HttpAnswer& answer, const std::string& what, int attempt);
  void say(const std::string& text) const {
    if (options_.say) options_.say(text);
  }
  Error too_large(const std::string& name) const {
    return {ErrorCode::kBadData,
            fmt::format("{} is larger than {} bytes", name, options_.max_file_bytes),
            {},
            "raise the limit of bytes a file if that is right"};
  }

  const FetchOptions& options_;
  std::string base_url_;
  HttpClient http_;
};

/// Waits before the next attempt, or gives up.
Result<void> Fetcher::wait_after(const HttpAnswer& answer, const std::string& what, int attempt) {
  if (attempt >= options_.retries) {
    return fail(
        ErrorCode::kFailure,
        fmt::format("could not fetch {}{} after {}: {}", base_url_, what,
                    count_of(static_cast<std::uint64_t>(attempt) + 1, "attempt"), answer.problem),
        "run the same command again later: it goes on where it stopped");
  }
  std::int64_t wait = std::min(
      static_cast<std::int64_t>(options_.back_off_ms) << std::min(attempt, 16), kMaxBackOffMs);
  const std::int64_t asked = std::clamp<std::int64_t>(answer.retry_after_seconds, 0, 300) * 1000;
  wait = std::max({wait, std::min(asked, kMaxRetryAfterMs), std::int64_t{options_.pause_ms}});
  say(fmt::format("{}: {}; trying again in {:.1f} s", what, answer.problem,
                  static_cast<double>(wait) / 1000));
  return sleep_for(wait);
}

Result<std::vector<ListedFile>> Fetcher::list() {
  const std::string name(list_name(options_.provider));
  FileList list(options_.provider, options_.days);
  HttpRequest request;
  request.url = base_url_ + name;
  request.what = name;
  std::uint64_t bytes = 0;
  request.begin = [&](const HttpHead&) -> Result<void> {
    bytes = 0;
    list.restart();
    return {};
  };
  request.body = [&](std::string_view more) -> Result<bool> {
    bytes += more.size();
    if (bytes > options_.max_list_bytes) {
      return fail(ErrorCode::kBadData, fmt::format("the list {} is larger than {} bytes",
                                                   request.url, options_.max_list_bytes));
    }
    return list.bytes(more);
  };
  HttpAnswer answer;
  for (int attempt = 0;; ++attempt) {
    ENTENTE_TRY(answer, http_.get(request));
    if (answer.problem.empty()) break;
    ENTENTE_CHECK(wait_after(answer, name, attempt));
  }
  if (answer.status != 200) {
    return fail(
        ErrorCode::kNotFound,
        fmt::format("no list of files at {}: the server says {}", request.url, answer.status),
        "check the base address");
  }
  if (!answer.stopped) ENTENTE_CHECK(list.finish());
  if (list.lines_taken() == 0) {
    return fail(ErrorCode::kBadData, request.url + " is not the provider's list of files",
                "check the base address, and that no proxy answers in its place");
  }
  if (list.lines_ignored() > 0) {
    say(fmt::format("{}: {} not of the list's form, passed over", name,
                    count_of(list.lines_ignored(), "line")));
  }
  auto files = list.files();
  if (files.empty()) {
    return fail(ErrorCode::kNotFound,
                fmt::format("the provider lists no file from {} to {} (not included)",
                            format_day(options_.days.from), format_day(options_.days.to)),
                "files are listed by the day they were recorded, and some hours after it");
  }
  return files;
}

Result<HttpAnswer> Fetcher::request(const ListedFile& listed, PartFile& part, FetchedFile& fetched,
                                    bool& over_limit) {
  HttpRequest request;
  request.url = fetched.url;
  request.what = listed.name;
  request.from = part.size();
  bool wrong_range = false;
  request.begin = [&](const HttpHead& head) -> Result<void> {
    if (head.status == 206 && request.from > 0 && head.range_first == request.from) {
      fetched.resumed = true;
      return {};
    }
    fetched.resumed = false;
    wrong_range = head.status == 206;
    return part.restart();
  };
  request.body = [&](std::string_view bytes) -> Result<bool> {
    over_limit = !wrong_range && part.size() + bytes.size() > options_.max_file_bytes;
    if (wrong_range || over_limit) return false;
    ENTENTE_CHECK(part.append(bytes));
    return true;
  };
  ENTENTE_TRY(HttpAnswer answer, http_.get(request));
  if (wrong_range && answer.problem.empty()) answer.problem = "the server sent another range";
  if (answer.status == 416 && answer.problem.empty()) {  // what is there is no beginning of it
    ENTENTE_CHECK(part.restart());
    answer.problem = "the server has no bytes after those on disk";
  }
  return answer;
}

/// Brings the part to a whole file with the right checksum, or sets `missing`.
Result<void> Fetcher::download(const ListedFile& listed, PartFile& part, FetchedFile& fetched) {
  if (part.size() > options_.max_file_bytes || (listed.bytes && part.size() > *listed.bytes)) {
    ENTENTE_CHECK(part.restart());
  }
  fetched.resumed = part.size() > 0;
  int wrong = 0;
  std::uint64_t farthest = part.size();
  for (int attempt = 0; part.size() == 0 || part.md5() != listed.md5; ++attempt) {
    bool over_limit = false;
    ENTENTE_TRY(const HttpAnswer answer, request(listed, part, fetched, over_limit));
    if (over_limit) {
      ENTENTE_CHECK(part.remove());
      return fail(too_large(listed.name));
    }
    if (!answer.problem.empty()) {
      if (part.size() > farthest + kProgressBytes) attempt = 0;  // cut, but it does come
      farthest = std::max(farthest, part.size());
      ENTENTE_CHECK(wait_after(answer, listed.name, attempt));
      continue;
    }
    if (answer.status == 404 || answer.status == 410) {
      fetched.missing = true;
      return part.remove();
    }
    if (answer.status != 200 && answer.status != 206) {
      return fail(ErrorCode::kFailure, fmt::format("could not fetch {}: the server says {}",
                                                   fetched.url, answer.status));
    }
    if (part.md5() == listed.md5) return {};
    if (++wrong == 2) {
      const std::string found = part.md5();
      ENTENTE_CHECK(part.remove());
      return fail(ErrorCode::kBadData,
                  fmt::format("{} has a wrong checksum twice: listed {}, got {}", listed.name,
                              listed.md5, found),
                  "the provider's file or list is broken, or something on the way changes it");
    }
    say(listed.name + ": wrong checksum, fetching it once more");
    ENTENTE_CHECK(part.restart());
    ENTENTE_CHECK(sleep_for(options_.pause_ms));
  }
  return {};
}

Result<FetchedFile> Fetcher::file(const ListedFile& listed) {
  FetchedFile fetched;
  fetched.name = listed.name;
  fetched.url = base_url_ + listed.name;
  fetched.path = (std::filesystem::path(options_.folder) / listed.name).string();
  fetched.md5 = listed.md5;
  ENTENTE_TRY(const auto there, stored_file(fetched.path));
  if (there && there->md5 == listed.md5) {
    fetched.bytes = there->bytes;
    fetched.already_there = true;
    return fetched;
  }
  if (listed.bytes && *listed.bytes > options_.max_file_bytes) return fail(too_large(listed.name));
  ENTENTE_TRY(const auto part, PartFile::open(fetched.path + ".part"));
  ENTENTE_CHECK(download(listed, *part, fetched));
  if (fetched.missing) return fetched;
  fetched.bytes = part->size();
  ENTENTE_CHECK(part->become(fetched.path));
  return fetched;
}

Result<std::vector<FetchedFile>> Fetcher::run(const FetchedSink& each) {
  ENTENTE_TRY(const auto listed, list());
  std::vector<FetchedFile> all;
  std::vector<Error> bad;
  bool asked = true;  // the list was
  for (const ListedFile& one : listed) {
    ENTENTE_CHECK(sleep_for(asked ? options_.pause_ms : 0));
    auto fetched = file(one);
    asked = !fetched || !fetched->already_there;
    if (!fetched) {
      if (fetched.error().code != ErrorCode::kBadData) return fail(std::move(fetched).error());
      say(fetched.error().message);
      bad.push_back(std::move(fetched).error());
      if (bad.size() == kMaxBadFiles) break;
      continue;
    }
    if (fetched->missing) {
      say(one.name + ": listed, but not at the server; passed over");
    } else if (each) {
      ENTENTE_CHECK(each(*fetched));
    }
    all.push_back(std::move(*fetched));
  }
  if (bad.empty()) return all;
  Error first = bad.front();
  if (bad.size() > 1) {
    first.message += fmt::format("; and {} like it", count_of(bad.size() - 1, "other file"));
  }
  return fail(std::move(first));
}

}  // namespace

Result<FetchProvider> fetch_provider(std::string_view name) {
  if (name == "gdelt1") return FetchProvider::kGdelt1;
  if (name == "gdelt2") return FetchProvider::kGdelt2;
  return fail(ErrorCode::kUsage, "no provider to fetch from: " + printable(name),
              "gdelt1 (daily files) or gdelt2 (15-minute files)");
}

std::string_view default_base_url(FetchProvider provider) {
  return provider == FetchProvider::kGdelt1 ? "http://data.gdeltproject.org/events/"
                                            : "http://data.gdeltproject.org/gdeltv2/";
}

Result<std::vector<FetchedFile>> fetch(const FetchOptions& options, const FetchedSink& each) {
  if (options.days.empty()) {
    return fail(ErrorCode::kUsage, "no days to fetch: the first is not before the end");
  }
  if (options.folder.empty() || options.folder.find('\0') != std::string::npos) {
    return fail(ErrorCode::kUsage, "no folder to keep the files in");
  }
  if (!Md5().ok()) {
    return fail(ErrorCode::kFailure,
                "MD5 is switched off on this machine, and the provider's "
                "checksums are MD5");
  }
  ENTENTE_TRY(
      std::string base,
      checked_base_url(options.base_url.empty() ? std::string(default_base_url(options.provider))
                                                : options.base_url));
  ENTENTE_CHECK(files::make_folders(options.folder));
  return Fetcher(options, std::move(base)).run(each);
}

}  // namespace entente

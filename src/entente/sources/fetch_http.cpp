// One HTTP request by libcurl, with the limits that a server we do not know must keep.
//
// Redirects are followed here, not by libcurl, since each must stay at the host that was asked:
// five at most, same host and port (from http to https of the same host too), never to another
// protocol. libcurl calls back through C, so what the callbacks decide is kept in a Transfer and
// read after the call. Headers count from the last status line on, since a 100 or a proxy's answer
// comes first.

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>
#include <mutex>

#include "entente/base/text.hpp"
#include "entente/sources/fetch_parts.hpp"

namespace entente::fetch_parts {
namespace {

constexpr int kMaxRedirects = 5;
constexpr std::uint64_t kMaxErrorPageBytes = 1U << 20;  // read to keep the connection, not kept

struct Transfer {
  const HttpRequest& request;
  const FetchOptions& options;
  HttpHead head;
  std::uint64_t error_page_bytes = 0;
  bool begun = false;
  bool stopped = false;
  std::optional<Error> error;

  bool good() const { return head.status == 200 || head.status == 206; }

  bool begin() {
    if (begun) return true;
    begun = true;
    if (auto done = request.begin ? request.begin(head) : Result<void>(); !done) {
      error = std::move(done).error();
      return false;
    }
    return true;
  }
};

/// FIRST of "bytes FIRST-LAST/ALL".
std::optional<std::uint64_t> first_of_range(std::string_view value) {
  if (!value.starts_with("bytes ")) return std::nullopt;
  const std::string_view first = value.substr(6, value.find('-') - 6);
  const auto number = parse_int(trim(first));
  if (!number || *number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

std::size_t on_header(char* data, std::size_t, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::string_view line = trim({data, count});
  if (line.starts_with("HTTP/")) {
    transfer.head = {};
    const std::size_t space = std::min(line.find(' '), line.size());
    const auto status =
        parse_int(line.substr(space).substr(std::min<std::size_t>(1, line.size() - space), 3));
    transfer.head.status = static_cast<long>(status.value_or(0));
    return count;
  }
  const std::size_t colon = line.find(':');
  if (colon != line.npos && ascii_lower(line.substr(0, colon)) == "content-range") {
    transfer.head.range_first = first_of_range(ascii_lower(trim(line.substr(colon + 1))));
  }
  return count;
}

std::size_t on_body(char* data, std::size_t, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (!transfer.good()) {
    transfer.error_page_bytes += count;
    return transfer.error_page_bytes <= kMaxErrorPageBytes ? count : 0;
  }
  if (!transfer.begin()) return 0;
  auto go_on = transfer.request.body({data, count});
  if (!go_on) {
    transfer.error = std::move(go_on).error();
    return 0;
  }
  transfer.stopped = !*go_on;
  return *go_on ? count : 0;
}

int on_progress(void* user, curl_off_t all, curl_off_t done, curl_off_t, curl_off_t) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (interrupted) return 1;
  if (transfer.options.progress && transfer.good() && done > 0) {
    const std::uint64_t from = transfer.head.status == 206 ? transfer.request.from : 0;
    transfer.options.progress({.what = transfer.request.what,
                               .bytes_done = from + static_cast<std::uint64_t>(done),
                               .bytes_all = all > 0 ? from + static_cast<std::uint64_t>(all) : 0});
  }
  return 0;
}

struct Address {
  std::string scheme, host, port;
};

using Url = std::unique_ptr<CURLU, void (*)(CURLU*)>;

std::string part_of(CURLU* url, CURLUPart what, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, flags) != CURLUE_OK || text == nullptr) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

Url parsed(const std::string& text) {
  Url url(curl_url(), [](CURLU* u) { curl_url_cleanup(u); });
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) url.reset();
  return url;
}

std::optional<Address> address_of(const std::string& text) {
  const Url url = parsed(text);
  if (!url) return std::nullopt;
  return Address{ascii_lower(part_of(url.get(), CURLUPART_SCHEME)),
                 ascii_lower(part_of(url.get(), CURLUPART_HOST)),
                 part_of(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT)};
}

bool same_server(const std::string& asked, const std::string& next) {
  const auto a = address_of(asked);
  const auto b = address_of(next);
  if (!a || !b || a->host.empty() || a->host != b->host) return false;
  if (a->scheme == b->scheme) return a->port == b->port;
  return a->scheme == "http" && a->port == "80" && b->scheme == "https" && b->port == "443";
}

bool another_try_may_help(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return true;
    default:
      return false;
  }
}

bool is_redirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

Result<std::string> checked_base_url(const std::string& text) {
  const Url url = parsed(text);
  const std::string scheme = url ? ascii_lower(part_of(url.get(), CURLUPART_SCHEME)) : "";
  const bool web = scheme == "http" || scheme == "https";
  if (!web || part_of(url.get(), CURLUPART_HOST).empty() ||
      text.find_first_of("@?#\\") != text.npos || printable(text, text.size()) != text) {
    return fail(
        ErrorCode::kUsage, "not an address to fetch from: " + printable(text),
        "give http://HOST/FOLDER/ or https://HOST/FOLDER/, without user, query or fragment");
  }
  return text.ends_with('/') ? text : text + "/";
}

HttpClient::HttpClient(const FetchOptions& options) : options_(options), curl_(nullptr) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  curl_ = curl_easy_init();
}

HttpClient::~HttpClient() { curl_easy_cleanup(curl_); }

Result<HttpAnswer> HttpClient::get(const HttpRequest& request) {
  std::string url = request.url;
  for (int hop = 0; hop <= kMaxRedirects; ++hop) {
    std::string redirect;
    ENTENTE_TRY(HttpAnswer answer, once(request, url, redirect));
    if (!is_redirect(answer.status) || !answer.problem.empty()) return answer;
    if (!same_server(url, redirect)) {
      return fail(ErrorCode::kFailure,
                  fmt::format("{} is redirected to {}, which is another server and is not followed",
                              url, redirect.empty() ? "nowhere" : printable(redirect)),
                  "if that is the provider's new address, give it as the base address");
    }
    url = std::move(redirect);
  }
  return fail(ErrorCode::kFailure,
              fmt::format("{} is redirected more than {} times", request.url, kMaxRedirects));
}

Result<HttpAnswer> HttpClient::once(const HttpRequest& request, const std::string& url,
                                    std::string& redirect) {
  CURL* const curl = curl_;
  if (curl == nullptr) return fail(ErrorCode::kFailure, "libcurl could not be started");
  Transfer transfer{request, options_, {}, 0, false, false, {}};
  curl_easy_reset(curl);  // keeps the connection
  bool set = true;
  const auto option = [&](CURLoption name, auto value) {
    set = set && curl_easy_setopt(curl, name, value) == CURLE_OK;
  };
  const std::string range = fmt::format("{}-", request.from);
  char reason[CURL_ERROR_SIZE] = "";
  option(CURLOPT_ERRORBUFFER, &reason[0]);
  option(CURLOPT_URL, url.c_str());
  option(CURLOPT_PROTOCOLS_STR, "http,https");
  option(CURLOPT_FOLLOWLOCATION, 0L);
  option(CURLOPT_HTTPGET, 1L);
  option(CURLOPT_NOSIGNAL, 1L);
  option(CURLOPT_USERAGENT, options_.user_agent.c_str());
  option(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  option(CURLOPT_CONNECTTIMEOUT, static_cast<long>(options_.connect_timeout_seconds));
  option(CURLOPT_LOW_SPEED_LIMIT, 1L);
  option(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.stall_timeout_seconds));
  option(CURLOPT_NOPROGRESS, 0L);
  option(CURLOPT_XFERINFOFUNCTION, &on_progress);
  option(CURLOPT_XFERINFODATA, static_cast<void*>(&transfer));
  option(CURLOPT_HEADERFUNCTION, &on_header);
  option(CURLOPT_HEADERDATA, static_cast<void*>(&transfer));
  option(CURLOPT_WRITEFUNCTION, &on_body);
  option(CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
  if (request.from > 0) option(CURLOPT_RANGE, range.c_str());
  if (!set) return fail(ErrorCode::kFailure, "libcurl does not take the settings of a download");

  const CURLcode code = curl_easy_perform(curl);
  if (transfer.error) return fail(std::move(*transfer.error));
  if (interrupted) {
    return fail(ErrorCode::kInterrupted, "interrupted while fetching " + request.what,
                "run the same command again: it goes on where it stopped");
  }
  HttpAnswer answer;
  answer.status = transfer.head.status;
  answer.stopped = transfer.stopped;
  curl_off_t wait = 0;
  if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK) {
    answer.retry_after_seconds = wait;
  }
  const char* next = nullptr;
  if (curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &next) == CURLE_OK && next != nullptr) {
    redirect = next;
  }
  // A page of an error that is too long, or of a redirect, was cut by us: its status says enough.
  const bool cut_by_us = code == CURLE_WRITE_ERROR && (answer.stopped || !transfer.good());
  if (code == CURLE_OK || cut_by_us) {
    if (code == CURLE_OK && transfer.good() && !transfer.begin()) {
      return fail(std::move(*transfer.error));
    }
    if (answer.status == 408 || answer.status == 429 || answer.status >= 500) {
      answer.problem = fmt::format("the server says {}", answer.status);
    }
    return answer;
  }
  answer.problem = printable(reason[0] != '\0' ? reason : curl_easy_strerror(code));
  if (another_try_may_help(code)) return answer;
  return fail(ErrorCode::kFailure, fmt::format("could not fetch {}: {}", url, answer.problem));
}

}  // namespace entente::fetch_parts

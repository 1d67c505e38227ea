// The server of fetch_test.cpp, by cpp-httplib; in a file of its own, since that header is large.

#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>

#include "entente/sources/fetch_testing.hpp"

namespace entente::testing {

struct TestServer::Inside {
  httplib::Server server;
  std::thread thread;
  int port = 0;
  mutable std::mutex mutex;
  std::vector<Asked> asked;
};

TestServer::TestServer(Handler handler) : inside_(std::make_unique<Inside>()) {
  httplib::Server& server = inside_->server;
  server.new_task_queue = [] { return new httplib::ThreadPool(2); };
  server.set_keep_alive_max_count(1000);
  server.set_keep_alive_timeout(1);
  server.Get("/.*", [this, handler = std::move(handler)](const httplib::Request& request,
                                                         httplib::Response& response) {
    Asked asked{request.path, {}, request.get_header_value("User-Agent"), request.remote_port};
    if (!request.ranges.empty() && request.ranges[0].first >= 0) {
      asked.range_first = static_cast<std::uint64_t>(request.ranges[0].first);
    }
    // httplib would cut the body itself; here the handler decides what a Range gets.
    const_cast<httplib::Request&>(request).ranges.clear();
    {
      const std::lock_guard lock(inside_->mutex);
      inside_->asked.push_back(asked);
    }
    auto answer = std::make_shared<ServerAnswer>(handler(asked));
    response.status = answer->status;
    for (const auto& [name, value] : answer->headers) response.set_header(name, value);
    if (!answer->cut_after && answer->hold_ms == 0) {
      response.set_content(answer->body, "application/octet-stream");
      return;
    }
    response.set_content_provider(
        answer->body.size(), "application/octet-stream",
        [answer](std::size_t at, std::size_t length, httplib::DataSink& sink) {
          if (at == 0) std::this_thread::sleep_for(std::chrono::milliseconds(answer->hold_ms));
          const std::size_t end = answer->cut_after.value_or(answer->body.size());
          if (at >= end) return false;
          return sink.write(answer->body.data() + at, std::min(length, end - at));
        });
  });
  inside_->port = server.bind_to_any_port("127.0.0.1");
  inside_->thread = std::thread([this] { inside_->server.listen_after_bind(); });
  while (!server.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

TestServer::~TestServer() {
  inside_->server.stop();
  inside_->thread.join();
}

int TestServer::port() const { return inside_->port; }

std::string TestServer::base() const {
  return "http://127.0.0.1:" + std::to_string(inside_->port) + "/folder/";
}

std::vector<Asked> TestServer::asked() const {
  const std::lock_guard lock(inside_->mutex);
  return inside_->asked;
}

int TestServer::times(const std::string& path) const {
  const auto all = asked();
  return static_cast<int>(
      std::count_if(all.begin(), all.end(), [&](const Asked& one) { return one.path == path; }));
}

ServerAnswer serve(const std::string& body, const Asked& asked) {
  if (!asked.range_first) return {.status = 200, .body = body, .headers = {}, .cut_after = {}};
  const std::uint64_t first = *asked.range_first;
  if (first >= body.size()) return {.status = 416, .body = {}, .headers = {}, .cut_after = {}};
  return {.status = 206,
          .body = body.substr(first),
          .headers = {{"Content-Range", "bytes " + std::to_string(first) + "-" +
                                            std::to_string(body.size() - 1) + "/" +
                                            std::to_string(body.size())}},
          .cut_after = {}};
}

}  // namespace entente::testing

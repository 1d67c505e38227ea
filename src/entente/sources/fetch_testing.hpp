#pragma once
// For tests: an HTTP server on 127.0.0.1 that answers just as it is told, also wrongly.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace entente::testing {

struct Asked {
  std::string path;
  std::optional<std::uint64_t> range_first;
  std::string user_agent;
  int connection = 0;  ///< the client's port: one a connection
};

struct ServerAnswer {
  int status = 200;
  std::string body;
  std::map<std::string, std::string> headers;
  std::optional<std::size_t>
      cut_after;    ///< the connection is closed after so many bytes of the body
  int hold_ms = 0;  ///< before the first byte of the body
};

class TestServer {
 public:
  using Handler = std::function<ServerAnswer(const Asked&)>;
  /// Listens on a free port until the object goes. The handler runs on the server's threads.
  explicit TestServer(Handler handler);
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  int port() const;
  /// "http://127.0.0.1:PORT/folder/".
  std::string base() const;
  std::vector<Asked> asked() const;
  /// How often a path was asked for.
  int times(const std::string& path) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// The whole body, or with a Range the rest of it, as a good server does.
ServerAnswer serve(const std::string& body, const Asked& asked);

}  // namespace entente::testing

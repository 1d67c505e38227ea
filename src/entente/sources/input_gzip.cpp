// gzip (RFC 1952): members one after another, each with its own checksum, read as one stream, as
// gzip itself does. What follows a member and is not a member is an error, and so is an end within
// one: a file cut at a member's edge is the only truncation that the format cannot show.

#include <zlib.h>

#include <algorithm>
#include <limits>

#include "entente/sources/input_parts.hpp"

namespace entente::input_parts {
namespace {

class GzipDecoder final : public Decoder {
 public:
  explicit GzipDecoder(StoredBytes& stored) : stored_(stored) {}
  ~GzipDecoder() override {
    if (started_) ::inflateEnd(&stream_);
  }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;

  Result<void> start() {
    constexpr int kGzipOnly = 16;
    if (::inflateInit2(&stream_, MAX_WBITS + kGzipOnly) != Z_OK) {
      return fail(ErrorCode::kFailure, "not enough memory to decompress gzip");
    }
    started_ = true;
    return {};
  }

  Result<std::size_t> read(char* out, std::size_t size) override {
    const auto room = static_cast<uInt>(std::min<std::size_t>(size, kMost));
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = room;
    while (stream_.avail_out == room) {
      if (between_) {
        ENTENTE_TRY(const bool more, next_member());
        if (!more) return 0;
      }
      ENTENTE_CHECK(stored_.want(1));
      const std::string_view in = stored_.buffered();
      if (in.empty()) {
        return fail(ErrorCode::kBadData, "gzip data is cut off before its end",
                    "get the file again; a whole file ends with a checksum");
      }
      // zlib does not write through next_in; its type lacks const for old callers.
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
      stream_.avail_in = static_cast<uInt>(std::min<std::size_t>(in.size(), kMost));
      const uInt offered = stream_.avail_in;
      const int code = ::inflate(&stream_, Z_NO_FLUSH);
      stored_.consume(offered - stream_.avail_in);
      if (code == Z_STREAM_END) {
        between_ = true;
      } else if (code != Z_OK && code != Z_BUF_ERROR) {
        return fail(ErrorCode::kBadData,
                    std::string("gzip data is damaged: ") +
                        (stream_.msg != nullptr ? stream_.msg : "it cannot be decoded"),
                    "get the file again");
      }
    }
    return room - stream_.avail_out;
  }

  std::uint64_t stored_bytes_done() const override { return stored_.consumed(); }
  std::uint64_t stored_bytes_all() const override { return stored_.all(); }

 private:
  static constexpr std::size_t kMost = std::numeric_limits<uInt>::max() / 2;

  // At the file's start or after a member: false at the file's end.
  Result<bool> next_member() {
    ENTENTE_CHECK(stored_.want(2));
    const std::string_view next = stored_.buffered();
    if (next.empty()) return false;
    if (!std::string_view("\x1f\x8b").starts_with(next.substr(0, 2))) {
      return fail(ErrorCode::kBadData, "bytes that are not gzip follow the gzip data",
                  "get the file again, or cut off what follows");
    }
    if (::inflateReset(&stream_) != Z_OK) return fail(ErrorCode::kFailure, "gzip cannot go on");
    between_ = false;
    return true;
  }

  StoredBytes& stored_;
  z_stream stream_{};
  bool started_ = false;
  bool between_ = true;
};

}  // namespace

Result<std::unique_ptr<Decoder>> gzip_decoder(StoredBytes& stored) {
  auto decoder = std::make_unique<GzipDecoder>(stored);
  ENTENTE_CHECK(decoder->start());
  return decoder;
}

}  // namespace entente::input_parts

// Zstandard (RFC 8878): frames one after another, read as one stream; skippable frames are passed
// over. A frame names the memory it needs; one that asks for more than 128 MiB is refused, which is
// libzstd's own default and far above what any level below --ultra or --long makes.

#include <zstd.h>
#include <zstd_errors.h>

#include "entente/sources/input_parts.hpp"

namespace entente::input_parts {
namespace {

class ZstdDecoder final : public Decoder {
 public:
  explicit ZstdDecoder(StoredBytes& stored) : stored_(stored) {}

  Result<void> start() {
    context_.reset(::ZSTD_createDCtx());
    constexpr int kWindowLog = 27;
    if (!context_ ||
        ::ZSTD_isError(::ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, kWindowLog))) {
      return fail(ErrorCode::kFailure, "not enough memory to decompress zstd");
    }
    return {};
  }

  Result<std::size_t> read(char* out, std::size_t size) override {
    ZSTD_outBuffer output{out, size, 0};
    while (output.pos == 0) {
      if (between_) {
        ENTENTE_TRY(const bool more, next_frame());
        if (!more) return 0;
      }
      ENTENTE_CHECK(stored_.want(1));
      const std::string_view in = stored_.buffered();
      // Without new bytes the decoder may still hold some to give.
      ZSTD_inBuffer input{in.data(), in.size(), 0};
      const std::size_t code = ::ZSTD_decompressStream(context_.get(), &output, &input);
      if (::ZSTD_isError(code)) return damage(code);
      stored_.consume(input.pos);
      if (code == 0) {
        between_ = true;
      } else if (in.empty() && output.pos == 0) {
        return fail(ErrorCode::kBadData, "zstd data is cut off before its end",
                    "get the file again");
      }
    }
    return output.pos;
  }

  std::uint64_t stored_bytes_done() const override { return stored_.consumed(); }
  std::uint64_t stored_bytes_all() const override { return stored_.all(); }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ::ZSTD_freeDCtx(context); }
  };

  Result<bool> next_frame() {
    ENTENTE_CHECK(stored_.want(4));
    const std::string_view next = stored_.buffered();
    if (next.empty()) return false;
    if (container_of(next.substr(0, 4)).container != Container::kZstd) {
      return fail(ErrorCode::kBadData, "bytes that are not zstd follow the zstd data",
                  "get the file again, or cut off what follows");
    }
    between_ = false;
    return true;
  }

  static tl::unexpected<Error> damage(std::size_t code) {
    switch (::ZSTD_getErrorCode(code)) {
      case ZSTD_error_frameParameter_windowTooLarge:
        return fail(ErrorCode::kBadData, "zstd data needs more than 128 MiB to decompress",
                    "compress it again without --long or --ultra");
      case ZSTD_error_dictionary_wrong:
        return fail(ErrorCode::kBadData, "zstd data needs a dictionary",
                    "compress it again without one");
      case ZSTD_error_memory_allocation:
        return fail(ErrorCode::kFailure, "not enough memory to decompress zstd");
      default:
        return fail(ErrorCode::kBadData,
                    std::string("zstd data is damaged: ") + ::ZSTD_getErrorName(code),
                    "get the file again");
    }
  }

  StoredBytes& stored_;
  std::unique_ptr<ZSTD_DCtx, Free> context_;
  bool between_ = true;
};

}  // namespace

Result<std::unique_ptr<Decoder>> zstd_decoder(StoredBytes& stored) {
  auto decoder = std::make_unique<ZstdDecoder>(stored);
  ENTENTE_CHECK(decoder->start());
  return decoder;
}

}  // namespace entente::input_parts

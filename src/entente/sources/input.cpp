// Problem: provider files come plain, compressed, in archives and through pipes, from anyone; a few
// kilobytes can decompress to terabytes, and a short download can look like a short file.
// Method: the first bytes say what a container is; a decoder gives bytes as they are asked for; one
// guard behind all decoders counts them and stops at a limit, so memory does not depend on what is
// read, and every end that is not the container's own end is an error. A ratio is judged only past
// the first 64 MB: below, even a bomb is harmless, and small regular files compress far better than
// large ones. Deflate cannot pass 1032 to 1; event files reach 5 to 20.

#include "entente/sources/input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "entente/base/text.hpp"
#include "entente/sources/input_parts.hpp"

namespace entente {
namespace input_parts {

Recognised container_of(std::string_view first) {
  using namespace std::string_view_literals;
  const auto begins = [first](std::string_view magic) { return first.starts_with(magic); };
  if (begins("\x1f\x8b"sv)) return {Container::kGzip, "gzip"};
  if (begins("\x28\xb5\x2f\xfd"sv)) return {Container::kZstd, "zstd"};
  // A skippable frame: any of sixteen first bytes.
  if (first.size() >= 4 && (static_cast<unsigned char>(first[0]) & 0xf0U) == 0x50U &&
      first.substr(1, 3) == "\x2a\x4d\x18"sv) {
    return {Container::kZstd, "zstd"};
  }
  // Members, an empty archive, and the first part of a split one.
  if (begins("PK\x03\x04"sv) || begins("PK\x05\x06"sv) || begins("PK\x07\x08"sv)) {
    return {Container::kZip, "zip"};
  }
  if (begins("\xfd"
             "7zXZ\0"sv)) {
    return {Container::kUnread, "xz"};
  }
  if (begins("BZh"sv) &&
      (first.substr(std::min<std::size_t>(4, first.size()), 6) == "\x31\x41\x59\x26\x53\x59"sv ||
       first.substr(std::min<std::size_t>(4, first.size()), 6) == "\x17\x72\x45\x38\x50\x90"sv)) {
    return {Container::kUnread, "bzip2"};
  }
  if (begins("7z\xbc\xaf\x27\x1c"sv)) return {Container::kUnread, "7z"};
  if (begins("Rar!\x1a\x07"sv)) return {Container::kUnread, "rar"};
  if (begins("\x04\x22\x4d\x18"sv)) return {Container::kUnread, "lz4"};
  if (first.size() >= 262 && first.substr(257, 5) == "ustar"sv) return {Container::kUnread, "tar"};
  return {};
}

namespace {

class PlainDecoder final : public Decoder {
 public:
  explicit PlainDecoder(StoredBytes& stored) : stored_(stored) {}
  Result<std::size_t> read(char* out, std::size_t size) override { return stored_.read(out, size); }
  std::uint64_t stored_bytes_done() const override { return stored_.consumed(); }
  std::uint64_t stored_bytes_all() const override { return stored_.all(); }

 private:
  StoredBytes& stored_;
};

bool passes_ratio(std::uint64_t given, std::uint64_t stored, const InputLimits& limits) {
  if (given <= limits.ratio_free_bytes) return false;
  const std::uint64_t ratio = std::max<std::uint64_t>(limits.max_ratio, 1);
  return given / ratio > stored || (given / ratio == stored && given % ratio != 0);
}

tl::unexpected<Error> ratio_error(const InputLimits& limits, std::string_view what) {
  return fail(ErrorCode::kBadData,
              fmt::format("{} grows to more than {} times its stored size (limit --max-ratio {})",
                          what, limits.max_ratio, limits.max_ratio),
              "this is how a decompression bomb looks; if you trust it, raise --max-ratio");
}

}  // namespace

std::unique_ptr<Decoder> plain_decoder(StoredBytes& stored) {
  return std::make_unique<PlainDecoder>(stored);
}

GuardedInput::GuardedInput(std::string name, Decoder& decoder, const InputLimits& limits,
                           bool compressed, ArchiveTotal* archive)
    : name_(std::move(name)),
      decoder_(decoder),
      limits_(limits),
      compressed_(compressed),
      archive_(archive) {}

Result<std::size_t> GuardedInput::read(char* buffer, std::size_t size) {
  if (error_) return fail(*error_);
  if (size == 0) return 0;
  auto got = guarded_read(buffer, size);
  if (got) return got;
  error_ = std::move(got).error();
  if (error_->place.file.empty()) error_->place.file = name_;
  return fail(*error_);
}

Result<std::size_t> GuardedInput::guarded_read(char* buffer, std::size_t size) {
  if (compressed_ && !recognised_) ENTENTE_CHECK(recognise());
  std::size_t got = std::min(size, first_.size() - first_given_);
  if (got != 0) {
    std::memcpy(buffer, first_.data() + first_given_, got);
    first_given_ += got;
    return got;
  }
  return decoded(buffer, size);
}

// Reads ahead what container_of needs; these bytes are counted like all others.
Result<void> GuardedInput::recognise() {
  recognised_ = true;
  first_.resize(kRecognitionBytes);
  std::size_t filled = 0;
  while (filled < first_.size()) {
    ENTENTE_TRY(const std::size_t got, decoded(first_.data() + filled, first_.size() - filled));
    if (got == 0) break;
    filled += got;
  }
  first_.resize(filled);
  const Recognised inside = container_of(first_);
  if (inside.container == Container::kNone) return {};
  return fail(ErrorCode::kBadData,
              fmt::format("{} within an archive or a compressed file is not read", inside.label),
              "take it out of the outer one first, then give the inner one");
}

Result<std::size_t> GuardedInput::decoded(char* buffer, std::size_t size) {
  ENTENTE_TRY(const std::size_t got, decoder_.read(buffer, size));
  given_ += got;
  if (archive_ != nullptr) archive_->given += got;
  if (given_ > limits_.max_bytes) {
    return fail(
        ErrorCode::kBadData,
        fmt::format("input is larger than {} bytes (limit --max-bytes)",
                    group_digits(limits_.max_bytes)),
        "give it in smaller files, or raise --max-bytes if a file of this size is expected");
  }
  if (compressed_ && passes_ratio(given_, decoder_.stored_bytes_done(), limits_)) {
    return ratio_error(limits_, "input");
  }
  if (archive_ != nullptr && passes_ratio(archive_->given, archive_->stored, limits_)) {
    return ratio_error(limits_, "archive");
  }
  return got;
}

}  // namespace input_parts

namespace {

using namespace input_parts;

// A name that promises a container over bytes that are only the beginning of its magic: a download
// that broke off at once. Any other bytes under such a name are taken for what they are.
bool broken_off(const std::string& path, std::string_view first) {
  using namespace std::string_view_literals;
  const std::string name = ascii_lower(path);
  const auto is_start = [&](std::string_view ending, std::string_view magic) {
    return name.ends_with(ending) && first.size() < magic.size() && magic.starts_with(first);
  };
  return is_start(".gz", "\x1f\x8b"sv) || is_start(".zst", "\x28\xb5\x2f\xfd"sv) ||
         is_start(".zip", "PK\x03\x04"sv);
}

}  // namespace

Result<void> for_each_input(const std::string& path, const InputLimits& limits,
                            const InputVisitor& visit) {
  ENTENTE_TRY(const auto stored, StoredBytes::open(path));
  ENTENTE_CHECK(stored->want(kRecognitionBytes));
  const Recognised outer = container_of(stored->buffered());
  std::unique_ptr<Decoder> decoder;
  switch (outer.container) {
    case Container::kNone:
      if (broken_off(path, stored->buffered())) {
        return fail(ErrorCode::kBadData, "file ends before its first bytes are complete",
                    "it was cut off: get it again", {path});
      }
      decoder = plain_decoder(*stored);
      break;
    case Container::kGzip: {
      ENTENTE_TRY(decoder, gzip_decoder(*stored));
      break;
    }
    case Container::kZstd: {
      ENTENTE_TRY(decoder, zstd_decoder(*stored));
      break;
    }
    case Container::kZip:
      if (stored->is_standard_input()) {
        return fail(ErrorCode::kUsage, "a zip archive cannot be read from standard input",
                    "its list of members stands at its end: save it to a file, then give the file",
                    {path});
      }
      return for_each_zip_member(*stored, limits, visit);
    case Container::kUnread:
      return fail(ErrorCode::kBadData, fmt::format("{} is not read", outer.label),
                  "unpack it, or pack it as .gz, .zst or .zip", {path});
  }
  GuardedInput input(path, *decoder, limits, outer.container != Container::kNone, nullptr);
  return visit(input);
}

}  // namespace entente

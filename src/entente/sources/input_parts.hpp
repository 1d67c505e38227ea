#pragma once
// The parts that input.cpp is made of; nobody else includes this.
//
// An input is a Decoder (plain, gzip, zstd, or a zip member) over StoredBytes (a file or standard
// input), behind a GuardedInput that counts what comes out and keeps the limits. So a decoder knows
// nothing of limits, and no decoder can forget one.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/result.hpp"
#include "entente/sources/input.hpp"

namespace entente::input_parts {

/// kUnread: an archive or compression that is known by its first bytes and not read.
enum class Container { kNone, kGzip, kZstd, kZip, kUnread };

struct Recognised {
  Container container = Container::kNone;
  const char* label = "plain";  ///< "gzip", "tar", ... for messages
};

/// How many first bytes container_of needs: a tar header is one block.
inline constexpr std::size_t kRecognitionBytes = 512;
Recognised container_of(std::string_view first);

/// The bytes as they are stored, through one read-ahead buffer.
class StoredBytes {
 public:
  /// "-" is standard input. Missing files (kNotFound), folders, FIFOs and devices (kUsage) and
  /// files that may not be read (kFailure) are errors; symbolic links are followed.
  static Result<std::unique_ptr<StoredBytes>> open(const std::string& path);
  ~StoredBytes();
  StoredBytes(const StoredBytes&) = delete;
  StoredBytes& operator=(const StoredBytes&) = delete;

  /// Reads until at least `count` bytes (up to the buffer's size) are buffered or the end came.
  Result<void> want(std::size_t count);
  std::string_view buffered() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void consume(std::size_t count);
  /// Consumes up to `size` bytes into `out`, what is buffered first; 0 at the end.
  Result<std::size_t> read(char* out, std::size_t size);
  /// For zip: bytes at an offset of a file; does not touch the buffer; 0 at the end.
  Result<std::size_t> read_at(std::uint64_t offset, char* out, std::size_t size) const;

  const std::string& path() const { return path_; }
  std::uint64_t consumed() const { return consumed_; }
  std::uint64_t all() const { return all_; }  ///< 0 when it is not known
  bool is_standard_input() const { return standard_input_; }

 private:
  StoredBytes(std::string path, int descriptor, bool standard_input, std::uint64_t all);
  Result<std::size_t> read_descriptor(char* out, std::size_t size);

  std::string path_;
  int descriptor_;
  bool standard_input_;
  std::uint64_t all_;
  std::uint64_t fetched_ = 0;   ///< from the descriptor
  std::uint64_t consumed_ = 0;  ///< by the decoder
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

/// Stored bytes to the input's bytes. Its errors need no place: GuardedInput adds it.
class Decoder {
 public:
  virtual ~Decoder() = default;
  /// Up to `size` (not 0) bytes; 0 at the end.
  virtual Result<std::size_t> read(char* out, std::size_t size) = 0;
  virtual std::uint64_t stored_bytes_done() const = 0;
  virtual std::uint64_t stored_bytes_all() const = 0;
};

std::unique_ptr<Decoder> plain_decoder(StoredBytes& stored);
Result<std::unique_ptr<Decoder>> gzip_decoder(StoredBytes& stored);
Result<std::unique_ptr<Decoder>> zstd_decoder(StoredBytes& stored);

/// What all members of one archive have given so far: members whose stored bytes overlap each look
/// harmless, and only their sum against the archive's size shows the bomb.
struct ArchiveTotal {
  std::uint64_t given = 0;
  std::uint64_t stored = 0;
};

/// Counts and limits; the first error stays the answer of every later read.
class GuardedInput final : public InputStream {
 public:
  /// `compressed`: the ratio is judged and an archive inside is an error. `archive` may be null.
  GuardedInput(std::string name, Decoder& decoder, const InputLimits& limits, bool compressed,
               ArchiveTotal* archive);

  Result<std::size_t> read(char* buffer, std::size_t size) override;
  const std::string& name() const override { return name_; }
  std::uint64_t stored_bytes_done() const override { return decoder_.stored_bytes_done(); }
  std::uint64_t stored_bytes_all() const override { return decoder_.stored_bytes_all(); }

 private:
  Result<std::size_t> guarded_read(char* buffer, std::size_t size);
  Result<std::size_t> decoded(char* buffer, std::size_t size);
  Result<void> recognise();

  std::string name_;
  Decoder& decoder_;
  InputLimits limits_;
  bool compressed_;
  ArchiveTotal* archive_;
  std::uint64_t given_ = 0;
  bool recognised_ = false;
  std::string first_;  ///< read ahead to recognise an archive inside, not yet given
  std::size_t first_given_ = 0;
  std::optional<Error> error_;
};

/// The members of the zip archive in `stored`, one after another.
Result<void> for_each_zip_member(StoredBytes& stored, const InputLimits& limits,
                                 const InputVisitor& visit);

}  // namespace entente::input_parts

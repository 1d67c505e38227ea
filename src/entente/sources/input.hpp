#pragma once
// A file is a byte stream with limits.
//
// Plain files, gzip (concatenated members), zstd (frames), zip archives (each member is an input of
// its own) and standard input are read as streams; nothing is ever extracted to disk, and limits
// count the bytes that come out, never what an archive declares. What a container is, is found from
// its first bytes, not its name.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/result.hpp"

namespace entente {

/// Limits on one input; each is an option of `ingest` and is named in the message when it is hit.
struct InputLimits {
  std::uint64_t ratio_free_bytes = 64ULL << 20;  ///< below this, no ratio is judged
  std::uint64_t max_ratio = 200;               ///< --max-ratio: decompressed over compressed bytes
  std::uint64_t max_bytes = 64ULL << 30;       ///< --max-bytes: decompressed bytes of one input
  std::uint64_t max_line_bytes = 64ULL << 10;  ///< --max-line-bytes
  std::uint64_t max_entries = 1000;            ///< --max-entries of one archive
};

/// One input: a file, a member of an archive, or standard input, already decompressed.
class InputStream {
 public:
  virtual ~InputStream() = default;
  /// Up to `size` (not 0) bytes into `buffer`; 0 at the end. Truncation, corruption, trailing
  /// garbage and passed limits are errors (kBadData) with the input's name as place; an error stays
  /// the answer. Checksums stand at a stream's end: bytes are proven only when 0 has come back.
  virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;
  /// The path as given ('/' as separator), "archive.zip!member", or "-" for standard input.
  virtual const std::string& name() const = 0;
  /// Stored (compressed) bytes consumed so far and in all; all = 0 where it is not known.
  virtual std::uint64_t stored_bytes_done() const = 0;
  virtual std::uint64_t stored_bytes_all() const = 0;
};

/// Calls `visit` for each input in `path` ("-": standard input): one for a plain, .gz or .zst file,
/// one a member for a zip archive, in the archive's order. The visit's error ends the walk and is
/// returned. Directories inside archives are passed over; an archive inside an archive is an error,
/// as are encrypted members and containers that are not read (tar, xz, bzip2, 7z, rar, lz4). Of a
/// zip archive the sum of all members is also judged by the ratio, against the archive's size.
/// Errors: no such file kNotFound; a folder, pipe or device, or a zip on standard input kUsage; a
/// read that fails kFailure; what the bytes themselves are guilty of kBadData.
using InputVisitor = std::function<Result<void>(InputStream&)>;
Result<void> for_each_input(const std::string& path, const InputLimits& limits,
                            const InputVisitor& visit);

/// Paths and globs (*, ?, [..] in the last components) to files, in order, each glob's matches
/// sorted; a folder stands for the files directly in it, hidden ones left out. A path that exists
/// is taken as it is, wildcards or not; "-" stays. A pattern that matches nothing is an error
/// (kNotFound), and so is a folder without files.
Result<std::vector<std::string>> expand_paths(const std::vector<std::string>& patterns);

}  // namespace entente

// Stored bytes: a file or standard input, through one read-ahead buffer. A FIFO or device under a
// file's name is refused, since its size and its end are not known and opening it may wait for
// ever; standard input ("-") is the way for pipes. A regular file that ends before the size it had
// when it was opened was cut while it was read, which is an error and not an end.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "entente/base/text.hpp"
#include "entente/sources/input_parts.hpp"

namespace entente::input_parts {
namespace {

constexpr std::size_t kBufferBytes = 256U << 10;

tl::unexpected<Error> system_error(std::string what, int error, const std::string& path) {
  return fail(ErrorCode::kFailure, std::move(what) + ": " + std::generic_category().message(error),
              {}, {path});
}

tl::unexpected<Error> open_error(int error, const std::string& path) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return fail(ErrorCode::kNotFound, "no such file: " + printable(path), {}, {path});
    case EACCES:
    case EPERM:
      return fail(ErrorCode::kFailure, "file may not be read: " + printable(path),
                  "check its owner and permissions", {path});
    case ENXIO:
      return fail(ErrorCode::kUsage, "not a file: " + printable(path),
                  "give a file, or - for standard input", {path});
    default:
      return system_error("cannot open " + printable(path), error, path);
  }
}

}  // namespace

StoredBytes::StoredBytes(std::string path, int descriptor, bool standard_input, std::uint64_t all)
    : path_(std::move(path)),
      descriptor_(descriptor),
      standard_input_(standard_input),
      all_(all),
      buffer_(kBufferBytes) {}

StoredBytes::~StoredBytes() {
  if (!standard_input_) ::close(descriptor_);
}

Result<std::unique_ptr<StoredBytes>> StoredBytes::open(const std::string& path) {
  struct stat status {};
  if (path == "-") {
    std::uint64_t all = 0;
    if (::fstat(STDIN_FILENO, &status) == 0 && S_ISREG(status.st_mode)) {
      const off_t at = ::lseek(STDIN_FILENO, 0, SEEK_CUR);
      if (at >= 0 && at < status.st_size) all = static_cast<std::uint64_t>(status.st_size - at);
    }
    return std::unique_ptr<StoredBytes>(new StoredBytes(path, STDIN_FILENO, true, all));
  }
  if (path.empty() || path.find('\0') != std::string::npos) {
    return fail(ErrorCode::kUsage, "not a file name: \"" + printable(path) + "\"");
  }
  // O_NONBLOCK: opening a FIFO must not wait for its writer; on regular files it means nothing.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) return open_error(errno, path);
  std::unique_ptr<StoredBytes> stored(new StoredBytes(path, descriptor, false, 0));
  if (::fstat(descriptor, &status) != 0) return system_error("cannot open", errno, path);
  if (S_ISDIR(status.st_mode)) {
    return fail(ErrorCode::kUsage, "is a folder, not a file: " + printable(path), {}, {path});
  }
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::kUsage, "is a pipe or a device, not a file: " + printable(path),
                "send it to standard input and give - as the file", {path});
  }
  stored->all_ = static_cast<std::uint64_t>(status.st_size);
  (void)::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  return stored;
}

Result<std::size_t> StoredBytes::read_descriptor(char* out, std::size_t size) {
  // One call moves at most 1 GiB: the kernel's own limit is near 2 GiB.
  size = std::min<std::size_t>(size, 1U << 30);
  for (;;) {
    const ssize_t got = ::read(descriptor_, out, size);
    if (got > 0) {
      fetched_ += static_cast<std::uint64_t>(got);
      return static_cast<std::size_t>(got);
    }
    if (got == 0) {
      if (fetched_ < all_) {
        return fail(ErrorCode::kBadData, "file became shorter while it was read",
                    "do not change a file while it is read", {path_});
      }
      return 0;
    }
    if (errno != EINTR) return system_error("cannot read", errno, path_);
  }
}

Result<void> StoredBytes::want(std::size_t count) {
  count = std::min(count, buffer_.size());
  if (end_ - begin_ >= count) return {};
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  while (end_ < count) {
    ENTENTE_TRY(const std::size_t got,
                read_descriptor(buffer_.data() + end_, buffer_.size() - end_));
    if (got == 0) break;
    end_ += got;
  }
  return {};
}

void StoredBytes::consume(std::size_t count) {
  assert(count <= end_ - begin_);
  begin_ += count;
  consumed_ += count;
}

Result<std::size_t> StoredBytes::read(char* out, std::size_t size) {
  if (begin_ == end_) {
    ENTENTE_TRY(const std::size_t got, read_descriptor(out, size));
    consumed_ += got;
    return got;
  }
  const std::size_t take = std::min(size, end_ - begin_);
  std::memcpy(out, buffer_.data() + begin_, take);
  consume(take);
  return take;
}

Result<std::size_t> StoredBytes::read_at(std::uint64_t offset, char* out, std::size_t size) const {
  size = std::min<std::size_t>(size, 1U << 30);
  for (;;) {
    const ssize_t got = ::pread(descriptor_, out, size, static_cast<off_t>(offset));
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return system_error("cannot read", errno, path_);
  }
}

}  // namespace entente::input_parts

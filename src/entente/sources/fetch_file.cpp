// The file under way: NAME.part beside the final name, opened without following links, locked
// against a second fetch, hashed as it is written, so that nothing is read twice. It gets its name
// only when its checksum is right and its bytes are synced; a name without .part is thus whole.

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>

#include "entente/base/files.hpp"
#include "entente/sources/fetch_parts.hpp"

namespace entente::fetch_parts {
namespace {

tl::unexpected<Error> failed(std::string_view what, const std::string& path, int number) {
  if (number == ELOOP) {
    return fail(ErrorCode::kFailure, path + " is a link, which is not written through",
                "remove it, or choose another folder");
  }
  return fail(files::system_error(what, path, number));
}

/// Hashes from the start to the end and gives the size.
Result<std::uint64_t> hash_all(int fd, const std::string& path, Md5& md5) {
  std::vector<char> buffer(256U << 10);
  std::uint64_t size = 0;
  for (;;) {
    const ssize_t got = ::pread(fd, buffer.data(), buffer.size(), static_cast<off_t>(size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("read", path, errno);
    if (got == 0) return size;
    md5.update({buffer.data(), static_cast<std::size_t>(got)});
    size += static_cast<std::uint64_t>(got);
    if (interrupted) return fail(ErrorCode::kInterrupted, "interrupted while reading " + path);
  }
}

Result<void> must_be_regular(int fd, const std::string& path) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return failed("read", path, errno);
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::kFailure, path + " is not a regular file",
                "remove it, or choose another folder");
  }
  return {};
}

}  // namespace

Md5::Md5() : context_(EVP_MD_CTX_new()) { restart(); }

void Md5::Free::operator()(void* context) const {
  EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context));
}

void Md5::restart() {
  ok_ = EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_.get()), EVP_md5(), nullptr) == 1;
}

void Md5::update(std::string_view bytes) {
  if (ok_) {
    EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_.get()), bytes.data(), bytes.size());
  }
}

std::string Md5::hex() const {
  if (!ok_) return {};
  const std::unique_ptr<void, Free> copy(EVP_MD_CTX_new());
  auto* const context = static_cast<EVP_MD_CTX*>(copy.get());
  EVP_MD_CTX_copy_ex(context, static_cast<const EVP_MD_CTX*>(context_.get()));
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  EVP_DigestFinal_ex(context, bytes.data(), &size);
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

Result<std::unique_ptr<PartFile>> PartFile::open(const std::string& path) {
  ENTENTE_CHECK(files::step("write", path));
  const int fd =
      ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0644);
  if (fd < 0) return failed("write", path, errno);
  std::unique_ptr<PartFile> part(new PartFile(path, fd));
  ENTENTE_CHECK(must_be_regular(fd, path));
  const bool locked = ::flock(fd, LOCK_EX | LOCK_NB) == 0;
  if (!locked && errno != EWOULDBLOCK) return failed("lock", path, errno);
  // The one who held it may have renamed it between our open and our lock: then it is not ours.
  struct stat ours {};
  struct stat named {};
  if (!locked || ::fstat(fd, &ours) != 0 || ::lstat(path.c_str(), &named) != 0 ||
      ours.st_ino != named.st_ino || ours.st_dev != named.st_dev) {
    return fail(ErrorCode::kLocked, "another fetch is writing " + path,
                "wait until it is done, or choose another folder");
  }
  ENTENTE_TRY(part->size_, hash_all(fd, path, part->md5_));
  return part;
}

PartFile::~PartFile() { ::close(fd_); }

Result<void> PartFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (written < 0) {
      if (errno == EINTR) continue;
      return failed("write", path_, errno);
    }
    const auto count = static_cast<std::size_t>(written);
    md5_.update(bytes.substr(0, count));
    size_ += count;
    bytes.remove_prefix(count);
  }
  return {};
}

Result<void> PartFile::restart() {
  ENTENTE_CHECK(files::step("empty", path_));
  if (::ftruncate(fd_, 0) != 0) return failed("empty", path_, errno);
  size_ = 0;
  md5_.restart();
  return {};
}

Result<void> PartFile::become(const std::string& path) {
  files::wrote(path_);
  ENTENTE_CHECK(files::sync_file(path_));
  ENTENTE_CHECK(files::move_file(path_, path));
  return files::sync_folder(std::filesystem::path(path).parent_path());
}

Result<void> PartFile::remove() { return files::remove_file(path_); }

Result<std::optional<StoredFile>> stored_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) {
    if (errno == ENOENT) return std::optional<StoredFile>{};
    return failed("read", path, errno);
  }
  const std::unique_ptr<const int, void (*)(const int*)> closer(&fd,
                                                                [](const int* f) { ::close(*f); });
  ENTENTE_CHECK(must_be_regular(fd, path));
  Md5 md5;
  StoredFile file;
  ENTENTE_TRY(file.bytes, hash_all(fd, path, md5));
  file.md5 = md5.hex();
  return std::optional<StoredFile>(std::move(file));
}

}  // namespace entente::fetch_parts

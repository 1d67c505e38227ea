#include "entente/base/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>

namespace entente::files {
namespace {

Observer* g_observer = nullptr;

class Descriptor {
 public:
  Descriptor(const Path& path, int flags, mode_t mode = 0644)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

Result<void> failed(std::string_view what, const Path& path, int number = errno) {
  return fail(system_error(what, path, number));
}

Result<void> write_all(int fd, std::string_view bytes, const Path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return failed("write", path);
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

void set_observer(Observer* observer) { g_observer = observer; }

Error system_error(std::string_view what, const Path& path, int number) {
  std::string help;
  if (number == ENOSPC || number == EDQUOT) help = kDiskFull;
  if (number == EACCES || number == EPERM || number == EROFS)
    help = "check the permissions of the folder";
  return {number == ENOENT ? ErrorCode::kNotFound : ErrorCode::kFailure,
          fmt::format("could not {} {}: {}", what, path.string(),
                      std::generic_category().message(number)),
          {},
          help};
}

Result<void> step(std::string_view what, const Path& path) {
  if (g_observer == nullptr) return {};
  const int number = g_observer->before(what, path);
  if (number != 0) return failed(what, path, number);
  return {};
}

void wrote(const Path& file) {
  if (g_observer != nullptr) g_observer->wrote(file);
}

Result<void> make_folders(const Path& folder) {
  ENTENTE_CHECK(step("create", folder));
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return failed("create", folder, error.value());
  return {};
}

Result<void> sync_file(const Path& file) {
  ENTENTE_CHECK(step("sync", file));
  const Descriptor fd(file, O_RDONLY);
  if (!fd.ok() || ::fsync(fd.get()) != 0) return failed("sync", file);
  if (g_observer != nullptr) g_observer->synced(file);
  return {};
}

Result<void> sync_folder(const Path& folder) {
  ENTENTE_CHECK(step("sync", folder));
  const Descriptor fd(folder, O_RDONLY | O_DIRECTORY);
  if (!fd.ok() || ::fsync(fd.get()) != 0) return failed("sync", folder);
  if (g_observer != nullptr) g_observer->synced_folder(folder);
  return {};
}

Result<void> move_file(const Path& from, const Path& to) {
  ENTENTE_CHECK(step("rename", to));
  if (::rename(from.c_str(), to.c_str()) != 0) return failed("rename", to);
  if (g_observer != nullptr) g_observer->renamed(from, to);
  return {};
}

Result<void> remove_file(const Path& file) {
  ENTENTE_CHECK(step("remove", file));
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) return failed("remove", file);
  return {};
}

Result<std::vector<Path>> entries(const Path& folder, bool deep) {
  std::vector<Path> found;
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) return found;
  const auto walk = [&]<class Iterator>(Iterator at) {
    for (; !error && at != Iterator(); at.increment(error)) {
      std::error_code ignored;
      if (!deep || at->is_regular_file(ignored)) found.push_back(at->path());
    }
  };
  if (deep)
    walk(std::filesystem::recursive_directory_iterator(folder, error));
  else
    walk(std::filesystem::directory_iterator(folder, error));
  if (error) return fail(system_error("read", folder, error.value()));
  std::sort(found.begin(), found.end());
  return found;
}

Result<void> empty_folder(const Path& folder) {
  ENTENTE_CHECK(step("empty", folder));
  ENTENTE_TRY(const std::vector<Path> found, entries(folder));
  for (const Path& path : found) {
    std::error_code error;
    std::filesystem::remove_all(path, error);
    if (error) return failed("remove", path, error.value());
  }
  return {};
}

Result<void> replace_file(const Path& file, std::string_view bytes) {
  Path beside = file;
  beside += ".new";
  ENTENTE_CHECK(step("write", beside));
  {
    const Descriptor fd(beside, O_WRONLY | O_CREAT | O_TRUNC);
    if (!fd.ok()) return failed("write", beside);
    ENTENTE_CHECK(write_all(fd.get(), bytes, beside));
  }
  wrote(beside);
  ENTENTE_CHECK(sync_file(beside));
  ENTENTE_CHECK(move_file(beside, file));
  return sync_folder(file.has_parent_path() ? file.parent_path() : Path("."));
}

Result<void> copy_file(const Path& from, const Path& to) {
  ENTENTE_CHECK(step("copy", to));
  std::error_code error;
  std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing, error);
  if (error) return failed("copy", to, error.value());
  wrote(to);
  return sync_file(to);
}

Result<std::string> read_file(const Path& file, std::uint64_t limit) {
  const Descriptor fd(file, O_RDONLY | O_NONBLOCK);
  if (!fd.ok()) return fail(system_error("read", file, errno));
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return fail(system_error("read", file, errno));
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::kBadData, file.string() + " is not a regular file");
  }
  std::string bytes;
  char buffer[64 << 10];
  for (;;) {
    const ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(system_error("read", file, errno));
    if (got == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(got));
    if (bytes.size() > limit) {
      return fail(ErrorCode::kBadData,
                  fmt::format("{} is larger than {} bytes", file.string(), limit));
    }
  }
}

Result<Lock> Lock::take(const Path& file, Mode mode, std::chrono::milliseconds wait) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return fail(system_error("open the lock", file, errno));
  Lock lock(fd);
  const int operation = (mode == Mode::kShared ? LOCK_SH : LOCK_EX) | LOCK_NB;
  const auto until = std::chrono::steady_clock::now() + wait;
  for (;;) {
    if (::flock(fd, operation) == 0) return lock;
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return fail(system_error("lock", file, errno));
    if (std::chrono::steady_clock::now() >= until) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  std::string holder(512, '\0');
  const ssize_t got = ::pread(fd, holder.data(), holder.size(), 0);
  holder.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return fail(
      ErrorCode::kLocked,
      fmt::format("the store is being written by {}", holder.empty() ? "another program" : holder),
      "wait until it is done, or give --wait SECONDS");
}

Lock::Lock(Lock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Lock& Lock::operator=(Lock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Lock::~Lock() {
  if (fd_ >= 0) ::close(fd_);
}

void Lock::describe(std::string_view holder) {
  if (::ftruncate(fd_, 0) == 0) {
    [[maybe_unused]] const ssize_t written = ::pwrite(fd_, holder.data(), holder.size(), 0);
  }
}

}  // namespace entente::files

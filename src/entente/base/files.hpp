#pragma once
// The one small layer through which everything on disk is changed.
//
// Each change is a numbered step: an observer (installed by tests only) may stop the program there,
// or make the step fail as a full or broken disk would, and hears what was written and synced, so
// that it can also play a power cut that loses every write since the last fsync. The functions say
// which of them sync; a rename is durable only after sync_folder of its folder.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "entente/base/result.hpp"

namespace entente::files {

using Path = std::filesystem::path;

/// Hears of every step. `before` returns 0 to go on, or an errno value with which the step fails.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual int before(std::string_view step, const Path& path) = 0;
  virtual void wrote(const Path& file) = 0;
  virtual void synced(const Path& file) = 0;
  virtual void renamed(const Path& from, const Path& to) = 0;
  virtual void synced_folder(const Path& folder) = 0;
};
/// nullptr (the default) switches observation off. Not for use beside running writes.
void set_observer(Observer* observer);

/// Announces a step whose work someone else does (DuckDB writing a part, SQLite committing).
Result<void> step(std::string_view what, const Path& path);
/// Says that someone else has written a file without syncing it.
void wrote(const Path& file);

Result<void> make_folders(const Path& folder);
Result<void> sync_file(const Path& file);
Result<void> sync_folder(const Path& folder);
Result<void> move_file(const Path& from, const Path& to);
Result<void> remove_file(const Path& file);
/// What lies in a folder, sorted; with `deep` the regular files at any depth instead. A missing
/// folder is empty.
Result<std::vector<Path>> entries(const Path& folder, bool deep = false);
/// Deletes what is in the folder, not the folder.
Result<void> empty_folder(const Path& folder);
/// Writes beside the target, syncs, renames, syncs the folder: the old file or the new one.
Result<void> replace_file(const Path& file, std::string_view bytes);
/// Copies and syncs the copy.
Result<void> copy_file(const Path& from, const Path& to);

/// A regular file's bytes; kNotFound if it is missing, kBadData past the limit or if it is no file.
Result<std::string> read_file(const Path& file, std::uint64_t limit);

/// An flock(2) lock on a file, held until the object goes. The file may name its holder.
class Lock {
 public:
  enum class Mode { kShared, kExclusive };
  /// Tries until `wait` has passed; kLocked with the holder's text in the message if it stays
  /// taken.
  static Result<Lock> take(const Path& file, Mode mode, std::chrono::milliseconds wait);
  Lock(Lock&& other) noexcept;
  Lock& operator=(Lock&& other) noexcept;
  ~Lock();
  /// Replaces the file's text (for an exclusive lock), which others see while they wait.
  void describe(std::string_view holder);

 private:
  explicit Lock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

/// What to do about a full disk.
inline constexpr const char* kDiskFull =
    "the disk is full: make room and run the same command again; nothing was lost";

/// A readable message for an errno value; kFailure, with help for a full disk.
Error system_error(std::string_view what, const Path& path, int number);

}  // namespace entente::files

// Paths as people give them to files in a fixed order. A path that exists is taken as it is, even
// if it holds a "[" or "*", so that a downloaded "events[1].csv" can be named; only then is it a
// pattern. Hidden files are passed over in folders, as "*" does.

#include <glob.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "entente/base/text.hpp"
#include "entente/sources/input.hpp"

namespace entente {
namespace {

namespace fs = std::filesystem;

Result<void> add_path(const std::string& path, std::vector<std::string>& files) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    files.push_back(path);
    return {};
  }
  const std::string folder = path.ends_with('/') ? path : path + "/";
  std::vector<std::string> found;
  fs::directory_iterator entry(path, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code ignored;  // a dangling link is not a file
    if (!name.starts_with('.') && fs::is_regular_file(entry->path(), ignored)) {
      found.push_back(folder + name);
    }
  }
  if (error) {
    return fail(ErrorCode::kFailure, "cannot read the folder: " + error.message(), {}, {path});
  }
  if (found.empty()) {
    return fail(ErrorCode::kNotFound, printable(path) + " holds no files",
                "folders inside it are not entered; name them, or use a pattern", {path});
  }
  std::sort(found.begin(), found.end());
  files.insert(files.end(), found.begin(), found.end());
  return {};
}

// A folder that may not be read is an error and not an empty folder.
int glob_error(const char* /*folder*/, int error) {
  return error == ENOENT || error == ENOTDIR ? 0 : 1;
}

Result<std::vector<std::string>> matches(const std::string& pattern) {
  struct Globbed {
    glob_t value{};
    ~Globbed() { ::globfree(&value); }
  } globbed;
  const int code = ::glob(pattern.c_str(), GLOB_NOSORT, glob_error, &globbed.value);
  if (code == GLOB_NOMATCH) return std::vector<std::string>{};
  if (code != 0) {
    return fail(ErrorCode::kFailure, "cannot read all folders of " + printable(pattern),
                "check their permissions", {pattern});
  }
  std::vector<std::string> found(globbed.value.gl_pathv,
                                 globbed.value.gl_pathv + globbed.value.gl_pathc);
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

Result<std::vector<std::string>> expand_paths(const std::vector<std::string>& patterns) {
  std::vector<std::string> files;
  for (const std::string& pattern : patterns) {
    if (pattern.empty() || pattern.find('\0') != std::string::npos) {
      return fail(ErrorCode::kUsage, "not a file name: \"" + printable(pattern) + "\"");
    }
    std::error_code error;
    if (pattern == "-") {
      files.push_back(pattern);
    } else if (fs::exists(fs::symlink_status(pattern, error))) {
      ENTENTE_CHECK(add_path(pattern, files));
    } else if (pattern.find_first_of("*?[") == std::string::npos) {
      return fail(ErrorCode::kNotFound, "no such file: " + printable(pattern), {}, {pattern});
    } else {
      ENTENTE_TRY(const std::vector<std::string> found, matches(pattern));
      if (found.empty()) {
        return fail(ErrorCode::kNotFound, "no file matches " + printable(pattern), {}, {pattern});
      }
      for (const std::string& path : found) ENTENTE_CHECK(add_path(path, files));
    }
  }
  return files;
}

}  // namespace entente

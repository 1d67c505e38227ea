#pragma once
// A case's folder made of texts, gone with the object.

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

namespace entente::testing {

using Files = std::map<std::string, std::string>;  ///< name -> text

class Folder {
 public:
  explicit Folder(const Files& files) {
    static int number = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("entente-case-test-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
    std::filesystem::create_directories(path_);
    for (const auto& [name, text] : files) std::ofstream(path_ / name, std::ios::binary) << text;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace entente::testing

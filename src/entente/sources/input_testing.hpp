#pragma once
// For tests: a folder that goes away, archives made in memory, and the walk of an input's bytes.

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entente/sources/input.hpp"

namespace entente::testing {

class TempFolder {
 public:
  TempFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "entente_test_XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  /// Writes the file and gives its path back.
  std::string write(const std::string& name, std::string_view bytes) const {
    std::ofstream out(file(name), std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    EXPECT_TRUE(out.good());
    return file(name);
  }

 private:
  std::string path_;
};

inline std::string read_whole_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// window_bits as zlib's deflateInit2: 31 makes gzip, -15 the bare data of a zip member.
inline std::string deflated(std::string_view data, int window_bits) {
  z_stream stream{};
  EXPECT_EQ(::deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(::deflateBound(&stream, data.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(::deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

inline std::string gzip_of(std::string_view data) { return deflated(data, 31); }

inline std::string zstd_of(std::string_view data) {
  ZSTD_CCtx* const context = ::ZSTD_createCCtx();
  ::ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::string out(::ZSTD_compressBound(data.size()), '\0');
  const std::size_t size =
      ::ZSTD_compress2(context, out.data(), out.size(), data.data(), data.size());
  EXPECT_FALSE(::ZSTD_isError(size));
  ::ZSTD_freeCCtx(context);
  out.resize(size);
  return out;
}

/// One member of a zip archive made byte by byte, so that it may lie.
struct ZipPart {
  std::string name;
  std::string data;
  bool deflate = true;
  unsigned flags = 0;              ///< bit 0: encrypted
  int method = -1;                 ///< -1: as `deflate` says
  long long declared_size = -1;    ///< -1: the truth
  long long declared_stored = -1;  ///< -1: the truth
  bool wrong_crc = false;
};

inline void put_little(std::string& out, unsigned long long value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xffU));
}

inline std::string zip_of(const std::vector<ZipPart>& parts) {
  std::string out;
  std::string list;
  for (const ZipPart& part : parts) {
    const std::string stored = part.deflate ? deflated(part.data, -15) : part.data;
    auto crc = ::crc32(0, reinterpret_cast<const Bytef*>(part.data.data()),
                       static_cast<uInt>(part.data.size()));
    if (part.wrong_crc) crc ^= 1U;
    std::string common;
    put_little(common, 20, 2);
    put_little(common, part.flags, 2);
    put_little(common,
               part.method >= 0 ? static_cast<unsigned>(part.method) : (part.deflate ? 8U : 0U), 2);
    put_little(common, 0x00210000, 4);  // 1 January 1980
    put_little(common, crc, 4);
    put_little(common,
               part.declared_stored >= 0 ? static_cast<unsigned long long>(part.declared_stored)
                                         : stored.size(),
               4);
    put_little(common,
               part.declared_size >= 0 ? static_cast<unsigned long long>(part.declared_size)
                                       : part.data.size(),
               4);
    put_little(common, part.name.size(), 2);
    put_little(common, 0, 2);
    put_little(list, 0x02014b50, 4);
    put_little(list, 20, 2);
    list += common;
    put_little(list, 0, 8);  // comment length, disk, inner and half of the outer attributes
    put_little(list, 0, 2);  // the other half
    put_little(list, out.size(), 4);
    list += part.name;
    put_little(out, 0x04034b50, 4);
    out += common + part.name + stored;
  }
  const std::size_t list_at = out.size();
  out += list;
  put_little(out, 0x06054b50, 4);
  put_little(out, 0, 4);
  put_little(out, parts.size(), 2);
  put_little(out, parts.size(), 2);
  put_little(out, list.size(), 4);
  put_little(out, list_at, 4);
  put_little(out, 0, 2);
  return out;
}

struct Got {
  std::string name;
  std::string bytes;
  bool operator==(const Got&) const = default;
};

/// All inputs of a path, read `chunk` bytes at a time.
inline Result<std::vector<Got>> read_inputs(const std::string& path, const InputLimits& limits = {},
                                            std::size_t chunk = 65536) {
  std::vector<Got> all;
  std::vector<char> buffer(chunk);
  auto walked = for_each_input(path, limits, [&](InputStream& input) -> Result<void> {
    all.push_back({input.name(), {}});
    for (;;) {
      ENTENTE_TRY(const std::size_t got, input.read(buffer.data(), buffer.size()));
      if (got == 0) return {};
      all.back().bytes.append(buffer.data(), got);
    }
  });
  if (!walked) return fail(std::move(walked).error());
  return all;
}

/// The error of reading everything; a test failure if there is none.
inline Error error_of(const std::string& path, const InputLimits& limits = {}) {
  auto all = read_inputs(path, limits);
  if (all) {
    ADD_FAILURE() << "no error for " << path;
    return {};
  }
  return all.error();
}

inline bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// Text that compresses a few times, as event files do.
inline std::string event_like_text(std::size_t bytes) {
  std::string text;
  std::uint64_t state = 88172645463325252ULL;
  while (text.size() < bytes) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    text += "20240301\tUSA\tKOR\t" + std::to_string(state % 100000) + "\t1\t3.4\n";
  }
  text.resize(bytes);
  return text;
}

}  // namespace entente::testing

// Files, standard input, gzip and zstd: what is whole is read whole, and every other end is an
// error.

#include "entente/sources/input.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "entente/sources/input_testing.hpp"
#include "entente/sources/lines.hpp"

namespace entente {
namespace {

using testing::deflated;
using ::testing::ElementsAre;
using testing::error_of;
using testing::event_like_text;
using testing::Got;
using testing::gzip_of;
using testing::holds;
using testing::read_inputs;
using testing::TempFolder;
using testing::zstd_of;

using namespace std::string_literals;

// The bytes of the single input at `path`.
std::string bytes_of(const std::string& path, const InputLimits& limits = {},
                     std::size_t chunk = 65536) {
  auto all = read_inputs(path, limits, chunk);
  if (!all) {
    ADD_FAILURE() << format_error(all.error());
    return {};
  }
  EXPECT_EQ(all->size(), 1U);
  return all->empty() ? std::string() : all->front().bytes;
}

TEST(InputFile, PlainBytesPassThrough) {
  const TempFolder folder;
  const std::string data = "one\r\ntwo\0three"s;
  EXPECT_EQ(bytes_of(folder.write("a.csv", data)), data);
  EXPECT_EQ(bytes_of(folder.write("b.csv", data), {}, 1), data);
  EXPECT_EQ(bytes_of(folder.write("empty.csv", "")), "");
  const std::string large = event_like_text(3U << 20);
  EXPECT_EQ(bytes_of(folder.write("large.csv", large)), large);
}

TEST(InputFile, NameAndProgress) {
  const TempFolder folder;
  const std::string path = folder.write("a.gz", gzip_of(event_like_text(2U << 20)));
  const auto size = std::filesystem::file_size(path);
  const auto walked = for_each_input(path, {}, [&](InputStream& input) -> Result<void> {
    EXPECT_EQ(input.name(), path);
    EXPECT_EQ(input.stored_bytes_all(), size);
    std::vector<char> buffer(1000);
    ENTENTE_TRY(std::size_t got, input.read(buffer.data(), buffer.size()));
    EXPECT_GT(input.stored_bytes_done(), 0U);
    EXPECT_LT(input.stored_bytes_done(), size / 2);
    while (got != 0) {
      ENTENTE_TRY(got, input.read(buffer.data(), buffer.size()));
    }
    EXPECT_EQ(input.stored_bytes_done(), size);
    return {};
  });
  EXPECT_TRUE(walked);
}

TEST(InputFile, WhatIsNoFile) {
  const TempFolder folder;
  EXPECT_EQ(error_of(folder.file("absent.csv")).code, ErrorCode::kNotFound);
  EXPECT_EQ(error_of(folder.write("x", "") + "/y").code, ErrorCode::kNotFound);
  EXPECT_EQ(error_of(folder.path()).code, ErrorCode::kUsage);
  EXPECT_TRUE(holds(error_of(folder.path()).message, "folder"));
  EXPECT_EQ(error_of("").code, ErrorCode::kUsage);
  EXPECT_EQ(error_of("a\0b"s).code, ErrorCode::kUsage);
  ASSERT_EQ(::mkfifo(folder.file("pipe").c_str(), 0600), 0);
  const Error pipe = error_of(folder.file("pipe"));  // must not wait for a writer
  EXPECT_EQ(pipe.code, ErrorCode::kUsage);
  EXPECT_TRUE(holds(pipe.help, "standard input"));
  EXPECT_EQ(error_of("/dev/zero").code, ErrorCode::kUsage);
}

TEST(InputFile, SymbolicLinksAreFollowed) {
  const TempFolder folder;
  std::filesystem::create_symlink(folder.write("a", "data"), folder.file("link"));
  EXPECT_EQ(bytes_of(folder.file("link")), "data");
  std::filesystem::create_symlink(folder.file("nowhere"), folder.file("dangling"));
  EXPECT_EQ(error_of(folder.file("dangling")).code, ErrorCode::kNotFound);
}

TEST(InputFile, AReadErrorIsNoEnd) {
  // The kernel answers a read at address 0 of a process with EIO.
  const Error error = error_of("/proc/self/mem");
  EXPECT_EQ(error.code, ErrorCode::kFailure);
  EXPECT_TRUE(holds(error.message, "cannot read")) << error.message;
}

TEST(InputFile, AFileCutWhileReadIsAnError) {
  const TempFolder folder;
  const std::string path = folder.write("a.csv", event_like_text(2U << 20));
  const auto walked = for_each_input(path, {}, [&](InputStream& input) -> Result<void> {
    std::filesystem::resize_file(path, 1U << 20);
    std::vector<char> buffer(1U << 16);
    for (;;) {
      ENTENTE_TRY(const std::size_t got, input.read(buffer.data(), buffer.size()));
      if (got == 0) return {};
    }
  });
  ASSERT_FALSE(walked);
  EXPECT_TRUE(holds(walked.error().message, "shorter")) << walked.error().message;
  EXPECT_EQ(walked.error().place.file, path);
}

TEST(InputFile, TheVisitsErrorIsReturnedAndErrorsStay) {
  const TempFolder folder;
  const auto walked = for_each_input(folder.write("a", "x"), {}, [](InputStream&) -> Result<void> {
    return fail(ErrorCode::kInterrupted, "stopped");
  });
  ASSERT_FALSE(walked);
  EXPECT_EQ(walked.error().message, "stopped");
  const std::string broken = gzip_of("hello").substr(0, 12);
  const auto again =
      for_each_input(folder.write("b", broken), {}, [](InputStream& input) -> Result<void> {
        char buffer[100];
        Result<std::size_t> first = 1;
        while (first && *first != 0) first = input.read(buffer, sizeof buffer);
        EXPECT_FALSE(first);
        const auto second = input.read(buffer, sizeof buffer);
        EXPECT_FALSE(second);
        EXPECT_EQ(first.error().message, second.error().message);
        return {};
      });
  EXPECT_TRUE(again);
}

TEST(InputGzip, WholeConcatenatedAndEmpty) {
  const TempFolder folder;
  const std::string data = event_like_text(1U << 20);
  EXPECT_EQ(bytes_of(folder.write("a.gz", gzip_of(data))), data);
  EXPECT_EQ(bytes_of(folder.write("no_ending", gzip_of(data)), {}, 7), data);
  EXPECT_EQ(bytes_of(folder.write("two", gzip_of("one\n") + gzip_of("") + gzip_of("two\n"))),
            "one\ntwo\n");
  EXPECT_EQ(bytes_of(folder.write("e", gzip_of(""))), "");
  std::string many;
  for (int i = 0; i < 20000; ++i) many += gzip_of("");
  EXPECT_EQ(bytes_of(folder.write("many", many + gzip_of("end"))), "end");
}

TEST(InputGzip, AMemberAtEveryBufferEdge) {
  // The read-ahead buffer is 256 KiB: put the second member's header around that edge.
  const TempFolder folder;
  for (const std::size_t edge : {262143U, 262144U, 262145U}) {
    // A gzip header with a file name of any length: flag 8, bytes up to a NUL.
    std::string first = gzip_of("one");
    const std::size_t padding = edge - first.size() - 1;
    first[3] = 8;
    first.insert(10, std::string(padding, 'n') + '\0');
    ASSERT_EQ(first.size(), edge);
    EXPECT_EQ(bytes_of(folder.write("a", first + gzip_of("two"))), "onetwo");
  }
}

TEST(InputGzip, EveryCutIsAnError) {
  const TempFolder folder;
  const std::string whole = gzip_of("some text, some text, some more text\n");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Error error = error_of(folder.write("cut.gz", whole.substr(0, size)));
    EXPECT_EQ(error.code, ErrorCode::kBadData) << size;
    EXPECT_TRUE(holds(error.message, size < 2 ? "ends before" : "cut off")) << error.message;
    EXPECT_TRUE(holds(error.place.file, "cut.gz"));
  }
}

TEST(InputGzip, EveryChangedByteIsAnErrorOrChangesNothing) {
  const TempFolder folder;
  const std::string data = "some text, some text, some more text\n";
  const std::string whole = gzip_of(data);
  for (std::size_t at = 2; at < whole.size(); ++at) {
    for (const int bit : {1, 4, 128}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ bit);
      const auto all = read_inputs(folder.write("c", changed));
      if (all) {
        EXPECT_EQ(all->front().bytes, data) << at;
      }
    }
  }
}

TEST(InputGzip, WhatFollowsIsAnError) {
  const TempFolder folder;
  for (const std::string& tail : {"x"s, "\0"s, "garbage after"s, std::string(600, '\0')}) {
    const Error error = error_of(folder.write("t", gzip_of("hello\n") + tail));
    EXPECT_EQ(error.code, ErrorCode::kBadData);
    EXPECT_TRUE(holds(error.message, "follow")) << error.message;
  }
  EXPECT_TRUE(holds(error_of(folder.write("t", gzip_of("hello\n") + "\x1f")).message, "cut off"));
}

TEST(InputZstd, WholeSeveralFramesSkippableAndEmpty) {
  const TempFolder folder;
  const std::string data = event_like_text(1U << 20);
  EXPECT_EQ(bytes_of(folder.write("a.zst", zstd_of(data))), data);
  EXPECT_EQ(bytes_of(folder.write("small_reads", zstd_of(data)), {}, 3), data);
  const std::string skippable = "\x53\x2a\x4d\x18\x05\0\0\0hello"s;
  EXPECT_EQ(bytes_of(folder.write(
                "b", skippable + zstd_of("one\n") + zstd_of("") + skippable + zstd_of("two\n"))),
            "one\ntwo\n");
  EXPECT_EQ(bytes_of(folder.write("e", zstd_of(""))), "");
  EXPECT_EQ(bytes_of(folder.write("s", skippable)), "");
}

TEST(InputZstd, EveryCutIsAnError) {
  const TempFolder folder;
  const std::string whole = zstd_of("some text, some text, some more text\n");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Error error = error_of(folder.write("cut.zst", whole.substr(0, size)));
    EXPECT_EQ(error.code, ErrorCode::kBadData) << size;
  }
  const std::string two = whole + whole.substr(0, 6);
  EXPECT_TRUE(holds(error_of(folder.write("two", two)).message, "cut off"));
}

TEST(InputZstd, EveryChangedByteIsAnErrorOrChangesNothing) {
  const TempFolder folder;
  const std::string data = "some text, some text, some more text\n";
  const std::string whole = zstd_of(data);
  for (std::size_t at = 4; at < whole.size(); ++at) {
    for (const int bit : {1, 4, 128}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ bit);
      const auto all = read_inputs(folder.write("c", changed));
      if (all) {
        EXPECT_EQ(all->front().bytes, data) << at;
      }
    }
  }
}

TEST(InputZstd, WhatFollowsIsAnError) {
  const TempFolder folder;
  for (const std::string& tail : {"x"s, "\0"s, "garbage after"s}) {
    const Error error = error_of(folder.write("t", zstd_of("hello\n") + tail));
    EXPECT_TRUE(holds(error.message, "follow")) << error.message;
  }
}

TEST(InputZstd, AGreatWindowIsRefused) {
  const TempFolder folder;
  // Frame header: no single segment, no checksum; window descriptor 0xA8 is 2^31 bytes; then one
  // raw last block of no bytes.
  const Error error = error_of(folder.write("w", "\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00"s));
  EXPECT_EQ(error.code, ErrorCode::kBadData);
  EXPECT_TRUE(holds(error.message, "128 MiB")) << error.message;
}

TEST(InputLimitsTest, BytesAreLimitedForEveryContainer) {
  const TempFolder folder;
  InputLimits limits;
  limits.max_bytes = 1000;
  const std::string fits(1000, 'a');
  const std::string over(1001, 'a');
  for (const auto& pack :
       {+[](std::string_view d) { return std::string(d); }, &gzip_of, &zstd_of}) {
    EXPECT_EQ(bytes_of(folder.write("f", pack(fits)), limits), fits);
    const Error error = error_of(folder.write("o", pack(over)), limits);
    EXPECT_EQ(error.code, ErrorCode::kBadData);
    EXPECT_TRUE(holds(error.message, "--max-bytes")) << error.message;
    EXPECT_TRUE(holds(error.message, "1,000 bytes")) << error.message;
  }
}

TEST(InputLimitsTest, ABombStopsAtTheRatioPastTheFreeBytes) {
  const TempFolder folder;
  const std::string zeros(2U << 20, '\0');  // deflate: about 1000 to 1
  InputLimits limits;
  EXPECT_EQ(bytes_of(folder.write("free", gzip_of(zeros)), limits), zeros);  // below 64 MB
  limits.ratio_free_bytes = 1U << 20;
  for (const auto& pack : {&gzip_of, &zstd_of}) {
    std::size_t given = 0;
    const auto walked = for_each_input(
        folder.write("b", pack(zeros)), limits, [&](InputStream& in) -> Result<void> {
          std::vector<char> buffer(1000);
          for (;;) {
            ENTENTE_TRY(const std::size_t got, in.read(buffer.data(), buffer.size()));
            given += got;
            if (got == 0) return {};
          }
        });
    ASSERT_FALSE(walked);
    EXPECT_TRUE(holds(walked.error().message, "--max-ratio 200")) << walked.error().message;
    EXPECT_LE(given, limits.ratio_free_bytes);
  }
  limits.max_ratio = 1100;
  EXPECT_EQ(bytes_of(folder.write("g", gzip_of(zeros)), limits), zeros);
  // Plain files have no ratio.
  limits.max_ratio = 0;
  EXPECT_EQ(bytes_of(folder.write("p", zeros), limits), zeros);
}

TEST(InputLimitsTest, AnArchiveInsideIsAnError) {
  const TempFolder folder;
  std::string tar(1024, '\0');
  tar.replace(257, 5, "ustar");
  for (const std::string& inner : {gzip_of("x"), zstd_of("x"), "PK\x03\x04rest"s,
                                   "\xfd"
                                   "7zXZ\0rest"s,
                                   tar}) {
    for (const auto& pack : {&gzip_of, &zstd_of}) {
      const Error error = error_of(folder.write("n", pack(inner)));
      EXPECT_EQ(error.code, ErrorCode::kBadData);
      EXPECT_TRUE(holds(error.message, "within")) << error.message;
    }
  }
}

TEST(InputLimitsTest, OtherContainersAreNamed) {
  const TempFolder folder;
  std::string tar(1024, '\0');
  tar.replace(257, 5, "ustar");
  const std::vector<std::pair<std::string, std::string>> cases = {{"\xfd"
                                                                   "7zXZ\0rest"s,
                                                                   "xz"},
                                                                  {"BZh91AY&SYrest", "bzip2"},
                                                                  {"7z\xbc\xaf\x27\x1crest", "7z"},
                                                                  {"Rar!\x1a\x07\x01", "rar"},
                                                                  {"\x04\x22\x4d\x18rest", "lz4"},
                                                                  {tar, "tar"}};
  for (const auto& [bytes, name] : cases) {
    const Error error = error_of(folder.write("c", bytes));
    EXPECT_EQ(error.code, ErrorCode::kBadData);
    EXPECT_EQ(error.message, name + " is not read");
  }
  EXPECT_EQ(bytes_of(folder.write("t", "BZh is a word")), "BZh is a word");
  EXPECT_EQ(bytes_of(folder.write("t", "PK")), "PK");
}

// Puts bytes on descriptor 0 through a pipe while it lives.
class PipedInput {
 public:
  explicit PipedInput(std::string bytes) : saved_(::dup(STDIN_FILENO)) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    ::dup2(ends[0], STDIN_FILENO);
    ::close(ends[0]);
    writer_ = std::thread([bytes = std::move(bytes), end = ends[1]] {
      // Odd pieces, so that reads come short.
      for (std::size_t at = 0; at < bytes.size(); at += 4099) {
        const std::size_t size = std::min<std::size_t>(4099, bytes.size() - at);
        if (::write(end, bytes.data() + at, size) < 0) break;
      }
      ::close(end);
    });
  }
  ~PipedInput() {
    writer_.join();
    ::dup2(saved_, STDIN_FILENO);
    ::close(saved_);
  }
  PipedInput(const PipedInput&) = delete;
  PipedInput& operator=(const PipedInput&) = delete;

 private:
  int saved_;
  std::thread writer_;
};

TEST(InputStandard, PlainGzipAndZstdComeThroughAPipe) {
  const std::string data = event_like_text(700000);
  for (const auto& pack :
       {+[](std::string_view d) { return std::string(d); }, &gzip_of, &zstd_of}) {
    const PipedInput piped(pack(data));
    const auto all = read_inputs("-");
    ASSERT_TRUE(all) << format_error(all.error());
    EXPECT_THAT(*all, ElementsAre(Got{"-", data}));
  }
  const PipedInput empty("");
  EXPECT_EQ(bytes_of("-"), "");
}

TEST(InputStandard, AZipCannotComeThroughAPipe) {
  const PipedInput piped(testing::zip_of({{"a.csv", "x"}}));
  const Error error = error_of("-");
  EXPECT_EQ(error.code, ErrorCode::kUsage);
  EXPECT_TRUE(holds(error.message, "standard input"));
  EXPECT_TRUE(holds(error.help, "save it to a file"));
}

TEST(InputStandard, AFileOnStandardInputIsReadFromWhereItStands) {
  const TempFolder folder;
  const int saved = ::dup(STDIN_FILENO);
  const int file = ::open(folder.write("a", "skip me: rest").c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(::lseek(file, 9, SEEK_SET), 9);
  ::dup2(file, STDIN_FILENO);
  const auto walked = for_each_input("-", {}, [](InputStream& input) -> Result<void> {
    EXPECT_EQ(input.stored_bytes_all(), 4U);
    return {};
  });
  EXPECT_TRUE(walked);
  ASSERT_EQ(::lseek(STDIN_FILENO, 9, SEEK_SET), 9);
  EXPECT_EQ(bytes_of("-"), "rest");
  ::dup2(saved, STDIN_FILENO);
  ::close(saved);
  ::close(file);
}

// Small limits, as the fuzz target has them: every seed ends in bytes or in an error with words.
TEST(InputCorpus, EverySeedIsReadOrRefused) {
  const std::string seeds = ENTENTE_SOURCE_DIR "/fuzz/corpus/input";
  InputLimits limits;
  limits.ratio_free_bytes = 4096;
  limits.max_bytes = 1U << 20;
  limits.max_line_bytes = 1024;
  limits.max_entries = 8;
  std::size_t read = 0;
  std::size_t refused = 0;
  for (const auto& entry : std::filesystem::directory_iterator(seeds)) {
    const auto all = read_inputs(entry.path().string(), limits, 4096);
    const bool bad = entry.path().filename().string().starts_with("bad_");
    EXPECT_EQ(all.has_value(), !bad) << entry.path() << (all ? "" : all.error().message);
    EXPECT_TRUE(all || !all.error().message.empty());
    ++(all ? read : refused);
    const auto walked =
        for_each_input(entry.path().string(), limits, [&](InputStream& input) -> Result<void> {
          LineReader lines(input, limits);
          ENTENTE_TRY(const std::string_view peeked, lines.peek());
          EXPECT_LE(peeked.size(), 65536U);
          Line line;
          for (;;) {
            ENTENTE_TRY(const bool more, lines.next(line));
            if (!more) return {};
            EXPECT_LE(line.text.size(), limits.max_line_bytes);
          }
        });
    EXPECT_EQ(walked.has_value(), all.has_value()) << entry.path();
  }
  EXPECT_GE(read, 8U);
  EXPECT_GE(refused, 8U);
}

}  // namespace
}  // namespace entente

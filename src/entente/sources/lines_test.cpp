// Lines from streams of every shape: all ends, all chunk sizes, all sides of the limit.

#include "entente/sources/lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstring>

#include "entente/sources/input_testing.hpp"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using namespace std::string_literals;

// Bytes in memory, given at most `chunk` at a time; fails at the end if asked to.
class StringInput final : public InputStream {
 public:
  StringInput(std::string bytes, std::size_t chunk, bool fails = false)
      : bytes_(std::move(bytes)), chunk_(chunk), fails_(fails) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    const std::size_t take = std::min({size, chunk_, bytes_.size() - at_});
    if (take == 0 && fails_) return fail(ErrorCode::kBadData, "cut off", {}, {name_});
    std::memcpy(buffer, bytes_.data() + at_, take);
    at_ += take;
    return take;
  }
  const std::string& name() const override { return name_; }
  std::uint64_t stored_bytes_done() const override { return at_; }
  std::uint64_t stored_bytes_all() const override { return bytes_.size(); }

 private:
  std::string name_ = "memory";
  std::string bytes_;
  std::size_t chunk_;
  bool fails_;
  std::size_t at_ = 0;
};

struct Kept {
  std::string text;
  std::uint64_t number;
  bool too_long;
  bool operator==(const Kept&) const = default;
};

// Not the reader's way: cut at LF, drop one CR, judge the length.
std::vector<Kept> reference_lines(const std::string& bytes, std::uint64_t limit) {
  std::vector<Kept> lines;
  std::size_t at = 0;
  while (at < bytes.size()) {
    std::size_t end = bytes.find('\n', at);
    const std::size_t next = end == std::string::npos ? bytes.size() : end + 1;
    if (end == std::string::npos) end = bytes.size();
    std::string text = bytes.substr(at, end - at);
    if (!text.empty() && text.back() == '\r') text.pop_back();
    const bool too_long = text.size() > limit;
    if (too_long) text.resize(std::min<std::uint64_t>(256, limit));
    lines.push_back({text, lines.size() + 1, too_long});
    at = next;
  }
  return lines;
}

std::vector<Kept> lines_of(const std::string& bytes, std::uint64_t limit = 64U << 10,
                           std::size_t chunk = 1U << 20, bool peek = false) {
  StringInput input(bytes, chunk);
  InputLimits limits;
  limits.max_line_bytes = limit;
  LineReader reader(input, limits);
  if (peek) {
    const auto peeked = reader.peek();
    EXPECT_TRUE(peeked);
    EXPECT_EQ(*peeked, std::string_view(bytes).substr(0, 65536));
  }
  std::vector<Kept> lines;
  Line line;
  for (;;) {
    const auto more = reader.next(line);
    EXPECT_TRUE(more);
    if (!more || !*more) break;
    lines.push_back({std::string(line.text), line.number, line.too_long});
  }
  EXPECT_FALSE(reader.next(line).value());  // the end stays the end
  EXPECT_EQ(reader.sha256(), sha256_hex(bytes));
  return lines;
}

TEST(Lines, AllEnds) {
  EXPECT_THAT(lines_of(""), IsEmpty());
  EXPECT_THAT(lines_of("a\nb\n"), ElementsAre(Kept{"a", 1, false}, Kept{"b", 2, false}));
  EXPECT_THAT(lines_of("a\r\nb\r\n"), ElementsAre(Kept{"a", 1, false}, Kept{"b", 2, false}));
  EXPECT_THAT(lines_of("a\nb"), ElementsAre(Kept{"a", 1, false}, Kept{"b", 2, false}));
  EXPECT_THAT(lines_of("a\nb\r"), ElementsAre(Kept{"a", 1, false}, Kept{"b", 2, false}));
  EXPECT_THAT(lines_of("\n"), ElementsAre(Kept{"", 1, false}));
  EXPECT_THAT(lines_of("\r"), ElementsAre(Kept{"", 1, false}));
  EXPECT_THAT(lines_of("\n\r\n\n"),
              ElementsAre(Kept{"", 1, false}, Kept{"", 2, false}, Kept{"", 3, false}));
  EXPECT_THAT(lines_of("a\rb\r\r\n"), ElementsAre(Kept{"a\rb\r", 1, false}));
}

TEST(Lines, NulAndInvalidBytesPassThrough) {
  EXPECT_THAT(lines_of("a\0b\n\xff\xfe\n"s),
              ElementsAre(Kept{"a\0b"s, 1, false}, Kept{"\xff\xfe", 2, false}));
  EXPECT_THAT(lines_of("\xef\xbb\xbfx\n"), ElementsAre(Kept{"\xef\xbb\xbfx", 1, false}));
}

TEST(Lines, AroundTheLimit) {
  for (const std::size_t limit : {1U, 10U, 255U, 256U, 257U, 1000U}) {
    for (std::size_t length = limit == 1 ? 0 : limit - 2; length <= limit + 3; ++length) {
      const std::string text(length, 'x');
      for (const std::string& end : {""s, "\n"s, "\r\n"s, "\r"s, "\nnext"s, "\r\nnext\n"s}) {
        for (const std::size_t chunk : {1U, 2U, 7U, 1U << 20}) {
          const std::string bytes = "before\n" + text + end;
          EXPECT_EQ(lines_of(bytes, limit, chunk), reference_lines(bytes, limit))
              << limit << " " << length << " " << chunk;
        }
      }
    }
  }
}

TEST(Lines, RandomBytesAgreeWithTheReference) {
  std::uint64_t state = 1;
  const auto draw = [&state](std::uint64_t below) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 33) % below;
  };
  for (int round = 0; round < 3000; ++round) {
    std::string bytes;
    const std::uint64_t size = draw(60);
    for (std::uint64_t i = 0; i < size; ++i) bytes.push_back("ab\n\r\0"[draw(5)]);
    const std::uint64_t limit = draw(12);
    const std::size_t chunk = 1 + draw(9);
    ASSERT_EQ(lines_of(bytes, limit, chunk, round % 2 == 0), reference_lines(bytes, limit))
        << ::testing::PrintToString(bytes) << " limit " << limit << " chunk " << chunk;
  }
}

TEST(Lines, ManyBuffersLong) {
  std::string bytes;
  for (int i = 0; bytes.size() < (5U << 20); ++i) {
    bytes += std::string(static_cast<std::size_t>(i % 400), 'a') + (i % 3 == 0 ? "\r\n" : "\n");
    if (i % 1000 == 0) bytes += std::string(70000, 'l') + "\n";
  }
  const auto expected = reference_lines(bytes, 64U << 10);
  EXPECT_TRUE(lines_of(bytes, 64U << 10, 1U << 20) == expected);
  EXPECT_TRUE(lines_of(bytes, 64U << 10, 4097, true) == expected);
  EXPECT_TRUE(lines_of(bytes, 100, 100003) == reference_lines(bytes, 100));
}

TEST(Lines, ALimitOverTheFirstBufferGrowsIt) {
  const std::string text(3U << 20, 'g');
  const std::string bytes = "a\n" + text + "\r\nb\n";
  EXPECT_TRUE(lines_of(bytes, 3U << 20, 50000) == reference_lines(bytes, 3U << 20));
  EXPECT_TRUE(lines_of(bytes, (3U << 20) - 1, 50000) == reference_lines(bytes, (3U << 20) - 1));
  EXPECT_TRUE(lines_of(bytes, ~0ULL, 50000) == reference_lines(bytes, ~0ULL));
}

TEST(Lines, PeekIsTheBeginningAndMovesNothing) {
  const std::string bytes = testing::event_like_text(200000);
  StringInput input(bytes, 1000);
  LineReader reader(input, {});
  EXPECT_EQ(reader.peek().value(), bytes.substr(0, 65536));
  EXPECT_EQ(reader.peek().value(), bytes.substr(0, 65536));
  Line line;
  ASSERT_TRUE(reader.next(line).value());
  EXPECT_EQ(line.text, bytes.substr(0, bytes.find('\n')));
  StringInput small("short", 1);
  LineReader short_reader(small, {});
  EXPECT_EQ(short_reader.peek().value(), "short");
}

TEST(Lines, AnErrorIsNoEnd) {
  StringInput input("whole\nhalf a li", 4, true);
  LineReader reader(input, {});
  Line line;
  ASSERT_TRUE(reader.next(line).value());
  EXPECT_EQ(line.text, "whole");
  for (int i = 0; i < 2; ++i) {
    const auto more = reader.next(line);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().message, "cut off");
  }
  StringInput long_input(std::string(5000, 'x'), 100, true);
  InputLimits limits;
  limits.max_line_bytes = 10;
  LineReader long_reader(long_input, limits);
  EXPECT_FALSE(long_reader.next(line));
  StringInput peeked("x", 1, true);
  LineReader peek_reader(peeked, {});
  EXPECT_FALSE(peek_reader.peek());
}

// "first\n", then `size` times 'z', then "\nlast".
class LongLineInput final : public InputStream {
 public:
  explicit LongLineInput(std::uint64_t size) : size_(size) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    if (at_ == 0 && !started_) {
      started_ = true;
      return std::string_view("first\n").copy(buffer, size);
    }
    if (at_ < size_) {
      const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(size, size_ - at_));
      std::memset(buffer, 'z', take);
      at_ += take;
      return take;
    }
    if (ended_) return 0;
    ended_ = true;
    return std::string_view("\nlast").copy(buffer, size);
  }
  const std::string& name() const override { return name_; }
  std::uint64_t stored_bytes_done() const override { return at_; }
  std::uint64_t stored_bytes_all() const override { return 0; }

 private:
  std::string name_ = "long";
  std::uint64_t size_;
  std::uint64_t at_ = 0;
  bool started_ = false;
  bool ended_ = false;
};

void read_long_line(std::uint64_t size) {
  LongLineInput input(size);
  LineReader reader(input, {});
  rusage before{};
  ::getrusage(RUSAGE_SELF, &before);
  Line line;
  ASSERT_TRUE(reader.next(line).value());
  EXPECT_EQ(line.text, "first");
  ASSERT_TRUE(reader.next(line).value());
  EXPECT_TRUE(line.too_long);
  EXPECT_EQ(line.number, 2U);
  EXPECT_EQ(line.text, std::string(256, 'z'));
  ASSERT_TRUE(reader.next(line).value());
  EXPECT_EQ(line.text, "last");
  EXPECT_EQ(line.number, 3U);
  EXPECT_FALSE(reader.next(line).value());
  rusage after{};
  ::getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 32 << 10);  // KiB
}

TEST(Lines, A100MegabyteLineCostsNoMemory) { read_long_line(100ULL << 20); }

TEST(LinesSlow, A3GigabyteLineCostsNoMemory) { read_long_line(3ULL << 30); }

}  // namespace
}  // namespace entente

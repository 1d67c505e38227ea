// zip archives: honest ones made by libzip, lying ones made byte by byte.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <filesystem>

#include "entente/sources/input.hpp"
#include "entente/sources/input_testing.hpp"

namespace entente {
namespace {

using ::testing::ElementsAre;
using testing::error_of;
using testing::event_like_text;
using testing::Got;
using testing::gzip_of;
using testing::holds;
using ::testing::IsEmpty;
using testing::read_inputs;
using testing::TempFolder;
using testing::zip_of;
using testing::ZipPart;

using namespace std::string_literals;

std::vector<Got> inputs_of(const std::string& path, const InputLimits& limits = {},
                           std::size_t chunk = 65536) {
  auto all = read_inputs(path, limits, chunk);
  if (!all) {
    ADD_FAILURE() << format_error(all.error());
    return {};
  }
  return std::move(all).value();
}

TEST(InputZip, AnArchiveOfLibzipIsReadInItsOrder) {
  const TempFolder folder;
  const std::string path = folder.file("a.zip");
  const std::string large = event_like_text(600000);
  int code = 0;
  zip_t* const archive = ::zip_open(path.c_str(), ZIP_CREATE | ZIP_EXCL, &code);
  ASSERT_NE(archive, nullptr);
  const auto add = [&](const char* name, const std::string& data) {
    zip_source_t* const source = ::zip_source_buffer(archive, data.data(), data.size(), 0);
    ASSERT_GE(::zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8), 0);
  };
  add("z.csv", large);
  ASSERT_GE(::zip_dir_add(archive, "folder", 0), 0);
  const std::string small = "small\n";
  add("folder/a.csv", small);
  const std::string nothing;
  add("empty.csv", nothing);
  ::zip_set_archive_comment(archive, "a comment", 9);
  ASSERT_EQ(::zip_close(archive), 0);
  EXPECT_THAT(inputs_of(path),
              ElementsAre(Got{path + "!z.csv", large}, Got{path + "!folder/a.csv", small},
                          Got{path + "!empty.csv", ""}));
}

TEST(InputZip, StoredAndDeflatedMembers) {
  const TempFolder folder;
  const std::string data = event_like_text(100000);
  const std::string path = folder.write("x", zip_of({{"a", data, true}, {"b", data, false}}));
  EXPECT_THAT(inputs_of(path, {}, 777),
              ElementsAre(Got{path + "!a", data}, Got{path + "!b", data}));
}

TEST(InputZip, AnEmptyArchiveHasNoInputs) {
  const TempFolder folder;
  EXPECT_THAT(inputs_of(folder.write("e.zip", zip_of({}))), IsEmpty());
}

TEST(InputZip, NothingIsExtractedAndNamesArePrintable) {
  const TempFolder folder;
  const std::string path = folder.write(
      "n.zip", zip_of({{"../../outside.csv", "x"}, {"/etc/name", "y"}, {"a\x1b[31m.csv", "z"}}));
  const auto all = inputs_of(path);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].name, path + "!../../outside.csv");
  EXPECT_EQ(all[2].name.find('\x1b'), std::string::npos);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(InputZip, ProgressCountsTheMembersStoredBytes) {
  const TempFolder folder;
  const std::string data = event_like_text(1U << 20);
  const std::string path = folder.write("p.zip", zip_of({{"a", data}, {"b", data}}));
  const auto walked = for_each_input(path, {}, [&](InputStream& input) -> Result<void> {
    const auto all = input.stored_bytes_all();
    EXPECT_GT(all, 1000U);
    EXPECT_LT(all, std::filesystem::file_size(path));
    std::vector<char> buffer(65536);
    std::size_t got = 1;
    while (got != 0) {
      ENTENTE_TRY(got, input.read(buffer.data(), buffer.size()));
    }
    EXPECT_GE(input.stored_bytes_done(), all);
    EXPECT_LE(input.stored_bytes_done(), all + 4096);  // the member's header and a little more
    return {};
  });
  EXPECT_TRUE(walked);
}

TEST(InputZip, EveryCutIsAnError) {
  const TempFolder folder;
  const std::string whole = zip_of({{"a.csv", "some text, some more text\n"}, {"b.csv", "b"}});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Error error = error_of(folder.write("cut.zip", whole.substr(0, size)));
    EXPECT_EQ(error.code, ErrorCode::kBadData) << size;
    EXPECT_TRUE(holds(error.place.file, "cut.zip"));
  }
}

TEST(InputZip, EveryChangedByteIsAnErrorOrLeavesTheBytes) {
  const TempFolder folder;
  const std::string data = "some text, some more text\n";
  const std::string whole = zip_of({{"a.csv", data}, {"b.csv", data, false}});
  std::size_t errors = 0;
  for (std::size_t at = 4; at < whole.size(); ++at) {
    for (const int bit : {1, 128}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ bit);
      const auto all = read_inputs(folder.write("c", changed));
      if (!all) {
        ++errors;
        continue;
      }
      for (const Got& got : *all) EXPECT_EQ(got.bytes, data) << at << " " << bit;
      EXPECT_EQ(all->size(), 2U) << at << " " << bit;
    }
  }
  EXPECT_GT(errors, whole.size() / 2);
}

TEST(InputZip, WhatFollowsTheArchiveIsAnError) {
  const TempFolder folder;
  for (const std::string& tail : {"x"s, "\0"s, "garbage after the archive"s}) {
    const Error error = error_of(folder.write("t.zip", zip_of({{"a", "x"}}) + tail));
    EXPECT_EQ(error.code, ErrorCode::kBadData);
    EXPECT_TRUE(holds(error.help, "nothing may follow"));
  }
  // A comment of the archive's own is no such thing, even a long one that looks like an end.
  std::string whole = zip_of({{"a", "x"}});
  const std::string comment = "PK\x05\x06" + std::string(65000, 'c');
  whole[whole.size() - 2] = static_cast<char>(comment.size() & 0xffU);
  whole[whole.size() - 1] = static_cast<char>(comment.size() >> 8U);
  EXPECT_EQ(inputs_of(folder.write("c.zip", whole + comment)).size(), 1U);
}

TEST(InputZip, WrongChecksumsAndSizesAreErrors) {
  const TempFolder folder;
  ZipPart part{"a", event_like_text(5000)};
  part.wrong_crc = true;
  EXPECT_TRUE(holds(error_of(folder.write("c.zip", zip_of({part}))).message, "CRC"));
  part.wrong_crc = false;
  part.declared_size = 100;  // more comes out than is declared
  const std::string path = folder.write("d.zip", zip_of({part}));
  EXPECT_EQ(error_of(path).code, ErrorCode::kBadData);
  EXPECT_EQ(error_of(path).place.file, path + "!a");
  InputLimits limits;
  limits.max_bytes = 1000;
  part.declared_size = -1;
  EXPECT_TRUE(
      holds(error_of(folder.write("l.zip", zip_of({part})), limits).message, "--max-bytes"));
  part.declared_size = 50000;
  EXPECT_EQ(error_of(folder.write("e.zip", zip_of({part}))).code, ErrorCode::kBadData);
  part.declared_size = -1;
  part.declared_stored = 1'000'000;
  EXPECT_EQ(error_of(folder.write("f.zip", zip_of({part}))).code, ErrorCode::kBadData);
}

TEST(InputZip, TwoMembersOfOneNameAreBothRead) {
  const TempFolder folder;
  const std::string path = folder.write("t.zip", zip_of({{"a", "x"}, {"a", "y"}}));
  EXPECT_THAT(inputs_of(path), ElementsAre(Got{path + "!a", "x"}, Got{path + "!a", "y"}));
}

TEST(InputZip, EncryptedAndStrangeMethodsAreNamed) {
  const TempFolder folder;
  ZipPart part{"secret.csv", "x"};
  part.flags = 1;
  const std::string path = folder.write("e.zip", zip_of({part}));
  EXPECT_EQ(error_of(path).code, ErrorCode::kBadData);
  EXPECT_TRUE(holds(error_of(path).message, "encrypted"));
  EXPECT_EQ(error_of(path).place.file, path + "!secret.csv");
  part.flags = 0;
  part.method = 14;
  EXPECT_TRUE(holds(error_of(folder.write("m.zip", zip_of({part}))).message, "method 14"));
}

TEST(InputZip, AnArchiveInsideIsAnErrorOfTheMember) {
  const TempFolder folder;
  const std::string inner = zip_of({{"x", "y"}});
  const std::string path = folder.write("n.zip", zip_of({{"good", "g"}, {"in.zip", inner, false}}));
  std::vector<std::string> seen;
  const auto walked = for_each_input(path, {}, [&](InputStream& input) -> Result<void> {
    seen.push_back(input.name());
    char buffer[10];
    ENTENTE_TRY(const std::size_t got, input.read(buffer, sizeof buffer));
    EXPECT_EQ(got, 1U);
    return {};
  });
  ASSERT_FALSE(walked);
  EXPECT_TRUE(holds(walked.error().message, "zip within"));
  EXPECT_EQ(walked.error().place.file, path + "!in.zip");
  EXPECT_THAT(seen, ElementsAre(path + "!good", path + "!in.zip"));
  EXPECT_TRUE(holds(error_of(folder.write("g.zip", zip_of({{"a.gz", gzip_of("x")}}))).message,
                    "gzip within"));
}

TEST(InputZip, EntriesAreLimited) {
  const TempFolder folder;
  std::vector<ZipPart> parts;
  for (int i = 0; i < 1001; ++i) parts.push_back({"m" + std::to_string(i), "x", false});
  const std::string path = folder.write("m.zip", zip_of(parts));
  const Error error = error_of(path);
  EXPECT_EQ(error.code, ErrorCode::kBadData);
  EXPECT_TRUE(holds(error.message, "--max-entries")) << error.message;
  EXPECT_TRUE(holds(error.message, "1,000")) << error.message;
  parts.pop_back();
  EXPECT_EQ(inputs_of(folder.write("k.zip", zip_of(parts))).size(), 1000U);
  // A list far past the limit is not even read to its end.
  parts.assign(
      60000,
      {"a member's name that is long enough to fill the list of the archive quickly", "", false});
  InputLimits limits;
  limits.max_entries = 2;
  EXPECT_TRUE(
      holds(error_of(folder.write("h.zip", zip_of(parts)), limits).message, "--max-entries"));
}

TEST(InputZip, ABombStopsAtTheRatio) {
  const TempFolder folder;
  InputLimits limits;
  limits.ratio_free_bytes = 1U << 20;
  ZipPart bomb{"bomb", std::string(4U << 20, '\0')};
  const Error error = error_of(folder.write("b.zip", zip_of({bomb})), limits);
  EXPECT_EQ(error.code, ErrorCode::kBadData);
  EXPECT_TRUE(holds(error.message, "--max-ratio")) << error.message;
}

TEST(InputZip, ManySmallBombsStopTogether) {
  // Each member stays under the free bytes; the archive as a whole does not.
  const TempFolder folder;
  InputLimits limits;
  limits.ratio_free_bytes = 1U << 20;
  std::vector<ZipPart> parts;
  for (int i = 0; i < 8; ++i) parts.push_back({std::to_string(i), std::string(900000, '\0')});
  const Error error = error_of(folder.write("b.zip", zip_of(parts)), limits);
  EXPECT_TRUE(holds(error.message, "archive grows")) << error.message;
  EXPECT_TRUE(holds(error.message, "--max-ratio")) << error.message;
}

TEST(InputZip, AVisitMayStopReadingEarly) {
  const TempFolder folder;
  const std::string data = event_like_text(300000);
  const std::string path = folder.write("s.zip", zip_of({{"a", data}, {"b", data}, {"c", data}}));
  int visits = 0;
  const auto walked = for_each_input(path, {}, [&](InputStream& input) -> Result<void> {
    char buffer[10];
    ENTENTE_TRY(const std::size_t got, input.read(buffer, sizeof buffer));
    EXPECT_GT(got, 0U);
    if (++visits == 2) return fail(ErrorCode::kInterrupted, "enough");
    return {};
  });
  ASSERT_FALSE(walked);
  EXPECT_EQ(walked.error().code, ErrorCode::kInterrupted);
  EXPECT_EQ(visits, 2);
}

}  // namespace
}  // namespace entente

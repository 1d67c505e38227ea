// Fetching from a server on this machine: what a good one serves, and what broken and hostile ones
// do. Nothing here leaves 127.0.0.1.

#include "entente/sources/fetch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <mutex>

#include "entente/base/files.hpp"
#include "entente/sources/fetch_parts.hpp"
#include "entente/sources/fetch_testing.hpp"
#include "entente/sources/input_testing.hpp"

namespace entente {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono;
using testing::Asked;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::serve;
using testing::ServerAnswer;
using testing::TempFolder;
using testing::TestServer;

constexpr Day kDay{year{2024} / 10 / 22};
const std::string kOne = "20241022130000.export.CSV.zip";
const std::string kTwo = "20241022131500.export.CSV.zip";
const std::string kList = "masterfilelist.txt";

std::string md5(std::string_view bytes) {
  fetch_parts::Md5 hash;
  hash.update(bytes);
  return hash.hex();
}

std::string read(const std::string& path) { return files::read_file(path, 1U << 30).value_or("?"); }

/// A file's bytes that differ from place to place, so that a wrong resume shows.
std::string some_bytes(std::size_t size, unsigned seed) {
  std::string bytes(size, '\0');
  unsigned state = seed;
  for (char& c : bytes) {
    state = state * 1664525U + 1013904223U;
    c = static_cast<char>(state >> 24);
  }
  return bytes;
}

std::string line2(const std::string& name, std::string_view bytes) {
  return std::to_string(bytes.size()) + " " + md5(bytes) + " http://provider.example/gdeltv2/" +
         name + "\n";
}

/// A GDELT 2.0 folder of two files (with a list that also names mentions), and a fetch of it.
class Fetch : public ::testing::Test {
 protected:
  void SetUp() override {
    ::setenv("no_proxy", "127.0.0.1", 1);
    interrupted = false;
    content_[kOne] = some_bytes(200'000, 1);
    content_[kTwo] = some_bytes(90'000, 2);
    for (const auto& [name, bytes] : content_) {
      list_ += line2(name, bytes) + line2(name.substr(0, 14) + ".mentions.CSV.zip", "m") +
               line2(name.substr(0, 14) + ".gkg.csv.zip", "g");
    }
    options_.provider = FetchProvider::kGdelt2;
    options_.days = {kDay, kDay + days{1}};
    options_.folder = folder_.file("copy");
    options_.pause_ms = 0;
    options_.back_off_ms = 1;
    options_.say = [this](const std::string& text) { said_ += text + "\n"; };
  }
  void TearDown() override { interrupted = false; }

  /// What a good server does.
  ServerAnswer good(const Asked& asked) {
    const std::string name = asked.path.substr(asked.path.rfind('/') + 1);
    if (name == kList || name == "md5sums") return serve(list_, asked);
    const auto found = content_.find(name);
    if (found == content_.end())
      return {.status = 404, .body = "none", .headers = {}, .cut_after = {}};
    return serve(found->second, asked);
  }
  /// A server that answers by `special` where that gives an answer, and well otherwise. `turn`
  /// counts the requests for the same path from 0.
  using Special = std::function<std::optional<ServerAnswer>(const Asked&, int turn)>;
  std::unique_ptr<TestServer> start(const Special& special = {}) {
    auto server = std::make_unique<TestServer>([this, special](const Asked& asked) {
      const std::lock_guard lock(mutex_);
      const int turn = turns_[asked.path]++;
      auto answer = special ? special(asked, turn) : std::nullopt;
      return answer ? *answer : good(asked);
    });
    options_.base_url = server->base();
    return server;
  }
  Result<std::vector<FetchedFile>> run() {
    return fetch(options_, [this](const FetchedFile& file) -> Result<void> {
      EXPECT_EQ(md5(read(file.path)), file.md5);
      each_.push_back(file.name);
      return {};
    });
  }
  void put(const std::string& name, std::string_view bytes) const {
    EXPECT_TRUE(files::make_folders(options_.folder));
    EXPECT_TRUE(files::replace_file(in_folder(name), bytes));
  }
  std::string in_folder(const std::string& name) const { return options_.folder + "/" + name; }
  std::vector<std::string> folder_names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(options_.folder)) {
      names.push_back(entry.path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  TempFolder folder_;
  std::mutex mutex_;
  std::map<std::string, int> turns_;
  std::map<std::string, std::string> content_;
  std::string list_;
  FetchOptions options_;
  std::vector<std::string> each_;
  std::string said_;
};

TEST_F(Fetch, GetsEachFileOnceOnOneConnection) {
  const auto server = start();
  const auto files = run();
  ASSERT_TRUE(files) << format_error(files.error());
  EXPECT_THAT(each_, ElementsAre(kOne, kTwo));
  ASSERT_EQ(files->size(), 2U);
  EXPECT_EQ((*files)[0].bytes, 200'000U);
  EXPECT_EQ((*files)[0].url, server->base() + kOne);
  EXPECT_EQ((*files)[0].path, in_folder(kOne));
  EXPECT_FALSE((*files)[0].resumed || (*files)[0].already_there || (*files)[0].missing);
  EXPECT_EQ(read(in_folder(kOne)), content_[kOne]);
  EXPECT_THAT(folder_names(), ElementsAre(kOne, kTwo));  // no .part is left
  const auto asked = server->asked();
  ASSERT_EQ(asked.size(), 3U);
  for (const Asked& one : asked) {
    EXPECT_EQ(one.connection, asked[0].connection);
    EXPECT_THAT(one.user_agent, HasSubstr("entente"));
  }
}

TEST_F(Fetch, WhatIsThereIsNotAskedForButHandedOn) {
  const auto server = start();
  ASSERT_TRUE(run());
  put(kTwo, "spoilt");
  each_.clear();
  const auto files = run();
  ASSERT_TRUE(files) << format_error(files.error());
  EXPECT_THAT(each_, ElementsAre(kOne, kTwo));
  EXPECT_TRUE((*files)[0].already_there);
  EXPECT_FALSE((*files)[1].already_there);
  EXPECT_EQ(server->times("/folder/" + kOne), 1);
  EXPECT_EQ(read(in_folder(kTwo)), content_[kTwo]);
}

TEST_F(Fetch, ServesTheRealSlices) {
  const std::string slices = std::string(ENTENTE_SOURCE_DIR) + "/../shared/data/events/gdelt2";
  if (!fs::is_directory(slices)) GTEST_SKIP() << "skipped: no real slices at " << slices;
  content_.clear();
  list_.clear();
  for (const auto& entry : fs::directory_iterator(slices)) {
    const std::string name = entry.path().filename();
    if (!name.ends_with(".export.CSV.zip")) continue;
    content_[name] = read(entry.path());
    list_ += line2(name, content_[name]);
  }
  const auto server = start();
  options_.days = {Day{year{2024} / 10 / 22}, Day{year{2024} / 12 / 1}};
  const auto files = run();
  ASSERT_TRUE(files) << format_error(files.error());
  std::size_t expected = 0;
  for (const auto& [name, bytes] : content_) expected += name >= "20241022" && name < "20241201";
  EXPECT_GT(expected, 10U);
  EXPECT_EQ(files->size(), expected);
  EXPECT_TRUE(std::is_sorted(each_.begin(), each_.end()));
  for (const FetchedFile& file : *files) EXPECT_EQ(read(file.path), content_[file.name]);
}

TEST_F(Fetch, Gdelt1TakesDailyMonthlyAndYearlyFilesThatTouchTheDays) {
  options_.provider = FetchProvider::kGdelt1;
  list_.clear();
  content_.clear();
  for (const std::string name :
       {"GDELT.MASTERREDUCEDV2.1979-2013.zip", "2005.zip", "200612.zip", "201303.zip",
        "20130401.export.CSV.zip", "20130402.export.CSV.zip"}) {
    content_[name] = some_bytes(100, static_cast<unsigned>(name.size()));
    list_ += md5(content_[name]) + "  " + name + "\r\n";  // the real list ends its lines so
  }
  const auto server = start();
  options_.days = {Day{year{2013} / 3 / 31}, Day{year{2013} / 4 / 2}};
  ASSERT_TRUE(run());
  EXPECT_THAT(each_, ElementsAre("201303.zip", "20130401.export.CSV.zip"));
  each_.clear();
  options_.days = {Day{year{2005} / 12 / 31}, Day{year{2006} / 12 / 2}};
  ASSERT_TRUE(run());
  EXPECT_THAT(each_, ElementsAre("2005.zip", "200612.zip"));
}

TEST_F(Fetch, ResumesAfterACutConnection) {
  const auto server = start([this](const Asked& asked, int turn) -> std::optional<ServerAnswer> {
    if (turn > 0 || !asked.path.ends_with(kOne)) return std::nullopt;
    ServerAnswer cut = good(asked);
    cut.cut_after = 70'000;
    return cut;
  });
  const auto files = run();
  ASSERT_TRUE(files) << format_error(files.error());
  EXPECT_TRUE((*files)[0].resumed);
  EXPECT_FALSE((*files)[1].resumed);
  EXPECT_EQ(server->asked()[2].range_first, 70'000U);
  EXPECT_EQ(read(in_folder(kOne)), content_[kOne]);
  EXPECT_THAT(said_, HasSubstr("trying again"));
}

TEST_F(Fetch, ResumesAnEarlierRunsPart) {
  fs::create_directories(options_.folder);
  put(kOne + ".part", content_[kOne].substr(0, 12'345));
  put(kTwo + ".part", content_[kTwo]);  // whole, not renamed
  const auto server = start();
  const auto files = run();
  ASSERT_TRUE(files) << format_error(files.error());
  EXPECT_TRUE((*files)[0].resumed && (*files)[1].resumed);
  EXPECT_EQ(server->asked()[1].range_first, 12'345U);
  EXPECT_EQ(server->times("/folder/" + kTwo), 0);
  EXPECT_THAT(folder_names(), ElementsAre(kOne, kTwo));
}

TEST_F(Fetch, StartsAgainWhereTheServerIgnoresOrMisreadsTheRange) {
  fs::create_directories(options_.folder);
  put(kOne + ".part", content_[kOne].substr(0, 500));
  put(kTwo + ".part", content_[kTwo].substr(0, 500));
  const auto server = start([this](const Asked& asked, int turn) -> std::optional<ServerAnswer> {
    if (asked.path.ends_with(kOne)) return serve(content_[kOne], {});  // 200, all of it
    if (!asked.path.ends_with(kTwo) || turn > 0) return std::nullopt;
    ServerAnswer other = serve(content_[kTwo], asked);
    other.headers["Content-Range"] = "bytes 0-89999/90000";
    return other;
  });
  const auto files = run();
  ASSERT_TRUE(files) << format_error(files.error());
  EXPECT_FALSE((*files)[0].resumed || (*files)[1].resumed);
  EXPECT_EQ(server->times("/folder/" + kTwo), 2);
  EXPECT_EQ(read(in_folder(kOne)), content_[kOne]);
  EXPECT_EQ(read(in_folder(kTwo)), content_[kTwo]);
}

TEST_F(Fetch, APartOfAnotherFileIsThrownAway) {
  fs::create_directories(options_.folder);
  put(kOne + ".part", std::string(5'000, 'x'));
  put(kTwo + ".part", std::string(90'000, 'x'));  // gets a 416
  const auto server = start();
  const auto files = run();
  ASSERT_TRUE(files) << format_error(files.error());
  EXPECT_THAT(said_, HasSubstr("wrong checksum, fetching it once more"));
  EXPECT_EQ(read(in_folder(kOne)), content_[kOne]);
  EXPECT_EQ(read(in_folder(kTwo)), content_[kTwo]);
}

TEST_F(Fetch, WrongChecksumTwiceIsAnErrorAfterTheOthers) {
  const auto server = start([](const Asked& asked, int) -> std::optional<ServerAnswer> {
    if (!asked.path.ends_with(kOne)) return std::nullopt;
    return serve("not what the list says", asked);
  });
  const auto files = run();
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::kBadData);
  EXPECT_THAT(files.error().message, HasSubstr(kOne));
  EXPECT_THAT(each_, ElementsAre(kTwo));
  EXPECT_EQ(server->times("/folder/" + kOne), 2);
  EXPECT_THAT(folder_names(), ElementsAre(kTwo));
}

TEST_F(Fetch, AMissingFileIsPassedOver) {
  content_.erase(kOne);
  const auto server = start();
  const auto files = run();
  ASSERT_TRUE(files) << format_error(files.error());
  EXPECT_TRUE((*files)[0].missing);
  EXPECT_THAT(each_, ElementsAre(kTwo));
  EXPECT_THAT(said_, HasSubstr(kOne));
  EXPECT_THAT(folder_names(), ElementsAre(kTwo));
}

TEST_F(Fetch, RedirectsStayAtTheServer) {
  const auto server = start([this](const Asked& asked, int turn) -> std::optional<ServerAnswer> {
    if (asked.path == "/moved") return serve(content_[kOne], asked);
    if (!asked.path.ends_with(kOne) || turn > 0) return std::nullopt;
    return ServerAnswer{
        .status = 302, .body = "elsewhere", .headers = {{"Location", "/moved"}}, .cut_after = {}};
  });
  const auto files = run();
  ASSERT_TRUE(files) << format_error(files.error());
  EXPECT_EQ(read(in_folder(kOne)), content_[kOne]);
}

TEST_F(Fetch, RedirectsToOthersAreRefused) {
  TestServer other([](const Asked& asked) { return serve("secret", asked); });
  const std::string port = std::to_string(other.port());
  for (const std::string& location :
       {"http://127.0.0.1:" + port + "/x", "http://localhost:" + port + "/x",
        std::string("file:///etc/hostname"), std::string("ftp://127.0.0.1/x"),
        std::string("http://127.0.0.2/x")}) {
    turns_.clear();
    const auto server = start([&](const Asked& asked, int) -> std::optional<ServerAnswer> {
      if (!asked.path.ends_with(kOne)) return std::nullopt;
      return ServerAnswer{
          .status = 301, .body = {}, .headers = {{"Location", location}}, .cut_after = {}};
    });
    const auto files = run();
    ASSERT_FALSE(files) << location;
    EXPECT_EQ(files.error().code, ErrorCode::kFailure);
    EXPECT_THAT(files.error().message, HasSubstr("not followed"));
  }
  EXPECT_TRUE(other.asked().empty());
}

TEST_F(Fetch, RedirectsInACircleEnd) {
  const auto server = start([](const Asked& asked, int) -> std::optional<ServerAnswer> {
    if (!asked.path.ends_with(kOne)) return std::nullopt;
    return ServerAnswer{
        .status = 302, .body = {}, .headers = {{"Location", asked.path}}, .cut_after = {}};
  });
  const auto files = run();
  ASSERT_FALSE(files);
  EXPECT_THAT(files.error().message, HasSubstr("more than 5 times"));
  EXPECT_EQ(server->times("/folder/" + kOne), 6);
}

TEST_F(Fetch, NamesThatArePathsAndGarbageLinesAreRefused) {
  const std::string sum = md5("x");
  list_ += "1 " + sum + " http://provider.example/gdeltv2/../../20241022140000.export.CSV.zip\n";
  list_ += "1 " + sum + " http://provider.example/gdeltv2/..%2f20241022140000.export.CSV.zip\n";
  list_ += "1 " + sum + " ../20241022140000.export.CSV.zip\n";
  list_ += "1 " + sum + " file:///20241022140000.export.CSV.zip\n";
  list_ += "1 nomd5 http://provider.example/20241022140000.export.CSV.zip\n";
  list_ += "-1 " + sum + " http://provider.example/20241022140000.export.CSV.zip\n";
  list_ += std::string("\0\xff\n\n", 4) + std::string(100'000, 'y') + "\nlast line without an end";
  const auto server = start();
  const auto files = run();
  ASSERT_TRUE(files) << format_error(files.error());
  EXPECT_THAT(each_, ElementsAre(kOne, kTwo));
  EXPECT_THAT(said_, HasSubstr("10 lines not of the list's form"));
  EXPECT_EQ(server->asked().size(), 3U);
}

TEST_F(Fetch, Gdelt1NamesThatArePathsAreRefused) {
  options_.provider = FetchProvider::kGdelt1;
  const std::string sum = md5("x");
  list_ = sum + "  ../20241022.export.CSV.zip\n" + sum + "  /tmp/20241022.export.CSV.zip\n" + sum +
          "  20241022.export.CSV.zip.exe\n" + sum + "  20241322.export.CSV.zip\n";
  const auto server = start();
  const auto files = run();
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(server->asked().size(), 1U);
}

TEST_F(Fetch, LimitsOfBytes) {
  // The list's size is small, what comes is not.
  const auto server = start([](const Asked& asked, int) -> std::optional<ServerAnswer> {
    if (!asked.path.ends_with(kTwo)) return std::nullopt;
    return serve(std::string(3'000'000, 'z'), asked);
  });
  options_.max_file_bytes = 250'000;
  auto files = run();
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::kBadData);
  EXPECT_THAT(files.error().message, HasSubstr(kTwo + " is larger than 250000 bytes"));
  EXPECT_THAT(folder_names(), ElementsAre(kOne));
  options_.max_list_bytes = 100;
  files = run();
  ASSERT_FALSE(files);
  EXPECT_THAT(files.error().message, HasSubstr("the list"));
}

TEST_F(Fetch, TriesAgainWhenTheServerIsBusyAndGivesUpInTheEnd) {
  const auto server = start([](const Asked& asked, int turn) -> std::optional<ServerAnswer> {
    if (turn < 2 && asked.path.ends_with(kList)) {
      return ServerAnswer{.status = 503, .body = "busy", .headers = {}, .cut_after = {}};
    }
    if (!asked.path.ends_with(kTwo)) return std::nullopt;
    return ServerAnswer{.status = 500, .body = "broken", .headers = {}, .cut_after = {}};
  });
  options_.retries = 3;
  const auto files = run();
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::kFailure);
  EXPECT_THAT(files.error().message, HasSubstr("after 4 attempts: the server says 500"));
  EXPECT_THAT(each_, ElementsAre(kOne));
  EXPECT_EQ(server->times("/folder/" + kTwo), 4);
}

TEST_F(Fetch, AStalledConnectionIsCut) {
  const auto server = start([this](const Asked& asked, int turn) -> std::optional<ServerAnswer> {
    if (turn > 0 || !asked.path.ends_with(kOne)) return std::nullopt;
    ServerAnswer slow = good(asked);
    slow.hold_ms = 3'500;
    return slow;
  });
  options_.stall_timeout_seconds = 1;
  const auto files = run();
  ASSERT_TRUE(files) << format_error(files.error());
  EXPECT_THAT(said_, HasSubstr(kOne));
  EXPECT_EQ(server->times("/folder/" + kOne), 2);
}

TEST_F(Fetch, CtrlCLeavesThePartForTheNextRun) {
  const auto server = start();
  options_.progress = [](const Progress& progress) {
    if (progress.what == kOne && progress.bytes_done > 1'000) interrupted = true;
  };
  auto files = run();
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::kInterrupted);
  EXPECT_THAT(folder_names(), ElementsAre(kOne + ".part"));
  EXPECT_TRUE(each_.empty());
  interrupted = false;
  options_.progress = {};
  files = run();
  ASSERT_TRUE(files) << format_error(files.error());
  EXPECT_TRUE((*files)[0].resumed);
  EXPECT_EQ(read(in_folder(kOne)), content_[kOne]);
}

TEST_F(Fetch, DoesNotWriteThroughLinksNorBesideAnother) {
  const auto server = start();
  fs::create_directories(options_.folder);
  const std::string victim = folder_.write("victim", "as it was");
  fs::create_symlink(victim, in_folder(kOne + ".part"));
  auto files = run();
  ASSERT_FALSE(files);
  EXPECT_THAT(files.error().message, HasSubstr("is a link"));
  EXPECT_EQ(read(victim), "as it was");
  fs::remove(in_folder(kOne + ".part"));
  const auto held = fetch_parts::PartFile::open(in_folder(kOne + ".part"));
  ASSERT_TRUE(held);
  files = run();
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::kLocked);
}

TEST_F(Fetch, AnErrorOfTheCallerEndsIt) {
  const auto server = start();
  const auto files = fetch(options_, [](const FetchedFile&) -> Result<void> {
    return fail(ErrorCode::kLocked, "full");
  });
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::kLocked);
  EXPECT_EQ(server->times("/folder/" + kTwo), 0);
}

TEST_F(Fetch, PausesBetweenRequests) {
  const auto server = start();
  options_.pause_ms = 150;
  const auto from = steady_clock::now();
  ASSERT_TRUE(run());
  EXPECT_GE(steady_clock::now() - from, milliseconds(300));  // after the list and after the first
}

TEST_F(Fetch, WhatIsNoListIsSaidSo) {
  list_ = "<html>please log in</html>\n";
  const auto server = start();
  auto files = run();
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::kBadData);
  EXPECT_THAT(files.error().message, HasSubstr("is not the provider's list"));
  list_ = line2(kOne, "x");
  options_.days = {kDay + days{5}, kDay + days{6}};
  files = run();
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(files.error().message, HasSubstr("from 2024-10-27 to 2024-10-28"));
}

TEST_F(Fetch, UsageErrors) {
  for (const std::string url : {"file:///etc/", "ftp://127.0.0.1/", "http://user@127.0.0.1/",
                                "http://127.0.0.1/?x", "nothing", "http://127.0.0.1/\n"}) {
    options_.base_url = url;
    const auto files = run();
    ASSERT_FALSE(files) << url;
    EXPECT_EQ(files.error().code, ErrorCode::kUsage) << url;
  }
  options_.base_url.clear();
  options_.days = {kDay, kDay};
  EXPECT_EQ(run().error().code, ErrorCode::kUsage);
  EXPECT_EQ(fetch_provider("gdelt3").error().code, ErrorCode::kUsage);
  EXPECT_EQ(fetch_provider("gdelt2").value(), FetchProvider::kGdelt2);
}

}  // namespace
}  // namespace entente

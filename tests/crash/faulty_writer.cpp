// Writes one fixed store, as a process of its own that a test can stop anywhere: four inputs that
// share ids (duplicates, a revision) and span two months, one rejected row, then a compaction and
// the removal of the second input. Every input is a group, so that each commits by itself. Running
// it again over what a stopped run left goes on to the same store.
//
//   faulty_writer FOLDER [INPUTS]     INPUTS: only the first so many, and nothing after them

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "entente/base/hash.hpp"
#include "entente/base/text.hpp"
#include "entente/events/store.hpp"
#include "faults.hpp"

namespace {

using namespace entente;

constexpr int kInputs = 4;
constexpr int kRows = 30;

std::string input_name(int input) { return "input-" + std::to_string(input); }

Result<void> write_input(StoreWriter& writer, int input) {
  writer.begin_batch({input_name(input), "testing", "testing", "", ""});
  for (int i = 0; i < kRows; ++i) {
    const int id = input * (kRows / 2) + i;  // half of the ids return in the next input
    const std::string name = std::to_string(id);
    const std::string story = id % 7 == 0 ? "told in " + input_name(input) : "told once";
    EventRow row;
    row.provider = "testing";
    row.provider_id = name;
    row.day = *parse_iso_day(id % 2 == 0 ? "2018-01-15" : "2018-02-15");
    row.day_last = row.day;
    row.source_raw = "RUS";
    row.target_raw = "USA";
    row.action = "040";
    row.root = 4;
    row.story_id = story;
    row.line = static_cast<std::uint64_t>(i) + 1;
    ENTENTE_CHECK(writer.add(row));
  }
  writer.reject({99, "day", "no day", input_name(input)});
  ENTENTE_CHECK(writer.end_batch(sha256_hex(input_name(input))));
  return writer.finish();
}

Result<void> write_store(const std::string& folder, int inputs) {
  ENTENTE_TRY(StoreWriter writer, StoreWriter::open(folder, {}));
  ENTENTE_TRY(const std::vector<BatchRecord> before, writer.catalogue().batches());
  if (std::ranges::find(before, "removed", &BatchRecord::status) != before.end())
    return {};  // done
  for (int input = 0; input < inputs; ++input) ENTENTE_CHECK(write_input(writer, input));
  if (inputs < kInputs) return {};
  ENTENTE_TRY([[maybe_unused]] const std::size_t merged, writer.compact(1));
  ENTENTE_TRY(const std::vector<BatchRecord> batches, writer.catalogue().batches());
  for (const auto& batch : batches) {
    if (batch.file == input_name(1) && batch.status == "ok")
      return writer.remove_batch(batch.number);
  }
  return {};
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) return 2;
  PlannedFaults faults;
  files::set_observer(&faults);
  const int inputs = count > 2 ? static_cast<int>(parse_int(arguments[2]).value_or(0)) : kInputs;
  const auto done = write_store(arguments[1], inputs);
  files::set_observer(nullptr);
  if (std::getenv("ENTENTE_COUNT_STEPS") != nullptr)
    std::printf("%llu\n", static_cast<unsigned long long>(faults.steps()));
  if (!done) std::fputs(format_error(done.error()).c_str(), stderr);
  return done ? 0 : exit_status(done.error().code);
}

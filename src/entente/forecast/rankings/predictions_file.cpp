// zlib writes plain files too ("T" for transparent), so there is one way out.

#include "entente/forecast/rankings/predictions_file.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>

#include "entente/base/files.hpp"

namespace entente::forecast {

struct PredictionsFile::State {
  std::string file, beside;
  gzFile out = nullptr;
  std::string text;

  ~State() {
    if (out == nullptr) return;
    gzclose(out);
    ::unlink(beside.c_str());
  }

  Result<void> flush() {
    if (!text.empty() && gzwrite(out, text.data(), static_cast<unsigned>(text.size())) !=
                             static_cast<int>(text.size()))
      return fail(files::system_error("writing", beside, errno));
    text.clear();
    return {};
  }
};

PredictionsFile::PredictionsFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
PredictionsFile::PredictionsFile(PredictionsFile&&) noexcept = default;
PredictionsFile::~PredictionsFile() = default;

Result<PredictionsFile> PredictionsFile::create(const std::string& file) {
  auto state = std::make_unique<State>();
  state->file = file;
  state->beside = fmt::format("{}.{}.part", file, ::getpid());
  errno = 0;
  state->out = gzopen(state->beside.c_str(), file.ends_with(".gz") ? "wb6" : "wbT");
  if (state->out == nullptr) return fail(files::system_error("make", state->beside, errno));
  state->text = "query,candidate,score\n";
  return PredictionsFile(std::move(state));
}

Result<void> PredictionsFile::add(std::uint64_t query, const std::vector<Scored>& list) {
  for (const Scored& scored : list)
    fmt::format_to(std::back_inserter(state_->text), "{},{},{:.9g}\n", query, scored.object,
                   scored.score);
  return state_->text.size() < (1U << 20) ? Result<void>{} : state_->flush();
}

Result<void> PredictionsFile::finish() {
  ENTENTE_CHECK(state_->flush());
  const int closed = gzclose(std::exchange(state_->out, nullptr));
  if (closed != Z_OK) return fail(files::system_error("closing", state_->beside, errno));
  ENTENTE_CHECK(files::sync_file(state_->beside));
  return files::move_file(state_->beside, state_->file);
}

}  // namespace entente::forecast

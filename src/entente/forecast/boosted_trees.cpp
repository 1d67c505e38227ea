// XGBoost's C API, and nothing else of it anywhere.
//
// Rows are bins already, so XGBoost's own cuts fall between whole numbers and its quantile matrix
// holds one byte a number. Blocks of queries take turns, one tree each (stochastic boosting by
// blocks, Friedman 2002): a tree then costs a block, not all rows.

#include "entente/forecast/boosted_trees.hpp"

#include <fmt/format.h>
#include <xgboost/c_api.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "entente/base/parallel.hpp"
#include "entente/base/random.hpp"

namespace entente::forecast {

namespace {
constexpr std::size_t kCuts = 256;

Result<void> checked(int status, std::string_view what) {
  if (status == 0) return {};
  return fail(ErrorCode::kFailure, fmt::format("{}: {}", what, XGBGetLastError()));
}

std::string array_of(const std::uint8_t* data, std::size_t rows, std::size_t columns) {
  return fmt::format(R"({{"data": [{}, true], "shape": [{}, {}], "typestr": "|u1", "version": 3}})",
                     reinterpret_cast<std::uintptr_t>(data), rows, columns);
}

// A matrix that XGBoost holds.
class Matrix {
 public:
  Matrix() = default;
  Matrix(Matrix&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Matrix& operator=(Matrix&&) = delete;
  ~Matrix() {
    if (handle_ != nullptr) XGDMatrixFree(handle_);
  }
  DMatrixHandle* place() { return &handle_; }
  DMatrixHandle get() const { return handle_; }

 private:
  DMatrixHandle handle_ = nullptr;
};

// The one batch of rows that XGBoost asks for again and again.
struct Batch {
  const QueryRows* rows;
  DMatrixHandle proxy;
  bool given = false;
};

extern "C" {
static void batch_reset(DataIterHandle handle) { static_cast<Batch*>(handle)->given = false; }
static int batch_next(DataIterHandle handle) {
  auto* const batch = static_cast<Batch*>(handle);
  if (batch->given) return 0;
  batch->given = true;
  const std::string array =
      array_of(batch->rows->bins.data(), batch->rows->rows(), batch->rows->columns);
  return XGProxyDMatrixSetDataDense(batch->proxy, array.c_str()) == 0 ? 1 : 0;
}
}

Result<Matrix> matrix_of(const QueryRows& rows) {
  Matrix proxy, matrix;
  ENTENTE_CHECK(checked(XGProxyDMatrixCreate(proxy.place()), "making a matrix"));
  Batch batch{&rows, proxy.get()};
  const std::string config =
      fmt::format(R"({{"missing": NaN, "nthread": {}, "max_bin": 256}})", threads());
  ENTENTE_CHECK(
      checked(XGQuantileDMatrixCreateFromCallback(&batch, proxy.get(), nullptr, batch_reset,
                                                  batch_next, config.c_str(), matrix.place()),
              "filling a matrix"));
  return matrix;
}

}  // namespace

Binning::Binning(std::span<const float> values, std::size_t columns) {
  const std::size_t rows = values.size() / columns;
  cuts_.assign(columns * kCuts, std::numeric_limits<float>::max());
  sizes_.assign(columns, 0);
  std::vector<float> column(rows);
  for (std::size_t c = 0; c < columns; ++c) {
    for (std::size_t r = 0; r < rows; ++r) column[r] = values[r * columns + c];
    std::sort(column.begin(), column.end());
    std::vector<float> distinct = column;
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    float* const cuts = &cuts_[c * kCuts];
    std::uint32_t& size = sizes_[c];
    if (distinct.size() <= kCuts - 1) {
      for (std::size_t i = 1; i < distinct.size(); ++i) cuts[size++] = distinct[i];
      continue;
    }
    // Equally many distinct values below half of the cuts, equally many rows below the others:
    // rare great values keep some cuts of their own.
    std::vector<float> chosen;
    constexpr std::size_t half = kCuts / 2 - 1;
    for (std::size_t i = 1; i <= half; ++i) {
      chosen.push_back(column[i * rows / (half + 1)]);
      chosen.push_back(distinct[i * distinct.size() / (half + 1)]);
    }
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    for (const float cut : chosen)
      if (cut > distinct.front()) cuts[size++] = cut;
  }
}

void Binning::bin(std::span<const float> row, std::span<std::uint8_t> out,
                  std::size_t first) const {
  for (std::size_t c = 0; c < row.size(); ++c) {
    const float* const cuts = &cuts_[(first + c) * kCuts];
    const float value = row[c];
    std::size_t at = 0;  // how many cuts are not above the value
    for (std::size_t step = std::bit_floor(std::size_t{sizes_[first + c]}); step > 0; step /= 2)
      at += cuts[at + step - 1] <= value ? step : 0;
    out[c] = static_cast<std::uint8_t>(at);
  }
}

void QueryRows::append(const QueryRows& other) {
  const auto before = static_cast<std::uint32_t>(rows());
  columns = other.columns;
  bins.insert(bins.end(), other.bins.begin(), other.bins.end());
  weights.insert(weights.end(), other.weights.begin(), other.weights.end());
  for (const std::uint32_t end : other.ends) ends.push_back(before + end);
}

void softmax_gradients(const QueryRows& rows, std::span<const float> scores,
                       std::span<float> gradient, std::span<float> curvature) {
  parallel_for(rows.ends.size(), 256, [&](std::size_t from, std::size_t to) {
    std::vector<double> parts;
    for (std::size_t query = from; query < to; ++query) {
      const std::size_t begin = query == 0 ? 0 : rows.ends[query - 1], end = rows.ends[query];
      double greatest = -std::numeric_limits<double>::infinity();
      for (std::size_t i = begin; i < end; ++i)
        greatest = std::max(greatest, static_cast<double>(scores[i]));
      double others = 0;
      parts.assign(end - begin, 0);
      for (std::size_t i = begin; i < end; ++i) {
        const double power = std::exp(scores[i] - greatest);
        parts[i - begin] = rows.weights[i] > 0 ? rows.weights[i] * power : power;
        if (rows.weights[i] > 0) others += parts[i - begin];
        gradient[i] = curvature[i] = 0;
      }
      double over = 0, over_squared = 0;  // sums over answers of 1/Z and 1/Z^2
      for (std::size_t i = begin; i < end; ++i) {
        if (rows.weights[i] > 0) continue;
        const double z = parts[i - begin] + others;
        const double p = parts[i - begin] / z;
        gradient[i] = static_cast<float>(p - 1);
        curvature[i] = static_cast<float>(std::max(p * (1 - p), 1e-9));
        over += 1 / z;
        over_squared += 1 / (z * z);
      }
      for (std::size_t i = begin; i < end; ++i) {
        if (rows.weights[i] <= 0) continue;
        const double part = parts[i - begin];
        gradient[i] = static_cast<float>(part * over);
        curvature[i] = static_cast<float>(std::max(part * over - part * part * over_squared, 1e-9));
      }
    }
  });
}

// A booster that XGBoost holds.
class Booster {
 public:
  Booster() = default;
  Booster(const Booster&) = delete;
  Booster& operator=(const Booster&) = delete;
  ~Booster() {
    if (handle_ != nullptr) XGBoosterFree(handle_);
  }
  BoosterHandle* place() { return &handle_; }
  BoosterHandle get() const { return handle_; }

 private:
  BoosterHandle handle_ = nullptr;
};

// The tree that was grown last, `number` from 0.
Result<Tree> last_tree(const Booster& booster, int number, int depth) {
  Booster slice;
  ENTENTE_CHECK(checked(XGBoosterSlice(booster.get(), number, number + 1, 1, slice.place()),
                        "taking a tree out"));
  bst_ulong count = 0;
  const char** texts = nullptr;
  ENTENTE_CHECK(checked(XGBoosterDumpModel(slice.get(), "", 0, &count, &texts), "writing a tree"));
  if (count != 1) return fail(ErrorCode::kFailure, "a slice of the model is not one tree");
  return tree_of_text(texts[0], depth);
}

Result<BoostedTrees> BoostedTrees::fit(std::span<const QueryRows> blocks,
                                       const TreeSettings& settings) {
  std::vector<Matrix> matrices;
  std::vector<DMatrixHandle> handles;
  for (const QueryRows& block : blocks) {
    ENTENTE_TRY(Matrix matrix, matrix_of(block));
    matrices.push_back(std::move(matrix));
    handles.push_back(matrices.back().get());
  }
  BoostedTrees trees;
  Booster booster;
  ENTENTE_CHECK(
      checked(XGBoosterCreate(handles.data(), handles.size(), booster.place()), "making trees"));
  const std::array<std::pair<const char*, std::string>, 12> parameters = {{
      {"tree_method", "hist"},
      {"objective", "reg:squarederror"},
      {"base_score", "0"},
      {"max_depth", std::to_string(settings.depth)},
      {"eta", fmt::format("{}", settings.learning_rate)},
      {"min_child_weight", fmt::format("{}", settings.min_child_weight)},
      {"lambda", fmt::format("{}", settings.lambda)},
      {"gamma", fmt::format("{}", settings.gamma)},
      {"colsample_bytree", fmt::format("{}", settings.columns)},
      {"max_bin", "256"},
      {"nthread", std::to_string(threads())},
      {"verbosity", "0"},
  }};
  for (const auto& [name, value] : parameters)
    ENTENTE_CHECK(checked(XGBoosterSetParam(booster.get(), name, value.c_str()), "setting trees"));
  std::vector<std::vector<float>> scores;
  for (const QueryRows& block : blocks) scores.emplace_back(block.rows(), 0.0F);
  std::vector<std::size_t> scored(blocks.size(), 0);  // trees that are in a block's scores
  std::vector<float> gradient, curvature;
  for (int round = 0; round < settings.rounds; ++round) {
    const std::size_t turn = static_cast<std::size_t>(round) % blocks.size();
    const QueryRows& block = blocks[turn];
    trees.add_scores(block.bins, block.columns, scored[turn], trees.trees_.size(), scores[turn]);
    scored[turn] = trees.trees_.size();
    gradient.resize(block.rows());
    curvature.resize(block.rows());
    softmax_gradients(block, scores[turn], gradient, curvature);
    // The draw of columns is keyed by the round: XGBoost's own stream would depend on what else
    // ran.
    const std::string seed = std::to_string(
        RandomStream(settings.seed, "columns", static_cast<std::uint64_t>(round)).next() >> 33U);
    ENTENTE_CHECK(
        checked(XGBoosterSetParam(booster.get(), "seed", seed.c_str()), "setting a seed"));
    ENTENTE_CHECK(checked(XGBoosterBoostOneIter(booster.get(), handles[turn], gradient.data(),
                                                curvature.data(), block.rows()),
                          "growing a tree"));
    ENTENTE_TRY(Tree tree, last_tree(booster, round, settings.depth));
    trees.trees_.push_back(std::move(tree));
  }
  return trees;
}

}  // namespace entente::forecast

// XGBoost's C API, and nothing else of it anywhere.
//
// Rows are bins already, so XGBoost's own cuts fall between whole numbers and its quantile matrix
// holds one byte a number. Blocks of queries take turns, one tree each (stochastic boosting by
// blocks, Friedman 2002): a tree then costs a block, not all rows.

#include "entente/forecast/rankings/boosted_trees.hpp"

#include <fmt/format.h>
#include <xgboost/c_api.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "entente/base/parallel.hpp"
#include "entente/base/random.hpp"

namespace entente::forecast {

namespace {
constexpr std::size_t kCodes = 65'536;
constexpr std::size_t kBins = 254;

// Rounded to a multiple of 2^-30: floats of up to 2^23 such multiples' sum add without error in a
// double.
float on_grid(double value) {
  constexpr double kGrid = 1 << 30;
  return static_cast<float>(std::nearbyint(value * kGrid) / kGrid);
}

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
  const std::string config = fmt::format(R"({{"missing": NaN, "nthread": {}, "max_bin": 256}})", 1);
  ENTENTE_CHECK(
      checked(XGQuantileDMatrixCreateFromCallback(&batch, proxy.get(), nullptr, batch_reset,
                                                  batch_next, config.c_str(), matrix.place()),
              "filling a matrix"));
  return matrix;
}

// Those columns alone.
QueryRows only(const QueryRows& rows, const std::vector<std::uint16_t>& columns) {
  QueryRows some{columns.size(), {}, rows.weights, rows.ends};
  some.bins.reserve(rows.rows() * columns.size());
  for (std::size_t row = 0; row < rows.rows(); ++row)
    for (const std::uint16_t column : columns)
      some.bins.push_back(rows.bins[row * rows.columns + column]);
  return some;
}

}  // namespace

std::uint16_t code_of(float value) {
  return value > 0 ? static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(value) >> 15U)
                   : std::uint16_t{0};
}

Binning::Binning(std::span<const std::span<const std::uint16_t>> rows, std::size_t columns)
    : columns_(columns), table_(columns * kCodes) {
  parallel_for(columns, 1, [&](std::size_t c, std::size_t) {
    std::vector<std::uint32_t> counts(kCodes, 0);
    for (const auto& row : rows) ++counts[row[c]];
    std::vector<std::uint32_t> distinct;
    for (std::uint32_t code = 0; code < kCodes; ++code)
      if (counts[code] != 0) distinct.push_back(code);
    if (distinct.empty()) return;
    std::vector<char> cut(kCodes, 0);  // a new bin begins at this code
    if (distinct.size() <= kBins) {
      for (const std::uint32_t code : distinct) cut[code] = 1;
    } else {
      // Equally many distinct values below half of the cuts, equally many rows below the others:
      // rare great values keep some cuts of their own.
      constexpr std::size_t half = kBins / 2;
      for (std::size_t i = 1; i <= half; ++i) cut[distinct[i * distinct.size() / (half + 1)]] = 1;
      std::size_t below = 0, next = 1;
      for (const std::uint32_t code : distinct) {
        below += counts[code];
        if (below * (half + 1) <= next * rows.size()) continue;
        cut[code] = 1;
        while (below * (half + 1) > next * rows.size()) ++next;
      }
    }
    cut[distinct.front()] = 0;
    std::uint8_t bin = 0;
    for (std::uint32_t code = 0; code < kCodes; ++code) {
      bin = static_cast<std::uint8_t>(bin + cut[code]);
      table_[c * kCodes + code] = bin;
    }
  });
}

void Binning::bin(std::span<const std::uint16_t> codes, std::span<std::uint8_t> out) const {
  for (std::size_t at = 0; at < codes.size(); at += columns_)
    for (std::size_t c = 0; c < columns_; ++c) out[at + c] = table_[c * kCodes + codes[at + c]];
}

void QueryRows::append(const QueryRows& other) {
  const auto before = static_cast<std::uint32_t>(rows());
  columns = other.columns;
  bins.insert(bins.end(), other.bins.begin(), other.bins.end());
  weights.insert(weights.end(), other.weights.begin(), other.weights.end());
  for (const std::uint32_t end : other.ends) ends.push_back(before + end);
}

void softmax_gradients(const QueryRows& rows, std::span<const float> scores, double slip,
                       std::span<float> gradient, std::span<float> curvature) {
  constexpr double kLeastCurvature = 1e-9;
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
        const double weight = slip > 0 ? p / (p + slip) : 1;
        gradient[i] = on_grid(weight * (p - 1));
        curvature[i] = on_grid(std::max(weight * p * (1 - p), kLeastCurvature));
        over += weight / z;
        over_squared += weight / (z * z);
      }
      for (std::size_t i = begin; i < end; ++i) {
        if (rows.weights[i] <= 0) continue;
        const double part = parts[i - begin];
        gradient[i] = on_grid(part * over);
        curvature[i] = on_grid(std::max(part * over - part * part * over_squared, kLeastCurvature));
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

namespace {

Result<void> set_up(const Booster& booster, const TreeSettings& settings) {
  const std::array<std::pair<const char*, std::string>, 11> parameters = {{
      {"tree_method", "hist"},
      {"objective", "reg:squarederror"},
      {"base_score", "0"},
      {"max_depth", std::to_string(settings.depth)},
      {"eta", fmt::format("{}", settings.learning_rate)},
      {"min_child_weight", fmt::format("{}", settings.min_child_weight)},
      {"lambda", fmt::format("{}", settings.lambda)},
      {"gamma", fmt::format("{}", settings.gamma)},
      {"max_bin", "256"},
      {"nthread", "1"},
      {"verbosity", "0"},
  }};
  for (const auto& [name, value] : parameters)
    ENTENTE_CHECK(checked(XGBoosterSetParam(booster.get(), name, value.c_str()), "setting trees"));
  return {};
}

}  // namespace

// One model. It takes the blocks in turn, beginning at a place of its own, and sees of each block
// some of the columns, drawn once: XGBoost counts all that its matrix holds, so columns that a tree
// may not use would cost as much as the others.
class Growing {
 public:
  Growing(std::span<const QueryRows> blocks, const TreeSettings& settings, std::size_t member)
      : blocks_(blocks), settings_(settings), member_(member) {}

  Result<std::vector<Tree>> grow(std::vector<float>* by_library) {
    std::vector<DMatrixHandle> handles;
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      seen_.push_back(draw_columns(b));
      ENTENTE_TRY(Matrix matrix, matrix_of(only(blocks_[b], seen_[b])));
      handles.push_back(matrix.get());
      matrices_.push_back(std::move(matrix));
    }
    BoostedTrees own;
    Booster booster;
    ENTENTE_CHECK(
        checked(XGBoosterCreate(handles.data(), handles.size(), booster.place()), "making trees"));
    ENTENTE_CHECK(set_up(booster, settings_));
    std::vector<std::vector<float>> scores;
    for (const QueryRows& block : blocks_) scores.emplace_back(block.rows(), 0.0F);
    std::vector<std::size_t> scored(blocks_.size(), 0);  // trees that are in a block's scores
    std::vector<float> gradient, curvature;
    const std::size_t first = member_ * blocks_.size() / settings_.models;
    for (int round = 0; round < settings_.rounds; ++round) {
      const std::size_t turn = (first + static_cast<std::size_t>(round)) % blocks_.size();
      const QueryRows& block = blocks_[turn];
      own.add_scores(block.bins, block.columns, scored[turn], own.trees_.size(), scores[turn]);
      scored[turn] = own.trees_.size();
      gradient.resize(block.rows());
      curvature.resize(block.rows());
      // At first no answer has a chance to speak of, so the slip comes in by and by.
      const double warm = std::min(1.0, round * settings_.learning_rate / 4);
      softmax_gradients(block, scores[turn], warm * settings_.slip, gradient, curvature);
      ENTENTE_CHECK(checked(XGBoosterBoostOneIter(booster.get(), handles[turn], gradient.data(),
                                                  curvature.data(), block.rows()),
                            "growing a tree"));
      ENTENTE_TRY(Tree tree, last_tree(booster, round, settings_.depth));
      for (std::uint16_t& column : tree.columns) column = seen_[turn][column];
      own.trees_.push_back(std::move(tree));
    }
    if (by_library != nullptr) ENTENTE_CHECK(walk_by_library(booster, handles[0], *by_library));
    return std::move(own.trees_);
  }

 private:
  // Keyed by model and block, so that nothing else moves the draw.
  std::vector<std::uint16_t> draw_columns(std::size_t block) const {
    std::vector<std::uint16_t> columns(blocks_[block].columns);
    std::iota(columns.begin(), columns.end(), std::uint16_t{0});
    const auto most = static_cast<std::size_t>(
        std::ceil(settings_.columns * static_cast<double>(columns.size())));
    RandomStream random(settings_.seed, "columns",
                        (static_cast<std::uint64_t>(member_) << 32U) + block);
    draw_front(columns, most, random);
    columns.resize(std::min(most, columns.size()));
    std::sort(columns.begin(), columns.end());
    return columns;
  }

  Result<void> walk_by_library(const Booster& booster, DMatrixHandle rows,
                               std::vector<float>& scores) const {
    constexpr const char* kMargins =
        R"({"type": 1, "training": false, "iteration_begin": 0, "iteration_end": 0,
            "strict_shape": false})";
    const bst_ulong* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* values = nullptr;
    ENTENTE_CHECK(checked(
        XGBoosterPredictFromDMatrix(booster.get(), rows, kMargins, &shape, &dimensions, &values),
        "walking trees"));
    scores.assign(values, values + blocks_.front().rows());
    return {};
  }

  std::span<const QueryRows> blocks_;
  const TreeSettings& settings_;
  std::size_t member_;
  std::vector<std::vector<std::uint16_t>> seen_;  ///< columns, by block
  std::vector<Matrix> matrices_;
};

Result<BoostedTrees> BoostedTrees::fit(std::span<const QueryRows> blocks,
                                       const TreeSettings& settings,
                                       std::vector<float>* by_library) {
  std::vector<std::optional<Result<std::vector<Tree>>>> members(settings.models);
  parallel_for(members.size(), 1, [&](std::size_t m, std::size_t) {
    members[m].emplace(Growing(blocks, settings, m).grow(m == 0 ? by_library : nullptr));
  });
  BoostedTrees trees;
  for (auto& member : members) {
    if (!*member) return fail(member->error());
    std::move((*member)->begin(), (*member)->end(), std::back_inserter(trees.trees_));
  }
  return trees;
}

}  // namespace entente::forecast

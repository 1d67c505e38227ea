// Newton's method for the logistic regression of act_model.hpp.
//
// The matrix of second derivatives has a dense part for the shared columns and, for each group, a
// narrow strip and a small block: rows of one group say nothing of another's. It is summed so, in
// pieces of fixed size joined in order (the same bits at any number of threads), then written out
// whole and solved by Cholesky. A step that makes the penalised likelihood worse is halved; the
// function is concave, so this ends at its one maximum.

#include "entente/forecast/acts/act_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "entente/base/hash.hpp"
#include "entente/base/parallel.hpp"
#include "entente/forecast/cholesky.hpp"

namespace entente::forecast {
namespace {

constexpr std::size_t kGrain = 8192;
constexpr double kSmallGain = 1e-6;  // of the log likelihood

struct Shape {
  std::size_t shared, own, groups;  // shared counts b0
  std::size_t size() const { return shared + own * groups; }
  std::size_t place(std::size_t group) const { return shared + own * group; }
};

struct Sums {
  double likelihood = 0;
  std::vector<double> gradient;  // shape.size()
  std::size_t width = 0;         // of the rows of `dense`
  std::vector<double> dense;     // by shared column, lower half
  std::vector<double> strips;    // by group: own x shared
  std::vector<double> blocks;    // by group: own x own, lower half
};

double log1p_exp(double x) {
  return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

void join(std::vector<double>& into, const std::vector<double>& from) {
  if (into.empty()) {
    into = from;
    return;
  }
  for (std::size_t i = 0; i < from.size(); ++i) into[i] += from[i];
}

// Rows as the fit reads them.
struct Standard {
  const GroupedRows* rows;
  std::span<const RowRange> ranges;
  std::span<const double> mean, scale;
  std::span<const std::size_t> slopes;
  Shape shape;
  std::optional<std::size_t> offset{};
  std::uint64_t seed = 0, one_in = 1;  // rows are drawn

  std::size_t size() const {
    std::size_t sum = 0;
    for (const RowRange& range : ranges) sum += range.to - range.from;
    return sum;
  }
  // Calls use(row) for places [begin, end) of the ranges joined.
  template <class Use>
  void each(std::size_t begin, std::size_t end, const Use& use) const {
    for (const RowRange& range : ranges) {
      const std::size_t length = range.to - range.from;
      for (std::size_t i = std::min(begin, length); i < std::min(end, length); ++i)
        if (one_in == 1 || hash_combine(seed, range.from + i) % one_in == 0) use(range.from + i);
      begin -= std::min(begin, length);
      end -= std::min(end, length);
    }
  }
  double start(std::size_t i) const {
    return offset ? static_cast<double>(rows->x[i * rows->columns + *offset]) : 0;
  }
  void row(std::size_t i, double* shared, double* own) const {
    const float* const x = &rows->x[i * rows->columns];
    shared[0] = 1;
    for (std::size_t j = 0; j < rows->columns; ++j)
      shared[j + 1] = (static_cast<double>(x[j]) - mean[j]) * scale[j];
    own[0] = 1;
    for (std::size_t k = 0; k < slopes.size(); ++k) own[k + 1] = shared[slopes[k] + 1];
  }
};

double dot(std::size_t n, const double* a, const double* b) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

// Some rows at a time, so that a number of the matrix is read and written once for all of them.
class Batch {
 public:
  explicit Batch(std::size_t columns)
      : width_((columns + kTile - 1) / kTile * kTile), z_(kRows * width_), weighted_(z_.size()) {}
  double* row() { return &z_[used_ * width_]; }
  void keep(double weight) {
    for (std::size_t j = 0; j < width_; ++j)
      weighted_[used_ * width_ + j] = weight * z_[used_ * width_ + j];
    ++used_;
  }
  bool full() const { return used_ == kRows; }
  /// Adds to the lower half of a matrix whose rows are width() long, and a little above it.
  void flush(std::vector<double>& matrix, std::size_t columns) {
    std::fill(z_.begin() + static_cast<std::ptrdiff_t>(used_ * width_), z_.end(), 0.0);
    std::fill(weighted_.begin() + static_cast<std::ptrdiff_t>(used_ * width_), weighted_.end(),
              0.0);
    for (std::size_t j = 0; j < columns; ++j)
      for (std::size_t k = 0; k <= j; k += kTile) {
        std::array<double, kTile> sum{};
        for (std::size_t r = 0; r < kRows; ++r) {
          const double left = weighted_[r * width_ + j];
          const double* const right = &z_[r * width_ + k];
          for (std::size_t u = 0; u < kTile; ++u) sum[u] += left * right[u];
        }
        for (std::size_t u = 0; u < kTile; ++u) matrix[j * width_ + k + u] += sum[u];
      }
    used_ = 0;
  }
  std::size_t width() const { return width_; }

 private:
  static constexpr std::size_t kRows = 16, kTile = 4;
  std::size_t width_, used_ = 0;
  std::vector<double> z_, weighted_;
};

Sums sums_of(const Standard& standard, const std::vector<double>& beta) {
  const Shape& shape = standard.shape;
  const auto map = [&](std::size_t begin, std::size_t end) {
    Sums sums;
    Batch batch(shape.shared);
    sums.gradient.assign(shape.size(), 0);
    sums.dense.assign(shape.shared * batch.width(), 0);
    sums.strips.assign(shape.groups * shape.own * shape.shared, 0);
    sums.blocks.assign(shape.groups * shape.own * shape.own, 0);
    std::vector<double> own(shape.own);
    standard.each(begin, end, [&](std::size_t i) {
      double* const shared = batch.row();
      standard.row(i, shared, own.data());
      const std::size_t group = standard.rows->group[i];
      const bool yes = standard.rows->y[i] != 0;
      const double score = standard.start(i) + dot(shape.shared, shared, beta.data()) +
                           dot(shape.own, own.data(), &beta[shape.place(group)]);
      sums.likelihood += (yes ? score : 0) - log1p_exp(score);
      const double p = probability_of(score);
      const double off = (yes ? 1 : 0) - p;
      const double weight = std::max(p * (1 - p), 1e-10);
      for (std::size_t j = 0; j < shape.shared; ++j) sums.gradient[j] += off * shared[j];
      for (std::size_t j = 0; j < shape.own; ++j) {
        sums.gradient[shape.place(group) + j] += off * own[j];
        const double weighted = weight * own[j];
        double* const strip = &sums.strips[(group * shape.own + j) * shape.shared];
        for (std::size_t k = 0; k < shape.shared; ++k) strip[k] += weighted * shared[k];
        double* const block = &sums.blocks[(group * shape.own + j) * shape.own];
        for (std::size_t k = 0; k <= j; ++k) block[k] += weighted * own[k];
      }
      batch.keep(weight);
      if (batch.full()) batch.flush(sums.dense, shape.shared);
    });
    batch.flush(sums.dense, shape.shared);
    sums.width = batch.width();
    return sums;
  };
  return parallel_reduce(standard.size(), kGrain, Sums{}, map, [](Sums left, const Sums& right) {
    left.likelihood += right.likelihood;
    left.width = right.width;
    join(left.gradient, right.gradient);
    join(left.dense, right.dense);
    join(left.strips, right.strips);
    join(left.blocks, right.blocks);
    return left;
  });
}

// The matrix of second derivatives, its sign changed, with the ridge; lower half.
std::vector<double> matrix_of(const Sums& sums, const Shape& shape,
                              const std::vector<double>& penalty) {
  std::vector<double> matrix(shape.size() * shape.size(), 0);
  for (std::size_t j = 0; j < shape.shared; ++j)
    for (std::size_t k = 0; k <= j; ++k)
      matrix[j * shape.size() + k] = sums.dense[j * sums.width + k];
  for (std::size_t g = 0; g < shape.groups; ++g)
    for (std::size_t j = 0; j < shape.own; ++j) {
      double* const row = &matrix[(shape.place(g) + j) * shape.size()];
      std::copy_n(&sums.strips[(g * shape.own + j) * shape.shared], shape.shared, row);
      for (std::size_t k = 0; k <= j; ++k)
        row[shape.place(g) + k] = sums.blocks[(g * shape.own + j) * shape.own + k];
    }
  for (std::size_t i = 0; i < shape.size(); ++i) matrix[i * shape.size() + i] += penalty[i];
  return matrix;
}

// Means and scales of the columns: z = (x - mean) * scale.
void standardise(Standard& standard, std::vector<double>& mean, std::vector<double>& scale) {
  const std::size_t columns = standard.rows->columns;
  double n = 0;
  mean.assign(columns, 0);
  scale.assign(columns, 0);
  const auto x = [&](std::size_t i, std::size_t j) {
    return static_cast<double>(standard.rows->x[i * columns + j]);
  };
  standard.each(0, standard.size(), [&](std::size_t i) {
    n += 1;
    for (std::size_t j = 0; j < columns; ++j) mean[j] += x(i, j);
  });
  n = std::max(n, 1.0);
  for (double& one : mean) one /= n;
  standard.each(0, standard.size(), [&](std::size_t i) {
    for (std::size_t j = 0; j < columns; ++j) scale[j] += (x(i, j) - mean[j]) * (x(i, j) - mean[j]);
  });
  // A column that does not vary says nothing.
  for (double& one : scale) one = one / n > 1e-12 ? 1 / std::sqrt(one / n) : 0;
}

}  // namespace

double probability_of(double score) {
  return score >= 0 ? 1 / (1 + std::exp(-score)) : std::exp(score) / (1 + std::exp(score));
}

GroupedLogistic GroupedLogistic::fit(const GroupedRows& rows, std::span<const RowRange> ranges,
                                     const RidgeSettings& settings, const GroupedLogistic* start) {
  GroupedLogistic model;
  model.settings_ = settings;
  const Shape shape{rows.columns + 1, settings.slopes.size() + 1, settings.groups};
  Standard standard{&rows, ranges, {}, {}, settings.slopes, shape};
  standard.offset = settings.offset;
  standard.seed = settings.seed;
  standard.one_in = 1 + standard.size() / (settings.most_rows + 1);
  std::vector<double> beta(shape.size(), 0);
  if (start != nullptr) {
    model.mean_ = start->mean_;
    model.scale_ = start->scale_;
    std::ranges::copy(start->own_, std::ranges::copy(start->beta_, beta.begin()).out);
  } else {
    standardise(standard, model.mean_, model.scale_);
  }
  standard.mean = model.mean_;
  standard.scale = model.scale_;

  std::vector<double> penalty(shape.size(), settings.group_ridge);
  std::fill_n(penalty.begin(), shape.shared, settings.ridge);
  penalty[0] = 1e-6;
  std::vector<double> last = beta, step(beta.size(), 0);
  double best = 0;
  for (model.steps_ = 0; standard.size() > 0 && model.steps_ < settings.most_steps;
       ++model.steps_) {
    const Sums sums = sums_of(standard, beta);
    double likelihood = sums.likelihood;
    for (std::size_t i = 0; i < beta.size(); ++i) likelihood -= penalty[i] * beta[i] * beta[i] / 2;
    if (model.steps_ > 0 && likelihood < best - kSmallGain) {  // too long a step
      for (std::size_t i = 0; i < beta.size(); ++i) {
        step[i] /= 2;
        beta[i] = last[i] + step[i];
      }
      continue;
    }
    best = likelihood;
    last = beta;
    for (std::size_t i = 0; i < beta.size(); ++i) step[i] = sums.gradient[i] - penalty[i] * beta[i];
    const std::vector<double> gradient = step;
    std::vector<double> matrix = matrix_of(sums, shape, penalty);
    if (!cholesky(matrix, shape.size())) break;
    cholesky_solve(matrix, step);
    for (std::size_t i = 0; i < beta.size(); ++i) beta[i] += step[i];
    // Half of this is what the step can still gain.
    model.converged_ = dot(step.size(), step.data(), gradient.data()) < kSmallGain;
    if (model.converged_) break;
  }
  model.beta_.assign(beta.begin(), beta.begin() + static_cast<std::ptrdiff_t>(shape.shared));
  model.own_.assign(beta.begin() + static_cast<std::ptrdiff_t>(shape.shared), beta.end());
  return model;
}

std::vector<double> GroupedLogistic::effects(std::span<const float> x, std::size_t group) const {
  std::vector<double> found(x.size());
  for (std::size_t j = 0; j < x.size(); ++j)
    found[j] = beta_[j + 1] * (static_cast<double>(x[j]) - mean_[j]) * scale_[j];
  const std::size_t own = settings_.slopes.size() + 1;
  for (std::size_t k = 0; k < settings_.slopes.size(); ++k) {
    const std::size_t j = settings_.slopes[k];
    found[j] += own_[group * own + k + 1] * (static_cast<double>(x[j]) - mean_[j]) * scale_[j];
  }
  if (settings_.offset)
    found[*settings_.offset] +=
        static_cast<double>(x[*settings_.offset]) - mean_[*settings_.offset];
  return found;
}

double GroupedLogistic::level(std::size_t group) const {
  return own_[group * (settings_.slopes.size() + 1)];
}

double GroupedLogistic::score(std::span<const float> x, std::size_t group) const {
  double sum = beta_[0] + level(group);
  if (settings_.offset) sum += static_cast<double>(x[*settings_.offset]);
  for (std::size_t j = 0; j < x.size(); ++j)
    sum += beta_[j + 1] * (static_cast<double>(x[j]) - mean_[j]) * scale_[j];
  const std::size_t own = settings_.slopes.size() + 1;
  for (std::size_t k = 0; k < settings_.slopes.size(); ++k) {
    const std::size_t j = settings_.slopes[k];
    sum += own_[group * own + k + 1] * (static_cast<double>(x[j]) - mean_[j]) * scale_[j];
  }
  return sum;
}

}  // namespace entente::forecast

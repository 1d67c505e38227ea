// Trees read from XGBoost's text and walked by us, on bins.
//
// XGBoost's own walk turns each row of bins back into numbers first, which cost more than growing
// the trees. A full binary tree needs no pointers: every row takes `depth` steps without a branch.

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "entente/base/parallel.hpp"
#include "entente/base/text.hpp"
#include "entente/forecast/rankings/boosted_trees.hpp"

namespace entente::forecast {
namespace {

constexpr std::size_t kRowsAtOnce = 64;
constexpr std::size_t kRowsAPiece = 4096;
constexpr std::size_t kAbreast = 8;
constexpr std::uint16_t kAlwaysBelow = 256;

struct Node {
  bool leaf = false;
  float value = 0;
  std::uint16_t column = 0, cut = 0;
  int below = 0, above = 0;
};

// The number behind `key`, e.g. "yes=".
template <class Number>
bool number_behind(std::string_view text, std::string_view key, Number& number) {
  const auto at = text.find(key);
  if (at == std::string_view::npos) return false;
  const char* const begin = text.data() + at + key.size();
  return std::from_chars(begin, text.data() + text.size(), number).ec == std::errc{};
}

bool read_node(std::string_view line, int& id, Node& node) {
  if (std::from_chars(line.data(), line.data() + line.size(), id).ec != std::errc{}) return false;
  if (number_behind(line, "leaf=", node.value)) {
    node.leaf = true;
    return std::isfinite(node.value);
  }
  double cut = 0;
  if (!number_behind(line, "[f", node.column) || !number_behind(line, "<", cut) ||
      !number_behind(line, "yes=", node.below) || !number_behind(line, "no=", node.above))
    return false;
  // Bins are whole: below 2.5 is below 3. What no bin reaches is always below.
  node.cut = static_cast<std::uint16_t>(std::clamp(std::ceil(cut), 0.0, 256.0));
  return true;
}

// Adds a tree's leaves to the scores of `Rows` rows, which walk down abreast: each step waits for
// its own row's last one alone.
template <std::size_t Rows>
void walk(const Tree& tree, const std::uint8_t* bins, std::size_t columns, float* scores) {
  const std::uint16_t* const at_columns = tree.columns.data();
  const std::uint16_t* const at_cuts = tree.cuts.data();
  std::array<std::uint32_t, Rows> nodes{};
  for (int level = 0; level < tree.depth; ++level) {
    for (std::size_t r = 0; r < Rows; ++r) {
      const std::uint32_t node = nodes[r];
      nodes[r] = 2 * node + 1 + (bins[r * columns + at_columns[node]] >= at_cuts[node] ? 1U : 0U);
    }
  }
  for (std::size_t r = 0; r < Rows; ++r) scores[r] += tree.leaves[nodes[r] - tree.cuts.size()];
}

// Puts node `id` of the text at place `at` of the full tree, whose level `left` steps remain under.
bool place_node(const std::map<int, Node>& nodes, int id, std::size_t at, int left, Tree& tree) {
  const auto found = nodes.find(id);
  if (found == nodes.end()) return false;
  const Node& node = found->second;
  if (node.leaf) {
    for (; left > 0; --left) {
      tree.cuts[at] = kAlwaysBelow;
      at = 2 * at + 1;
    }
    tree.leaves[at - tree.cuts.size()] = node.value;
    return true;
  }
  if (left == 0) return false;
  tree.columns[at] = node.column;
  tree.cuts[at] = node.cut;
  return place_node(nodes, node.below, 2 * at + 1, left - 1, tree) &&
         place_node(nodes, node.above, 2 * at + 2, left - 1, tree);
}

}  // namespace

Result<Tree> tree_of_text(std::string_view text, int depth) {
  std::map<int, Node> nodes;
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view entry = trim(line);
    if (entry.empty()) continue;
    int id = 0;
    Node node;
    if (!read_node(entry, id, node))
      return fail(ErrorCode::kFailure, "a tree's text is not understood: " + printable(entry, 80));
    nodes[id] = node;
  }
  Tree tree;
  tree.depth = depth;
  tree.leaves.assign(std::size_t{1} << static_cast<unsigned>(depth), 0);
  tree.columns.assign(tree.leaves.size() - 1, 0);
  tree.cuts.assign(tree.leaves.size() - 1, kAlwaysBelow);
  if (!place_node(nodes, 0, 0, depth, tree))
    return fail(ErrorCode::kFailure, "a tree's text is not whole");
  return tree;
}

void BoostedTrees::add_scores(std::span<const std::uint8_t> bins, std::size_t columns,
                              std::size_t from, std::size_t to, std::span<float> scores) const {
  parallel_for(scores.size(), kRowsAPiece, [&](std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; row += kRowsAtOnce) {
      const std::size_t last = std::min(end, row + kRowsAtOnce);
      for (std::size_t t = from; t < to; ++t) {
        std::size_t r = row;
        for (; r + kAbreast <= last; r += kAbreast)
          walk<kAbreast>(trees_[t], &bins[r * columns], columns, &scores[r]);
        for (; r < last; ++r) walk<1>(trees_[t], &bins[r * columns], columns, &scores[r]);
      }
    }
  });
}

std::vector<float> BoostedTrees::predict(std::span<const std::uint8_t> bins,
                                         std::size_t columns) const {
  std::vector<float> scores(bins.size() / columns, 0.0F);
  add_scores(bins, columns, 0, trees_.size(), scores);
  return scores;
}

}  // namespace entente::forecast

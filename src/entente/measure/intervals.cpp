// Quantiles by Boost.Math, which is kept out of every header of ours.
//
// Wilson (1927) at n/effect trials: the score interval of a share, with the number of trials
// divided by the design effect (Kish 1965), so that acts that come in bursts are not taken for
// independent.

#include "entente/measure/intervals.hpp"

#include <algorithm>
#include <boost/math/policies/policy.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace entente {
namespace {

// Errors come back as numbers and not as exceptions; doubles are not promoted to long doubles.
namespace policies = boost::math::policies;
using Policy = policies::policy<
    policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>,
    policies::evaluation_error<policies::ignore_error>, policies::promote_double<false>>;

}  // namespace

double normal_quantile(double p) {
  return -std::sqrt(2.0) * boost::math::erfc_inv(2 * p, Policy());
}

Interval gamma_interval(double shape, double rate, double level) {
  const double tail = (1 - level) / 2;
  return {boost::math::gamma_p_inv(shape, tail, Policy()) / rate,
          boost::math::gamma_q_inv(shape, tail, Policy()) / rate};
}

Interval exact_share(std::uint64_t k, std::uint64_t n, double level) {
  if (n == 0) return {0, 1};
  const double tail = (1 - level) / 2;
  const double yes = static_cast<double>(k);
  const double no = static_cast<double>(n - k);
  return {k == 0 ? 0.0 : boost::math::ibeta_inv(yes, no + 1, tail, Policy()),
          k == n ? 1.0 : boost::math::ibetac_inv(yes + 1, no, tail, Policy())};
}

Interval wilson_share(double k, double n, double effect, double level) {
  const double z = normal_quantile(0.5 + level / 2);
  const double share = k / n;
  const double trials = n / effect;
  const double scale = 1 + z * z / trials;
  const double centre = (share + z * z / (2 * trials)) / scale;
  const double half =
      z * std::sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / scale;
  // At the ends the bound is the end itself, whatever rounding says.
  return {k <= 0 ? 0.0 : std::max(0.0, centre - half), k >= n ? 1.0 : std::min(1.0, centre + half)};
}

}  // namespace entente

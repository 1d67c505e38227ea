#pragma once
// Two hashes. XXH64 (Y. Collet, 2012-, public specification) names rows and contents: fast, stable
// over machines, not for secrets. SHA-256 (FIPS 180-4, OpenSSL's) names input files and checks
// downloads.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace entente {

std::uint64_t xxh64(std::string_view bytes, std::uint64_t seed = 0);

/// One step of a hash over several values: mixes `value` into `state` so that order matters.
std::uint64_t hash_combine(std::uint64_t state, std::uint64_t value);

/// Sixteen lower-case hex digits.
std::string hex64(std::uint64_t value);

class Sha256 {
 public:
  Sha256();
  void update(std::string_view bytes);
  /// Ends the hash; 64 lower-case hex digits. The object is not used afterwards.
  std::string finish();

 private:
  struct Free {
    void operator()(void* context) const;
  };
  std::unique_ptr<void, Free> context_;
};

std::string sha256_hex(std::string_view bytes);
/// As content security policies write it.
std::string sha256_base64(std::string_view bytes);

}  // namespace entente

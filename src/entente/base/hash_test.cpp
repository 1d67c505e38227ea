#include "entente/base/hash.hpp"

#include <gtest/gtest.h>

namespace entente {
namespace {

// Published test values of the XXH64 specification's reference (seed 0) and of FIPS 180-4.
TEST(Hash, Xxh64KnownValues) {
  EXPECT_EQ(hex64(xxh64("")), "ef46db3751d8e999");
  EXPECT_EQ(hex64(xxh64("a")), "d24ec4f1a98c6e5b");
  EXPECT_EQ(hex64(xxh64("abc")), "44bc2cf5ad770999");
  EXPECT_EQ(hex64(xxh64("Nobody inspects the spammish repetition")), "fbcea83c8a378bf1");
}

TEST(Hash, Sha256KnownValues) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hash, Sha256InPieces) {
  const std::string text(100'000, 'x');
  Sha256 hash;
  for (std::size_t at = 0; at < text.size(); at += 777)
    hash.update(std::string_view(text).substr(at, 777));
  EXPECT_EQ(hash.finish(), sha256_hex(text));
}

TEST(Hash, CombineDependsOnOrder) {
  EXPECT_NE(hash_combine(hash_combine(0, 1), 2), hash_combine(hash_combine(0, 2), 1));
}

}  // namespace
}  // namespace entente

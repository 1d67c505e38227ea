#pragma once
// Strong ids: a 32-bit number that knows what it counts. Made only on purpose (explicit), compared
// and hashed like the number, never added, never a double.

#include <cstdint>
#include <functional>

namespace entente {

template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  explicit constexpr Id(std::uint32_t value) : value_(value) {}
  constexpr std::uint32_t value() const { return value_; }
  auto operator<=>(const Id&) const = default;

 private:
  std::uint32_t value_ = 0;
};

using ActorId = Id<struct ActorTag>;
using TheatreId = Id<struct TheatreTag>;

}  // namespace entente

template <class Tag>
struct std::hash<entente::Id<Tag>> {
  std::size_t operator()(entente::Id<Tag> id) const noexcept {
    return std::hash<std::uint32_t>{}(id.value());
  }
};

// See parties.hpp.

#include "parties.hpp"

#include <fmt/format.h>

#include "entente/base/text.hpp"
#include "entente/world/tables.hpp"

namespace entente::cli {

Result<std::string> party_of(const World& world, std::string_view word, std::string_view where) {
  const Actor* found = world.find(word);
  const std::string folded = folded_name(word);
  std::vector<std::string> names;
  for (const auto& actor : world.actors()) {
    const bool has_side = actor.kind == ActorKind::kState || actor.stands_alone;
    const auto is_it = [&](const std::string& name) {
      if (has_side) names.push_back(name);
      return folded_name(name) == folded;
    };
    bool named = is_it(actor.key);
    named = is_it(actor.name) || named;
    for (const auto& alias : actor.aliases) named = is_it(alias.name) || named;
    if (named && (found == nullptr || (has_side && found->key != word))) found = &actor;
  }
  if (found == nullptr) {
    const auto near = nearest(word, names);
    return fail(
        ErrorCode::kUsage, fmt::format("{}: there is no actor {}", where, printable(word)),
        near ? fmt::format("did you mean {}?", *near) : "the view actors lists all keys and names");
  }
  if (found->kind != ActorKind::kState && !found->stands_alone) {
    return fail(
        ErrorCode::kUsage,
        fmt::format("{}: {} is no state, and no case given lets it act by itself", where,
                    printable(word)),
        found->parent.empty()
            ? std::string(
                  "name a case that lets it stand alone: stands_alone = true in its actors.toml")
            : fmt::format("it belongs to {}", printable(found->parent)));
  }
  return found->key;
}

Result<NamedDyad> dyad_of(const World& world, std::string_view text, std::string_view where) {
  const auto sides = split(text, ',');
  if (sides.size() != 2 || trim(sides[0]).empty() || trim(sides[1]).empty()) {
    return fail(ErrorCode::kUsage,
                fmt::format("{} must be two actors, got \"{}\"", where, printable(text)),
                "for example: PRK,RUS");
  }
  ENTENTE_TRY(std::string source, party_of(world, trim(sides[0]), where));
  ENTENTE_TRY(std::string target, party_of(world, trim(sides[1]), where));
  return NamedDyad{std::move(source), std::move(target)};
}

Result<DayRange> days_of(const Values& values) {
  const auto from = values.day("from");
  const auto to = values.day("to");
  if (from && to && *to < *from) return fail(ErrorCode::kUsage, "--to lies before --from");
  return DayRange{from.value_or(kFirstDay),
                  to && *to < kLastDay ? *to + std::chrono::days{1} : kLastDay};
}

}  // namespace entente::cli

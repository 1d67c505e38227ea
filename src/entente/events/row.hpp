#pragma once
// What one provider said, once: the row that sources hand to the store.
//
// An EventRow is a view: its texts point into the reader's buffers and hold until the reader goes
// on. It carries the provider's own statements only (codes, names, sectors, numbers); actors,
// theatres, occasions and canonical events are derived later and never stored with it.

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "entente/base/day.hpp"

namespace entente {

/// How the provider's day is to be read (methods: time and knowledge).
enum class DayBasis : std::uint8_t { kLocal, kUtc, kPublication };
/// Whether the day on which an analyst could know a row was given by the provider or assumed.
enum class KnownBasis : std::uint8_t { kGiven, kAssumed };
/// How rows came to be in a collection: a complete register, a machine coder, or an author's pick.
enum class Sampling : std::uint8_t { kMachine, kRegister, kPurposive };

std::string_view name_of(DayBasis basis);
std::string_view name_of(KnownBasis basis);
std::string_view name_of(Sampling sampling);
std::optional<Sampling> sampling_from(std::string_view name);

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

struct EventRow {
  std::string_view provider;     ///< gdelt1, icews, curated ...
  std::string_view provider_id;  ///< the provider's id; empty: the row's content names it
  Day day{};                     ///< first day on which it may have happened
  Day day_last{};                ///< last such day; equals day where it is precise
  DayBasis day_basis = DayBasis::kPublication;
  std::optional<RecordedDay> recorded_day;
  std::optional<Day>
      known_day;  ///< curated rows give it; else max(day, recorded day), else day_last + 1

  std::string_view source_raw, target_raw;          ///< the provider's code or name
  std::string_view source_name, target_name;        ///< its name where source_raw is a code
  std::string_view source_sectors, target_sectors;  ///< comma list of types or sectors, as given
  std::string_view source_country, target_country;  ///< ISO 3166 alpha-3 of its country column

  std::string_view action;      ///< CAMEO code or PLOVER type, as text
  std::uint8_t root = 0;        ///< CAMEO root 1-20; 0: none
  std::uint8_t quad_class = 0;  ///< 1-4 by the provider's mapping; 0: none
  double intensity = kMissing;  ///< Goldstein score or the provider's own scale
  std::uint32_t weight = 1;     ///< mentions or reports
  std::string_view country;     ///< ISO 3166 alpha-3 of the place
  double latitude = kMissing, longitude = kMissing;
  std::string_view story_id;  ///< one report

  Sampling sampling = Sampling::kMachine;
  std::string_view register_id;  ///< which register, for Sampling::kRegister
  std::string_view issues;       ///< issue tags, ';' between them
  std::string_view occasion;     ///< curated: rows of one meeting share it
  std::string_view claimant, sentence, citation, grade;

  bool deleted = false;    ///< a tombstone: the provider withdrew provider_id
  std::uint64_t line = 0;  ///< where in the input, from 1
};

/// A row that could not be read: kept, counted, never silently dropped.
struct RejectedRow {
  std::uint64_t line = 0;
  std::string_view column_name;  ///< the first field at fault; empty: the row as a whole
  std::string_view reason;       ///< what is wrong and what was expected
  std::string_view raw;          ///< the row's bytes; at most 4 KiB are kept
};

}  // namespace entente

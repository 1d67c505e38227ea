// PLOVER events as JSON objects, one after another.
//
// The fields are those of Parus Analytics' DEDI (the actor as one text "Name: Sectors: Country")
// and of the PLOVER specification (source and target as objects, an event type and a mode). `event`
// may be a CAMEO code or a PLOVER type. A missing value is null, an empty text or NULL.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "entente/base/text.hpp"
#include "entente/sources/fields.hpp"
#include "entente/sources/json_objects.hpp"
#include "entente/sources/providers.hpp"
#include "entente/world/ontology.hpp"

namespace entente {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kKeptOfReject = 4096;

struct Actor {
  std::string name, sectors, country;
};

// A text, or nothing for null, "NULL" and anything else; numbers as they are written.
std::string text_of(const Json& value) {
  if (const auto* text = value.get_ptr<const std::string*>()) {
    const std::string_view trimmed = trim(*text);
    return trimmed == "NULL" ? std::string() : std::string(trimmed);
  }
  return value.is_number() ? value.dump() : std::string();
}

std::string text_at(const Json& object, std::initializer_list<const char*> keys) {
  if (!object.is_object()) return {};
  for (const char* const key : keys) {
    if (const auto found = object.find(key); found != object.end()) {
      if (std::string text = text_of(*found); !text.empty()) return text;
    }
  }
  return {};
}

// "Taliban: Dissident,Insurgents: Afghanistan"; the name alone where it has no such parts.
Actor actor_of_text(std::string_view text) {
  Actor actor;
  const auto last = text.rfind(": ");
  const auto first = text.find(": ");
  if (last != std::string_view::npos && first != last) {
    actor.name = trim(text.substr(0, first));
    actor.sectors = trim(text.substr(first + 2, last - first - 2));
    actor.country = trim(text.substr(last + 2));
  } else {
    actor.name = trim(text);
  }
  for (std::string* part : {&actor.name, &actor.sectors, &actor.country}) {
    if (*part == "NULL") part->clear();
  }
  return actor;
}

Actor actor_of(const Json& value) {
  if (value.is_array()) return value.empty() ? Actor{} : actor_of(value.front());
  if (!value.is_object()) return actor_of_text(text_of(value));
  return {text_at(value, {"name", "actorText", "actor", "code"}),
          text_at(value, {"sectors", "sector"}), text_at(value, {"country", "ccode"})};
}

Actor actor_at(const Json& object, std::initializer_list<const char*> keys) {
  for (const char* const key : keys) {
    const auto found = object.find(key);
    // An actor within an actor within an actor is none: arrays are looked into once.
    if (found == object.end() || found->is_null()) continue;
    if (found->is_array() && !found->empty() && found->front().is_array()) continue;
    return actor_of(*found);
  }
  return {};
}

bool is_code(std::string_view text) {
  return !text.empty() && text.front() >= '0' && text.front() <= '9';
}

class PloverSource final : public Source {
 public:
  std::string_view provider() const override { return "plover"; }

  Result<void> read(LineReader& lines, const SourceContext& context, RowSink& sink) override {
    const LatestDay latest(context, context.recorded_day);
    start_ = row_of(*this, DayBasis::kPublication, context.recorded_day);
    JsonObjects objects(lines);
    for (;;) {
      ENTENTE_TRY(const bool more, objects.next());
      if (!more) return {};
      objects_ = &objects;
      if (!take_object(latest, sink)) return {};
    }
  }

 private:
  // This and the following are false when the sink wants no more.
  bool reject(std::string_view column, std::string_view reason, RowSink& sink) {
    return sink.reject(
        {objects_->line(), column, reason, objects_->text().substr(0, kKeptOfReject)});
  }

  bool take_object(const LatestDay& latest, RowSink& sink) {
    if (!objects_->fault().empty()) return reject({}, objects_->fault(), sink);
    const Json object = Json::parse(objects_->text(), nullptr, false);
    if (object.is_discarded() || !object.is_object()) {
      return reject({}, "this is not valid JSON", sink);
    }
    return take_event(object, latest, sink);
  }

  bool take_event(const Json& object, const LatestDay& latest, RowSink& sink) {
    const std::string id = text_at(object, {"id", "eventId", "event_id"});
    const std::string day = text_at(object, {"date", "eventDate"});
    const std::string last = text_at(object, {"enddate", "endDate"});
    const std::string added = text_at(object, {"codedDate", "publicationDate"});
    const std::string action = text_at(object, {"event", "eventType", "type"});
    const std::string mode = text_at(object, {"mode", "eventMode"});
    const std::string story = text_at(object, {"storyId", "story_id", "url"});
    const Actor source = actor_at(object, {"source", "actor", "protesteridentity"});
    const Actor target = actor_at(object, {"target", "recipient"});

    // Raw NUL bytes were found before the object was parsed; JSON can also write one as \u0000.
    for (const std::string* text : {&id, &action, &mode, &story, &source.name, &source.sectors,
                                    &target.name, &target.sectors}) {
      if (text->find('\0') != std::string::npos) return reject({}, "NUL byte in a text", sink);
    }
    EventRow row = start_;
    row.line = objects_->line();
    row.provider_id = id;
    const auto first_day = parse_iso_day(day);
    if (!first_day) return reject("date", day_reason(day), sink);
    row.day = row.day_last = *first_day;
    if (!latest.allows(row.day)) {
      return reject("date", latest.reason(row.day), sink);
    }
    if (!last.empty()) {
      const auto last_day = parse_iso_day(last);
      if (!last_day) return reject("enddate", day_reason(last), sink);
      if (*last_day < row.day) return reject("enddate", "the last day is before the first", sink);
      row.day_last = *last_day;
    }
    if (!added.empty()) {
      const auto recorded = parse_iso_day(std::string_view(added).substr(0, 10));
      if (!recorded) return reject("codedDate", day_reason(added), sink);
      row.recorded_day = RecordedDay(*recorded);
    }
    if (action.empty()) return reject("event", "event is empty", sink);
    set_action(action, mode, row);
    row.source_raw = source.name;
    row.source_sectors = source.sectors;
    row.source_country = country_of(source.country);
    row.target_raw = target.name;
    row.target_sectors = target.sectors;
    row.target_country = country_of(target.country);
    row.country = country_of(text_at(object, {"ccode", "country"}));
    if (row.country.empty()) row.country = country_of(text_at(object, {"country"}));
    row.story_id = story;
    if (const std::string fault = set_place(object, row); !fault.empty()) {
      return reject("location", fault, sink);
    }
    return sink.row(row);
  }

  static std::string day_reason(std::string_view text) {
    return text.empty() ? std::string("day must be YYYY-MM-DD, got nothing")
                        : fmt::format("day must be YYYY-MM-DD, got \"{}\"", printable(text, 60));
  }

  static void set_action(const std::string& action, const std::string& mode, EventRow& row) {
    row.action = action;
    if (is_code(action)) {
      row.root = cameo_root(action);
      row.quad_class = quad_class_icews(row.root);
      return;
    }
    ActClass act;
    if (!mode.empty()) act = plover_class(action + "/" + mode);
    if (act.root == 0) act = plover_class(action);
    row.root = act.root;
    row.quad_class = act.quad_class;
  }

  // The first of `location`. Empty where all is well.
  static std::string set_place(const Json& object, EventRow& row) {
    const auto found = object.find("location");
    if (found == object.end()) return {};
    const Json& location =
        found->is_array() && !found->empty() ? found->front() : static_cast<const Json&>(*found);
    const std::string north = text_at(location, {"lat", "latitude"});
    const std::string east = text_at(location, {"long", "lon", "longitude"});
    if (north.empty() || east.empty()) return {};
    const auto latitude = parse_double(north);
    const auto longitude = parse_double(east);
    if (!latitude || *latitude < -90 || *latitude > 90) {
      return fmt::format("latitude must lie from -90 to 90, got \"{}\"", printable(north, 60));
    }
    if (!longitude || *longitude < -180 || *longitude > 180) {
      return fmt::format("longitude must lie from -180 to 180, got \"{}\"", printable(east, 60));
    }
    row.latitude = *latitude;
    row.longitude = *longitude;
    return {};
  }

  std::string_view country_of(const std::string& text) {
    const std::string_view iso3 = codes_.iso3(text);
    return iso3.empty() ? names_.iso3(text) : iso3;
  }

  const JsonObjects* objects_ = nullptr;
  EventRow start_;
  CountryCodes<Iso3> codes_;
  CountryNames names_;
};

}  // namespace

std::unique_ptr<Source> make_plover() { return std::make_unique<PloverSource>(); }

}  // namespace entente

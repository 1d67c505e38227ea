// JSON Schemas (draft 2020-12) of the TOML files of a case, for editors and for people. What a
// schema cannot say (that an actor exists, that a country is in one theatre) load_case checks.

#include <string>

#include "entente/world/case.hpp"

namespace entente {
namespace {

constexpr const char* kCaseSchema = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "case.toml",
  "description": "What a case looks at: its window, names, theatres and watched pairs.",
  "type": "object",
  "additionalProperties": false,
  "required": ["name", "title", "from", "to"],
  "properties": {
    "name": {"type": "string", "pattern": "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$"},
    "title": {"type": "string", "minLength": 1},
    "summary": {"type": "string"},
    "from": {"type": "string", "format": "date", "description": "a TOML local date: the first day"},
    "to": {"type": "string", "format": "date", "description": "a TOML local date: the first day after the last"},
    "watched": {"type": "array", "items": {"$ref": "#/$defs/pair"}},
    "horizons": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 3650}},
    "names": {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}},
    "issues": {"type": "object", "additionalProperties": {"type": "string"}},
    "map": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "centre": {
          "type": "array",
          "description": "longitude, latitude",
          "prefixItems": [
            {"type": "number", "minimum": -180, "maximum": 180},
            {"type": "number", "minimum": -90, "maximum": 90}
          ],
          "items": false,
          "minItems": 2
        },
        "radius_degrees": {"type": "number", "exclusiveMinimum": 0, "maximum": 180}
      }
    },
    "data": {
      "type": "object",
      "additionalProperties": false,
      "properties": {"ingest": {"type": "array", "items": {"type": "string"}}}
    },
    "source_note": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["note"],
        "properties": {"note": {"type": "string", "minLength": 1}}
      }
    },
    "theatre": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["id"],
        "properties": {
          "id": {"type": "string"},
          "name": {"type": "string"},
          "countries": {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{3}$"}},
          "boxes": {
            "type": "array",
            "items": {
              "type": "array",
              "description": "latitude from, longitude from, latitude to, longitude to",
              "prefixItems": [
                {"type": "number", "minimum": -90, "maximum": 90},
                {"type": "number", "minimum": -180, "maximum": 180},
                {"type": "number", "minimum": -90, "maximum": 90},
                {"type": "number", "minimum": -180, "maximum": 180}
              ],
              "items": false,
              "minItems": 4
            }
          },
          "issues": {"type": "array", "items": {"type": "string"}},
          "dyads": {"type": "array", "items": {"$ref": "#/$defs/pair"}}
        }
      }
    }
  },
  "$defs": {
    "pair": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}
  }
}
)json";

constexpr const char* kActorsSchema = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "actors.toml",
  "description": "Who acts: states, agencies, offices, persons, organisations and groups, and who held which office when.",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "actor": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["id"],
        "properties": {
          "id": {"type": "string", "pattern": "^[A-Za-z0-9-]{1,100}$"},
          "kind": {"enum": ["state", "agency", "office", "person", "organisation", "group"]},
          "name": {"type": "string", "minLength": 1},
          "parent": {"type": "string", "description": "the id of the state or body it belongs to"},
          "aliases": {
            "type": "array",
            "items": {
              "oneOf": [
                {"type": "string", "minLength": 1},
                {
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["name"],
                  "properties": {
                    "name": {"type": "string", "minLength": 1},
                    "from": {"type": "string", "format": "date"},
                    "to": {"type": "string", "format": "date"}
                  }
                }
              ]
            }
          },
          "codes": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "iso2": {"type": "string"},
              "iso3": {"type": "string"},
              "fips": {"type": "string"},
              "cow": {"type": "string"},
              "gw": {"type": "string"},
              "cameo": {"type": "string"}
            }
          },
          "stands_alone": {"type": "boolean", "description": "an organisation that is a party of dyads"},
          "speaks_for_state": {"type": "boolean", "description": "its acts are acts of its state"}
        }
      }
    },
    "role": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["person", "office"],
        "properties": {
          "person": {"type": "string"},
          "office": {"type": "string"},
          "from": {"type": "string", "format": "date"},
          "to": {"type": "string", "format": "date", "description": "the first day after the last"}
        }
      }
    }
  }
}
)json";

constexpr const char* kRegistersSchema = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "registers.toml",
  "description": "Complete lists: every event of a named kind, for a window and named actors.",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "register": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "kind", "from", "to", "sources"],
        "properties": {
          "id": {"type": "string"},
          "name": {"type": "string"},
          "kind": {"type": "string", "minLength": 1},
          "from": {"type": "string", "format": "date"},
          "to": {"type": "string", "format": "date", "description": "the first day after the last"},
          "outcomes_to": {"type": "string", "format": "date", "description": "before this day outcomes.csv lists every occasion after the window"},
          "actors": {"type": "array", "items": {"type": "string"}},
          "sources": {"type": "array", "items": {"type": "string"}, "minItems": 1},
          "gaps": {"type": "array", "items": {"type": "string"}},
          "complete": {"type": "boolean"}
        }
      }
    }
  }
}
)json";

constexpr const char* kMeasuresSchema = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "measures.toml",
  "description": "What the brief measures besides the watched pairs: registers, issues and parties are the case's own.",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "half_lives": {
      "type": "array",
      "description": "days; the first is drawn, all are tabled",
      "items": {"type": "number", "exclusiveMinimum": 0, "maximum": 3650}
    },
    "order": {
      "type": "array",
      "description": "whom the focal state's leaders met first",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "focal", "registers"],
        "properties": {
          "id": {"type": "string"},
          "name": {"type": "string"},
          "focal": {"type": "string"},
          "registers": {"$ref": "#/$defs/ids"}
        }
      }
    },
    "wait": {
      "type": "array",
      "description": "how long the acts of some registers waited for one of others between the same two states",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "registers", "until"],
        "properties": {
          "id": {"type": "string"},
          "name": {"type": "string"},
          "registers": {"$ref": "#/$defs/ids"},
          "until": {"$ref": "#/$defs/ids"},
          "at_source": {"type": "boolean", "description": "only what happened in the country of the waiting act's source ends the wait"}
        }
      }
    },
    "flow": {
      "type": "array",
      "description": "what passed from whom to whom, by grade of evidence",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "issues"],
        "properties": {
          "id": {"type": "string"},
          "name": {"type": "string"},
          "issues": {"$ref": "#/$defs/ids"},
          "actions": {"type": "array", "items": {"type": "string", "pattern": "^[0-9]{2,4}$"}, "description": "CAMEO codes or their beginnings; without them 06 and 07"}
        }
      }
    },
    "regime": {
      "type": "array",
      "description": "how a body's members voted on its measures",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "register", "measures", "members"],
        "properties": {
          "id": {"type": "string"},
          "name": {"type": "string"},
          "register": {"type": "string"},
          "measures": {"type": "array", "items": {"type": "string", "pattern": "^[0-9]{2,4}$"}, "description": "CAMEO codes of substantive decisions and of vetoes"},
          "leave_out": {"$ref": "#/$defs/ids"},
          "members": {"$ref": "#/$defs/ids"}
        }
      }
    },
    "wedge": {
      "type": "array",
      "description": "what a third party did toward each of two while their tie soured",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "third", "a", "b", "from", "to"],
        "properties": {
          "id": {"type": "string"},
          "name": {"type": "string"},
          "third": {"type": "string"},
          "a": {"type": "string"},
          "b": {"type": "string"},
          "from": {"type": "string", "format": "date"},
          "to": {"type": "string", "format": "date", "description": "the first day after the last"}
        }
      }
    },
    "track": {
      "type": "array",
      "description": "one issue between two states beside everything else between them",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "a", "b", "issues"],
        "properties": {
          "id": {"type": "string"},
          "name": {"type": "string"},
          "a": {"type": "string"},
          "b": {"type": "string"},
          "issues": {"$ref": "#/$defs/ids"}
        }
      }
    },
    "monthly": {
      "type": "array",
      "description": "acts of registers by month",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "registers"],
        "properties": {
          "id": {"type": "string"},
          "name": {"type": "string"},
          "registers": {"$ref": "#/$defs/ids"}
        }
      }
    }
  },
  "$defs": {
    "ids": {"type": "array", "items": {"type": "string"}}
  }
}
)json";

}  // namespace

std::string schema_of(const std::string& file) {
  const auto slash = file.find_last_of('/');
  const auto name = slash == std::string::npos ? file : file.substr(slash + 1);
  if (name == "case.toml") return kCaseSchema;
  if (name == "actors.toml") return kActorsSchema;
  if (name == "registers.toml") return kRegistersSchema;
  if (name == "measures.toml") return kMeasuresSchema;
  return {};
}

}  // namespace entente

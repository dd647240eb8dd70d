//! What a reader asks of a document: which keys, of which types, in which tables. Noted while an example is read, and
//! written as a JSON Schema, so that the schema cannot say anything else than the code that reads.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// What a key holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Text,
    Choice(Vec<String>),
    Integer(i64, i64),
    Number,
    Flag,
    Texts,
    Table,
    Tables,
}

/// One key of a table.
#[derive(Clone, Debug)]
struct Property {
    kind: Kind,
    required: bool,
    /// It was first asked whether it is there.
    optional: bool,
}

/// All tables of a document by their paths, with their keys.
#[derive(Clone, Debug, Default)]
pub struct Shape(BTreeMap<String, BTreeMap<String, Property>>);

impl Shape {
    fn property(&mut self, path: &str, key: &str) -> &mut Property {
        let keys = self.0.entry(path.to_owned()).or_default();
        keys.entry(key.to_owned()).or_insert(Property {
            kind: Kind::Text,
            required: false,
            optional: false,
        })
    }

    pub(super) fn note(&mut self, path: &str, key: &str, kind: Kind) {
        self.property(path, key).kind = kind;
    }

    pub(super) fn require(&mut self, path: &str, key: &str) {
        self.property(path, key).required = true;
    }

    pub(super) fn allow(&mut self, path: &str, key: &str) {
        self.property(path, key).optional = true;
    }

    /// The JSON Schema (draft 2020-12) of a file of this shape.
    pub fn json_schema(&self, title: &str) -> Value {
        let mut schema = self.object("");
        schema.insert(
            "$schema".into(),
            json!("https://json-schema.org/draft/2020-12/schema"),
        );
        schema.insert("title".into(), json!(title));
        sorted(Value::Object(schema))
    }

    fn object(&self, path: &str) -> Map<String, Value> {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for (key, property) in self.0.get(path).into_iter().flatten() {
            let below = format!("{path}.{key}");
            let value = match &property.kind {
                Kind::Text => json!({"type": "string"}),
                Kind::Choice(words) => json!({"enum": words}),
                Kind::Integer(least, most) if least == most => json!({"const": least}),
                Kind::Integer(least, most) => {
                    json!({"type": "integer", "minimum": least, "maximum": most})
                }
                Kind::Number => json!({"type": "number", "minimum": 0}),
                Kind::Flag => json!({"type": "boolean"}),
                Kind::Texts => json!({"type": "array", "items": {"type": "string"}}),
                Kind::Table => Value::Object(self.object(&below)),
                Kind::Tables => json!({"type": "array", "items": self.object(&below)}),
            };
            properties.insert(key.clone(), value);
            if property.required && !property.optional {
                required.push(key.clone());
            }
        }
        let mut object = Map::new();
        object.insert("type".into(), json!("object"));
        object.insert("additionalProperties".into(), json!(false));
        object.insert("properties".into(), Value::Object(properties));
        if !required.is_empty() {
            object.insert("required".into(), json!(required));
        }
        object
    }
}

/// The same with its keys in the order of the alphabet, whatever order a map keeps.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let keys: BTreeMap<String, Value> = map.into_iter().collect();
            let map = keys.into_iter().map(|(key, value)| (key, sorted(value)));
            Value::Object(map.collect())
        }
        Value::Array(all) => Value::Array(all.into_iter().map(sorted).collect()),
        other => other,
    }
}

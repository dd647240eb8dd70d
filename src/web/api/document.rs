//! The OpenAPI document: made from [`OPERATIONS`] and from what their types say.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::operation::{Answer, Described, Describing, Outcome};
use super::problem::{Code, Problem, ProblemBody};
use super::{BASE, OPERATIONS, Operation};
use crate::store::Scope;

/// `GET /api/v1/openapi.json`
pub async fn show() -> Result<Document, Problem> {
    Ok(Document)
}

/// The document as an answer.
pub struct Document;

impl Answer for Document {
    fn respond(self, _: &HeaderMap) -> Result<Response, Problem> {
        let kind = HeaderValue::from_static("application/json");
        Ok(([(CONTENT_TYPE, kind)], DOCUMENT.as_str()).into_response())
    }

    fn describe(_: &mut Describing) -> Vec<Outcome> {
        let schema = json!({"type": "object", "required": ["openapi", "info", "paths"]});
        vec![Outcome {
            status: StatusCode::OK,
            meaning: "The document.",
            content: vec![("application/json", schema)],
            located: false,
        }]
    }
}

static DOCUMENT: LazyLock<String> = LazyLock::new(|| format!("{:#}\n", document()));

fn document() -> Value {
    let mut describing = Describing::new();
    let problem = describing.answers.subschema_for::<ProblemBody>().to_value();
    let mut paths: Map<String, Value> = Map::new();
    for operation in OPERATIONS {
        let described = (operation.served)().describe(&mut describing);
        let path = paths
            .entry(operation.path.trim_start_matches(BASE))
            .or_insert_with(|| Value::Object(Map::new()));
        let method = operation.method.as_str().to_ascii_lowercase();
        path[method] = operation_object(operation, described, &problem);
    }
    let mut schemas = describing.requests.take_definitions(true);
    schemas.extend(describing.answers.take_definitions(true));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Greenroom",
            "version": "1",
            "summary": "Hold a mock system-design interview from a program.",
            "description": "Everything that the pages do. A token sees the sessions that were begun with it, and no others. \
                Version 1 only ever gains fields, operations and problems: ignore those that you don't know.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": format!("{}{BASE}", crate::web::root())}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "From `greenroom token add`. A token that may write may read too.",
                },
            },
        },
    })
}

fn operation_object(operation: &Operation, described: Described, problem: &Value) -> Value {
    let Described {
        parameters,
        body,
        answers,
        problems,
        scope,
    } = described;
    let mut responses = Map::new();
    for outcome in answers {
        let mut response = json!({
            "description": outcome.meaning,
            "content": media(outcome.content),
        });
        if outcome.located {
            let schema = json!({"type": "string", "format": "uri-reference"});
            response["headers"] =
                json!({"Location": {"description": "Its address.", "schema": schema}});
        }
        responses.insert(outcome.status.as_str().to_owned(), response);
    }
    let mut by_status: BTreeMap<StatusCode, Vec<Code>> = BTreeMap::new();
    for code in problems.iter().chain(operation.problems) {
        by_status.entry(code.status()).or_default().push(*code);
    }
    for (status, codes) in by_status {
        let titles: Vec<&str> = codes.iter().map(|code| code.title()).collect();
        let one_of = json!({"properties": {"type": {"enum": codes}}});
        let schema = json!({"allOf": [problem, one_of]});
        let response = json!({
            "description": format!("{}.", titles.join("; or: ")),
            "content": {"application/problem+json": {"schema": schema}},
        });
        responses.insert(status.as_str().to_owned(), response);
    }
    responses.insert(
        "default".to_owned(),
        json!({
            "description": "Anything else that goes wrong: too many requests, a full disk, a fault of the server.",
            "content": {"application/problem+json": {"schema": problem}},
        }),
    );
    let mut object = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.description,
        "parameters": parameters,
        "responses": responses,
        "security": match scope {
            // An HTTP scheme has no scopes of its own; the names are for people.
            Some(Scope::Read) => json!([{"token": ["read"]}]),
            Some(Scope::Write) => json!([{"token": ["write"]}]),
            None => json!([]),
        },
    });
    if !body.is_empty() {
        object["requestBody"] = json!({"required": true, "content": media(body)});
    }
    object
}

fn media(content: Vec<(&'static str, Value)>) -> Value {
    let media = content
        .into_iter()
        .map(|(kind, schema)| (kind.to_owned(), json!({"schema": schema})));
    Value::Object(media.collect())
}

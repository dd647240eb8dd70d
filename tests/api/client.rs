//! A client that believes the document and nothing else: every answer it gets is held against what the document says of
//! that operation, and it remembers which of the answers in the document it has seen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use boon::{Compiler, Draft, SchemaIndex, Schemas};
use greenroom::session::App;
use greenroom::store::{Scope, TokenName, TokenSecret};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, StatusCode};
use serde_json::Value;

const PLACE: &str = "http://greenroom.invalid/openapi.json";

/// An operation and a status.
pub type Outcome = (String, String);

/// The document, compiled.
pub struct Document {
    pub value: Value,
    /// Where its addresses begin.
    base: String,
    schemas: Schemas,
    /// By the pointer to a schema in the document.
    compiled: BTreeMap<String, SchemaIndex>,
    seen: Mutex<BTreeSet<Outcome>>,
}

impl Document {
    pub async fn load(address: &str) -> Arc<Document> {
        let response = reqwest::get(format!("{address}/api/v1/openapi.json"))
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK, "anybody may read it");
        let value: Value = response.json().await.unwrap();
        let mut closed = value.clone();
        close(&mut closed);
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler.enable_format_assertions();
        compiler.add_resource(PLACE, closed).unwrap();
        let mut pointers = Vec::new();
        schemas_below(&value, String::new(), &mut pointers);
        let mut schemas = Schemas::new();
        let mut compiled = BTreeMap::new();
        for pointer in pointers {
            let index = compiler.compile(&format!("{PLACE}#{pointer}"), &mut schemas);
            let index = index.unwrap_or_else(|error| panic!("{pointer}: {error:#}"));
            compiled.insert(pointer, index);
        }
        Arc::new(Document {
            base: value["servers"][0]["url"].as_str().unwrap().to_owned(),
            value,
            schemas,
            compiled,
            seen: Mutex::default(),
        })
    }

    /// Every operation with its method and path.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &str, &Value)> {
        let paths = self.value["paths"].as_object().unwrap().iter();
        paths.flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.map(|(method, operation)| (method.as_str(), path.as_str(), operation))
        })
    }

    /// Every outcome that the document promises by its status.
    pub fn promised(&self) -> BTreeSet<Outcome> {
        let mut promised = BTreeSet::new();
        for (_, _, operation) in self.operations() {
            let id = operation["operationId"].as_str().unwrap();
            for status in operation["responses"].as_object().unwrap().keys() {
                promised.insert((id.to_owned(), status.clone()));
            }
        }
        promised
    }

    /// Every outcome that was seen.
    pub fn seen(&self) -> BTreeSet<Outcome> {
        self.seen.lock().unwrap().clone()
    }

    /// Holds an answer against what is said of its operation. A body that goes on for ever has no text.
    pub fn hold(
        &self,
        method: &Method,
        path: &str,
        status: StatusCode,
        kind: &str,
        body: Option<&str>,
    ) {
        let method = method.as_str().to_ascii_lowercase();
        let (_, template, operation) = self
            .operations()
            .find(|(known, template, _)| {
                *known == method && fits(&format!("{}{template}", self.base), path)
            })
            .unwrap_or_else(|| panic!("the document has no {method} {path}"));
        let id = operation["operationId"].as_str().unwrap();
        let responses = operation["responses"].as_object().unwrap();
        let shown = body.unwrap_or_default();
        let status = match responses.contains_key(status.as_str()) {
            true => status.as_str(),
            false => {
                let unforeseen =
                    status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
                assert!(unforeseen, "{id} may answer {status}: {shown}");
                "default"
            }
        };
        self.seen
            .lock()
            .unwrap()
            .insert((id.to_owned(), status.to_owned()));
        let kind = kind.split(';').next().unwrap();
        let content = &responses[status]["content"];
        assert!(
            content[kind].is_object(),
            "{id} {status} may be {kind}: {shown}"
        );
        let Some(body) = body else { return };
        let value: Value = match kind {
            "application/json" | "application/problem+json" => serde_json::from_str(body).unwrap(),
            _ => Value::String(body.to_owned()),
        };
        let place = format!(
            "/paths/{}/{method}/responses/{status}/content/{}/schema",
            escaped(template),
            escaped(kind)
        );
        self.hold_value(&place, &value);
    }

    /// Holds a value against the schema at `pointer`.
    pub fn hold_value(&self, pointer: &str, value: &Value) {
        let index = self.compiled.get(pointer);
        let index = index.unwrap_or_else(|| panic!("the document has no schema at {pointer}"));
        if let Err(error) = self.schemas.validate(value, *index) {
            panic!("{pointer}: {error:#}\n{value:#}");
        }
    }
}

/// Forbids what a schema doesn't name, so that a field which the document doesn't know is found.
fn close(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(close);
            let is_object = object.get("type").is_some_and(|kind| kind == "object");
            if is_object && object.contains_key("properties") {
                object
                    .entry("additionalProperties")
                    .or_insert(Value::Bool(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The pointers to every schema of a body, of a parameter, and of the components.
fn schemas_below(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let below = format!("{pointer}/{}", escaped(key));
                if key == "schema" || key == "x-event-data" || pointer == "/components/schemas" {
                    found.push(below.clone());
                }
                schemas_below(value, below, found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                schemas_below(value, format!("{pointer}/{index}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A key as it stands in a pointer inside an address.
pub fn escaped(key: &str) -> String {
    let pointer = key.replace('~', "~0").replace('/', "~1");
    pointer.replace('{', "%7B").replace('}', "%7D")
}

fn fits(template: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap();
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(wanted), Some(part)) if wanted.starts_with('{') || wanted == part => {}
            _ => return false,
        }
    }
}

/// An answer that was held against the document.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// The answer's text, which must have this status.
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        serde_json::from_str(&self.text).unwrap_or(Value::String(self.text))
    }

    /// The name of the problem, whose form was held against the document.
    pub fn problem(self, status: u16) -> String {
        let value = self.expect(status);
        assert_eq!(value["status"], status);
        for part in ["title", "detail", "kept", "next"] {
            assert!(!value[part].as_str().unwrap().is_empty(), "{part}: {value}");
        }
        let name = value["type"].as_str().unwrap();
        let name = name.strip_prefix("urn:greenroom:problem:").unwrap();
        name.to_owned()
    }
}

/// Something that is sent.
pub enum Body<'a> {
    None,
    Json(Value),
    Text(&'a str),
    /// A content type and bytes.
    Raw(&'a str, Vec<u8>),
}

/// A client with a token, or with none.
#[derive(Clone)]
pub struct Client {
    pub address: String,
    pub document: Arc<Document>,
    pub token: String,
    pub http: reqwest::Client,
}

impl Client {
    pub fn new(address: &str, document: &Arc<Document>, token: &str) -> Client {
        Client {
            address: address.to_owned(),
            document: document.clone(),
            token: token.to_owned(),
            http: reqwest::Client::new(),
        }
    }

    /// The same with another token.
    pub fn with_token(&self, token: &str) -> Client {
        Client::new(&self.address, &self.document, token)
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.address));
        match self.token.as_str() {
            "" => request,
            token => request.header(AUTHORIZATION, format!("Bearer {token}")),
        }
    }

    /// Sends a request and holds the answer against the document.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body<'_>,
    ) -> Answer {
        let mut request = self.request(method.clone(), path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request = match body {
            Body::None => request,
            Body::Json(value) => request
                .header(CONTENT_TYPE, "application/json")
                .body(value.to_string()),
            Body::Text(text) => request
                .header(CONTENT_TYPE, "text/plain")
                .body(text.to_owned()),
            Body::Raw(kind, bytes) => request.header(CONTENT_TYPE, kind).body(bytes),
        };
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let kind = headers[CONTENT_TYPE].to_str().unwrap().to_owned();
        let text = response.text().await.unwrap();
        self.document
            .hold(&method, path, status, &kind, Some(&text));
        Answer {
            status,
            headers,
            text,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Body::None).await
    }

    /// Opens a stream, which must begin as the document says.
    pub async fn stream(&self, path: &str, headers: &[(&str, &str)]) -> reqwest::Response {
        let mut request = self.request(Method::GET, path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let kind = response.headers()[CONTENT_TYPE]
            .to_str()
            .unwrap()
            .to_owned();
        self.document
            .hold(&Method::GET, path, response.status(), &kind, None);
        response
    }

    pub async fn post(&self, path: &str, key: &str, value: Value) -> Answer {
        let headers = [("idempotency-key", key)];
        self.send(Method::POST, path, &headers, Body::Json(value))
            .await
    }

    /// Says something in plain text, and gets the reply so.
    pub async fn say(&self, session: &str, key: &str, text: &str) -> Answer {
        let headers = [("idempotency-key", key), (ACCEPT.as_str(), "text/plain")];
        let path = format!("{session}/turns");
        self.send(Method::POST, &path, &headers, Body::Text(text))
            .await
    }

    /// Starts an interview on the guest book; its address.
    pub async fn start(&self, key: &str, mode: &str) -> String {
        let answer = self.post("/api/v1/sessions", key, new_session(mode)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        answer.headers["location"].to_str().unwrap().to_owned()
    }
}

/// What starts an interview on the guest book.
pub fn new_session(mode: &str) -> Value {
    serde_json::json!({"scenario": "guest-book", "mode": mode, "seniority": "entry", "minutes": 45})
}

/// Adds a token; its text.
pub async fn add_token(app: &App, name: &str, scope: Scope, of: Option<&str>) -> String {
    let secret = TokenSecret::new().unwrap();
    let name = TokenName::parse(name).unwrap();
    let of = of.map(|of| TokenName::parse(of).unwrap());
    let added = app
        .store
        .add_token(&name, &secret, scope, of.as_ref(), 0)
        .await;
    assert_eq!(added.unwrap(), greenroom::store::TokenChanged::Done);
    secret.expose().to_owned()
}

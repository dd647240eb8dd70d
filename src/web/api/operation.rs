//! From a handler's types to its route and its description: what is read and written is what is described, because both
//! follow from the same type.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, RawPathParams, Request, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::bearer::Caller;
use super::problem::{Code, Problem};
use crate::session::App;
use crate::store::{MessageId, Scope, SessionId};
use crate::web::Web;

/// What a client sends its key in.
pub const KEY: &str = "idempotency-key";

/// A request, read.
pub struct Call<P, Q, B> {
    pub app: App,
    pub caller: Caller,
    pub headers: HeaderMap,
    pub path: P,
    pub query: Q,
    pub body: B,
}

/// A handler with what its types say about it.
pub struct Served {
    route: Box<dyn FnOnce(MethodFilter) -> MethodRouter<Web>>,
    described: fn(&mut Describing) -> Described,
}

/// What is to be said of an operation.
pub struct Described {
    pub parameters: Vec<Value>,
    /// The media types with their schemas; empty where it takes no body.
    pub body: Vec<(&'static str, Value)>,
    pub answers: Vec<Outcome>,
    /// What can be wrong with a request of this form.
    pub problems: Vec<Code>,
    /// What its token must allow; none: everybody may.
    pub scope: Option<Scope>,
}

/// One of the good ends.
pub struct Outcome {
    pub status: StatusCode,
    pub meaning: &'static str,
    /// The media types with their schemas.
    pub content: Vec<(&'static str, Value)>,
    pub located: bool,
}

/// Gathers the schemas of what is sent and of what is answered: a field with a default may be left out of the one and
/// is always in the other.
pub struct Describing {
    pub requests: SchemaGenerator,
    pub answers: SchemaGenerator,
}

impl Describing {
    pub fn new() -> Describing {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        Describing {
            requests: settings().for_deserialize().into_generator(),
            answers: settings().for_serialize().into_generator(),
        }
    }

    fn answer<T: JsonSchema>(&mut self) -> Value {
        self.answers.subschema_for::<T>().to_value()
    }
}

/// A handler for the holder of a token: one that may read asks, one that may write sends.
pub fn served<P, Q, B, A, F>(
    handler: impl Fn(Call<P, Q, B>) -> F + Clone + Send + Sync + 'static,
) -> Served
where
    P: PathPart,
    Q: QueryPart,
    B: Body,
    A: Answer,
    F: Future<Output = Result<A, Problem>> + Send,
{
    let route = move |filter| {
        on(
            filter,
            async move |State(web): State<Web>, request: Request| {
                let (mut parts, body) = request.into_parts();
                let caller = Caller::admit(&web.app, &parts.headers, B::SCOPE).await?;
                let path = P::read(&mut parts).await?;
                let query = Q::read(&parts)?;
                let headers = parts.headers.clone();
                let body = B::read(Request::from_parts(parts, body)).await?;
                let call = Call {
                    app: web.app,
                    caller,
                    headers: headers.clone(),
                    path,
                    query,
                    body,
                };
                handler(call).await?.respond(&headers)
            },
        )
    };
    Served {
        route: Box::new(route),
        described: described::<P, Q, B, A>,
    }
}

/// A handler for everybody, that needs to know nothing.
pub fn served_to_all<A, F>(handler: impl Fn() -> F + Clone + Send + Sync + 'static) -> Served
where
    A: Answer,
    F: Future<Output = Result<A, Problem>> + Send,
{
    let route = move |filter| {
        on(filter, async move |headers: HeaderMap| {
            handler().await?.respond(&headers)
        })
    };
    Served {
        route: Box::new(route),
        described: |describing| Described {
            parameters: Vec::new(),
            body: Vec::new(),
            answers: A::describe(describing),
            problems: Vec::new(),
            scope: None,
        },
    }
}

impl Served {
    pub fn answering(self, method: &Method) -> MethodRouter<Web> {
        match MethodFilter::try_from(method.clone()) {
            Ok(filter) => (self.route)(filter),
            // No operation has a method that axum doesn't know.
            Err(_) => MethodRouter::new(),
        }
    }

    pub fn describe(&self, describing: &mut Describing) -> Described {
        (self.described)(describing)
    }
}

fn described<P: PathPart, Q: QueryPart, B: Body, A: Answer>(
    describing: &mut Describing,
) -> Described {
    let mut parameters = P::describe();
    parameters.extend(Q::describe(describing));
    let (header, body) = B::describe(describing);
    parameters.extend(header);
    let scope = match B::SCOPE {
        Scope::Read => &[][..],
        Scope::Write => &[Code::Scope],
    };
    let mut problems = vec![Code::Unauthorized];
    for codes in [scope, P::PROBLEMS, Q::PROBLEMS, B::PROBLEMS] {
        problems.extend(
            codes
                .iter()
                .filter(|code| !problems.contains(code))
                .copied()
                .collect::<Vec<_>>(),
        );
    }
    Described {
        parameters,
        body,
        answers: A::describe(describing),
        problems,
        scope: Some(B::SCOPE),
    }
}

/// What stands in the path.
pub trait PathPart: Sized + Send {
    const PROBLEMS: &'static [Code] = &[Code::NotFound];
    fn read(parts: &mut Parts) -> impl Future<Output = Result<Self, Problem>> + Send;
    fn describe() -> Vec<Value>;
}

impl PathPart for () {
    const PROBLEMS: &'static [Code] = &[];

    async fn read(_: &mut Parts) -> Result<(), Problem> {
        Ok(())
    }

    fn describe() -> Vec<Value> {
        Vec::new()
    }
}

impl PathPart for SessionId {
    async fn read(parts: &mut Parts) -> Result<SessionId, Problem> {
        let id = part(parts, "id").await?;
        id.parse().map_err(|_| Problem::new(Code::NotFound))
    }

    fn describe() -> Vec<Value> {
        let schema = json!({"type": "string", "format": "uuid"});
        vec![in_path("id", "The session's id.", &schema)]
    }
}

/// A scenario's name in the path.
pub struct Slug(pub String);

impl PathPart for Slug {
    async fn read(parts: &mut Parts) -> Result<Slug, Problem> {
        Ok(Slug(part(parts, "slug").await?))
    }

    fn describe() -> Vec<Value> {
        let schema = json!({"type": "string"});
        vec![in_path("slug", "The scenario's name.", &schema)]
    }
}

async fn part(parts: &mut Parts, name: &str) -> Result<String, Problem> {
    let missing = || Problem::new(Code::NotFound);
    let path = RawPathParams::from_request_parts(parts, &())
        .await
        .map_err(|_| missing())?;
    let mut values = path.iter();
    let (_, value) = values.find(|(key, _)| *key == name).ok_or_else(missing)?;
    Ok(value.to_owned())
}

fn in_path(name: &str, description: &str, schema: &Value) -> Value {
    json!({"name": name, "in": "path", "required": true, "description": description, "schema": schema})
}

/// What stands behind the question mark.
pub trait QueryPart: Sized + Send {
    const PROBLEMS: &'static [Code];
    fn read(parts: &Parts) -> Result<Self, Problem>;
    fn describe(describing: &mut Describing) -> Vec<Value>;
}

impl QueryPart for () {
    const PROBLEMS: &'static [Code] = &[];

    fn read(_: &Parts) -> Result<(), Problem> {
        Ok(())
    }

    fn describe(_: &mut Describing) -> Vec<Value> {
        Vec::new()
    }
}

impl<T: DeserializeOwned + JsonSchema + Send> QueryPart for Query<T> {
    const PROBLEMS: &'static [Code] = &[Code::Invalid];

    fn read(parts: &Parts) -> Result<Query<T>, Problem> {
        Query::try_from_uri(&parts.uri)
            .map_err(|error| Problem::with(Code::Invalid, format!("The query: {}.", cause(&error))))
    }

    fn describe(describing: &mut Describing) -> Vec<Value> {
        let schema = T::json_schema(&mut describing.requests).to_value();
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let properties = schema["properties"].as_object().cloned();
        let described = properties.into_iter().flatten().map(|(name, mut schema)| {
            let description = schema
                .as_object_mut()
                .and_then(|schema| schema.remove("description"));
            json!({
                "name": name,
                "in": "query",
                "required": required.iter().any(|required| *required == *name),
                "description": description.unwrap_or_default(),
                "schema": schema,
            })
        });
        described.collect()
    }
}

/// The innermost cause: the outer ones say only that something could not be read.
fn cause(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => cause(source),
        None => error.to_string(),
    }
}

/// What is sent along.
pub trait Body: Sized + Send {
    /// Who only asks, reads.
    const SCOPE: Scope;
    const PROBLEMS: &'static [Code];
    fn read(request: Request) -> impl Future<Output = Result<Self, Problem>> + Send;
    /// The headers that it needs; the media types that it may have.
    fn describe(describing: &mut Describing) -> (Vec<Value>, Vec<(&'static str, Value)>);
}

impl Body for () {
    const SCOPE: Scope = Scope::Read;
    const PROBLEMS: &'static [Code] = &[];

    async fn read(_: Request) -> Result<(), Problem> {
        Ok(())
    }

    fn describe(_: &mut Describing) -> (Vec<Value>, Vec<(&'static str, Value)>) {
        (Vec::new(), Vec::new())
    }
}

/// Something new, with the key that makes it once.
pub struct Sent<T> {
    pub key: MessageId,
    pub content: T,
}

/// What may be sent: as JSON, and some things as plain text.
pub trait Content: DeserializeOwned + JsonSchema + Send {
    /// From plain text; none: it has no such form.
    const FROM_TEXT: Option<fn(String) -> Self> = None;
}

const JSON: &str = "application/json";
const TEXT: &str = "text/plain";

impl<T: Content> Body for Sent<T> {
    const SCOPE: Scope = Scope::Write;
    const PROBLEMS: &'static [Code] = &[Code::NoKey, Code::MediaType, Code::TooLong, Code::Invalid];

    async fn read(request: Request) -> Result<Sent<T>, Problem> {
        let key = header(request.headers(), KEY).and_then(MessageId::parse);
        let key = key.ok_or(Problem::new(Code::NoKey))?;
        let kind = media_type(request.headers());
        let bytes =
            Bytes::from_request(request, &())
                .await
                .map_err(|error| match error.status() {
                    StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Code::TooLong),
                    _ => Problem::with(Code::Invalid, "The body broke off."),
                })?;
        let content = match (kind.as_str(), T::FROM_TEXT) {
            (JSON, _) => serde_json::from_slice(&bytes)
                .map_err(|error| Problem::with(Code::Invalid, format!("The body: {error}.")))?,
            (TEXT, Some(from_text)) => String::from_utf8(bytes.into())
                .map(from_text)
                .map_err(|_| Problem::with(Code::Invalid, "The body is not in UTF-8."))?,
            (TEXT, None) | (_, _) => return Err(Problem::new(Code::MediaType)),
        };
        Ok(Sent { key, content })
    }

    fn describe(describing: &mut Describing) -> (Vec<Value>, Vec<(&'static str, Value)>) {
        let key = json!({
            "name": "Idempotency-Key",
            "in": "header",
            "required": true,
            "description": "Made by the client: the same key is the same request, sent again.",
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
        });
        let mut media = vec![(JSON, describing.requests.subschema_for::<T>().to_value())];
        if T::FROM_TEXT.is_some() {
            media.push((TEXT, json!({"type": "string"})));
        }
        (vec![key], media)
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// The media type of a body, without its parameters.
fn media_type(headers: &HeaderMap) -> String {
    let kind = header(headers, CONTENT_TYPE.as_str()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    kind.trim().to_ascii_lowercase()
}

/// What is answered.
pub trait Answer: Sized + Send {
    fn respond(self, asked: &HeaderMap) -> Result<Response, Problem>;
    fn describe(describing: &mut Describing) -> Vec<Outcome>;
}

/// What may be answered: as JSON, and some things as plain text.
pub trait Reply: Serialize + JsonSchema + Send {
    /// As plain text; none: it has no such form.
    const TO_TEXT: Option<fn(&Self) -> String> = None;
}

/// Something that is there.
pub struct Shown<T>(pub T);

impl<T: Reply> Answer for Shown<T> {
    fn respond(self, asked: &HeaderMap) -> Result<Response, Problem> {
        in_form(StatusCode::OK, &self.0, asked)
    }

    fn describe(describing: &mut Describing) -> Vec<Outcome> {
        vec![Outcome {
            status: StatusCode::OK,
            meaning: "It is there.",
            content: forms::<T>(describing),
            located: false,
        }]
    }
}

/// Something in the form that was asked for.
fn in_form<T: Reply>(
    status: StatusCode,
    content: &T,
    asked: &HeaderMap,
) -> Result<Response, Problem> {
    let wants_text = header(asked, ACCEPT.as_str()).is_some_and(|kind| kind.starts_with(TEXT));
    match T::TO_TEXT {
        Some(to_text) if wants_text => Ok((status, to_text(content)).into_response()),
        Some(_) | None => {
            let json = serde_json::to_string(content).map_err(Problem::broken)?;
            let kind = HeaderValue::from_static(JSON);
            Ok((status, [(CONTENT_TYPE, kind)], json).into_response())
        }
    }
}

/// The media types that something may have.
fn forms<T: Reply>(describing: &mut Describing) -> Vec<(&'static str, Value)> {
    let mut forms = vec![(JSON, describing.answer::<T>())];
    if T::TO_TEXT.is_some() {
        forms.push((TEXT, json!({"type": "string"})));
    }
    forms
}

/// Something that was made now, or had been made by the same request before.
pub struct Made<T> {
    pub content: T,
    pub again: bool,
    /// Its address.
    pub location: String,
}

impl<T: Reply> Answer for Made<T> {
    fn respond(self, asked: &HeaderMap) -> Result<Response, Problem> {
        let status = match self.again {
            true => StatusCode::OK,
            false => StatusCode::CREATED,
        };
        let mut response = in_form(status, &self.content, asked)?;
        if let Ok(location) = HeaderValue::try_from(self.location) {
            response.headers_mut().insert(LOCATION, location);
        }
        Ok(response)
    }

    fn describe(describing: &mut Describing) -> Vec<Outcome> {
        let content = forms::<T>(describing);
        let outcome = |status, meaning| Outcome {
            status,
            meaning,
            content: content.clone(),
            located: true,
        };
        vec![
            outcome(StatusCode::OK, "It was made before, by the same request."),
            outcome(StatusCode::CREATED, "It is made, and safely on disk."),
        ]
    }
}

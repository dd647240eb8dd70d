//! A browser without script, from wherever a test wants it to be.

use greenroom::store::MessageId;
use reqwest::header::{COOKIE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Response, StatusCode, redirect};

use crate::program::Program;

/// A form's fields.
pub type Form = Vec<(String, String)>;

/// It keeps one cookie, follows no redirect by itself, and sends what headers it is told to.
#[derive(Clone)]
pub struct Client {
    address: String,
    http: reqwest::Client,
    headers: HeaderMap,
    /// What it sends as `Cookie`.
    pub cookie: String,
    /// What it was given last as `Set-Cookie`.
    pub given: String,
}

/// The form that starts an interview.
pub fn start_form() -> Form {
    form(&[
        ("scenario", "twitter"),
        ("mode", "coach"),
        ("seniority", "entry"),
        ("minutes", "45"),
    ])
}

/// The form that sends a message.
pub fn turn_form(text: &str) -> Form {
    form(&[("text", text), ("message_id", MessageId::new().as_str())])
}

pub fn form(fields: &[(&str, &str)]) -> Form {
    let fields = fields.iter();
    fields
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

impl Client {
    pub fn new(program: &Program) -> Client {
        Client {
            address: program.server.url(""),
            http: reqwest::Client::builder()
                .redirect(redirect::Policy::none())
                .build()
                .unwrap(),
            headers: HeaderMap::new(),
            cookie: String::new(),
            given: String::new(),
        }
    }

    /// The same, with a header on every request.
    pub fn with(&self, name: &str, value: &str) -> Client {
        self.with_value(name, HeaderValue::from_str(value).unwrap())
    }

    /// The same, with a header of any bytes.
    pub fn with_value(&self, name: &str, value: HeaderValue) -> Client {
        let mut client = self.clone();
        let name: HeaderName = name.parse().unwrap();
        client.headers.insert(name, value);
        client
    }

    /// The same, seen by a proxy at this address.
    pub fn from(&self, address: &str) -> Client {
        self.with("x-forwarded-for", address)
    }

    pub async fn get(&self, path: &str) -> Response {
        self.send(self.http.get(format!("{}{path}", self.address)))
            .await
    }

    /// The page at this path, which must be there.
    pub async fn page(&self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.unwrap()
    }

    pub async fn post(&self, path: &str, fields: &[(String, String)]) -> Response {
        self.send(
            self.http
                .post(format!("{}{path}", self.address))
                .form(fields),
        )
        .await
    }

    /// A request of a program's.
    pub async fn post_json(&self, path: &str, body: &str) -> Response {
        let request = self.http.post(format!("{}{path}", self.address));
        let request = request.header("content-type", "application/json");
        self.send(request.body(body.to_owned())).await
    }

    /// The body of a form, written by hand.
    pub async fn post_raw(&self, path: &str, body: &str) -> Response {
        let request = self.http.post(format!("{}{path}", self.address));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(body.to_owned())).await
    }

    /// A form as the script sends it.
    pub async fn fragment(&self, path: &str, fields: &[(String, String)]) -> Response {
        let client = self.with("accept", "text/vnd.greenroom.fragment+html");
        client.post(path, fields).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Response {
        let cookie = HeaderValue::from_str(&self.cookie).unwrap();
        let mut headers = HeaderMap::from_iter([(COOKIE, cookie)]);
        headers.extend(self.headers.clone());
        request.headers(headers).send().await.unwrap()
    }

    /// Starts an interview, and gives its address.
    pub async fn start(&mut self) -> String {
        let response = self.post("/sessions", &start_form()).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        self.keep_cookie(&response);
        response.headers()["location"].to_str().unwrap().to_owned()
    }

    /// Keeps what a response gives.
    pub fn keep_cookie(&mut self, response: &Response) {
        self.given = response.headers()["set-cookie"]
            .to_str()
            .unwrap()
            .to_owned();
        self.cookie = self.given.split(';').next().unwrap().to_owned();
    }

    /// The secret in its cookie.
    pub fn secret(&self) -> String {
        self.cookie.split_once('=').unwrap().1.to_owned()
    }
}

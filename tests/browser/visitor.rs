//! A browser without script, by plain HTTP.

use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Client, Response, StatusCode, redirect};

use crate::house::House;

/// The scenario that the tests are held with.
pub const SCENARIO: &str = "guest-book";

/// A browser without script: it keeps its cookie, follows no redirect by itself, and says where a form came from.
#[derive(Clone)]
pub struct Visitor {
    pub address: String,
    pub cookie: String,
    pub client: Client,
}

impl Visitor {
    pub fn new(house: &House) -> Visitor {
        Visitor {
            address: house.address.clone(),
            cookie: String::new(),
            client: Client::builder()
                .redirect(redirect::Policy::none())
                .build()
                .unwrap(),
        }
    }

    pub async fn get(&self, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.address));
        request.header(COOKIE, &self.cookie).send().await.unwrap()
    }

    /// The page at this path, which must be there.
    pub async fn page(&self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.unwrap()
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self.client.post(format!("{}{path}", self.address));
        let request = request.header(COOKIE, &self.cookie).form(fields);
        request.send().await.unwrap()
    }

    /// Starts an interview and returns its path.
    pub async fn start(&mut self, mode: &str) -> String {
        let fields = [
            ("scenario", SCENARIO),
            ("mode", mode),
            ("seniority", "entry"),
            ("minutes", "45"),
        ];
        let response = self.post("/sessions", &fields).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let cookie = response.headers()[SET_COOKIE].to_str().unwrap();
        self.cookie = cookie.split(';').next().unwrap().to_owned();
        location(&response)
    }

    pub async fn say(&self, session: &str, text: &str) -> Response {
        let id = greenroom::store::MessageId::new();
        let fields = [("text", text), ("message_id", id.as_str())];
        self.post(&format!("{session}/turns"), &fields).await
    }

    pub async fn press(&self, session: &str, button: &str) -> Response {
        let id = greenroom::store::MessageId::new();
        let fields = [("press", button), ("message_id", id.as_str())];
        self.post(&format!("{session}/turns"), &fields).await
    }
}

pub fn location(response: &Response) -> String {
    response.headers()["location"].to_str().unwrap().to_owned()
}

/// How a text stands in a page.
pub fn escaped(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '&' => "&#38;".into(),
            '<' => "&#60;".into(),
            '>' => "&#62;".into(),
            '"' => "&#34;".into(),
            '\'' => "&#39;".into(),
            c => c.to_string(),
        })
        .collect()
}

//! Who may do what: every address x role x method, and every form against every way in which another site could have
//! sent it. `tests/access/routes.txt` is the table that a person reads; the router's own table must have the same rows.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[path = "browser/house.rs"]
mod house;
#[path = "browser/instructor.rs"]
mod instructor;
#[path = "browser/visitor.rs"]
mod visitor;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use greenroom::store::{
    Author, Change, ClassId, Comment, CommentId, JoinLink, Link, LinkId, MessageId, NewLearner,
    NewLink, Owner as Browser, Role as LinkRole, SessionId,
};
use greenroom::web::ROUTES;
use house::House;
use reqwest::{Method, Response, StatusCode};
use visitor::{SCENARIO, Visitor, escaped, location};

/// What everybody sends who sends a message.
const TEXT: &str = "one <table>";

/// Who comes along. A new role is a column of the table, a variant here, and an arm in `Cast::visitor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Owner,
    Stranger,
    Nobody,
    Forged,
    Reader,
    Reviewer,
    Interviewer,
    Revoked,
    Instructor,
    Colleague,
    Learner,
    Outsider,
}

impl Role {
    fn parse(name: &str) -> Role {
        match name {
            "owner" => Role::Owner,
            "stranger" => Role::Stranger,
            "nobody" => Role::Nobody,
            "forged" => Role::Forged,
            "reader" => Role::Reader,
            "reviewer" => Role::Reviewer,
            "interviewer" => Role::Interviewer,
            "revoked" => Role::Revoked,
            "instructor" => Role::Instructor,
            "colleague" => Role::Colleague,
            "learner" => Role::Learner,
            "outsider" => Role::Outsider,
            _ => panic!(
                "routes.txt has a column for {name:?}, and the test doesn't know who that is"
            ),
        }
    }
}

/// A row of the table.
struct Row {
    method: Method,
    /// With `{finished}` where the interview has ended, `{doomed}` where it goes, `{left}` where the class is left.
    path: String,
    statuses: BTreeMap<Role, u16>,
}

impl Row {
    /// The path as the router has it.
    fn route(&self) -> String {
        self.path
            .replace("{finished}", "{id}")
            .replace("{doomed}", "{id}")
            .replace("{left}", "{class}")
    }
}

fn rows() -> Vec<Row> {
    let mut lines = include_str!("access/routes.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_whitespace().collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let roles: Vec<Role> = head[1..].iter().map(|name| Role::parse(name)).collect();
    lines
        .map(|words| {
            assert_eq!(
                words.len(),
                roles.len() + 2,
                "a status for each role: {words:?}"
            );
            let statuses = words[2..].iter().map(|status| status.parse().unwrap());
            Row {
                method: words[0].parse().unwrap(),
                path: words[1].into(),
                statuses: roles.iter().copied().zip(statuses).collect(),
            }
        })
        .collect()
}

#[tokio::test]
async fn a_sign_in_lasts_twelve_hours_by_the_clock_of_the_program() {
    const HOURS_MS: i64 = 60 * 60 * 1000;
    let house = House::open().await;
    // Far from the system's time, which is nothing to it.
    for off in [72 * HOURS_MS, -144 * HOURS_MS] {
        house.app.clock.advance(off);
        let desk = match off > 0 {
            true => instructor::instructor(&house, "Ada").await,
            false => instructor::signed_in(&house, "Ada").await,
        };
        house.app.clock.advance(12 * HOURS_MS - 1);
        desk.page("/desk").await;
        house.app.clock.advance(1);
        let response = desk.get("/desk").await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(location(&response), "/desk/sign-in");
    }
}

/// What is sent to an address that takes forms, so that it is taken.
fn form(path: &str) -> Vec<(&'static str, String)> {
    let message_id = MessageId::new().as_str().to_owned();
    match path {
        "/sessions" => vec![
            ("scenario", SCENARIO.into()),
            ("mode", "coach".into()),
            ("seniority", "entry".into()),
            ("minutes", "45".into()),
        ],
        "/sessions/{id}/turns" => vec![("text", TEXT.into()), ("message_id", message_id)],
        "/sessions/{id}/links" => vec![
            ("name", "Maya".into()),
            ("role", "reader".into()),
            ("lasts", "week".into()),
            ("secret", message_id.replace('-', "")),
        ],
        "/sessions/{id}/links/{link}/revoke" => Vec::new(),
        "/sessions/{id}/comments" => vec![
            ("comment", message_id),
            ("seq", "1".into()),
            ("text", TEXT.into()),
        ],
        "/sessions/{id}/comments/{comment}" => vec![("do", "save".into()), ("text", TEXT.into())],
        "/sessions/{id}/review" => vec![("do", "keep".into()), ("summary", TEXT.into())],
        "/sessions/{id}/overrules" => vec![
            ("expectation", "one-table".into()),
            ("level", "full".into()),
            ("reason", TEXT.into()),
        ],
        "/sessions/{id}/suggestions" => {
            vec![("part", "one-table/what".into()), ("words", TEXT.into())]
        }
        "/sessions/{id}/chair" => vec![
            ("press", "take".into()),
            ("message_id", message_id),
            ("text", TEXT.into()),
        ],
        "/sessions/{id}/readable" => vec![("readable", "true".into())],
        "/desk/sign-in" => vec![("name", message_id), ("password", TEXT.into())],
        "/join/{secret}" | "/classes/{class}" => vec![("nickname", "Maya".into())],
        "/desk/classes" | "/desk/classes/{class}" => vec![("name", "Systems".into())],
        "/desk/classes/{class}/archive" => vec![("archived", "false".into())],
        "/desk/classes/{class}/link" => vec![("lasts", "week".into())],
        "/desk/classes/{class}/assignments" => vec![
            ("scenario", SCENARIO.into()),
            ("mode", "coach".into()),
            ("seniority", "entry".into()),
            ("minutes", "45".into()),
        ],
        "/desk/classes/{class}/assignments/{assignment}" => vec![("do", "due".into())],
        "/yours/delete" | "/take/{secret}" => Vec::new(),
        path if path.starts_with("/classes/") || path.ends_with("/delete") => Vec::new(),
        // The other forms of the desk are incomplete here; tests/server/desk.rs comes with whole ones.
        path if path.starts_with("/desk/") => Vec::new(),
        // Without a token it isn't looked at; tests/api.rs comes with tokens.
        path if path.starts_with("/api/") => Vec::new(),
        _ => panic!("say in tests/access.rs what is sent to {path}"),
    }
}

/// A house with the interviews of one owner, and everybody who may come along.
struct Cast {
    house: House,
    owner: Visitor,
    stranger: Visitor,
    /// The reader, the reviewer, the interviewer, and one whose links were ended.
    guests: Vec<Visitor>,
    /// A link of the interview that goes on, which its owner ends, and the secret of another one.
    link: LinkId,
    secret: String,
    /// A reviewer's draft on it.
    comment: CommentId,
    id: String,
    finished: String,
    /// The instructor, the colleague, the learner, the outsider.
    school: [Visitor; 4],
    /// The instructor's class with the learner in it, and another one that the learner leaves.
    class: String,
    left: String,
    assignment: String,
    /// Somebody in the class, whom the instructor removes.
    removed: String,
    /// The learner's interview, which has ended.
    held: String,
}

/// Makes a class, and puts a browser with this secret into it.
async fn class_with(house: &House, desk: &Visitor, secret: &str) -> String {
    let made = desk.post("/desk/classes", &[("name", "Systems")]).await;
    let class = location(&made).rsplit('/').next().unwrap().to_owned();
    join(house, desk, &class, &format!("joins {class}"), secret).await;
    class
}

/// Gives a class a link with this secret, and lets a browser in.
async fn join(house: &House, desk: &Visitor, class: &str, link: &str, secret: &str) {
    let store = &house.app.store;
    let id: ClassId = class.parse().unwrap();
    let name = match desk.page("/desk/account").await.contains("Ada") {
        true => "Ada",
        false => "Grace",
    };
    let instructor = store.instructor_named(name).await.unwrap().unwrap();
    let made_at_ms = house.app.clock.now_ms();
    let until_ms = made_at_ms + 60_000;
    let lasts = JoinLink {
        made_at_ms,
        until_ms,
    };
    let link = Some((Browser::of_secret(link), lasts));
    assert!(store.link_class(&instructor.id, id, link).await.unwrap());
    let new = NewLearner {
        browser: Browser::of_secret(secret),
        nickname: None,
        at_ms: made_at_ms,
    };
    assert!(store.join_class(id, new).await.unwrap());
}

impl Cast {
    async fn assemble() -> Cast {
        let house = House::open().await;
        let mut owner = Visitor::new(&house);
        let session = owner.start("coach").await;
        let finished = owner.start("coach").await;
        owner.say(&finished, "one table").await;
        owner.press(&finished, "finish").await;
        let mut stranger = Visitor::new(&house);
        stranger.start("coach").await;
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let sessions = [&session, &finished].map(|path| id(path).parse::<SessionId>().unwrap());
        let mut guests = Vec::new();
        let mut links = Vec::new();
        let store = &house.app.store;
        for (number, role) in [
            LinkRole::Reader,
            LinkRole::Reviewer,
            LinkRole::Interviewer,
            LinkRole::Interviewer,
        ]
        .into_iter()
        .enumerate()
        {
            let secret = format!("{number:032x}");
            let mut guest = Visitor::new(&house);
            guest.cookie = format!("greenroom={secret}");
            guests.push(guest);
            for session in sessions {
                let link = make_link(&house, session, role, &format!("{number} {session}")).await;
                store
                    .admit(link, &Browser::of_secret(&secret), 0)
                    .await
                    .unwrap();
                links.push(link);
            }
        }
        for (session, link) in sessions.into_iter().zip(&links[6..]) {
            store.revoke_link(session, *link, 0).await.unwrap();
        }
        let secret = "f".repeat(32);
        make_link(&house, sessions[0], LinkRole::Reader, &secret).await;
        let link = make_link(&house, sessions[0], LinkRole::Reader, "to be ended").await;
        let comment = CommentId::new();
        let draft = Comment {
            id: comment,
            session: sessions[0],
            author: Author::Link(links[2]),
            reply_to: None,
            seq: 1,
            span: None,
            tag: None,
            text: "a draft".into(),
            created_at_ms: 0,
            shared_at_ms: None,
            resolved_at_ms: None,
        };
        store.comment(draft).await.unwrap();

        let by = Change {
            by: "Ada".into(),
            at_ms: 0,
        };
        assert!(store.save_draft(SCENARIO, "", 0, by).await.unwrap());
        let ada = instructor::instructor(&house, "Ada").await;
        let grace = instructor::instructor(&house, "Grace").await;
        let [learner, outsider, third] = ["a", "b", "c"].map(|digit| {
            let mut visitor = Visitor::new(&house);
            visitor.cookie = format!("greenroom={}", digit.repeat(32));
            visitor
        });
        let class = class_with(&house, &ada, &"a".repeat(32)).await;
        let left = class_with(&house, &ada, &"a".repeat(32)).await;
        class_with(&house, &grace, &"b".repeat(32)).await;
        // The class that everybody may join.
        let open = class_with(&house, &ada, &third.cookie[10..]).await;
        join(&house, &ada, &open, &secret, &third.cookie[10..]).await;
        join(&house, &ada, &class, "another", &third.cookie[10..]).await;
        let form: Vec<(&str, String)> = form("/desk/classes/{class}/assignments");
        let form: Vec<(&str, &str)> = form.iter().map(|(key, it)| (*key, it.as_str())).collect();
        ada.post(&format!("/desk/classes/{class}/assignments"), &form)
            .await;
        let page = ada.page(&format!("/desk/classes/{class}")).await;
        let after = |part: &str| {
            let rest = page.split(&format!("{class}/{part}/")).last().unwrap();
            rest.split(['/', '"']).next().unwrap().to_owned()
        };
        let (assignment, removed) = (after("assignments"), after("learners"));
        let start = format!("/classes/{class}/assignments/{assignment}/sessions");
        let held = location(&learner.post(&start, &[]).await);
        learner.press(&held, "finish").await;
        let held = id(&held);
        Cast {
            school: [ada, grace, learner, outsider],
            class,
            left,
            assignment,
            removed,
            held,
            guests,
            link,
            secret,
            comment,
            id: id(&session),
            finished: id(&finished),
            house,
            owner,
            stranger,
        }
    }

    fn visitor(&self, role: Role) -> Visitor {
        let mut visitor = Visitor::new(&self.house);
        match role {
            Role::Owner => return self.owner.clone(),
            Role::Stranger => return self.stranger.clone(),
            Role::Nobody => {}
            Role::Reader => return self.guests[0].clone(),
            Role::Reviewer => return self.guests[1].clone(),
            Role::Interviewer => return self.guests[2].clone(),
            Role::Revoked => return self.guests[3].clone(),
            Role::Instructor => return self.school[0].clone(),
            Role::Colleague => return self.school[1].clone(),
            Role::Learner => return self.school[2].clone(),
            Role::Outsider => return self.school[3].clone(),
            Role::Forged => visitor.cookie = format!("greenroom={}", "0123456789abcdef".repeat(2)),
        }
        visitor
    }

    /// [`Cast::visitor`], signed in anew where the address ends sign-ins.
    async fn visitor_for(&self, role: Role, path: &str) -> Visitor {
        match role {
            Role::Instructor if path.starts_with("/desk/sign-out") => {
                instructor::signed_in(&self.house, "Ada").await
            }
            Role::Colleague if path.starts_with("/desk/sign-out") => {
                instructor::signed_in(&self.house, "Grace").await
            }
            other => self.visitor(other),
        }
    }

    /// An address of the table with its parameters filled in.
    async fn path(&self, path: &str) -> String {
        let doomed = match path.contains("{doomed}") {
            true => self.owner.clone().start("coach").await,
            false => String::new(),
        };
        let mut filled = path
            .replace("/sessions/{doomed}", &doomed)
            .replace("{class}", &self.class)
            .replace("{left}", &self.left)
            .replace("{assignment}", &self.assignment)
            .replace("{learner}", &self.removed)
            .replace("{session}", &self.held)
            .replace("{id}", &self.id)
            .replace("{finished}", &self.finished)
            .replace("{slug}", SCENARIO)
            .replace("{link}", &self.link.to_string())
            .replace("{secret}", &self.secret)
            .replace("{comment}", &self.comment.to_string());
        if filled.contains("{name}") {
            let home = self.owner.page("/").await;
            let asset = home.split("/assets/").nth(1).unwrap();
            filled = filled.replace("{name}", asset.split('"').next().unwrap());
        }
        assert!(
            !filled.contains('{'),
            "say in tests/access.rs what stands for the parameters of {path}"
        );
        filled
    }

    async fn send(&self, visitor: &Visitor, method: &Method, path: &str, route: &str) -> Response {
        let request = visitor
            .client
            .request(method.clone(), format!("{}{path}", self.house.address))
            .header("cookie", &visitor.cookie);
        let sends = ROUTES
            .iter()
            .any(|row| row.path == route && row.method == *method && *method != Method::GET);
        let request = if sends {
            request.form(&form(route))
        } else {
            request
        };
        request.send().await.unwrap()
    }

    /// How much stands in the owner's interviews.
    async fn lengths(&self) -> Vec<u32> {
        let mut lengths = Vec::new();
        for id in [&self.id, &self.finished] {
            let id: SessionId = id.parse().unwrap();
            lengths.push(self.house.app.store.session(id).await.unwrap().last_seq);
        }
        lengths
    }
}

async fn make_link(house: &House, session: SessionId, role: LinkRole, secret: &str) -> LinkId {
    let now_ms = house.app.clock.now_ms();
    let link = Link {
        id: LinkId::new(),
        session,
        name: "Maya".into(),
        role,
        created_at_ms: now_ms,
        expires_at_ms: now_ms + 60_000,
        revoked_at_ms: None,
    };
    let new = NewLink {
        link: link.clone(),
        secret_hash: Browser::of_secret(secret),
    };
    assert!(house.app.store.make_link(new).await.unwrap());
    link.id
}

const METHODS: [Method; 8] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
    Method::TRACE,
];

#[test]
fn the_table_has_the_rows_of_the_router() {
    let ours: BTreeSet<String> = rows()
        .iter()
        .map(|row| format!("{} {}", row.method, row.route()))
        .collect();
    let theirs: BTreeSet<String> = ROUTES
        .iter()
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    assert_eq!(
        theirs.len(),
        ROUTES.len(),
        "a row stands twice in the router"
    );
    let missing: Vec<_> = theirs.difference(&ours).collect();
    let gone: Vec<_> = ours.difference(&theirs).collect();
    assert!(
        missing.is_empty(),
        "say in tests/access/routes.txt who may: {missing:?}"
    );
    assert!(
        gone.is_empty(),
        "tests/access/routes.txt has rows that lead nowhere: {gone:?}"
    );
}

/// An address that were added past the table would be answered and never tried.
#[test]
fn the_router_is_built_from_its_table_alone() {
    let mut adding = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let adds = [".route(", ".route_service(", ".nest(", ".nest_service("];
            for line in text
                .lines()
                .filter(|line| adds.iter().any(|add| line.contains(add)))
            {
                adding.push(line.trim().to_owned());
            }
        }
    }
    assert_eq!(adding, ["router.route(route.path, route.handler())"]);
}

#[tokio::test]
async fn everybody_gets_what_the_table_says_and_no_more() {
    let cast = Cast::assemble().await;
    // Where an interview never was: what is hidden must look the same.
    let never = SessionId::new().to_string();
    let mut tried = 0;
    for row in rows() {
        let path = cast.path(&row.path).await;
        let elsewhere = path
            .replace(&cast.id, &never)
            .replace(&cast.finished, &never)
            .replace(&cast.class, &never)
            .replace(&cast.left, &never);
        for (&role, &expected) in row.statuses.iter().rev() {
            let visitor = cast.visitor_for(role, &row.path).await;
            let before = cast.lengths().await;
            let response = cast.send(&visitor, &row.method, &path, &row.route()).await;
            let what = format!("{} {} as {role:?}", row.method, row.path);
            assert_eq!(response.status().as_u16(), expected, "{what}");
            tried += 1;
            if role == Role::Owner {
                continue;
            }
            // Whoever takes the interviewer's chair stands in the log from then on.
            if !(role == Role::Interviewer && row.path.ends_with("/chair")) {
                assert_eq!(cast.lengths().await, before, "{what}: nothing is added");
            }
            if expected == 404 && elsewhere != path {
                let there = response.text().await.unwrap();
                let nowhere = cast
                    .send(&visitor, &row.method, &elsewhere, &row.route())
                    .await;
                assert_eq!(nowhere.status(), StatusCode::NOT_FOUND, "{what}");
                let nowhere = nowhere.text().await.unwrap();
                assert_eq!(there, nowhere, "{what}: as if it had never been");
                let sent = row.method != Method::GET
                    && form(&row.route()).iter().any(|(_, value)| value == TEXT);
                assert_eq!(
                    there.contains(&escaped(TEXT)),
                    sent,
                    "{what}: no words are lost"
                );
            }
        }
        for method in METHODS {
            let is_there = |method: &Method| {
                ROUTES
                    .iter()
                    .any(|route| route.path == row.route() && route.method == *method)
            };
            let as_get = method == Method::HEAD && is_there(&Method::GET);
            if is_there(&method) || (as_get && row.method != Method::GET) {
                continue;
            }
            for (&role, &status) in &row.statuses {
                let visitor = cast.visitor(role);
                let before = cast.lengths().await;
                let response = cast.send(&visitor, &method, &path, &row.route()).await;
                let expected = if as_get { status } else { 405 };
                let what = format!("{method} {} as {role:?}", row.path);
                assert_eq!(response.status().as_u16(), expected, "{what}");
                assert_eq!(cast.lengths().await, before, "{what}: nothing is added");
                tried += 1;
            }
        }
    }
    println!("{tried} requests");
    assert!(tried > 300);
}

/// The headers with which a browser sends a form, and whether it comes from our own pages. `{host}` is our address.
const SENT_BY: &[(&[(&str, &str)], bool)] = &[
    // No browser at all, or one too old to say.
    (&[], true),
    (&[("sec-fetch-site", "")], true),
    (&[("origin", "")], true),
    (&[("sec-fetch-site", "same-origin")], true),
    // Typed by the person, or from a bookmark.
    (&[("sec-fetch-site", "none")], true),
    (&[("origin", "http://{host}")], true),
    (
        &[
            ("sec-fetch-site", "same-origin"),
            ("origin", "http://{host}"),
        ],
        true,
    ),
    (&[("sec-fetch-site", "cross-site")], false),
    (&[("sec-fetch-site", "same-site")], false),
    (&[("sec-fetch-site", "Same-Origin")], false),
    (
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://evil.example"),
        ],
        false,
    ),
    (
        &[("sec-fetch-site", "same-site"), ("origin", "http://{host}")],
        false,
    ),
    (
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "http://{host}"),
        ],
        false,
    ),
    (
        &[("sec-fetch-site", "cross-site"), ("origin", "null")],
        false,
    ),
    (&[("origin", "https://evil.example")], false),
    (&[("origin", "null")], false),
    (&[("origin", "http://{host}.evil.example")], false),
    (&[("origin", "http://evil.example/{host}")], false),
    (&[("origin", "http://{host}@evil.example")], false),
    (&[("origin", "http://127.0.0.1:1")], false),
    (&[("origin", "http://127.0.0.1")], false),
    (&[("origin", "http://localhost")], false),
    (&[("origin", "file://")], false),
    (
        &[
            ("origin", "https://evil.example"),
            ("x-forwarded-host", "evil.example"),
        ],
        false,
    ),
];

#[tokio::test]
async fn a_form_is_taken_from_our_own_pages_only() {
    let cast = Cast::assemble().await;
    let host = cast.house.address.strip_prefix("http://").unwrap();
    let mut forms = 0;
    for row in rows().iter().filter(|row| row.method != Method::GET) {
        forms += 1;
        for (headers, ours) in SENT_BY {
            let path = cast.path(&row.path).await;
            let mut request = cast
                .owner
                .client
                .request(row.method.clone(), format!("{}{path}", cast.house.address))
                .header("cookie", &cast.owner.cookie)
                .form(&form(&row.route()));
            for (name, value) in *headers {
                request = request.header(*name, value.replace("{host}", host));
            }
            let before = cast.lengths().await;
            let response = request.send().await.unwrap();
            let what = format!("{} {} with {headers:?}", row.method, row.path);
            let expected = if *ours {
                row.statuses[&Role::Owner]
            } else {
                403
            };
            assert_eq!(response.status().as_u16(), expected, "{what}");
            if !ours {
                assert_eq!(cast.lengths().await, before, "{what}: nothing is added");
                assert!(response.headers().get("set-cookie").is_none(), "{what}");
            }
        }
    }
    assert!(forms >= 2);
}

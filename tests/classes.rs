//! Classes over plain HTTP: an instructor assigns, learners join and are interviewed, and the figures lead to their
//! words. The real router, a real port, a real database.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

#[path = "browser/house.rs"]
mod house;
#[path = "browser/instructor.rs"]
mod instructor;
#[path = "browser/visitor.rs"]
mod visitor;

use std::collections::BTreeSet;

use greenroom::interview::{Button, Setup};
use greenroom::scenario::{Mode, Seniority};
use greenroom::session::{self, Action, Choice, Started, SubmitError};
use greenroom::store::{ClassId, MessageId, NewLearner, Owner, StoreError, Under};
use house::House;
use instructor::instructor;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE, SET_COOKIE};
use tokio::task::JoinHandle;
use visitor::{SCENARIO, Visitor, escaped, location};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// What reaches the part of an expectation that nobody asked about.
const UNPROMPTED: &str = "we keep each line in one table";

/// An instructor with a class and its join link.
struct Class {
    desk: Visitor,
    /// `/desk/classes/ID`
    path: String,
    /// `/join/SECRET`
    join: String,
}

impl Class {
    async fn open(house: &House, instructor_name: &str) -> Class {
        let desk = instructor(house, instructor_name).await;
        let made = desk.post("/desk/classes", &[("name", "Systems <1>")]).await;
        assert_eq!(made.status(), StatusCode::SEE_OTHER);
        let path = location(&made);
        let join = join_link(&desk, &path, "week").await;
        Class { desk, path, join }
    }

    async fn page(&self) -> String {
        self.desk.page(&self.path).await
    }

    fn id(&self) -> &str {
        self.path.rsplit('/').next().unwrap()
    }

    /// Where a learner finds the class.
    fn learners(&self) -> String {
        format!("/classes/{}", self.id())
    }

    /// Assigns the guest book, and gives the assignment's id.
    async fn assign(&self, more: &[(&str, &str)]) -> String {
        let mut form = vec![
            ("scenario", SCENARIO),
            ("mode", "coach"),
            ("seniority", "entry"),
            ("minutes", "45"),
        ];
        form.retain(|(key, _)| !more.iter().any(|(other, _)| other == key));
        form.extend(more);
        let response = self
            .desk
            .post(&format!("{}/assignments", self.path), &form)
            .await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let page = self.page().await;
        let before = format!("{}/assignments/", self.path);
        let ids = page.split(&before).skip(1);
        ids.last().unwrap().split('"').next().unwrap().to_owned()
    }

    async fn figures(&self, query: &str) -> String {
        self.desk
            .page(&format!("{}/figures{query}", self.path))
            .await
    }
}

async fn join_link(desk: &Visitor, path: &str, lasts: &str) -> String {
    let response = desk
        .post(&format!("{path}/link"), &[("lasts", lasts)])
        .await;
    assert_eq!(response.status(), StatusCode::OK);
    let page = response.text().await.unwrap();
    let address = page
        .split("value=\"http://")
        .nth(1)
        .expect("the link is shown");
    let address = address.split('"').next().unwrap();
    format!("/{}", address.split_once('/').unwrap().1)
}

/// A browser that joined.
async fn joined(house: &House, class: &Class, nickname: &str) -> Visitor {
    let mut learner = Visitor::new(house);
    let response = learner.post(&class.join, &[("nickname", nickname)]).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(location(&response), class.learners());
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap();
    learner.cookie = cookie.split(';').next().unwrap().to_owned();
    learner
}

/// Starts an interview for an assignment, and gives its path.
async fn begin(learner: &Visitor, class: &Class, assignment: &str) -> String {
    let path = format!("{}/assignments/{assignment}/sessions", class.learners());
    let response = learner.post(&path, &[]).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    location(&response)
}

/// Holds a whole interview: says this, and finishes.
async fn hold(learner: &Visitor, class: &Class, assignment: &str, said: &[&str]) -> String {
    let session = begin(learner, class, assignment).await;
    for text in said {
        learner.say(&session, text).await;
    }
    learner.press(&session, "finish").await;
    session
}

fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// The page as a person reads it: no tags, single spaces.
fn read(page: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in page.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The row of a table that has this text in it.
fn row<'p>(page: &'p str, text: &str) -> &'p str {
    page.split("<tr")
        .filter_map(|row| Some(row.split_once("</tr>")?.0))
        .find(|row| row.contains(text))
        .unwrap_or_else(|| panic!("no row with {text}"))
}

/// The addresses in a piece of a page.
fn links(html: &str) -> Vec<String> {
    html.split("href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .map(|link| link.replace("&amp;", "&").replace("&#38;", "&"))
        .collect()
}

#[tokio::test]
async fn what_the_instructor_sees_is_said_before_joining_and_is_all_they_see() {
    let house = House::open().await;
    let class = Class::open(&house, "Ada").await;
    let assignment = class.assign(&[]).await;

    // Looking at the link joins nobody, and sets no cookie.
    let stranger = Visitor::new(&house);
    let response = stranger.get(&class.join).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.headers().get(SET_COOKIE).is_none());
    let page = response.text().await.unwrap();
    assert!(page.contains(&escaped("Systems <1>")), "{page}");
    let text = read(&page);
    for said in [
        "Ada can see",
        "your nickname, or a number",
        "Your words, the report, the scores",
        "what else you say in an interview before you finish it",
        "All instructors on this server can see, if you let them your questions that got no answer",
        "one click takes the tick out",
        "leave: nothing of you is left in the class",
        "Interviews are kept until you delete them",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(class.page().await.contains("Nobody yet"));

    let learner = joined(&house, &class, "").await;
    let nicknamed = joined(&house, &class, "Maya").await;
    let page = read(&class.page().await);
    assert!(page.contains("Learner 1 no. 1"), "{page}");
    assert!(page.contains("Maya no. 2"), "{page}");
    // By the link again one comes to the class, and is in it once.
    let again = learner.get(&class.join).await;
    assert_eq!(location(&again), class.learners());
    assert!(read(&class.page().await).contains("2 learners"));

    // What is under way is the learner's alone; so is what they hold elsewhere.
    let session = begin(&learner, &class, &assignment).await;
    learner.say(&session, UNPROMPTED).await;
    let seen = format!("{}/sessions/{}", class.path, id(&session));
    assert_eq!(class.desk.get(&seen).await.status(), StatusCode::NOT_FOUND);
    assert!(read(&class.page().await).contains("under way"));
    let mut elsewhere = learner.clone();
    let own = {
        let path = elsewhere.start("coach").await;
        assert_eq!(elsewhere.cookie, learner.cookie);
        path
    };
    learner.press(&own, "finish").await;
    let own = format!("{}/sessions/{}", class.path, id(&own));
    assert_eq!(class.desk.get(&own).await.status(), StatusCode::NOT_FOUND);

    // Finished, it can be read, with every word.
    learner.press(&session, "finish").await;
    let report = class.desk.page(&seen).await;
    assert!(
        report.contains(UNPROMPTED) && report.contains("Learner 1"),
        "{report}"
    );
    let page = class.page().await;
    assert!(links(row(&page, "no. 1,")).contains(&seen), "{page}");
    assert!(!read(&page).contains("under way"));

    // Whoever leaves takes everything along; it stays theirs.
    let left = learner
        .post(&format!("{}/leave", class.learners()), &[])
        .await;
    assert_eq!(left.status(), StatusCode::SEE_OTHER);
    assert_eq!(class.desk.get(&seen).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(
        learner.get(&class.learners()).await.status(),
        StatusCode::NOT_FOUND
    );
    let page = read(&class.page().await);
    assert!(
        page.contains("1 learner") && !page.contains("Learner 1 no."),
        "{page}"
    );
    learner.page(&format!("{session}/report")).await;
    // Coming back is coming anew, under another number.
    learner.post(&class.join, &[]).await;
    let page = read(&class.page().await);
    assert!(page.contains("Learner 3 no. 3"), "{page}");
    assert_eq!(class.desk.get(&seen).await.status(), StatusCode::NOT_FOUND);

    // A nickname can be changed, and taken back.
    nicknamed
        .post(&class.learners(), &[("nickname", "M.")])
        .await;
    assert!(read(&class.page().await).contains("M. no. 2"));
    nicknamed
        .post(&class.learners(), &[("nickname", " ")])
        .await;
    assert!(read(&class.page().await).contains("Learner 2 no. 2"));
    // The start page leads back to the class.
    assert!(links(&nicknamed.page("/").await).contains(&class.learners()));
}

#[tokio::test]
async fn a_class_is_nobody_elses() {
    let house = House::open().await;
    let class = Class::open(&house, "Ada").await;
    let assignment = class.assign(&[]).await;
    let learner = joined(&house, &class, "Maya").await;
    let session = hold(&learner, &class, &assignment, &[UNPROMPTED]).await;
    let other = Class::open(&house, "Grace").await;
    let outsider = joined(&house, &other, "Eve").await;
    let learner_id = {
        let page = class.page().await;
        let path = page.split("/learners/").nth(1).unwrap();
        path.split('/').next().unwrap().to_owned()
    };
    let nowhere = greenroom::store::ClassId::new().to_string();
    let desk = &class.path;
    for (path, form) in [
        (desk.clone(), None),
        (format!("{desk}/figures"), None),
        (
            format!("{desk}/lines?scenario={SCENARIO}&of=heat&key=shelf&how=unprompted"),
            None,
        ),
        (format!("{desk}/csv"), None),
        (format!("{desk}/sessions/{}", id(&session)), None),
        (desk.clone(), Some(vec![("name", "Mine")])),
        (format!("{desk}/archive"), Some(vec![("archived", "true")])),
        (format!("{desk}/delete"), Some(vec![])),
        (format!("{desk}/link"), Some(vec![("lasts", "day")])),
        (format!("{desk}/link/revoke"), Some(vec![])),
        (format!("{desk}/learners/{learner_id}/remove"), Some(vec![])),
        (format!("{desk}/assignments"), Some(vec![])),
        (
            format!("{desk}/assignments/{assignment}"),
            Some(vec![("do", "withdraw")]),
        ),
    ] {
        let mut pages = Vec::new();
        for path in [&path, &path.replace(class.id(), &nowhere)] {
            let response = match &form {
                None => other.desk.get(path).await,
                Some(form) => other.desk.post(path, form).await,
            };
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
            pages.push(response.text().await.unwrap());
        }
        assert_eq!(pages[0], pages[1], "{path}: as if it had never been");
    }
    // In a class of one's own, the things of another one are not there either.
    for (path, form) in [
        (format!("{}/sessions/{}", other.path, id(&session)), None),
        (
            format!("{}/learners/{learner_id}/remove", other.path),
            Some(vec![]),
        ),
        (
            format!("{}/assignments/{assignment}", other.path),
            Some(vec![("do", "withdraw")]),
        ),
    ] {
        let response = match &form {
            None => other.desk.get(&path).await,
            Some(form) => other.desk.post(&path, form).await,
        };
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
    for visitor in [&outsider, &Visitor::new(&house)] {
        for (path, form) in [
            (class.learners(), None),
            (class.learners(), Some(vec![("nickname", "Eve")])),
            (
                format!("{}/assignments/{assignment}/sessions", class.learners()),
                Some(vec![]),
            ),
            (format!("{}/leave", class.learners()), Some(vec![])),
            (format!("{session}/delete"), None),
            (format!("{session}/delete"), Some(vec![])),
        ] {
            let response = match &form {
                None => visitor.get(&path).await,
                Some(form) => visitor.post(&path, form).await,
            };
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
    // A learner can't begin what was assigned to another class in their own.
    let path = format!("{}/assignments/{assignment}/sessions", other.learners());
    let response = outsider.post(&path, &[]).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    // Nothing of all that changed anything.
    let page = read(&class.page().await);
    assert!(
        page.contains("Maya no. 1") && page.contains("begun by 1, finished by 1"),
        "{page}"
    );
    assert_eq!(
        learner.get(&class.learners()).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_link_lets_in_until_it_is_renewed_ended_or_over() {
    let house = House::open().await;
    let class = Class::open(&house, "Ada").await;
    let member = joined(&house, &class, "Maya").await;
    let stranger = Visitor::new(&house);
    let leads = async |link: &str| stranger.get(link).await.status();
    assert_eq!(leads(&class.join).await, StatusCode::OK);
    let renewed = join_link(&class.desk, &class.path, "day").await;
    assert_eq!(leads(&class.join).await, StatusCode::NOT_FOUND);
    assert_eq!(leads(&renewed).await, StatusCode::OK);
    house.app.clock.advance(DAY_MS - 1);
    assert_eq!(leads(&renewed).await, StatusCode::OK);
    house.app.clock.advance(1);
    assert_eq!(leads(&renewed).await, StatusCode::NOT_FOUND);
    // By now the sign-in is over too, and the desk would ask for the password again.
    house.app.clock.advance(-DAY_MS);
    let desk = &class.desk;
    let third = join_link(desk, &class.path, "week").await;
    desk.post(&format!("{}/link/revoke", class.path), &[]).await;
    assert_eq!(leads(&third).await, StatusCode::NOT_FOUND);
    let response = stranger.post(&third, &[("nickname", "Eve")]).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    // An archived class takes nobody, whatever link there is.
    let fourth = join_link(desk, &class.path, "week").await;
    let archive = format!("{}/archive", class.path);
    desk.post(&archive, &[("archived", "true")]).await;
    assert_eq!(leads(&fourth).await, StatusCode::NOT_FOUND);
    let response = desk
        .post(&format!("{}/link", class.path), &[("lasts", "day")])
        .await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    desk.post(&archive, &[("archived", "false")]).await;
    assert_eq!(leads(&fourth).await, StatusCode::OK);
    // Who was in it stayed in it all the time.
    member.page(&class.learners()).await;
    for wrong in ["/join/", "/join/x", &format!("/join/{}", "0".repeat(32))] {
        assert_eq!(leads(wrong).await, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn an_assignment_is_begun_as_it_was_set_once_at_a_time_and_may_be_late() {
    let house = House::open().await;
    let class = Class::open(&house, "Ada").await;
    let learner = joined(&house, &class, "Maya").await;
    assert!(read(&learner.page(&class.learners()).await).contains("Nothing is assigned yet"));
    let due = greenroom::web::iso(house.app.clock.now_ms() + 2 * 60 * 60 * 1000);
    let assignment = class
        .assign(&[
            ("mode", "exam"),
            ("seniority", "senior"),
            ("minutes", "untimed"),
            ("due", &due[..16]),
            ("seed", "7"),
        ])
        .await;
    // What is given twice is refused, and so is what can't be.
    let refused = async |form: &[(&str, &str)], status: u16| {
        let response = class
            .desk
            .post(&format!("{}/assignments", class.path), form)
            .await;
        assert_eq!(response.status().as_u16(), status, "{form:?}");
        response.text().await.unwrap()
    };
    let given = |key: &'static str, value: &'static str| {
        let mut form = vec![
            ("scenario", SCENARIO),
            ("mode", "coach"),
            ("seniority", "entry"),
            ("minutes", "45"),
        ];
        form.retain(|(known, _)| *known != key);
        form.push((key, value));
        form
    };
    for (form, said) in [
        (given("scenario", "nothing"), "isn't offered"),
        (given("beginner", "yes"), "no beginner"),
        (given("seed", "-1"), "whole one"),
        (given("due", "soon"), "can't be read"),
        (given("due", "2001-01-01T00:00"), "over already"),
    ] {
        let page = refused(&form, 422).await;
        assert!(page.contains(&escaped(said)), "{said}: {page}");
        assert!(page.contains("Nothing was assigned."), "{page}");
    }
    refused(&given("mode", "shouting"), 422).await;

    let session = begin(&learner, &class, &assignment).await;
    assert_eq!(
        begin(&learner, &class, &assignment).await,
        session,
        "one at a time"
    );
    let other = joined(&house, &class, "Noor").await;
    let (one, two, three) = tokio::join!(
        begin(&other, &class, &assignment),
        begin(&other, &class, &assignment),
        begin(&other, &class, &assignment)
    );
    assert!(one == two && two == three, "also when they come at once");
    other
        .post(&format!("{}/leave", class.learners()), &[])
        .await;
    let page = read(&learner.page(&session).await);
    assert!(page.contains("Exam, senior level, untimed"), "{page}");
    assert!(read(&learner.page(&class.learners()).await).contains("Continue"));
    house.app.clock.advance(2 * 60 * 60 * 1000 + 1);
    assert!(read(&class.page().await).contains("overdue"));
    learner.press(&session, "finish").await;
    let page = read(row(&class.page().await, "no. 1,"));
    assert!(page.contains("of 1000, late"), "{page}");
    // Another attempt is another interview.
    let second = begin(&learner, &class, &assignment).await;
    assert_ne!(second, session);
    assert!(read(&class.page().await).contains("another one under way"));
    learner.press(&second, "finish").await;
    let change = format!("{}/assignments/{assignment}", class.path);
    let later = greenroom::web::iso(house.app.clock.now_ms() + DAY_MS);
    class
        .desk
        .post(&change, &[("do", "due"), ("due", &later[..16])])
        .await;
    let page = read(row(&class.page().await, "no. 1,"));
    assert!(
        page.contains("of 1000, 2 attempts"),
        "in time after all: {page}"
    );
    let response = class
        .desk
        .post(&change, &[("do", "due"), ("due", "never")])
        .await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);

    // Withdrawn, it can't be begun, and what was held for it stays.
    class.desk.post(&change, &[("do", "withdraw")]).await;
    let start = format!("{}/assignments/{assignment}/sessions", class.learners());
    assert_eq!(
        learner.post(&start, &[]).await.status(),
        StatusCode::NOT_FOUND
    );
    let page = read(&learner.page(&class.learners()).await);
    assert!(
        page.contains("It was withdrawn.") && page.contains("The report"),
        "{page}"
    );
    class.desk.post(&change, &[("do", "restore")]).await;
    assert_eq!(
        learner.post(&start, &[]).await.status(),
        StatusCode::SEE_OTHER
    );
    // One that nobody has begun is gone altogether.
    let unused = class.assign(&[]).await;
    let withdraw = format!("{}/assignments/{unused}", class.path);
    class.desk.post(&withdraw, &[("do", "withdraw")]).await;
    assert!(!class.page().await.contains(&unused));

    // In an archived class what is under way can be finished, and nothing begun.
    class
        .desk
        .post(&format!("{}/archive", class.path), &[("archived", "true")])
        .await;
    let under_way = location(&learner.post(&start, &[]).await);
    learner.press(&under_way, "finish").await;
    assert_eq!(
        learner.post(&start, &[]).await.status(),
        StatusCode::NOT_FOUND
    );
    assert!(read(&learner.page(&class.learners()).await).contains("The class is over."));
    // Deleted, the class is gone, and the interviews are where they were.
    class
        .desk
        .post(&format!("{}/delete", class.path), &[])
        .await;
    assert_eq!(
        class.desk.get(&class.path).await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        learner.get(&class.learners()).await.status(),
        StatusCode::NOT_FOUND
    );
    learner.page(&format!("{session}/report")).await;
}

#[tokio::test]
async fn every_figure_leads_to_the_words_behind_it() {
    let house = House::open().await;
    let class = Class::open(&house, "Ada").await;
    let assignment = class.assign(&[]).await;
    assert!(read(&class.figures("").await).contains("Nobody has finished"));
    let maya = joined(&house, &class, "Maya").await;
    let noor = joined(&house, &class, "Noor").await;
    // Maya improves: at first she says nothing to the point.
    hold(&maya, &class, &assignment, &["I would use a computer"]).await;
    house.app.clock.advance(60_000);
    let good = hold(
        &maya,
        &class,
        &assignment,
        &["how many visitors are there?", UNPROMPTED],
    )
    .await;
    let missed = hold(&noor, &class, &assignment, &["I would write it down"]).await;

    let page = class.figures(&format!("?scenario={SCENARIO}")).await;
    let text = read(&page);
    assert!(
        text.contains("2 finished interviews of 2 learners"),
        "{text}"
    );
    let shelf = row(&page, "id=\"row-shelf\"");
    let cells: Vec<&str> = shelf.split("<td>").skip(1).collect();
    let counts: Vec<String> = cells
        .iter()
        .map(|cell| read(cell).split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(counts[..5], ["1", "0", "0", "0", "1"], "{shelf}");

    // From the number to the words, and from there to the turn.
    let lines = class.desk.page(&links(cells[0])[0]).await;
    assert!(
        read(&lines).contains("One place for the lines: unprompted"),
        "{lines}"
    );
    assert!(lines.contains("Maya") && !lines.contains("Noor"), "{lines}");
    let to = links(&lines)
        .into_iter()
        .find(|link| link.contains("#turn-"))
        .unwrap();
    let (path, turn) = to.split_once('#').unwrap();
    assert!(path.ends_with(id(&good)), "{to}");
    let transcript = class.desk.page(path).await;
    let article = transcript
        .split("<article")
        .find(|article| article.contains(&format!("id=\"{turn}\"")))
        .unwrap();
    assert!(article.contains(UNPROMPTED), "{article}");
    let lines = class.desk.page(&links(cells[4])[0]).await;
    assert!(
        lines.contains("Noor") && lines.contains(id(&missed)),
        "{lines}"
    );

    // The other selections count others.
    let shelf_of = async |which: &str| {
        let page = class
            .figures(&format!("?scenario={SCENARIO}&which={which}"))
            .await;
        let shelf = row(&page, "id=\"row-shelf\"").to_owned();
        let cells = shelf.split("<td>").skip(1).map(read);
        cells
            .map(|cell| cell.split(' ').next().unwrap().to_owned())
            .take(5)
            .collect::<Vec<_>>()
    };
    assert_eq!(shelf_of("first").await, ["0", "0", "0", "0", "2"]);
    assert_eq!(shelf_of("all").await, ["1", "0", "0", "0", "2"]);

    // Facts: the one that was asked for, and the one that never was.
    let asked = read(row(&page, "800 entries a day"));
    assert!(
        asked.contains("1 asked") && asked.contains("1 did not ask"),
        "{asked}"
    );
    // Every link of the page and of the pages behind it leads somewhere.
    let mut seen = BTreeSet::new();
    let mut open: Vec<String> = links(&page);
    let mut depth = 0;
    while let Some(link) = open.pop() {
        let path = link.split('#').next().unwrap().to_owned();
        if !path.starts_with(&class.path) || !seen.insert(path.clone()) {
            continue;
        }
        let response = class.desk.get(&path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        if depth < 60 && path.contains("/lines") {
            depth += 1;
            open.extend(links(&response.text().await.unwrap()));
        }
    }
    assert!(seen.len() > 12, "{seen:?}");
    // Progress: the table has both attempts and what changed.
    let progress = page.split("id=\"progress\"").nth(1).unwrap();
    let maya = read(row(progress, "Maya"));
    assert!(maya.contains('+'), "{maya}");
    // What isn't a figure is nowhere.
    for query in [
        "of=heat&key=shelf&how=guessed",
        "of=heat&key=nothing&how=missed",
        "of=fact&key=nothing&how=asked",
        "of=time&key=never",
        "of=nothing",
        "",
    ] {
        let path = format!("{}/lines?scenario={SCENARIO}&{query}", class.path);
        assert_eq!(
            class.desk.get(&path).await.status(),
            StatusCode::NOT_FOUND,
            "{query}"
        );
    }
    let other = format!("{}/figures?scenario=twitter", class.path);
    assert_eq!(class.desk.get(&other).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn pictures_say_in_words_what_they_show_and_need_no_style_of_their_own() {
    let house = House::open().await;
    let class = Class::open(&house, "Ada").await;
    let assignment = class.assign(&[]).await;
    let maya = joined(&house, &class, "Maya").await;
    hold(
        &maya,
        &class,
        &assignment,
        &["how many visitors are there?", UNPROMPTED],
    )
    .await;
    let page = class.figures("").await;
    let pictures: Vec<&str> = page
        .split("<svg class=\"picture\"")
        .skip(1)
        .map(|rest| rest.split("</svg>").next().unwrap())
        .collect();
    assert_eq!(
        pictures.len(),
        4,
        "no misconception was shown, so there is no picture of any"
    );
    let mut names = BTreeSet::new();
    for picture in pictures {
        let head = picture.split('>').next().unwrap();
        assert!(head.contains("role=\"img\""), "{head}");
        let by = head.split("aria-labelledby=\"").nth(1).unwrap();
        for name in by.split('"').next().unwrap().split(' ') {
            assert!(names.insert(name.to_owned()), "{name} is there once");
            let text = picture.split(&format!("id=\"{name}\">")).nth(1).unwrap();
            assert!(text.split('<').next().unwrap().len() > 10, "{name}");
        }
        // The policy keeps styles out of pages.
        assert!(!picture.contains("style"), "{picture}");
    }
}

/// Cells of a file as RFC 4180 has it.
fn csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let row = rows.last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                row.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => {
                assert_eq!(chars.next(), Some('\n'), "a row ends with CR and LF");
                rows.push(vec![String::new()]);
            }
            c => {
                assert!(quoted, "every cell is quoted");
                row.last_mut().unwrap().push(c);
            }
        }
    }
    assert!(!quoted);
    assert_eq!(
        rows.pop(),
        Some(vec![String::new()]),
        "the last row ends too"
    );
    rows
}

/// What people call themselves who mean no good.
const HOSTILE: &[&str] = &[
    "=HYPERLINK(\"http://evil.example\",\"me\")",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "a\",=1+1,\"b",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'; DROP TABLE learners; --",
    "{{ 7*7 }}",
    "\u{202e}gnitseretni",
    "🧑🏽‍🎓 שלום",
    "x;=1+1",
];

#[tokio::test]
async fn hostile_nicknames_stay_text_on_every_page_and_in_every_spreadsheet() {
    let house = House::open().await;
    let class = Class::open(&house, "Ada").await;
    let assignment = class.assign(&[]).await;
    let mut sessions = Vec::new();
    for nickname in HOSTILE {
        let learner = joined(&house, &class, nickname).await;
        let page = learner.page(&class.learners()).await;
        assert!(page.contains(&escaped(nickname)), "{nickname}");
        sessions.push(
            hold(
                &learner,
                &class,
                &assignment,
                &["=1+1, we keep each line in one table"],
            )
            .await,
        );
    }
    let mut pages = vec![class.page().await, class.figures("").await];
    let lines = format!(
        "{}/lines?scenario={SCENARIO}&of=heat&key=shelf&how=unprompted",
        class.path
    );
    pages.push(class.desk.page(&lines).await);
    for (nickname, session) in HOSTILE.iter().zip(&sessions) {
        let session = format!("{}/sessions/{}", class.path, id(session));
        let own = class.desk.page(&session).await;
        for page in pages.iter().chain([&own]) {
            assert!(page.contains(&escaped(nickname)), "{nickname}");
            assert!(
                !page.contains("<script>alert") && !page.contains("<img"),
                "{nickname}"
            );
        }
    }
    // What isn't a name at all is refused, with what was typed.
    let stranger = Visitor::new(&house);
    for (nickname, said) in [
        ("a\u{0}b", "U+0000"),
        ("a\nb", "U+000A"),
        (&*"x".repeat(61), "61 characters"),
    ] {
        let response = stranger.post(&class.join, &[("nickname", nickname)]).await;
        assert_eq!(
            response.status(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "{nickname:?}"
        );
        let page = response.text().await.unwrap();
        assert!(
            page.contains(said) && page.contains("not joined yet"),
            "{page}"
        );
    }

    for (of, rows) in [("attempts", HOSTILE.len()), ("points", 0)] {
        let response = class.desk.get(&format!("{}/csv?of={of}", class.path)).await;
        let header = |name| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header(CONTENT_TYPE), "text/csv; charset=utf-8");
        assert_eq!(
            header(CONTENT_DISPOSITION),
            format!("attachment; filename=\"{of}.csv\"")
        );
        let bytes = response.bytes().await.unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        let table = csv(text.strip_prefix('\u{feff}').expect("marked as UTF-8"));
        assert!(table.len() > rows.max(1));
        let columns = table[0].len();
        for row in &table {
            assert_eq!(row.len(), columns, "{row:?}");
            for cell in row {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{cell}"
                );
            }
        }
        for nickname in HOSTILE {
            let there = table
                .iter()
                .any(|row| row[1].replace('\'', "") == nickname.replace('\'', ""));
            assert!(there, "{nickname} in {of}");
        }
        if of == "points" {
            let words = table[0].iter().position(|name| name == "words").unwrap();
            assert!(
                table.iter().any(|row| row[words].contains("one table")),
                "{table:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_deleted_interview_is_gone_from_the_class_and_from_the_file() {
    let house = House::open().await;
    let class = Class::open(&house, "Ada").await;
    let assignment = class.assign(&[]).await;
    let maya = joined(&house, &class, "Maya").await;
    let session = hold(
        &maya,
        &class,
        &assignment,
        &["we keep each line in one table, xyzzyplugh"],
    )
    .await;
    let page = maya.page(&format!("{session}/report")).await;
    assert!(links(&page).contains(&format!("{session}/delete")));
    let page = maya.page(&format!("{session}/delete")).await;
    assert!(page.contains("Delete this interview?"), "{page}");
    assert!(class.figures("").await.contains("1 finished"));
    let response = maya.post(&format!("{session}/delete"), &[]).await;
    assert_eq!(location(&response), class.learners());
    for path in [
        session.clone(),
        format!("{session}/report"),
        format!("{session}/delete"),
    ] {
        assert_eq!(
            maya.get(&path).await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let seen = format!("{}/sessions/{}", class.path, id(&session));
    assert_eq!(class.desk.get(&seen).await.status(), StatusCode::NOT_FOUND);
    assert!(read(&class.figures("").await).contains("Nobody has finished"));
    assert!(read(row(&class.page().await, "no. 1,")).contains("not begun"));
    let csv = class
        .desk
        .page(&format!("{}/csv?of=points", class.path))
        .await;
    assert!(!csv.contains("xyzzyplugh"));
    let found = maya.page("/search?q=xyzzyplugh").await;
    assert!(!found.contains(&session), "{found}");
    // Another one is begun as if there had been none.
    begin(&maya, &class, &assignment).await;
}

#[tokio::test]
async fn what_is_old_is_swept_with_those_who_said_it() {
    let house = House::open().await;
    house.app.clock.advance(-30 * DAY_MS);
    let mut class = Class::open(&house, "Ada").await;
    let assignment = class.assign(&[]).await;
    let old = joined(&house, &class, "Old").await;
    hold(&old, &class, &assignment, &["hello"]).await;
    joined(&house, &class, "Idle").await;
    house.app.clock.advance(30 * DAY_MS);
    class.desk = instructor::signed_in(&house, "Ada").await;
    class.join = join_link(&class.desk, &class.path, "week").await;
    let fresh = joined(&house, &class, "Fresh").await;
    let kept = hold(&fresh, &class, &assignment, &["hello"]).await;
    let store = &house.app.store;
    let before_ms = house.app.clock.now_ms() - 10 * DAY_MS;
    assert_eq!(store.count_before(before_ms).await.unwrap(), 1);
    assert_eq!(store.count_learners_before(before_ms).await.unwrap(), 2);
    assert_eq!(store.sweep(before_ms).await.unwrap(), 1);
    assert!(store.sweep_classes(before_ms).await.unwrap());
    assert_eq!(store.count_learners_before(before_ms).await.unwrap(), 0);
    assert!(
        !store.sweep_classes(before_ms).await.unwrap(),
        "nothing is left to sweep"
    );
    let page = read(&class.page().await);
    assert!(
        page.contains("Fresh") && !page.contains("Idle") && !page.contains("Old"),
        "{page}"
    );
    assert_eq!(
        old.get(&class.learners()).await.status(),
        StatusCode::NOT_FOUND
    );
    fresh.page(&kept).await;
    // An archived class goes once nobody is in it.
    class
        .desk
        .post(&format!("{}/archive", class.path), &[("archived", "true")])
        .await;
    let now_ms = house.app.clock.now_ms();
    assert!(!store.sweep_classes(now_ms).await.unwrap());
    class.page().await;
    let later_ms = now_ms + 1;
    store.sweep(later_ms).await.unwrap();
    store.sweep_classes(later_ms).await.unwrap();
    assert_eq!(
        class.desk.get(&class.path).await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_start_in_a_class_asks_whether_instructors_may_read_what_was_not_understood() {
    let house = House::open().await;
    let class = Class::open(&house, "Ada").await;
    let assignment = class.assign(&[]).await;
    let start = format!("{}/assignments/{assignment}/sessions", class.learners());
    let begin = async |learner: &Visitor, form: &[(&str, &str)]| {
        let response = learner.post(&start, form).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        location(&response)
    };
    let inbox = async || class.desk.page(&format!("/desk/inbox/{SCENARIO}")).await;
    let ticked = [("readable", "yes")];

    let maya = joined(&house, &class, "Maya").await;
    let page = maya.page(&class.learners()).await;
    assert!(
        page.contains("name=\"readable\" value=\"yes\" checked"),
        "{page}"
    );
    assert!(
        read(&page).contains("Untick it and none of that is read"),
        "{page}"
    );
    let session = begin(&maya, &ticked).await;
    let page = maya.page(&class.learners()).await;
    assert!(!page.contains("name=\"readable\""), "it was asked: {page}");
    assert!(links(&page).contains(&session), "one goes on: {page}");
    maya.say(&session, "what is the water temperature in the harbour?")
        .await;
    let noor = joined(&house, &class, "Noor").await;
    let session = begin(&noor, &[]).await;
    noor.say(&session, "what is the colour of the zeppelin in the hall?")
        .await;
    let page = inbox().await;
    assert!(
        page.contains("water temperature") && !page.contains("zeppelin"),
        "{page}"
    );
    assert!(!page.contains("Maya"), "without a name: {page}");

    // A window that was opened before asks too, and its no counts.
    let tess = joined(&house, &class, "Tess").await;
    let session = begin(&tess, &ticked).await;
    tess.say(&session, "the curator pastes paper ribbons onto cardboard")
        .await;
    assert!(inbox().await.contains("paper ribbons"));
    assert_eq!(begin(&tess, &ticked).await, session);
    assert!(inbox().await.contains("paper ribbons"));
    assert_eq!(begin(&tess, &[]).await, session);
    assert!(!inbox().await.contains("paper ribbons"));
}

fn owner(of: &str) -> Owner {
    Owner::of_secret(of)
}

/// Lets everybody's store join at once, each on a thread of their own; whether each is in.
async fn join_at_once(house: &House, class: ClassId, browsers: Vec<Owner>) -> Vec<bool> {
    let at_ms = house.app.clock.now_ms();
    let joining = browsers.into_iter().map(|browser| {
        let store = house.app.store.clone();
        let new = NewLearner {
            browser,
            nickname: None,
            at_ms,
        };
        tokio::spawn(async move { store.join_class(class, new).await.unwrap() })
    });
    let joined = futures_util::future::join_all(joining).await;
    joined.into_iter().map(|joined| joined.unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_place_of_a_class_is_one_browsers() {
    let house = House::open().await;
    let class = Class::open(&house, "Ada").await;
    let id: ClassId = class.id().parse().unwrap();
    let browsers = |range: std::ops::Range<usize>| range.map(|n| owner(&n.to_string())).collect();
    let first = join_at_once(&house, id, browsers(0..998)).await;
    assert!(first.iter().all(|joined| *joined));
    let two_for_one = join_at_once(&house, id, vec![owner("tabs"); 8]).await;
    assert!(two_for_one.iter().all(|joined| *joined), "it is in");
    let learners = house.app.store.learners_of(id).await.unwrap();
    assert_eq!(learners.len(), 999, "and in it once");

    // Through the store, and through the page, which says what happened.
    let mut last = join_at_once(&house, id, browsers(1000..1006)).await;
    last.retain(|joined| *joined);
    assert_eq!(last.len(), 1);
    let learners = house.app.store.learners_of(id).await.unwrap();
    let remove = format!("{}/learners/{}/remove", class.path, learners[0].id);
    let removed = class.desk.post(&remove, &[]).await;
    assert_eq!(removed.status(), StatusCode::SEE_OTHER);
    let (maya, noor) = (Visitor::new(&house), Visitor::new(&house));
    let (maya_named, noor_named) = ([("nickname", "Maya <3")], [("nickname", "Noor <3")]);
    let (one, two) = tokio::join!(
        maya.post(&class.join, &maya_named),
        noor.post(&class.join, &noor_named)
    );
    let (mut taken, refused): (Vec<_>, Vec<_>) = [one, two]
        .into_iter()
        .partition(|response| response.status() == StatusCode::SEE_OTHER);
    assert_eq!(location(&taken.pop().unwrap()), class.learners());
    for response in refused {
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            response.headers().get(SET_COOKIE).is_none(),
            "nothing is kept"
        );
        let page = response.text().await.unwrap();
        assert!(
            page.contains("The class is full") && page.contains(&escaped(" <3")),
            "{page}"
        );
    }
    assert!(taken.is_empty(), "only one came in");
    let learners = house.app.store.learners_of(id).await.unwrap();
    let numbers: BTreeSet<u32> = learners.iter().map(|learner| learner.number).collect();
    assert_eq!((learners.len(), numbers.len()), (1000, 1000));
}

/// Begins an interview for an assignment, on a thread of its own.
fn start(house: &House, of: &Owner, under: Under) -> JoinHandle<Result<Started, SubmitError>> {
    let (app, of) = (house.app.clone(), of.clone());
    let setup = Setup {
        mode: Mode::Coach,
        seniority: Seniority::Entry,
        minutes: None,
    };
    tokio::spawn(async move {
        session::start_under(&app, SCENARIO, Choice::default(), setup, of, under).await
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn windows_that_begin_at_once_begin_one_interview() {
    let house = House::open().await;
    let class = Class::open(&house, "Ada").await;
    let assignment = class.assign(&[]).await;
    let id: ClassId = class.id().parse().unwrap();
    let maya = owner("maya");
    let joined = join_at_once(&house, id, vec![maya.clone()]).await;
    assert_eq!(joined, [true]);
    let store = &house.app.store;
    let under = Under {
        learner: store.learners_of(id).await.unwrap()[0].id,
        assignment: assignment.parse().unwrap(),
    };
    for attempt in 1..=3 {
        let windows: Vec<_> = (0..8).map(|_| start(&house, &maya, under)).collect();
        let started = futures_util::future::join_all(windows).await;
        let started: Vec<Started> = started
            .into_iter()
            .map(|started| started.unwrap().unwrap())
            .collect();
        let session = started[0].session.id;
        assert!(started.iter().all(|other| other.session.id == session));
        assert_eq!(started.iter().filter(|started| !started.again).count(), 1);
        let held = store.sessions_of_learner(under.learner).await.unwrap();
        assert_eq!(held.len(), attempt);
        assert_eq!(held[attempt - 1].session.id, session);
        let own = store.sessions_of(&maya, None, 10).await.unwrap();
        assert_eq!(own.len(), attempt, "no other one is left over anywhere");
        let finish = Action::Press(Button::Finish);
        session::submit(&house.app, session, finish, MessageId::new())
            .await
            .unwrap();
    }

    // Who leaves in one window while another one begins has an interview of their own, or none.
    let starting = start(&house, &maya, under);
    let (leaving, leaver) = (store.clone(), maya.clone());
    let leaving = tokio::spawn(async move { leaving.leave_class(id, &leaver).await });
    assert!(leaving.await.unwrap().unwrap());
    let begun = match starting.await.unwrap() {
        Ok(_) => 1,
        Err(SubmitError::NotFound) => 0,
        Err(error) => panic!("{error}"),
    };
    let own = store.sessions_of(&maya, None, 10).await.unwrap();
    assert_eq!(own.len(), 3 + begun);
    assert!(store.sessions_of_class(id).await.unwrap().is_empty());
}

#[tokio::test]
async fn of_a_join_link_only_the_hash_is_kept() {
    let house = House::open().await;
    let class = Class::open(&house, "Ada").await;
    let secret = class.join.rsplit('/').next().unwrap();
    assert!(secret.len() == 32 && secret.bytes().all(|b| b.is_ascii_hexdigit()));
    let store = &house.app.store;
    let now_ms = house.app.clock.now_ms();
    let found = store
        .class_by_link(&Owner::of_secret(secret), now_ms)
        .await
        .unwrap();
    assert_eq!(found.id.to_string(), class.id());
    let none = store.class_by_link(&Owner::of_secret("x"), now_ms).await;
    assert!(matches!(none, Err(StoreError::NotFound)));
    let other = join_link(&class.desk, &class.path, "week").await;
    assert_ne!(other, class.join, "a new secret each time");
    assert!(
        !class.page().await.contains(other.as_str()),
        "it is shown once"
    );
}

#[tokio::test]
async fn everything_of_a_browser_can_be_taken_along_and_deleted() {
    let house = House::open().await;
    let class = Class::open(&house, "Ada").await;
    let assignment = class.assign(&[]).await;
    let mut maya = joined(&house, &class, "Maya").await;
    let held = hold(&maya, &class, &assignment, &[UNPROMPTED]).await;
    let own = maya.start("coach").await;
    let mut other = Visitor::new(&house);
    let others = other.start("coach").await;
    let nobody = read(&Visitor::new(&house).page("/yours").await);
    assert!(nobody.contains("No interview."), "{nobody}");
    assert_eq!(Visitor::new(&house).page("/yours/export").await, "[]\n");

    let page = read(&maya.page("/yours").await);
    assert!(
        page.contains("2 interviews") && page.contains(&escaped("Systems <1>")),
        "{page}"
    );
    let file = maya.page("/yours/export").await;
    let list: Vec<serde_json::Value> = serde_json::from_str(&file).unwrap();
    let ids: Vec<&str> = list
        .iter()
        .map(|it| it["session"].as_str().unwrap())
        .collect();
    assert_eq!(ids, [id(&own), id(&held)]);
    assert!(file.contains(UNPROMPTED));

    let unsure = maya.post("/yours/delete", &[]).await;
    assert_eq!(unsure.status(), StatusCode::UNPROCESSABLE_ENTITY);
    maya.page(&own).await;
    let sure = maya.post("/yours/delete", &[("sure", "yes")]).await;
    assert_eq!(location(&sure), "/yours");
    for path in [&held, &own, &class.learners()] {
        assert_eq!(
            maya.get(path).await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    assert!(read(&maya.page("/yours").await).contains("No interview."));
    assert!(class.page().await.contains("Nobody yet"));
    other.page(&others).await;
}

#[tokio::test]
async fn an_account_takes_its_classes_along_and_leaves_the_interviews() {
    let house = House::open().await;
    let class = Class::open(&house, "Ada").await;
    let assignment = class.assign(&[]).await;
    let learner = joined(&house, &class, "Maya").await;
    let held = hold(&learner, &class, &assignment, &[UNPROMPTED]).await;
    assert!(house.app.store.remove_instructor("Ada").await.unwrap());
    for path in [&class.learners(), &class.join] {
        assert_eq!(
            learner.get(path).await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    learner.page(&format!("{held}/report")).await;
    assert!(!learner.page("/").await.contains("Your classes"));
}

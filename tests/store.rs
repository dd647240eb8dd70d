//! The store's contract: one suite of promises that takes a [`Store`], and what a file may be when it is opened.

#![expect(
    clippy::unwrap_used,
    reason = "a test that unwraps says where it failed"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenroom::interview::unheard::Kind;
use greenroom::interview::{Author, Entry, EntryKind, Record, Setup};
use greenroom::scenario::{Mode, Seniority};
use greenroom::store::inbox::{Mark, Marked};
use greenroom::store::{
    Appended, Batch, Link, LinkId, MessageId, NewLink, NewSession, Owner, Role, Session, SessionId,
    Stamp, Store, StoreError, Wanted,
};

/// Runs each promise against a store; another database would be another caller.
async fn keeps_the_contract(store: &Store) {
    a_session_is_read_as_it_was_written(store).await;
    a_batch_is_appended_whole_and_in_order(store).await;
    the_same_message_is_appended_once(store).await;
    of_two_batches_for_one_seq_one_wins(store).await;
    a_conflict_does_not_undo_its_neighbours(store).await;
    a_gap_is_refused(store).await;
    finishing_is_kept_and_kept_once(store).await;
    a_browser_sees_its_own_sessions_newest_first(store).await;
    what_is_not_there_is_not_found(store).await;
    any_text_comes_back_to_the_byte(store).await;
    a_change_of_stamp_is_marked(store).await;
    a_link_lets_in_who_opened_it_until_it_ends(store).await;
    what_may_be_read_is_read_newest_first_and_goes_with_the_consent(store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("greenroom.db"))
        .await
        .unwrap();
    keeps_the_contract(&store).await;
    store.close().await;
}

async fn what_may_be_read_is_read_newest_first_and_goes_with_the_consent(store: &Store) {
    let begin = async |readable, said: &str| {
        let new = NewSession {
            scenario: "inbox".into(),
            readable,
            ..new_session(None)
        };
        let session = store.create_session(new, opening()).await.unwrap();
        let id = message_id("m");
        store
            .append(session.id, 1, &id, batch(2, said))
            .await
            .unwrap();
        session.id
    };
    let first = begin(true, "one").await;
    let silent = begin(false, "two").await;
    let last = begin(true, "three").await;
    let read = async |sessions, messages| {
        let read = store.readable_messages("inbox", sessions, messages).await;
        let texts = read.unwrap().into_iter().map(|message| message.text);
        texts.collect::<Vec<_>>()
    };
    assert_eq!(read(10, 10).await, ["three", "one"]);
    assert_eq!(read(1, 10).await, ["three"]);
    assert_eq!(read(10, 1).await, ["three"]);
    assert_eq!(store.readable_of("inbox", 1).await.unwrap(), [last]);
    let counted = store.readable().await.unwrap();
    let counted = counted.iter().find(|one| one.scenario == "inbox");
    assert_eq!(counted.unwrap().sessions, 2);

    let mark = |session, state| Mark {
        scenario: "inbox".into(),
        kind: Kind::Question,
        said: "one".into(),
        session,
        state,
        by: "Ada".into(),
        at_ms: 5,
    };
    assert!(store.mark(mark(first, Marked::Dismissed)).await.unwrap());
    assert!(store.mark(mark(first, Marked::TakenUp)).await.unwrap());
    assert_eq!(
        store.marks("inbox").await.unwrap(),
        [mark(first, Marked::TakenUp)]
    );
    assert!(
        !store.mark(mark(silent, Marked::Dismissed)).await.unwrap(),
        "nobody let that be read"
    );
    assert!(store.unmark("inbox", Kind::Question, "one").await.unwrap());
    assert!(!store.unmark("inbox", Kind::Question, "one").await.unwrap());

    // The words that were kept go with the consent to read them.
    assert!(store.mark(mark(first, Marked::Dismissed)).await.unwrap());
    assert!(store.set_readable(first, false).await.unwrap());
    assert!(!store.set_readable(first, false).await.unwrap());
    assert_eq!(store.marks("inbox").await.unwrap(), []);
    assert!(store.set_readable(silent, true).await.unwrap());
    assert_eq!(read(10, 10).await, ["three", "two"]);
    assert!(store.is_readable(silent).await.unwrap() && !store.is_readable(first).await.unwrap());
    assert!(!store.set_readable(SessionId::new(), true).await.unwrap());
}

async fn a_session_is_read_as_it_was_written(store: &Store) {
    let owner = Owner::of_secret("a secret");
    let mut new = new_session(Some(owner.clone()));
    new.setup.minutes = None;
    let created = store.create_session(new.clone(), opening()).await.unwrap();
    let read = store.session(new.id).await.unwrap();
    assert_eq!(created, read);
    assert_eq!(read.setup, new.setup);
    assert_eq!(read.stamp, stamp());
    assert_eq!(read.owner, Some(owner));
    assert_eq!(
        (read.last_seq, read.elapsed_ms, read.finished_at_ms),
        (1, 0, None)
    );
    let source = store.scenario_source(&new.stamp.scenario).await.unwrap();
    assert_eq!(source, "slug = \"twitter\"");
    let again = store.create_session(new, opening()).await;
    assert!(matches!(again, Err(StoreError::Refused(_))), "{again:?}");
}

async fn a_batch_is_appended_whole_and_in_order(store: &Store) {
    let session = session(store).await;
    let id = message_id("one");
    let done = store
        .append(session.id, 1, &id, batch(2, "how many users?"))
        .await
        .unwrap();
    assert_eq!(done, Appended::Done);
    let log = store.entries_after(session.id, 0).await.unwrap();
    let seen: Vec<_> = log
        .iter()
        .map(|stored| {
            (
                stored.entry.seq,
                stored.entry.author,
                stored.entry.text.as_str(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (1, Author::Engine, "Design Twitter."),
            (2, Author::Candidate, "how many users?"),
            (3, Author::Engine, "Go on."),
        ]
    );
    assert_eq!(log[1].message_id, Some(id.clone()));
    assert_eq!(log[1].gap_ms, 7);
    assert_eq!((log[2].message_id.clone(), log[2].gap_ms), (None, 0));
    assert_eq!(store.entries_after(session.id, 1).await.unwrap(), log[1..]);
    assert_eq!(store.batch(session.id, 2).await.unwrap(), log[1..]);
    assert_eq!(
        store.message(session.id, &id).await.unwrap().as_ref(),
        Some(&log[1])
    );
    let read = store.session(session.id).await.unwrap();
    assert_eq!(
        (read.last_seq, read.elapsed_ms, read.last_at_ms),
        (3, 2_000, 5_000)
    );
}

async fn the_same_message_is_appended_once(store: &Store) {
    let session = session(store).await;
    let append = async |expected_seq, text: &str| {
        let batch = batch(expected_seq + 1, text);
        store
            .append(session.id, expected_seq, &message_id("m"), batch)
            .await
            .unwrap()
    };
    assert_eq!(append(1, "a cache").await, Appended::Done);
    // Once as it was sent, once as it would be decided by now.
    assert_eq!(
        append(1, "a cache").await,
        Appended::AlreadyDone { batch: 2 }
    );
    assert_eq!(
        append(3, "a cache").await,
        Appended::AlreadyDone { batch: 2 }
    );
    assert_eq!(append(3, "two caches").await, Appended::OtherText);
    let mut button = batch(4, "a cache");
    button.entries[0].kind = EntryKind::AskedForHint;
    let appended = store
        .append(session.id, 3, &message_id("m"), button)
        .await
        .unwrap();
    assert_eq!(appended, Appended::OtherText);
    assert_eq!(store.entries_after(session.id, 0).await.unwrap().len(), 3);
    // Another session may use the same id.
    let other = self::session(store).await;
    let appended = store
        .append(other.id, 1, &message_id("m"), batch(2, "x"))
        .await
        .unwrap();
    assert_eq!(appended, Appended::Done);
}

async fn of_two_batches_for_one_seq_one_wins(store: &Store) {
    let session = session(store).await;
    let tries = (0..20).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let id = message_id(&format!("tab-{n}"));
            store
                .append(session.id, 1, &id, batch(2, &format!("tab {n}")))
                .await
                .unwrap()
        })
    });
    let mut done = 0;
    for tried in tries.collect::<Vec<_>>() {
        match tried.await.unwrap() {
            Appended::Done => done += 1,
            other => assert_eq!(other, Appended::Conflict { last_seq: 3 }),
        }
    }
    assert_eq!(done, 1);
    assert_eq!(store.entries_after(session.id, 0).await.unwrap().len(), 3);
}

async fn a_conflict_does_not_undo_its_neighbours(store: &Store) {
    let mut sessions = Vec::new();
    for _ in 0..40 {
        sessions.push(session(store).await.id);
    }
    // All at once, so that they meet in a group: every second one conflicts or is refused.
    let appends = sessions.iter().enumerate().map(|(n, &session)| {
        let store = store.clone();
        let mut batch = batch(2, "neighbour");
        let expected_seq = if n % 4 == 1 { 9 } else { 1 };
        if n % 4 == 1 {
            batch = self::batch(10, "neighbour");
        }
        if n % 4 == 3 {
            batch.entries[1].seq = 7;
        }
        tokio::spawn(async move {
            store
                .append(session, expected_seq, &message_id("n"), batch)
                .await
        })
    });
    let outcomes: Vec<_> = appends.collect();
    for (n, outcome) in outcomes.into_iter().enumerate() {
        let outcome = outcome.await.unwrap();
        let length = store.entries_after(sessions[n], 0).await.unwrap().len();
        match n % 4 {
            1 => {
                assert_eq!(outcome.unwrap(), Appended::Conflict { last_seq: 1 });
                assert_eq!(length, 1);
            }
            3 => {
                assert!(
                    matches!(outcome, Err(StoreError::Refused(_))),
                    "{outcome:?}"
                );
                assert_eq!(length, 1);
            }
            _ => {
                assert_eq!(outcome.unwrap(), Appended::Done);
                assert_eq!(length, 3);
            }
        }
    }
}

async fn a_gap_is_refused(store: &Store) {
    let session = session(store).await;
    let gap = store
        .append(session.id, 1, &message_id("gap"), batch(3, "x"))
        .await;
    assert!(matches!(gap, Err(StoreError::Refused(_))), "{gap:?}");
    let mut empty = batch(2, "x");
    empty.entries.clear();
    let empty = store
        .append(session.id, 1, &message_id("empty"), empty)
        .await;
    assert!(matches!(empty, Err(StoreError::Refused(_))), "{empty:?}");
    assert_eq!(store.session(session.id).await.unwrap().last_seq, 1);
}

async fn finishing_is_kept_and_kept_once(store: &Store) {
    let session = session(store).await;
    let mut last = batch(2, "");
    last.report = Some("{}".into());
    store
        .append(session.id, 1, &message_id("end"), last.clone())
        .await
        .unwrap();
    let finished = store.session(session.id).await.unwrap();
    assert_eq!(finished.finished_at_ms, Some(5_000));
    let mut later = batch(4, "");
    later.report = Some("[]".into());
    later.at_ms = 9_000;
    store
        .append(session.id, 3, &message_id("end again"), later)
        .await
        .unwrap();
    let finished = store.session(session.id).await.unwrap();
    assert_eq!(finished.finished_at_ms, Some(5_000));
    assert_eq!(
        store.report(session.id).await.unwrap().as_deref(),
        Some("{}")
    );
}

async fn a_browser_sees_its_own_sessions_newest_first(store: &Store) {
    let mine = Owner::of_secret("mine");
    let mut ids = Vec::new();
    for owner in [
        Some(mine.clone()),
        None,
        Some(Owner::of_secret("theirs")),
        Some(mine.clone()),
        Some(mine.clone()),
    ] {
        let created = store
            .create_session(new_session(owner.clone()), opening())
            .await
            .unwrap();
        if owner.as_ref() == Some(&mine) {
            ids.insert(0, created.id);
        }
    }
    let listed = async |before, limit| -> Vec<SessionId> {
        let sessions = store.sessions_of(&mine, before, limit).await.unwrap();
        sessions.iter().map(|session| session.id).collect()
    };
    assert_eq!(listed(None, 10).await, ids);
    assert_eq!(listed(None, 2).await, ids[..2]);
    assert_eq!(listed(Some(ids[1]), 2).await, ids[2..]);
}

async fn what_is_not_there_is_not_found(store: &Store) {
    let nobody = SessionId::new();
    assert!(matches!(
        store.session(nobody).await,
        Err(StoreError::NotFound)
    ));
    let appended = store
        .append(nobody, 1, &message_id("x"), batch(2, "x"))
        .await;
    assert!(
        matches!(appended, Err(StoreError::NotFound)),
        "{appended:?}"
    );
    assert_eq!(store.entries_after(nobody, 0).await.unwrap(), []);
    assert_eq!(store.message(nobody, &message_id("x")).await.unwrap(), None);
    assert!(matches!(
        store.scenario_source("").await,
        Err(StoreError::NotFound)
    ));
}

async fn any_text_comes_back_to_the_byte(store: &Store) {
    let session = session(store).await;
    let text = "'; DROP TABLE entries; -- <b>&amp;</b>\n\t👩‍💻 שלום \u{202e}abc";
    store
        .append(session.id, 1, &message_id("text"), batch(2, text))
        .await
        .unwrap();
    let log = store.entries_after(session.id, 1).await.unwrap();
    assert_eq!(log[0].entry.text, text);
}

async fn a_change_of_stamp_is_marked(store: &Store) {
    let session = session(store).await;
    store
        .append(session.id, 1, &message_id("a"), batch(2, "x"))
        .await
        .unwrap();
    assert!(!store.session(session.id).await.unwrap().stamp_changed);
    let mut other = batch(4, "y");
    other.stamp.prompts = "other prompts".into();
    store
        .append(session.id, 3, &message_id("b"), other)
        .await
        .unwrap();
    store
        .append(session.id, 5, &message_id("c"), batch(6, "z"))
        .await
        .unwrap();
    let read = store.session(session.id).await.unwrap();
    assert!(read.stamp_changed);
    assert_eq!(read.stamp, stamp());
}

async fn a_link_lets_in_who_opened_it_until_it_ends(store: &Store) {
    let (session, other) = (session(store).await, self::session(store).await);
    let (maya, noor) = (Owner::of_secret("maya"), Owner::of_secret("noor"));
    let reading = new_link(&session, "for reading", Role::Reader);
    let reviewing = new_link(&session, "for reviewing", Role::Reviewer);
    for new in [&reading, &reviewing] {
        assert!(store.make_link(new.clone()).await.unwrap());
    }
    let of = async |browser: &Owner, now_ms| store.link_of_guest(session.id, browser, now_ms).await;
    assert!(matches!(of(&maya, 10).await, Err(StoreError::NotFound)));
    for link in [reviewing.link.id, reading.link.id, reading.link.id] {
        store.admit(link, &maya, 10).await.unwrap();
    }
    store.admit(reading.link.id, &noor, 12).await.unwrap();
    assert_eq!(
        of(&maya, 10).await.unwrap(),
        reviewing.link,
        "the most that it may"
    );
    assert_eq!(of(&noor, 10).await.unwrap(), reading.link);
    let elsewhere = store.link_of_guest(other.id, &maya, 10).await;
    assert!(matches!(elsewhere, Err(StoreError::NotFound)));
    let listed = store.links_of(session.id).await.unwrap();
    let seen: Vec<_> = listed
        .iter()
        .map(|listed| (listed.link.role, listed.guests, listed.opened_at_ms))
        .collect();
    assert_eq!(
        seen,
        [(Role::Reviewer, 1, Some(10)), (Role::Reader, 2, Some(12))]
    );

    let id = reviewing.link.id;
    assert!(
        !store.revoke_link(other.id, id, 20).await.unwrap(),
        "another's link"
    );
    assert!(store.revoke_link(session.id, id, 20).await.unwrap());
    assert!(
        !store.revoke_link(session.id, id, 21).await.unwrap(),
        "once"
    );
    assert_eq!(of(&maya, 20).await.unwrap(), reading.link);
    assert!(of(&maya, 999).await.is_ok());
    assert!(
        matches!(of(&maya, 1_000).await, Err(StoreError::NotFound)),
        "its time is over"
    );
}

fn new_link(session: &Session, secret: &str, role: Role) -> NewLink {
    NewLink {
        link: Link {
            id: LinkId::new(),
            session: session.id,
            name: "Maya".into(),
            role,
            created_at_ms: 1,
            expires_at_ms: 1_000,
            revoked_at_ms: None,
        },
        secret_hash: Owner::of_secret(secret),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_files_hold_no_secret_of_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("greenroom.db"))
        .await
        .unwrap();
    let session = session(&store).await;
    let new = new_link(&session, "the secret of a link", Role::Reader);
    store.make_link(new.clone()).await.unwrap();
    let browser = Owner::of_secret("the secret of a browser");
    store.admit(new.link.id, &browser, 1).await.unwrap();
    store.close().await;
    let files = contents(folder.path());
    let holds = |part: &str| {
        files.iter().any(|(_, bytes)| {
            bytes
                .windows(part.len())
                .any(|window| window == part.as_bytes())
        })
    };
    assert!(holds(new.secret_hash.as_str()) && holds(browser.as_str()));
    assert!(!holds("the secret of"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_admits_a_bounded_number_of_browsers() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("greenroom.db"))
        .await
        .unwrap();
    let session = session(&store).await;
    let new = new_link(&session, "shared with everyone", Role::Reader);
    store.make_link(new.clone()).await.unwrap();
    for at_ms in 0..505 {
        let browser = Owner::of_secret(&format!("browser {at_ms}"));
        store.admit(new.link.id, &browser, at_ms).await.unwrap();
    }
    assert_eq!(store.links_of(session.id).await.unwrap()[0].guests, 500);
    let may = async |at_ms: i64| {
        let browser = Owner::of_secret(&format!("browser {at_ms}"));
        store.link_of_guest(session.id, &browser, 2).await.is_ok()
    };
    assert!(
        !may(4).await && may(5).await && may(504).await,
        "who came first goes"
    );
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_store_has_kept_all_and_takes_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("greenroom.db");
    let store = Store::open(&path).await.unwrap();
    let session = session(&store).await;
    store
        .append(session.id, 1, &message_id("a"), batch(2, "x"))
        .await
        .unwrap();
    store.close().await;
    let late = store
        .append(session.id, 3, &message_id("b"), batch(4, "y"))
        .await;
    assert!(matches!(late, Err(StoreError::Unavailable(_))), "{late:?}");
    assert!(
        !beside(&path, "-wal").exists(),
        "the log was folded into the file"
    );
    assert_eq!(
        std::fs::read_to_string(beside(&path, ".lock")).unwrap(),
        "clean\n"
    );
    let store = Store::open(&path).await.unwrap();
    assert_eq!(
        std::fs::read_to_string(beside(&path, ".lock")).unwrap(),
        "running\n"
    );
    assert_eq!(store.entries_after(session.id, 0).await.unwrap().len(), 3);
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_starts_on_one_missing_file_all_succeed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep").join("greenroom.db");
    let starts: Vec<_> = (0..8)
        .map(|_| {
            let path = path.clone();
            tokio::spawn(async move { Store::open(&path).await })
        })
        .collect();
    let mut stores = Vec::new();
    for start in starts {
        stores.push(start.await.unwrap().unwrap());
    }
    let session = session(&stores[0]).await;
    for store in &stores {
        assert_eq!(store.session(session.id).await.unwrap(), session);
    }
    for (n, store) in stores.iter().enumerate() {
        store.close().await;
        let note = std::fs::read_to_string(beside(&path, ".lock")).unwrap();
        let last = n + 1 == stores.len();
        assert_eq!(note, if last { "clean\n" } else { "running\n" });
    }
}

#[tokio::test]
async fn what_is_no_database_of_ours_is_named_and_left_alone() {
    let check = async |make: &dyn Fn(&Path), expected: fn(&StoreError) -> bool| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("greenroom.db");
        make(&path);
        let before = contents(folder.path());
        let error = Store::open(&path).await.unwrap_err();
        assert!(expected(&error), "{error:?}");
        assert!(!error.to_string().contains('\n'), "one line: {error}");
        assert_eq!(contents(folder.path()), before, "{error}");
    };
    let write = |bytes: &'static [u8]| move |path: &Path| std::fs::write(path, bytes).unwrap();
    check(&write(b""), |error| matches!(error, StoreError::Empty(_))).await;
    check(&write(b"Dear diary"), |error| {
        matches!(error, StoreError::Foreign(_))
    })
    .await;
    check(&|path| std::fs::create_dir(path).unwrap(), |error| {
        matches!(error, StoreError::Foreign(_))
    })
    .await;
    check(
        &|path| std::fs::write(beside(path, "-wal"), "leftover").unwrap(),
        |error| matches!(error, StoreError::Damaged(..)),
    )
    .await;
    // Another program's database, and one of a later Greenroom, by their headers.
    let header = |application_id: u32, version: u32| {
        move |path: &Path| {
            let mut bytes = vec![0_u8; 4_096];
            bytes[..16].copy_from_slice(b"SQLite format 3\0");
            bytes[60..64].copy_from_slice(&version.to_be_bytes());
            bytes[68..72].copy_from_slice(&application_id.to_be_bytes());
            std::fs::write(path, bytes).unwrap();
        }
    };
    check(&header(0, 0), |error| {
        matches!(error, StoreError::Foreign(_))
    })
    .await;
    check(&header(0x4752_4e52, 9_999), |error| {
        matches!(error, StoreError::Newer(_))
    })
    .await;
}

#[tokio::test]
async fn damage_is_found_after_an_unclean_stop() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("greenroom.db");
    let store = Store::open(&path).await.unwrap();
    let session = session(&store).await;
    for n in 0..50 {
        let seq = 1 + 2 * n;
        let id = message_id(&n.to_string());
        let text = "many words ".repeat(50);
        store
            .append(session.id, seq, &id, batch(seq + 1, &text))
            .await
            .unwrap();
    }
    store.close().await;
    let mut bytes = std::fs::read(&path).unwrap();
    let length = bytes.len();
    for byte in &mut bytes[length / 2..] {
        *byte ^= 0x5a;
    }
    std::fs::write(&path, &bytes).unwrap();
    std::fs::write(beside(&path, ".lock"), "running\n").unwrap();
    let error = Store::open(&path).await.unwrap_err();
    assert!(matches!(error, StoreError::Damaged(..)), "{error:?}");
    assert!(!error.to_string().contains('\n'), "one line: {error}");
    assert!(
        std::fs::read(&path).unwrap() == bytes,
        "the file is left alone"
    );
}

#[tokio::test]
async fn a_database_with_unknown_migrations_is_newer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("greenroom.db");
    Store::open(&path).await.unwrap().close().await;
    let mut connection = connect(&path).await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (9999, 'later', 1, x'00', 0)",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    sqlx::Connection::close(connection).await.unwrap();
    let error = Store::open(&path).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer(_)), "{error:?}");
}

#[tokio::test]
async fn a_half_built_database_is_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("greenroom.db");
    std::fs::write(beside(&path, ".new"), "a start that was killed").unwrap();
    let store = Store::open(&path).await.unwrap();
    session(&store).await;
    store.close().await;
    assert!(!beside(&path, ".new").exists());
}

/// After a transaction failed the next one must work again: another program that holds the file for longer than
/// the busy timeout is the failure that can be had at will.
#[tokio::test(flavor = "multi_thread")]
async fn the_writer_recovers_from_a_failed_transaction() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("greenroom.db");
    let store = Store::open(&path).await.unwrap();
    let session = session(&store).await;
    let mut other = connect(&path).await;
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .unwrap();
    let held = store
        .append(session.id, 1, &message_id("a"), batch(2, "x"))
        .await;
    assert!(matches!(held, Err(StoreError::Locked(_))), "{held:?}");
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    let done = store
        .append(session.id, 1, &message_id("a"), batch(2, "x"))
        .await
        .unwrap();
    assert_eq!(done, Appended::Done);
    store.close().await;
}

/// What a group can't know, the database says of it: only the batch that is to blame gets the refusal.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_database_refuses_costs_its_neighbours_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("greenroom.db");
    let store = Store::open(&path).await.unwrap();
    let mut sessions = Vec::new();
    for _ in 0..12 {
        sessions.push(session(&store).await.id);
    }
    let mut other = connect(&path).await;
    // An entry that the session's own row knows nothing of.
    sqlx::query(
        "INSERT INTO entries (session_id, seq, batch, author, kind, text, elapsed_ms, gap_ms, at_ms, record) \
         VALUES ($1, 3, 3, 'engine', 'said', 'stray', 0, 0, 0, '{}')",
    )
    .bind(sessions[5].to_string())
    .execute(&mut other)
    .await
    .unwrap();
    // While the first waits for the lock, the others queue up behind it.
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .unwrap();
    let appends = sessions.iter().map(|&session| {
        let store = store.clone();
        tokio::spawn(async move {
            store
                .append(session, 1, &message_id("n"), batch(2, "neighbour"))
                .await
        })
    });
    let appends: Vec<_> = appends.collect();
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    for (n, append) in appends.into_iter().enumerate() {
        let outcome = append.await.unwrap();
        match n {
            5 => assert!(
                matches!(outcome, Err(StoreError::Refused(_))),
                "{outcome:?}"
            ),
            _ => {
                assert_eq!(outcome.unwrap(), Appended::Done);
                let log = store.entries_after(sessions[n], 0).await.unwrap();
                assert_eq!(log.len(), 3);
            }
        }
    }
    assert_eq!(store.session(sessions[5]).await.unwrap().last_seq, 1);
    store.close().await;
}

/// A database that may not grow answers as a full disk does, keeps nothing of the batch, and works again with room.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_and_survived() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("greenroom.db");
    let store = Store::open_limited(&path, 60).await.unwrap();
    let session = session(&store).await;
    let text = "x".repeat(9_000);
    let mut seq = 1;
    let error = loop {
        let id = message_id(&seq.to_string());
        match store
            .append(session.id, seq, &id, batch(seq + 1, &text))
            .await
        {
            Ok(appended) => assert_eq!(appended, Appended::Done),
            Err(error) => break error,
        }
        seq += 2;
        assert!(seq < 200, "it never filled up");
    };
    assert!(matches!(error, StoreError::Full), "{error:?}");
    assert_eq!(store.session(session.id).await.unwrap().last_seq, seq);
    let small = store
        .append(session.id, seq, &message_id("s"), batch(seq + 1, "s"))
        .await;
    assert!(
        matches!(small, Ok(Appended::Done) | Err(StoreError::Full)),
        "{small:?}"
    );
    store.close().await;
    let store = Store::open(&path).await.unwrap();
    let last_seq = store.session(session.id).await.unwrap().last_seq;
    let id = message_id("later");
    let done = store
        .append(session.id, last_seq, &id, batch(last_seq + 1, &text))
        .await
        .unwrap();
    assert_eq!(done, Appended::Done);
    store.close().await;
}

/// A session as version 0.1.0 stored it. The file is never written anew: what is recorded today may only be added to.
#[tokio::test(flavor = "multi_thread")]
async fn old_records_are_read_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("greenroom.db");
    let store = Store::open(&path).await.unwrap();
    let session = session(&store).await;
    let mut connection = connect(&path).await;
    let old: Vec<serde_json::Value> = include_str!("records/v1.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for entry in &old[1..] {
        sqlx::query(
            "INSERT INTO entries (session_id, seq, batch, author, kind, text, elapsed_ms, gap_ms, at_ms, record) \
             VALUES ($1, $2, $2, $3, $4, $5, $6, 0, 0, $7)",
        )
        .bind(session.id.to_string())
        .bind(entry["seq"].as_i64())
        .bind(entry["author"].as_str())
        .bind(entry["kind"].as_str())
        .bind(entry["text"].as_str())
        .bind(entry["elapsed_ms"].as_i64())
        .bind(entry["record"].to_string())
        .execute(&mut connection)
        .await
        .unwrap();
    }
    sqlx::Connection::close(connection).await.unwrap();
    let log = store.entries_after(session.id, 1).await.unwrap();
    assert_eq!(log.len(), old.len() - 1);
    for (stored, old) in log.iter().zip(&old[1..]) {
        let read = serde_json::to_value(&stored.entry).unwrap();
        assert_kept(old, &read, &format!("entry {}", stored.entry.seq));
    }
    store.close().await;
}

/// Everything that the old form says is still there; the new one may say more.
fn assert_kept(old: &serde_json::Value, new: &serde_json::Value, place: &str) {
    use serde_json::Value;
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in old {
                let place = format!("{place}/{key}");
                assert_kept(value, new.get(key).unwrap_or(&Value::Null), &place);
            }
        }
        (Value::Array(old), Value::Array(new)) => {
            assert_eq!(old.len(), new.len(), "{place}");
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                assert_kept(old, new, &format!("{place}/{index}"));
            }
        }
        _ => assert_eq!(old, new, "{place}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_is_found_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("greenroom.db");
    let store = Store::open(&path).await.unwrap();
    let owner = Owner::of_secret("whose");
    let mut kept = Vec::new();
    for number in 0..2 {
        let new = new_session(Some(owner.clone()));
        let session = store.create_session(new, opening()).await.unwrap();
        let said = batch(2, &format!("zeppelin {number}"));
        let id = message_id("m");
        store.append(session.id, 1, &id, said).await.unwrap();
        kept.push(session.id);
    }
    let wanted = Wanted::parse("zeppelins").unwrap();
    let found = async || {
        let hits = store.search(&owner, &wanted, None, 10).await.unwrap();
        hits.iter().map(|hit| hit.session).collect::<Vec<_>>()
    };
    assert_eq!(found().await, [kept[1], kept[0]]);
    let mut connection = connect(&path).await;
    for sql in [
        "DELETE FROM entries WHERE session_id IN (SELECT max(id) FROM sessions)",
        "DELETE FROM sessions WHERE id IN (SELECT max(id) FROM sessions)",
        // It holds the index against the texts.
        "INSERT INTO turn_search (turn_search, rank) VALUES ('integrity-check', 1)",
    ] {
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    }
    assert_eq!(found().await, [kept[0]]);
    store.close().await;
}

/// A database of the first version is brought to today's with what was said in it.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_before_there_was_a_search_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("greenroom.db");
    let store = Store::open(&path).await.unwrap();
    let owner = Owner::of_secret("whose");
    let new = new_session(Some(owner.clone()));
    let session = store.create_session(new, opening()).await.unwrap();
    let said = batch(2, "a zeppelin");
    store
        .append(session.id, 1, &message_id("m"), said)
        .await
        .unwrap();
    store.close().await;
    let mut connection = connect(&path).await;
    for sql in [
        "DROP TRIGGER entries_become_searchable",
        "DROP TRIGGER entries_cease_to_be_searchable",
        "DROP TABLE turn_search",
        "DROP VIEW search_content",
        "DROP TABLE searchable",
        "DELETE FROM _sqlx_migrations WHERE version = 31",
    ] {
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    }
    sqlx::Connection::close(connection).await.unwrap();
    let store = Store::open(&path).await.unwrap();
    let wanted = Wanted::parse("zeppelin").unwrap();
    let hits = store.search(&owner, &wanted, None, 10).await.unwrap();
    assert_eq!(
        hits.iter()
            .map(|hit| (hit.session, hit.seq))
            .collect::<Vec<_>>(),
        [(session.id, 2)]
    );
    store.close().await;
}

async fn session(store: &Store) -> Session {
    store
        .create_session(new_session(None), opening())
        .await
        .unwrap()
}

fn new_session(owner: Option<Owner>) -> NewSession {
    NewSession {
        id: SessionId::new(),
        title: "Design Twitter".into(),
        scenario: "twitter".into(),
        scenario_source: Arc::from("slug = \"twitter\""),
        setup: Setup {
            mode: Mode::Exam,
            seniority: Seniority::Mid,
            minutes: Some(45),
        },
        stamp: stamp(),
        owner,
        readable: false,
        created_at_ms: 1_000,
    }
}

fn stamp() -> Stamp {
    Stamp {
        engine: "0.1.0".into(),
        scenario: "a digest".into(),
        prompts: "another digest".into(),
    }
}

fn opening() -> Batch {
    Batch {
        entries: vec![entry(
            1,
            Author::Engine,
            EntryKind::Opened,
            "Design Twitter.",
            0,
        )],
        stamp: stamp(),
        at_ms: 1_000,
        gap_ms: 0,
        report: None,
    }
}

fn batch(seq: u32, text: &str) -> Batch {
    Batch {
        entries: vec![
            entry(seq, Author::Candidate, EntryKind::Said, text, 2_000),
            entry(seq + 1, Author::Engine, EntryKind::Said, "Go on.", 2_000),
        ],
        stamp: stamp(),
        at_ms: 5_000,
        gap_ms: 7,
        report: None,
    }
}

fn entry(seq: u32, author: Author, kind: EntryKind, text: &str, elapsed_ms: u64) -> Entry {
    Entry {
        seq,
        author,
        kind,
        text: text.into(),
        elapsed_ms,
        record: Record::default(),
    }
}

fn message_id(text: &str) -> MessageId {
    MessageId::parse(&text.replace(' ', "-")).unwrap()
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

async fn connect(path: &Path) -> sqlx::SqliteConnection {
    use sqlx::ConnectOptions;
    sqlx::sqlite::SqliteConnectOptions::new()
        .filename(path)
        .connect()
        .await
        .unwrap()
}

/// Every file of a folder with its bytes.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), std::fs::read(&path).unwrap_or_default()))
        .collect();
    files.sort();
    files
}

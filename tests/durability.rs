//! What was acknowledged survives anything, once and in order; what was refused says so, keeps the text, and may be
//! sent again. Through the real binary, real files and real signals; `script/soak` runs the same for longer.

#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    reason = "a test that unwraps says where it failed"
)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use greenroom::store::Store;
use reqwest::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[path = "program/command.rs"]
mod command;
#[path = "durability/disk.rs"]
mod disk;
#[path = "durability/house.rs"]
mod house;
#[path = "program/log.rs"]
mod log;
#[path = "program/server.rs"]
mod server;

use command::{program, without_settings};
use disk::{Step, Syncs};
use house::{Dice, Guest, beside, change, rounds, run};
use log::{assert_whole, said};
use server::{Server, signal, told};

#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_at_any_moment_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    let database = folder.join("data").join("greenroom.db");
    std::fs::create_dir(folder.join("data")).unwrap();
    let trace = folder.join("trace");
    let mut strace = without_settings(Command::new("strace"));
    strace
        .args(["-f", "-qq", "-y", "-xx", "-s", "70000", "-e", "signal=none", "-e"])
        .arg("trace=openat,lseek,write,writev,sendto,sendmsg,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat")
        .arg("-o")
        .arg(&trace)
        .arg(env!("CARGO_BIN_EXE_greenroom"));
    let server = Server::run(strace, &database);
    let mut guests = Vec::new();
    for _ in 0..6 {
        guests.push(Guest::arrive(&server).await);
    }
    // Enough for the log to be folded into the file in between: that happens at a thousand pages.
    let messages = rounds(45, 120);
    let talking = guests.iter_mut().map(async |guest| {
        for _ in 0..messages {
            guest.go_on(&server).await;
        }
    });
    futures_util::future::join_all(talking).await;
    // `strace` is the child; the program is the first that it traced.
    let text = std::fs::read_to_string(&trace).unwrap();
    let pid = text.split(' ').next().unwrap().parse().unwrap();
    signal("-TERM", pid);
    assert_eq!(server.ended(), Some(0));

    let text = std::fs::read_to_string(&trace).unwrap();
    let steps = disk::read_trace(&text, &folder.join("data"));
    drop(text);
    let acknowledged: Vec<usize> = steps
        .iter()
        .enumerate()
        .filter(|(_, step)| matches!(step, Step::Acknowledge { .. }))
        .map(|(at, _)| at)
        .collect();
    assert_eq!(
        acknowledged.len(),
        6 + 6 * messages,
        "every answer was seen"
    );
    let to_the_file =
        |step: &&Step| matches!(step, Step::Write { file, .. } if file == "greenroom.db");
    assert!(
        steps.iter().filter(to_the_file).count() > 100,
        "the log was folded in between"
    );

    // Whether all of a run's cuts keep what they must; how many acknowledged turns are gone.
    let lost_in = async |cuts: usize, syncs: Syncs| {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        let mut lost = 0;
        for number in 0..cuts {
            // Every other cut comes right after an answer has left.
            let at = match number % 2 {
                0 => acknowledged[dice.below(acknowledged.len())] + 1,
                _ => dice.below(steps.len() + 1),
            };
            let image = tempfile::tempdir().unwrap();
            disk::cut(&steps, at, syncs, &mut dice, image.path());
            lost += lost_after(&steps[..at], &guests, &image.path().join("greenroom.db")).await;
        }
        lost
    };
    let cuts = rounds(60, 2_000);
    assert_eq!(lost_in(cuts, Syncs::All).await, 0);
    // The same disk, had nobody asked it to sync the log: this is what the figure above would show.
    let unsynced = lost_in(cuts / 2, Syncs::NotOfTheLog).await;
    assert!(
        unsynced > 0,
        "the simulation sees a loss where there is one"
    );
    println!(
        "{cuts} power cuts over {} steps lost nothing; without the log's syncs half as many lose {unsynced} turns",
        steps.len()
    );
}

/// How many of the acknowledged turns and sessions are not in the database after the cut. What is there is whole.
async fn lost_after(before: &[Step], guests: &[Guest], database: &Path) -> usize {
    let places: Vec<&str> = before
        .iter()
        .filter_map(|step| match step {
            Step::Acknowledge { place } => Some(place.as_str()),
            _ => None,
        })
        .collect();
    let store = match Store::open(database).await {
        Ok(store) => store,
        // A damaged file, or one whose log is gone: everything is lost.
        Err(_) => return places.len(),
    };
    let mut lost = 0;
    for guest in guests {
        let of_the_guest = places
            .iter()
            .filter(|place| place.contains(&guest.session.to_string()));
        let Some(turns) = of_the_guest.count().checked_sub(1) else {
            continue;
        };
        let log = store.entries_after(guest.session, 0).await.unwrap();
        if log.is_empty() {
            lost += 1 + turns;
            continue;
        }
        assert_whole(&log);
        let there = said(&log);
        assert!(
            there
                .iter()
                .zip(&guest.said)
                .all(|(there, said)| there == said)
        );
        lost += turns.saturating_sub(there.len());
    }
    store.close().await;
    lost
}

#[tokio::test(flavor = "multi_thread")]
async fn another_programs_lock_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let mut guest = Guest::arrive(&server).await;
    guest.go_on(&server).await;
    let hold = async |long: Duration| {
        use sqlx::{ConnectOptions, Connection};
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&database);
        let mut connection = options.connect().await.unwrap();
        sqlx::raw_sql("BEGIN IMMEDIATE")
            .execute(&mut connection)
            .await
            .unwrap();
        let held = tokio::spawn(async move {
            tokio::time::sleep(long).await;
            connection.close().await.unwrap();
        });
        (held, Instant::now())
    };

    // Three seconds: the message waits, pages don't.
    let (held, since) = hold(Duration::from_secs(3)).await;
    let page = async {
        let url = server.url(&format!("/sessions/{}", guest.session));
        let page = guest.browser.get(url).send().await.unwrap();
        (page.status(), since.elapsed())
    };
    let text = "a load balancer in front";
    let ((status, after), (answer, waited)) = tokio::join!(page, async {
        let answer = guest.say(&server, "waits", text).await.unwrap();
        (answer, since.elapsed())
    });
    assert_eq!(status, StatusCode::OK);
    assert!(after < Duration::from_secs(2), "{after:?}");
    assert_eq!(answer.0, StatusCode::SEE_OTHER);
    assert!(waited > Duration::from_millis(2_500), "{waited:?}");
    guest.said.push(text.into());
    held.await.unwrap();

    // Longer than anybody waits: refused with the text kept, and taken later under the same key.
    let (held, _) = hold(Duration::from_secs(9)).await;
    let text = "a queue <before> the workers";
    let (status, page) = guest.say(&server, "too-long", text).await.unwrap();
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{page}");
    assert!(
        page.contains("Not saved") && page.contains("a queue &#60;before&#62; the workers"),
        "{page}"
    );
    held.await.unwrap();
    let (status, _) = guest.say(&server, "too-long", text).await.unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER);
    guest.said.push(text.into());
    server.terminate();
    let store = Store::open(&database).await.unwrap();
    guest.check(&store).await;
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_writers_of_sixty_messages_are_all_kept() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let writers = (0..16).map(async |_| {
        let mut guest = Guest::arrive(&server).await;
        for _ in 0..60 {
            guest.go_on(&server).await;
        }
        guest
    });
    let guests = futures_util::future::join_all(writers).await;
    let (_, code) = server.terminate();
    assert_eq!(code, Some(0));
    let store = Store::open(&database).await.unwrap();
    for guest in &guests {
        guest.check(&store).await;
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_message_from_eight_threads_is_one_message() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let mut guest = Guest::arrive(&server).await;
    for number in 0..rounds(10, 200) {
        let (id, text) = (
            format!("m-{number}"),
            format!("message {number}: shards by user"),
        );
        let sending = (0..8).map(|_| guest.say(&server, &id, &text));
        let answers = futures_util::future::join_all(sending).await;
        let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers[0].0, StatusCode::SEE_OTHER, "{}", answers[0].1);
        assert!(
            answers.iter().all(|answer| *answer == answers[0]),
            "{answers:?}"
        );
        guest.said.push(text);
    }
    server.terminate();
    let store = Store::open(&database).await.unwrap();
    guest.check(&store).await;
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn four_starts_at_once_on_a_new_file_all_serve_the_same_sessions() {
    for _ in 0..rounds(5, 15) {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("data").join("greenroom.db");
        let starting = (0..4).map(|_| {
            let database = database.clone();
            tokio::task::spawn_blocking(move || Server::run(program(), &database))
        });
        let servers: Vec<Server> = futures_util::future::join_all(starting)
            .await
            .into_iter()
            .map(Result::unwrap)
            .collect();
        let mut guests = Vec::new();
        for server in &servers {
            let mut guest = Guest::arrive(server).await;
            guest.go_on(server).await;
            guests.push(guest);
        }
        // What one of them wrote, another one shows.
        let url = servers[3].url(&format!("/sessions/{}", guests[0].session));
        let page = guests[0].browser.get(url).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK);
        for server in servers {
            assert_eq!(server.terminate().1, Some(0));
        }
        let store = Store::open(&database).await.unwrap();
        for guest in &guests {
            guest.check(&store).await;
        }
        store.close().await;
    }
}

/// A database as the first release left it, with enough in it for a migration to take a while.
async fn old_database(path: &Path, sessions: u32) {
    use sqlx::{ConnectOptions, Connection};
    let folder = tempfile::tempdir().unwrap();
    let first = include_str!("../migrations/0001_sessions.sql");
    std::fs::write(folder.path().join("0001_sessions.sql"), first).unwrap();
    let migrator = sqlx::migrate::Migrator::new(folder.path()).await.unwrap();
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true);
    let mut connection = options.connect().await.unwrap();
    migrator
        .run_direct(None, &mut connection, false)
        .await
        .unwrap();
    // `GRNR`, as every database of ours says.
    let mark =
        "PRAGMA application_id = 1196576338; PRAGMA user_version = 1; PRAGMA journal_mode = WAL;";
    sqlx::raw_sql(mark).execute(&mut connection).await.unwrap();
    let fill = "INSERT INTO scenarios VALUES ('a digest', 'twitter', '');
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
        INSERT INTO sessions (id, title, scenario_slug, scenario_digest, mode, seniority, minutes, engine_version,
            prompts_digest, owner_hash, created_at_ms, last_seq, last_at_ms, elapsed_ms)
        SELECT printf('01890000-0000-7000-8000-%012x', i), 'Design Twitter', 'twitter', 'a digest', 'coach', 'entry', 45,
            '0.1.0', 'a digest', 'somebody', i, 3, i, 0 FROM n;
        INSERT INTO entries (session_id, seq, batch, message_id, author, kind, text, elapsed_ms, gap_ms, at_ms, record)
        SELECT s.id, e.seq, CASE e.seq WHEN 1 THEN 1 ELSE 2 END, CASE e.seq WHEN 2 THEN 'm' END,
            CASE e.seq WHEN 2 THEN 'candidate' ELSE 'engine' END, CASE e.seq WHEN 1 THEN 'opened' ELSE 'said' END,
            'a cache in front of the database, number ' || s.created_at_ms, 0, 0, s.created_at_ms, '{}'
        FROM sessions AS s, (SELECT 1 AS seq UNION ALL SELECT 2 UNION ALL SELECT 3) AS e;";
    let record = serde_json::to_string(&greenroom::interview::Record::default()).unwrap();
    let fill = fill
        .replace("$1", &sessions.to_string())
        .replace("'{}'", &format!("'{record}'"));
    sqlx::raw_sql(sqlx::AssertSqlSafe(fill))
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_is_killed_midway_is_done_by_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let old = folder.path().join("old.db");
    let sessions = 5_000;
    old_database(&old, sessions).await;
    // How long a start takes from the old file, undisturbed.
    let measured = folder.path().join("measured.db");
    std::fs::copy(&old, &measured).unwrap();
    let since = Instant::now();
    Server::run(program(), &measured).terminate();
    let whole = since.elapsed();
    let mut dice = Dice(7);
    let tries = rounds(12, 200);
    let mut early = 0;
    for number in 0..tries {
        let database = folder.path().join(format!("{number}.db"));
        std::fs::copy(&old, &database).unwrap();
        let mut child = program()
            .args(["serve", "--listen", "127.0.0.1:0", "--database"])
            .arg(&database)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let at = whole.mul_f64(dice.below(1_000) as f64 / 1_000.0);
        tokio::time::sleep(at).await;
        child.kill().unwrap();
        child.wait().unwrap();
        early += usize::from(version(&database).await == 1);
        // Whatever was left is what the next start goes on from.
        let server = Server::run(program(), &database);
        assert_eq!(server.terminate().1, Some(0));
        let verified = run(&["verify"], &database);
        assert!(verified.status.success(), "{}", told(&verified));
        let expected = format!("{sessions} sessions, {} entries", 3 * sessions);
        assert!(told(&verified).contains(&expected), "{}", told(&verified));
        for suffix in ["", ".lock"] {
            std::fs::remove_file(beside(&database, suffix)).unwrap();
        }
    }
    assert!(early > 0, "some kills came before the migrations were done");
    println!("{early} of {tries} kills came before the first migration was done ({whole:?})");
}

/// The last migration that a file has seen, without touching it.
async fn version(database: &Path) -> i64 {
    use sqlx::{ConnectOptions, Connection, Row};
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database);
    let mut connection = options.connect().await.unwrap();
    let row = sqlx::query("SELECT max(version) FROM _sqlx_migrations")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    row.get(0)
}

/// A clock that is set back a day is a log that lies a day ahead.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_set_back_a_day_disturbs_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let mut guest = Guest::arrive(&server).await;
    guest.go_on(&server).await;
    server.terminate();
    change(
        &database,
        "UPDATE entries SET at_ms = at_ms + 86400000; UPDATE sessions SET last_at_ms = last_at_ms + 86400000, \
         created_at_ms = created_at_ms + 86400000",
    )
    .await;
    let server = Server::run(program(), &database);
    for _ in 0..3 {
        guest.go_on(&server).await;
    }
    for path in ["/".to_owned(), format!("/sessions/{}", guest.session)] {
        let page = guest.browser.get(server.url(&path)).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK, "{path}");
    }
    server.terminate();
    let store = Store::open(&database).await.unwrap();
    guest.check(&store).await;
    let log = store.entries_after(guest.session, 0).await.unwrap();
    assert!(
        log.windows(2).all(|pair| pair[0].at_ms <= pair[1].at_ms),
        "time goes on"
    );
    assert!(
        log.windows(2)
            .all(|pair| pair[0].entry.elapsed_ms <= pair[1].entry.elapsed_ms)
    );
    assert!(
        log.last().unwrap().entry.elapsed_ms < 60_000,
        "no day was counted"
    );
    store.close().await;
    let doctor = run(&["doctor"], &database);
    assert!(told(&doctor).contains("in the future"), "{}", told(&doctor));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_ends_it_with_two_hundred_watchers_and_twenty_half_sent_requests() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let mut guest = Guest::arrive(&server).await;
    guest.go_on(&server).await;
    let guest = Arc::new(guest);
    let watching = (0..200).map(|_| {
        let url = server.url(&format!("/sessions/{}/events?after=0", guest.session));
        let guest = guest.clone();
        async move {
            let mut stream = guest.browser.get(url).send().await.unwrap();
            assert_eq!(stream.status(), StatusCode::OK);
            let mut told = String::new();
            while !told.contains("id: 3") {
                let more = stream.chunk().await.unwrap().unwrap();
                told.push_str(&String::from_utf8_lossy(&more));
            }
            stream
        }
    });
    let streams = futures_util::future::join_all(watching).await;
    let mut halves = Vec::new();
    for number in 0..20 {
        let mut socket = tokio::net::TcpStream::connect(server.address)
            .await
            .unwrap();
        let text = match number % 2 {
            0 => format!(
                "POST /sessions/{}/turns HTTP/1.1\r\nHost: {}\r\nContent-Length: 100\r\n\r\ntext=half",
                guest.session, server.address
            ),
            _ => format!("GET / HTTP/1.1\r\nHost: {}\r\n", server.address),
        };
        socket.write_all(text.as_bytes()).await.unwrap();
        halves.push(socket);
    }
    let (took, code) = tokio::task::spawn_blocking(|| server.terminate())
        .await
        .unwrap();
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert_eq!(code, Some(0));
    for mut stream in streams {
        let rest = async { while let Ok(Some(_)) = stream.chunk().await {} };
        tokio::time::timeout(Duration::from_secs(5), rest)
            .await
            .unwrap();
    }
    for mut half in halves {
        let mut rest = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(5), half.read_to_end(&mut rest)).await;
        assert!(ended.is_ok(), "a half-sent request is still open");
    }
    assert!(
        !beside(&database, "-wal").exists(),
        "the log was folded into the file"
    );
    assert_eq!(
        std::fs::read_to_string(beside(&database, ".lock")).unwrap(),
        "clean\n"
    );
    let store = Store::open(&database).await.unwrap();
    guest.check(&store).await;
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_while_people_write_restores_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Arc::new(Server::run(program(), &database));
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let (acknowledged, sessions) = tokio::sync::mpsc::unbounded_channel();
    let writers: Vec<_> = (0..4)
        .map(|_| {
            let (server, stop, acknowledged) = (server.clone(), stop.clone(), acknowledged.clone());
            tokio::spawn(async move {
                let mut guest = Guest::arrive(&server).await;
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    guest.go_on(&server).await;
                    acknowledged
                        .send((guest.session, guest.said.len()))
                        .unwrap();
                }
            })
        })
        .collect();
    let mut sessions = sessions;
    let mut known = std::collections::BTreeMap::new();
    // Before the first backup everybody has said something.
    while known.len() < 4 {
        let (session, count) = sessions.recv().await.unwrap();
        known.insert(session, count);
    }
    let backups = 20;
    for number in 0..backups {
        while let Ok((session, count)) = sessions.try_recv() {
            known.insert(session, count);
        }
        let backup = folder.path().join(format!("backup-{number}.db"));
        let made = {
            let (backup, database) = (backup.clone(), database.clone());
            tokio::task::spawn_blocking(move || {
                run(&["backup", backup.to_str().unwrap()], &database)
            })
        };
        let made = made.await.unwrap();
        assert!(made.status.success(), "{}", told(&made));
        let restored = folder.path().join(format!("restored-{number}.db"));
        let put_back = run(&["restore", backup.to_str().unwrap()], &restored);
        assert!(put_back.status.success(), "{}", told(&put_back));
        assert!(
            std::fs::read(&backup).unwrap() == std::fs::read(&restored).unwrap(),
            "to the byte"
        );
        // Everything that was acknowledged before the backup began is in it.
        let store = Store::open(&restored).await.unwrap();
        for (session, count) in &known {
            let log = store.entries_after(*session, 0).await.unwrap();
            assert_whole(&log);
            assert!(said(&log).len() >= *count, "backup {number}");
        }
        store.close().await;
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }
    let total: usize = known.values().sum();
    assert!(total > 4 * backups / 2, "people went on writing: {total}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_cannot_be_aimed_at_a_running_program_and_keeps_what_was_there() {
    use std::os::unix::fs::MetadataExt;
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let backup = folder.path().join("backup.db");
    let server = Server::run(program(), &database);
    let mut guest = Guest::arrive(&server).await;
    guest.go_on(&server).await;
    let made = run(&["backup", backup.to_str().unwrap()], &database);
    assert!(made.status.success(), "{}", told(&made));
    // Never over a file that is there.
    let again = run(&["backup", backup.to_str().unwrap()], &database);
    assert_eq!(again.status.code(), Some(4), "{}", told(&again));
    let at_backup = guest.said.clone();
    guest.go_on(&server).await;

    let refused = run(&["restore", backup.to_str().unwrap()], &database);
    assert_eq!(refused.status.code(), Some(9), "{}", told(&refused));
    assert!(
        told(&refused).contains("stop it first"),
        "{}",
        told(&refused)
    );
    guest.go_on(&server).await;
    // Nor is a running database taken for a backup.
    let live = run(
        &["restore", database.to_str().unwrap()],
        &folder.path().join("other.db"),
    );
    assert_eq!(live.status.code(), Some(4), "{}", told(&live));
    assert!(!folder.path().join("other.db").exists());
    server.terminate();

    let before = std::fs::metadata(&database).unwrap();
    assert_eq!(before.mode() & 0o777, 0o600, "it is its owner's");
    let before = before.ino();
    let restored = run(&["restore", backup.to_str().unwrap()], &database);
    assert!(restored.status.success(), "{}", told(&restored));
    assert_ne!(
        std::fs::metadata(&database).unwrap().ino(),
        before,
        "swapped, not written over"
    );
    let kept = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains("greenroom.db.replaced-"))
        .unwrap();
    assert_eq!(std::fs::metadata(&kept).unwrap().ino(), before);
    let everything = std::mem::replace(&mut guest.said, at_backup);
    let server = Server::run(program(), &database);
    let page = guest
        .browser
        .get(server.url(&format!("/sessions/{}", guest.session)));
    assert_eq!(page.send().await.unwrap().status(), StatusCode::OK);
    server.terminate();
    for (file, said) in [(&database, guest.said.clone()), (&kept, everything)] {
        guest.said = said;
        let store = Store::open(file).await.unwrap();
        guest.check(&store).await;
        store.close().await;
    }

    // What isn't sound never takes the place of what is.
    let mut bytes = std::fs::read(&backup).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x5a);
    let damaged = folder.path().join("damaged.db");
    std::fs::write(&damaged, bytes).unwrap();
    let before = std::fs::read(&database).unwrap();
    let refused = run(&["restore", damaged.to_str().unwrap()], &database);
    assert_eq!(refused.status.code(), Some(7), "{}", told(&refused));
    assert!(std::fs::read(&database).unwrap() == before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_is_replaced_by_a_backup() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let backup = folder.path().join("backup.db");
    let server = Server::run(program(), &database);
    let mut guest = Guest::arrive(&server).await;
    for _ in 0..5 {
        guest.go_on(&server).await;
    }
    let made = run(&["backup", backup.to_str().unwrap()], &database);
    assert!(made.status.success(), "{}", told(&made));
    server.terminate();
    let mut bytes = std::fs::read(&database).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0x5a);
    std::fs::write(&database, bytes).unwrap();
    // A power cut is when pages break; the next start looks.
    std::fs::write(beside(&database, ".lock"), "running\n").unwrap();
    let refused = Server::begin(program(), &database).err().unwrap();
    assert_eq!(refused.status.code(), Some(7), "{}", told(&refused));
    let verified = run(&["verify"], &database);
    assert_eq!(verified.status.code(), Some(7), "{}", told(&verified));
    let doctor = run(&["doctor"], &database);
    assert_eq!(doctor.status.code(), Some(1), "{}", told(&doctor));
    assert!(
        told(&doctor).contains("broken  database"),
        "{}",
        told(&doctor)
    );
    let restored = run(&["restore", backup.to_str().unwrap()], &database);
    assert!(restored.status.success(), "{}", told(&restored));
    let doctor = run(&["doctor", "--listen", "127.0.0.1:0"], &database);
    assert!(doctor.status.success(), "{}", told(&doctor));
    let server = Server::run(program(), &database);
    guest.go_on(&server).await;
    server.terminate();
    let store = Store::open(&database).await.unwrap();
    guest.check(&store).await;
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_killed_leaves_nothing_under_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    old_database(&database, 20_000).await;
    Server::run(program(), &database).terminate();
    let backup = folder.path().join("backup.db");
    let since = Instant::now();
    assert!(
        run(&["backup", backup.to_str().unwrap()], &database)
            .status
            .success()
    );
    let whole = since.elapsed();
    std::fs::remove_file(&backup).unwrap();
    let mut dice = Dice(11);
    let (tries, mut killed) = (rounds(15, 200), 0);
    for _ in 0..tries {
        let mut child = program()
            .args(["backup", backup.to_str().unwrap(), "--database"])
            .arg(&database)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(whole.mul_f64(dice.below(1_000) as f64 / 1_000.0)).await;
        signal("-KILL", child.id());
        child.wait().unwrap();
        match backup.exists() {
            false => killed += 1,
            true => {
                let verified = run(&["verify", backup.to_str().unwrap()], &database);
                assert!(verified.status.success(), "{}", told(&verified));
                std::fs::remove_file(&backup).unwrap();
            }
        }
    }
    assert!(killed > 0, "some kills came in time");
    // What they left behind is in nobody's way.
    let made = run(&["backup", backup.to_str().unwrap()], &database);
    assert!(made.status.success(), "{}", told(&made));
    assert!(!beside(&backup, ".part").exists());
    let verified = run(&["verify", backup.to_str().unwrap()], &database);
    assert!(
        told(&verified).contains("20000 sessions, 60000 entries"),
        "{}",
        told(&verified)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_backups_keeps_the_newest() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    Server::run(program(), &database).terminate();
    let backups = folder.path().join("backups");
    std::fs::create_dir(&backups).unwrap();
    for name in [
        "greenroom-20200101T000000Z.db",
        "greenroom-20210101T000000Z.db",
        "greenroom-mine.db",
        "notes.txt",
    ] {
        std::fs::write(backups.join(name), "old").unwrap();
    }
    let made = run(
        &["backup", backups.to_str().unwrap(), "--keep", "2"],
        &database,
    );
    assert!(made.status.success(), "{}", told(&made));
    let mut names: Vec<String> = std::fs::read_dir(&backups)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 4, "{names:?}");
    assert_eq!(names[0], "greenroom-20210101T000000Z.db");
    assert_eq!(names[2..], ["greenroom-mine.db", "notes.txt"]);
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(backups.join(&names[1]))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600, "a backup is its owner's");
}

/// A file, or a folder, that the program's user may not write.
#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_file_is_said_and_left_alone() {
    use std::os::unix::fs::{PermissionsExt, chown};
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("data").join("greenroom.db");
    Server::run(program(), &database).terminate();
    // Root may write anything: the program runs as somebody else then.
    let root = std::fs::metadata("/proc/self").unwrap();
    let root = std::os::unix::fs::MetadataExt::uid(&root) == 0;
    let binary = folder.path().join("greenroom");
    std::fs::copy(env!("CARGO_BIN_EXE_greenroom"), &binary).unwrap();
    let program = || match root {
        false => program(),
        true => {
            let mut command = without_settings(Command::new("setpriv"));
            command
                .args(["--reuid", "65534", "--regid", "65534", "--clear-groups"])
                .arg(&binary);
            command
        }
    };
    let allow = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    allow(folder.path(), 0o755);
    let data = database.parent().unwrap();
    if root {
        for path in [data, &database, &beside(&database, ".lock")] {
            chown(path, Some(65_534), Some(65_534)).unwrap();
        }
    }
    let before = std::fs::read(&database).unwrap();
    for (file, inside) in [(0o444, 0o755), (0o444, 0o555)] {
        allow(&database, file);
        allow(data, inside);
        let refused = Server::begin(program(), &database).err().unwrap();
        assert_eq!(refused.status.code(), Some(4), "{}", told(&refused));
        assert!(
            told(&refused).contains("cannot write"),
            "{}",
            told(&refused)
        );
        assert!(std::fs::read(&database).unwrap() == before);
    }
    // It can be read all the same.
    let verified = program()
        .args(["verify", "--database"])
        .arg(&database)
        .output()
        .unwrap();
    assert!(verified.status.success(), "{}", told(&verified));
    allow(data, 0o755);
    allow(&database, 0o644);
    let server = Server::begin(program(), &database);
    assert!(server.is_ok(), "once it may be written it is served");
}

#[tokio::test(flavor = "multi_thread")]
async fn old_sessions_are_deleted_only_where_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("greenroom.db");
    let server = Server::run(program(), &database);
    let mut old = Guest::arrive(&server).await;
    let mut new = Guest::arrive(&server).await;
    old.go_on(&server).await;
    new.go_on(&server).await;
    server.terminate();
    // The first session was last heard of forty days ago.
    let age = "UPDATE sessions SET last_at_ms = last_at_ms - 40 * 86400000 WHERE id = (SELECT min(id) FROM sessions)";
    change(&database, age).await;
    let dry = run(&["sweep", "--dry-run", "--retention-days", "30"], &database);
    assert!(
        told(&dry).contains("would delete 1 session"),
        "{}",
        told(&dry)
    );
    let unset = run(&["sweep"], &database);
    assert_eq!(unset.status.code(), Some(1), "{}", told(&unset));
    let status = async |server: &Server, guest: &Guest| {
        let url = server.url(&format!("/sessions/{}", guest.session));
        guest.browser.get(url).send().await.unwrap().status()
    };
    let server = Server::run(program(), &database);
    assert_eq!(
        status(&server, &old).await,
        StatusCode::OK,
        "off by default"
    );
    server.terminate();

    let mut program = program();
    program.env("GREENROOM_RETENTION_DAYS", "30");
    let server = Server::run(program, &database);
    let started = Instant::now();
    while status(&server, &old).await != StatusCode::NOT_FOUND {
        assert!(
            started.elapsed() < Duration::from_secs(10),
            "it is still there"
        );
        tokio::task::yield_now().await;
    }
    assert_eq!(status(&server, &new).await, StatusCode::OK);
    new.go_on(&server).await;
    server.terminate();
    let verified = run(&["verify"], &database);
    assert!(
        told(&verified).contains("1 session, 5 entries"),
        "{}",
        told(&verified)
    );
    let store = Store::open(&database).await.unwrap();
    new.check(&store).await;
    store.close().await;
}

#[test]
fn the_manual_and_the_completions_know_every_command() {
    let output = |arguments: &[&str]| {
        let output = program().args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    let page = output(&["man"]);
    let completions = ["bash", "zsh", "fish"].map(|shell| output(&["completions", shell]));
    let commands = [
        "serve", "check", "chat", "backup", "restore", "verify", "doctor", "config",
    ];
    for command in commands {
        assert!(page.contains(command), "{command} in the manual");
        for script in &completions {
            assert!(script.contains(command), "{command} in {script}");
        }
        let described = output(&["man", command]);
        assert!(described.contains(".TH"), "{described}");
    }
}

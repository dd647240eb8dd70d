use super::*;

const SMALL: &str = include_str!("../../tests/browser/prompts/scenarios/guest-book.toml");

/// A folder of prompts with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn open(folder: &Path) -> Library {
    Library::open(Some(folder.to_path_buf())).unwrap()
}

fn title(library: &Library, slug: &str) -> Option<String> {
    let prompts = library.current();
    Some(prompts.scenario(slug)?.title.clone())
}

fn renamed(title: &str) -> String {
    let renamed = SMALL.replace("Design a guest book\"", &format!("{title}\""));
    assert_ne!(renamed, SMALL);
    renamed
}

#[test]
fn what_is_built_in_is_sound() {
    let prompts = Prompts::load(None, None).unwrap();
    let problems: Vec<String> = prompts
        .problems
        .iter()
        .map(|reported| reported.problem.to_string())
        .collect();
    assert_eq!(problems, [""; 0]);
    assert!(prompts.offered.contains_key("twitter"));
    // What is offered unread has to be what is found once it is read.
    for (slug, offered) in &prompts.offered {
        let file = format!("scenarios/{slug}.toml");
        let parsed = Scenario::parse(&file, &offered.source, &prompts.lexicon);
        let (scenario, warnings) = parsed.unwrap();
        assert_eq!(warnings, [], "{slug}");
        assert_eq!(*offered.front(), Front::of(&scenario), "{slug}");
        assert_eq!(offered.digest(), scenario.digest, "{slug}");
    }
    assert!(prompts.lexicon.concepts().len() > 100);
    assert_eq!(prompts.digest, Prompts::load(None, None).unwrap().digest);
}

#[test]
fn knowledge_that_is_known_to_be_sound_is_compiled_when_it_is_needed() {
    let knowledge = Knowledge::sound(built_in_files());
    let other = knowledge.clone();
    assert!(!knowledge.is_compiled());
    assert_eq!(
        knowledge.concepts().len(),
        Prompts::load(None, None).unwrap().lexicon.concepts().len()
    );
    assert!(other.is_compiled());
}

#[tokio::test]
async fn who_waits_for_knowledge_holds_no_thread_that_answers() {
    let knowledge = Knowledge::sound(built_in_files());
    let others: Vec<Knowledge> = (0..20).map(|_| knowledge.clone()).collect();
    let mut waiting = Box::pin(futures_util::future::join_all(
        others.iter().map(Knowledge::ready),
    ));
    // One look at them all comes back at once: it is compiled elsewhere.
    assert!(futures_util::poll!(&mut waiting).is_pending());
    waiting.await;
    assert!(knowledge.is_compiled());
    knowledge.ready().await;
}

#[test]
fn a_folder_is_laid_over_what_is_built_in() {
    let folder = folder(&[
        ("scenarios/guest-book.toml", SMALL),
        ("scenarios/.guest-book.toml.swp", "an editor's own"),
        ("scenarios/notes.md", "no prompt"),
    ]);
    let library = open(folder.path());
    assert_eq!(
        title(&library, "guest-book").as_deref(),
        Some("Design a guest book")
    );
    assert!(title(&library, "twitter").is_some());
    let built_in = Prompts::load(None, None).unwrap();
    let prompts = library.current();
    assert_eq!(
        prompts.digest, built_in.digest,
        "scenarios are no part of it"
    );
    let missing = Library::open(Some(folder.path().join("nowhere")));
    assert!(
        matches!(missing, Err(PromptsError::Unreadable(..))),
        "{missing:?}"
    );
}

#[test]
fn a_bad_file_is_reported_and_the_last_good_one_stays() {
    let folder = folder(&[("scenarios/guest-book.toml", SMALL)]);
    let library = open(folder.path());
    let write = |text: &str| write(folder.path(), "scenarios/guest-book.toml", text);
    write(&renamed("Second"));
    assert!(library.reload().unwrap().problems.is_empty());
    assert_eq!(title(&library, "guest-book").as_deref(), Some("Second"));
    write(&renamed("Third").replace("minutes = 45", "minuts = 45"));
    let prompts = library.reload().unwrap();
    let reported = &prompts.problems[0];
    assert_eq!(reported.problem.file, "scenarios/guest-book.toml");
    assert!(reported.problem.render(&reported.source).contains("minuts"));
    assert_eq!(title(&library, "guest-book").as_deref(), Some("Second"));
    write(&renamed("Fourth"));
    assert!(library.reload().unwrap().problems.is_empty());
    assert_eq!(title(&library, "guest-book").as_deref(), Some("Fourth"));
}

#[test]
fn bad_shared_files_leave_the_built_in_ones_in_use() {
    let built_in = Prompts::load(None, None).unwrap();
    for name in ["questions.toml", "interviewer.toml", "lexicon/caching.toml"] {
        let folder = folder(&[(name, "this is no TOML")]);
        let library = open(folder.path());
        let prompts = library.current();
        assert_eq!(prompts.problems[0].problem.file, name);
        assert_eq!(
            prompts.digest, built_in.digest,
            "the stamp names what is in use"
        );
        assert_eq!(prompts.offered.len(), built_in.offered.len());
    }
}

#[test]
fn a_bad_scenario_that_is_built_in_too_leaves_that_one_in_use() {
    let folder = folder(&[("scenarios/twitter.toml", "format = 1")]);
    let library = open(folder.path());
    assert!(!library.current().problems.is_empty());
    assert!(title(&library, "twitter").is_some());
}

#[test]
fn other_words_make_another_stamp() {
    let built_in = Prompts::load(None, None).unwrap();
    let questions = built_in_files().remove("questions.toml").unwrap();
    let folder = folder(&[("questions.toml", &format!("{questions}\n# a remark\n"))]);
    let prompts = open(folder.path()).current();
    assert!(prompts.problems.is_empty());
    assert_ne!(prompts.digest, built_in.digest);
}

#[tokio::test]
async fn a_session_keeps_the_scenario_that_it_began_with() {
    let folder = folder(&[("scenarios/guest-book.toml", SMALL)]);
    let library = open(folder.path());
    let began = library.current().scenario("guest-book").unwrap().clone();
    let stamp = library.current().stamp(&began);
    write(
        folder.path(),
        "scenarios/guest-book.toml",
        &renamed("Later"),
    );
    library.reload().unwrap();
    // Read and compiled once, then kept.
    for asked in [1, 0] {
        let mut times = 0;
        let engine = library
            .engine_for(&stamp, "guest-book", async || {
                times += 1;
                Ok::<String, ()>(SMALL.into())
            })
            .await
            .unwrap();
        assert_eq!(engine.scenario.title, "Design a guest book");
        assert_eq!(times, asked);
    }
    let broken = library
        .engine_for(
            &Stamp {
                scenario: "another".into(),
                ..stamp
            },
            "guest-book",
            async || Ok::<String, ()>("format = 1".into()),
        )
        .await;
    assert!(
        matches!(broken, Err(PinnedError::Problems(_))),
        "{broken:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_file_is_read_without_being_asked() {
    let folder = folder(&[("scenarios/guest-book.toml", SMALL)]);
    let library = open(folder.path());
    let _watching = library.watch().unwrap().unwrap();
    write(
        folder.path(),
        "scenarios/guest-book.toml",
        &renamed("Watched"),
    );
    let seen = async {
        while title(&library, "guest-book").as_deref() != Some("Watched") {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), seen)
        .await
        .unwrap();
}

use super::*;
use crate::assessment::{
    AskedLine, CompetencyScore, Level, MisconceptionLine, NearMissLine, Report, ReportPart,
    StepTime, compose,
};
use crate::interview::Setup;
use crate::language::Span;
use crate::language::lexicon::Lexicon;
use crate::scenario::{Band, Competency, Mode, Scenario, Seniority};

/// The small scenario of the tests.
fn small() -> Scenario {
    let lexicon = Lexicon::compile(
        &[(
            "lexicon.toml",
            include_str!("../../../tests/scenario/lexicon.toml"),
        )],
        (
            "questions.toml",
            include_str!("../../../tests/scenario/questions.toml"),
        ),
        "",
    )
    .unwrap();
    let source = include_str!("../../../tests/scenario/small.toml");
    Scenario::parse("small.toml", source, &lexicon).unwrap().0
}

fn quote(seq: u32, text: &str) -> Quote {
    Quote {
        seq,
        span: Span { start: 0, end: 1 },
        text: text.into(),
    }
}

/// A line of which one part was reached with this help, in turn `seq`; none: it was missed, and `seq` came near.
fn line(expectation: &str, step: Step, help: Option<Help>, points: u32, seq: u32) -> ReportLine {
    ReportLine {
        expectation: expectation.into(),
        title: format!("About {expectation}"),
        step,
        competency: Competency::SolutionDesign,
        weight: 1,
        level: match help {
            Some(_) => Level::Full,
            None => Level::None,
        },
        help,
        parts: vec![ReportPart {
            part: "what".into(),
            label: "what".into(),
            required: true,
            help,
            quote: help.map(|_| quote(seq, "said")),
            by: None,
            withdrawn: None,
            near_miss: match help {
                Some(_) => None,
                None => Some(NearMissLine {
                    quote: quote(seq, "nearly"),
                    absent: vec!["why".into()],
                }),
            },
        }],
        why: String::new(),
        rationale: String::new(),
        points,
    }
}

fn report(lines: Vec<ReportLine>) -> Report {
    Report {
        title: "A guest book".into(),
        setup: Setup {
            mode: Mode::Coach,
            seniority: Seniority::Entry,
            minutes: Some(45),
        },
        band: Band::At,
        headline: String::new(),
        caps: Vec::new(),
        competencies: vec![
            CompetencyScore {
                competency: Competency::ProblemNavigation,
                score: 400,
                bar: 500,
                band: Band::JustBelow,
            },
            CompetencyScore {
                competency: Competency::SolutionDesign,
                score: 701,
                bar: 600,
                band: Band::Above,
            },
        ],
        strengths: Vec::new(),
        lines,
        numbers: Vec::new(),
        asked: Vec::new(),
        not_asked: Vec::new(),
        assumptions: Vec::new(),
        misconceptions: Vec::new(),
        time: Vec::new(),
        counterfactual: None,
        practise: Vec::new(),
        concepts: Vec::new(),
    }
}

fn digest(report: &Report) -> Digest {
    Digest::new(report, None)
}

fn figures_of(attempts: &[(u32, Digest)], which: Which) -> Figures {
    let attempts: Vec<Attempt<'_>> = attempts
        .iter()
        .map(|(learner, digest)| Attempt {
            learner: *learner,
            digest,
        })
        .collect();
    figures(&attempts, which)
}

/// The places of the attempts in each cell.
fn places(row: &Heat) -> [Vec<usize>; 5] {
    row.cells
        .each_ref()
        .map(|cell| cell.iter().map(|behind| behind.attempt).collect())
}

#[test]
fn each_learner_counts_once_unless_all_attempts_are_asked_for() {
    let with = |help, points| digest(&report(vec![line("cache", Step::Design, help, points, 4)]));
    // Two learners; the first one came back twice, the second one's attempt lies between.
    let attempts = [
        (7, with(None, 0)),
        (7, with(Some(Help::Hinted), 500)),
        (9, with(Some(Help::Told), 0)),
        (7, with(Some(Help::Unprompted), 1000)),
    ];
    let check = |which, counted: usize, cells: [Vec<usize>; 5], points: u32, lost: usize| {
        let figures = figures_of(&attempts, which);
        assert_eq!(figures.counted, counted, "{which:?}");
        assert_eq!(places(&figures.heat[0]), cells, "{which:?}");
        assert_eq!(figures.heat[0].points, points, "{which:?}");
        assert_eq!(figures.heat[0].lost(), lost, "{which:?}");
        assert_eq!(figures.heat[0].open(), counted, "{which:?}");
        let [first, second] = &figures.progress[..] else {
            panic!("two learners have progress");
        };
        assert_eq!((first.learner, &first.attempts), (7, &vec![0, 1, 3]));
        assert_eq!((second.learner, &second.attempts), (9, &vec![2]));
    };
    let (u, p, h, t, m) = (vec![3], vec![], vec![1], vec![2], vec![0]);
    check(
        Which::Latest,
        2,
        [u.clone(), p.clone(), vec![], t.clone(), vec![]],
        500,
        1,
    );
    check(
        Which::First,
        2,
        [vec![], p.clone(), vec![], t.clone(), m.clone()],
        0,
        2,
    );
    check(Which::All, 4, [u, p, h, t, m], 375, 2);
}

#[test]
fn a_figure_has_the_words_behind_it_also_where_something_was_missed() {
    let attempts = [
        (
            1,
            digest(&report(vec![line(
                "cache",
                Step::Design,
                Some(Help::Probed),
                800,
                6,
            )])),
        ),
        (
            2,
            digest(&report(vec![line("cache", Step::Design, None, 0, 8)])),
        ),
    ];
    let figures = figures_of(&attempts, Which::Latest);
    let cells = &figures.heat[0].cells;
    assert_eq!(cells[How::Probed as usize][0].quotes, [quote(6, "said")]);
    assert_eq!(cells[How::Missed as usize][0].quotes, [quote(8, "nearly")]);
}

#[test]
fn editions_with_other_expectations_are_weighed_together_step_by_step() {
    let one = report(vec![
        line("cache", Step::Design, Some(Help::Unprompted), 1000, 2),
        line("ask", Step::Clarify, None, 0, 2),
    ]);
    let beginner = report(vec![line("ask", Step::Clarify, None, 0, 2)]);
    let attempts = [(1, digest(&one)), (2, digest(&beginner))];
    let heat = figures_of(&attempts, Which::Latest).heat;
    let rows: Vec<(&str, usize)> = heat
        .iter()
        .map(|row| (&*row.expectation, row.open()))
        .collect();
    assert_eq!(rows, [("ask", 2), ("cache", 1)]);
}

#[test]
fn time_is_told_by_its_middle_and_its_ends() {
    let spent = |clarify: u64, design: u64, budget: Option<u64>| {
        let mut report = report(Vec::new());
        report.time = vec![
            StepTime {
                step: Step::Clarify,
                spent_ms: clarify,
                budget_ms: budget,
            },
            StepTime {
                step: Step::Design,
                spent_ms: design,
                budget_ms: budget,
            },
        ];
        digest(&report)
    };
    let attempts = [
        (1, spent(100, 10, Some(300))),
        (2, spent(900, 20, None)),
        (3, spent(200, 40, Some(500))),
        (4, spent(300, 30, None)),
    ];
    let time = figures_of(&attempts, Which::Latest).time;
    let told: Vec<_> = time
        .iter()
        .map(|line| {
            (
                line.step,
                line.least_ms,
                line.median_ms,
                line.most_ms,
                line.budget_ms,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Step::Clarify, 100, 250, 900, Some(400)),
            (Step::Design, 10, 25, 40, Some(400)),
        ]
    );
    assert_eq!(time[0].spent, [(0, 100), (1, 900), (2, 200), (3, 300)]);
}

#[test]
fn misconceptions_are_counted_by_whether_they_were_let_go() {
    let held = |titles: &[(&str, bool)]| {
        let mut report = report(Vec::new());
        report.misconceptions = titles
            .iter()
            .map(|(title, settled)| MisconceptionLine {
                title: (*title).into(),
                quote: quote(2, "wrong"),
                settled: settled.then(|| quote(4, "right")),
                correction: "It is otherwise.".into(),
            })
            .collect();
        digest(&report)
    };
    let attempts = [
        (1, held(&[("rare", false), ("common", true)])),
        (2, held(&[("common", false)])),
    ];
    let rows = figures_of(&attempts, Which::Latest).misconceptions;
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.title.as_str(), row.settled.len(), row.held.len()))
        .collect();
    assert_eq!(told, [("common", 1, 1), ("rare", 0, 1)]);
    assert_eq!(
        rows[0].settled[0].quotes,
        [quote(2, "wrong"), quote(4, "right")]
    );
}

#[test]
fn facts_are_those_worth_asking_for_and_the_least_asked_come_first() {
    let scenario = &small();
    let worth = compose::worth_asking(scenario);
    assert!(worth.len() >= 2, "the scenario has facts worth asking for");
    let asking = |got: Vec<String>| {
        let mut report = report(Vec::new());
        report.asked = got
            .into_iter()
            .map(|got| AskedLine {
                quote: quote(2, "how many?"),
                got,
            })
            .collect();
        Digest::new(&report, Some(scenario))
    };
    let (first, second) = (worth[0].short.clone(), worth[1].short.clone());
    let attempts = [
        (1, asking(vec![first.clone()])),
        (2, asking(vec![format!("{second}; {first}")])),
        (3, asking(vec!["left open, to be assumed".into()])),
    ];
    let rows = figures_of(&attempts, Which::Latest).facts;
    let told = |short: &str| {
        let row = rows.iter().find(|row| row.short == short).unwrap();
        (row.asked.len(), row.not_asked.len())
    };
    assert_eq!(told(&first), (2, 1));
    assert_eq!(told(&second), (1, 2));
    assert_eq!(rows.len(), worth.len());
    assert!(rows.is_sorted_by_key(|row| row.asked.len()));
    // A fact is not taken for another one whose words it begins with.
    assert!(rows.iter().filter(|row| !row.asked.is_empty()).count() == 2);
}

#[test]
fn a_class_in_which_nothing_was_finished_has_no_figures() {
    let figures = figures(&[], Which::Latest);
    assert_eq!(figures.counted, 0);
    assert!(figures.heat.is_empty() && figures.time.is_empty() && figures.progress.is_empty());
}

#[test]
fn a_digest_keeps_the_means_of_scores_and_bars() {
    let digest = digest(&report(Vec::new()));
    assert_eq!((digest.score, digest.bar), (550, 550));
    assert_eq!(
        digest.scores,
        [
            (Competency::ProblemNavigation, 400),
            (Competency::SolutionDesign, 701)
        ]
    );
}

//! What kind of opinion a question asks for.

use crate::interview::words_in;

/// A kind of opinion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opinion {
    /// Which of several: "which would you prefer?".
    Choice,
    /// Whether it is wrong: "am I wrong?".
    Wrong,
    /// Whether there is a hole in it: "do you see a problem there?".
    Hole,
    /// What gives way: "what would break first, do you think?".
    Breaks,
    /// Whether it pays: "is that worth it?".
    Worth,
    /// Whether it is too much, or too slow: "is that too much for Postgres?".
    Too,
    /// What the interviewer would do: "how would you solve it?".
    Own,
    /// What the candidate should do: "do I have to wait for it?".
    Yours,
    /// How the candidate did, or what would have been better: "which part was my weakest?".
    Verdict,
}

const BREAKS: &[&str] = &[
    "break",
    "breaks",
    "fail",
    "fails",
    "crack",
    "cracks",
    "die",
    "dies",
    "collapse",
    "collapses",
    "fall",
    "falls",
    "snap",
    "snaps",
    "burst",
    "bursts",
    "buckle",
    "buckles",
    "choke",
    "chokes",
];
const WEAK: &[&str] = &[
    "weakest", "weak", "riskiest", "risky", "worries", "worry", "fragile",
];
const DOES: &[&str] = &[
    "do", "fix", "solve", "handle", "approach", "design", "build",
];
const SETS: &[&str] = &["use", "set", "pick", "take", "choose", "put", "keep"];
const ASKING: &[&str] = &["what", "whats", "which", "where"];
const HOLES: &[&str] = &[
    "hole",
    "holes",
    "flaw",
    "flaws",
    "gap",
    "gaps",
    "problem",
    "problems",
    "issue",
    "issues",
    "weakness",
    "weaknesses",
    "catch",
    "concern",
    "concerns",
];
const SEEING: &[&str] = &["see", "any", "spot", "find", "notice", "there"];
const PREFERS: &[&str] = &[
    "prefer",
    "preference",
    "rather",
    "choose",
    "pick",
    "take",
    "like",
    "lean",
    "leaning",
    "favour",
    "favor",
    "better",
    "nicer",
    "go",
    "use",
    "vote",
];
const WORTH: &[&str] = &[
    "worth",
    "overkill",
    "overengineering",
    "overengineered",
    "justified",
    "enough",
    "excessive",
];
const TOO: &[&str] = &[
    "much",
    "big",
    "small",
    "slow",
    "long",
    "many",
    "large",
    "complicated",
    "complex",
    "few",
    "little",
];
const WRONG: &[&str] = &[
    "wrong", "mistaken", "mistake", "crazy", "stupid", "dumb", "silly", "bad", "disagree",
    "nonsense", "naive", "terrible",
];

/// The kind of opinion that a question asks for; none where its words say no more than that it asks for one.
pub(super) fn of(question: &str) -> Option<Opinion> {
    let lower = question.to_lowercase().replace(['\'', '\u{2019}'], "");
    let words = words_in(&lower);
    let says = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let pair = |first: &[&str], second: &[&str]| {
        words
            .windows(2)
            .any(|pair| first.contains(&pair[0]) && second.contains(&pair[1]))
    };
    let asks_what = says(ASKING);
    let first = says(&["first"]) && (says(BREAKS) || pair(&["goes", "go"], &["first", "down"]));
    let choice = says(&["which"]) || says(&["or"]) && says(&["you", "u"]);
    let triple = |known: [&str; 3]| words.windows(3).any(|three| three == known);
    let mine = says(&["my", "mine", "me"]) || pair(&["i"], &["did", "gave", "said", "had"]);
    let verdict = triple(["you", "have", "done"])
        || triple(["should", "i", "have"])
        || pair(&["you"], &["liked", "disliked", "missed"])
        || triple(["was", "my", "answer"])
        || triple(["wanted", "to", "hear"])
        || triple(["want", "to", "hear"]) && says(&["is", "was"])
        || says(&["convincing", "unconvincing"])
        || mine && (says(WEAK) || says(&["weaker", "worst", "best", "strongest", "better"]));
    let heard = triple(["wanted", "to", "hear"]) || says(&["convincing"]);
    // "Is node in the middle a problem?"; what "that" is to anybody is asked of the problem.
    let troubles = !asks_what
        && words
            .last()
            .is_some_and(|last| ["problem", "issue"].contains(last))
        && pair(&["a", "an"], &["problem", "issue"])
        && !says(&["that", "it", "this"]);
    if (asks_what || heard) && verdict {
        Some(Opinion::Verdict)
    } else if triple_of(&words, DOES) {
        Some(Opinion::Own)
    } else if asks_what && (first || says(WEAK)) {
        Some(Opinion::Breaks)
    } else if says(HOLES) && says(SEEING) || says(&["convinced"]) {
        Some(Opinion::Hole)
    } else if choice && says(PREFERS) {
        Some(Opinion::Choice)
    } else if asks_what && triple_of(&words, SETS) {
        Some(Opinion::Own)
    } else if pair(&["too"], TOO) {
        Some(Opinion::Too)
    } else if says(WORTH) {
        Some(Opinion::Worth)
    } else if says(WRONG) || troubles {
        Some(Opinion::Wrong)
    } else if pair(
        &["should", "shall", "must"],
        &["i", "we", "the", "it", "they"],
    ) || pair(&["i", "we"], &["have", "need"]) && pair(&["do"], &["i", "we"])
    {
        Some(Opinion::Yours)
    } else {
        None
    }
}

/// Whether a question asks for approval: "are you ok with that?", "did the numbers look sane to you?".
pub(super) fn seeks_approval(question: &str) -> bool {
    const SOUNDS: [&str; 6] = ["look", "looks", "sound", "sounds", "seem", "seems"];
    const GOOD: [&str; 12] = [
        "ok",
        "okay",
        "fine",
        "right",
        "good",
        "sane",
        "reasonable",
        "fair",
        "alright",
        "plausible",
        "correct",
        "happy",
    ];
    let lower = question.to_lowercase();
    let words = words_in(&lower);
    let sounds = words.iter().position(|word| SOUNDS.contains(word));
    let good = |from: usize| words.iter().skip(from).any(|word| GOOD.contains(word));
    let with = words
        .windows(2)
        .any(|two| GOOD.contains(&two[0]) && ["with", "for"].contains(&two[1]));
    let you = words.iter().any(|word| ["you", "u"].contains(word));
    sounds.is_some_and(good) || with && you
}

/// Whether a question has a word of who wants an opinion.
pub(super) fn is_wanted(question: &str) -> bool {
    const WANTED: [&str; 34] = [
        "you",
        "u",
        "your",
        "think",
        "opinion",
        "view",
        "ok",
        "okay",
        "fine",
        "right",
        "good",
        "enough",
        "sense",
        "agree",
        "reasonable",
        "sane",
        "fair",
        "work",
        "works",
        "hold",
        "holds",
        "correct",
        "idea",
        "safe",
        "acceptable",
        "happy",
        "allowed",
        "better",
        "best",
        "alright",
        "sound",
        "wise",
        "clean",
        "makes",
    ];
    let lower = question.to_lowercase();
    words_in(&lower).iter().any(|word| WANTED.contains(word))
}

/// Whether a question is after what would follow from the candidate's own design: "some might get it twice then?".
pub(super) fn may_follow(question: &str) -> bool {
    const MAY: [&str; 5] = ["might", "may", "could", "would", "will"];
    let lower = question.to_lowercase();
    let words = words_in(&lower);
    let asks = lower.trim_end_matches([' ', '"']).ends_with('?');
    let then = words.last() == Some(&"then");
    // "Could we cache it then?" proposes.
    let at = words.iter().position(|word| MAY.contains(word));
    let own = words
        .iter()
        .any(|word| ["i", "we", "you", "u", "id", "ill"].contains(word));
    asks && then && at.is_some_and(|at| at > 0) && !own
}

/// Whether a question asks what follows when something gives way: "what if the cache is down?".
pub(super) fn is_what_if(question: &str) -> bool {
    const GONE: [&str; 34] = [
        "backs",
        "overflows",
        "overloaded",
        "fills",
        "slow",
        "lags",
        "behind",
        "grows",
        "explodes",
        "spikes",
        "stuck",
        "late",
        "down",
        "dies",
        "die",
        "died",
        "fails",
        "fail",
        "failed",
        "crashes",
        "crash",
        "crashed",
        "stops",
        "stop",
        "breaks",
        "break",
        "lost",
        "gone",
        "full",
        "restarts",
        "restart",
        "unavailable",
        "unreachable",
        "dead",
    ];
    let lower = question.to_lowercase();
    let words = words_in(&lower);
    let pairs = [
        ("what", "if"),
        ("what", "happens"),
        ("what", "when"),
        ("happens", "if"),
        ("happens", "when"),
    ];
    let asks = words
        .windows(2)
        .any(|two| pairs.contains(&(two[0], two[1])));
    asks && words.iter().any(|word| GONE.contains(word))
}

/// Whether words ask what the interviewer would do, with one of these verbs.
fn triple_of(words: &[&str], verbs: &[&str]) -> bool {
    words.windows(3).any(|three| {
        three[0] == "would" && ["you", "u"].contains(&three[1]) && verbs.contains(&three[2])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opinions_are_told_apart() {
        let kinds: [(Option<Opinion>, &[&str]); 10] = [
            (
                Some(Opinion::Yours),
                &[
                    "should i wait for the sizes before it goes in ppls feeds?",
                    "Do I have to hold the one minute also during a burst?",
                    "should the client retry?",
                ],
            ),
            (
                Some(Opinion::Choice),
                &[
                    "Which one would you prefer, by the way?",
                    "which way would product lean, do you think?",
                    "push or pull, what would you rather have?",
                    "redis or memcached, which do you like better?",
                    "which of the two would you pick?",
                    "would you go for the first or the second?",
                ],
            ),
            (
                Some(Opinion::Wrong),
                &[
                    "but honestly do u think im wrong?",
                    "am I wrong there?",
                    "is that a mistake?",
                    "would you disagree?",
                    "is it a bad idea?",
                    "is that crazy?",
                ],
            ),
            (
                Some(Opinion::Hole),
                &[
                    "Do you see a hole there?",
                    "do you see a problem with that?",
                    "any flaws you can spot?",
                    "is there a gap in it?",
                    "any issues with that, you think?",
                ],
            ),
            (
                Some(Opinion::Breaks),
                &[
                    "what would break first do u think?",
                    "which part fails first?",
                    "where is it weakest, in your view?",
                    "what do you think dies first?",
                    "what worries you most?",
                ],
            ),
            (
                Some(Opinion::Worth),
                &[
                    "Is that worth it to you?",
                    "overkill?",
                    "would one standby be enough for you?",
                ],
            ),
            (
                Some(Opinion::Too),
                &[
                    "is that too much for three people?",
                    "3 TB, is that too big for one machine?",
                    "too slow?",
                ],
            ),
            (
                Some(Opinion::Own),
                &[
                    "if you see it otherwise, what would you do in my place?",
                    "how would you fix that?",
                    "what cutoff would u use?",
                    "How would you solve it?",
                ],
            ),
            (
                Some(Opinion::Verdict),
                &[
                    "what would you have done different, and which part was the weakest from me?",
                    "what should I have said about the cache?",
                    "what was my worst answer?",
                ],
            ),
            (
                None,
                &[
                    "what do you think?",
                    "your opinion?",
                    "Anything there you'd move?",
                    "how am I doing?",
                ],
            ),
        ];
        for (kind, questions) in kinds {
            for question in questions {
                assert_eq!(of(question), kind, "{question}");
            }
        }
    }
}

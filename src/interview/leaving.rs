//! Whether a message ends in a goodbye, whatever stands before it.

/// A goodbye, word by word.
const GOODBYES: &[&[&str]] = &[
    &["bye"],
    &["goodbye"],
    &["byebye"],
    &["good", "bye"],
    &["good", "night"],
    &["goodnight"],
    &["see", "you"],
    &["see", "ya"],
    &["take", "care"],
    &["have", "a", "good"],
    &["have", "a", "great"],
    &["have", "a", "nice"],
    &["have", "a", "lovely"],
    &["ciao"],
];
/// What may stand after a goodbye, and before it.
const KIND: &[&str] = &[
    "a",
    "again",
    "all",
    "am",
    "and",
    "appreciate",
    "appreciated",
    "around",
    "been",
    "bye",
    "care",
    "chat",
    "cheers",
    "ciao",
    "day",
    "done",
    "enjoyed",
    "evening",
    "for",
    "fun",
    "good",
    "goodbye",
    "great",
    "have",
    "helped",
    "helpful",
    "i",
    "im",
    "interview",
    "it",
    "its",
    "later",
    "lot",
    "lots",
    "lovely",
    "me",
    "much",
    "nice",
    "night",
    "now",
    "of",
    "ok",
    "okay",
    "one",
    "pleasure",
    "really",
    "rest",
    "see",
    "so",
    "soon",
    "take",
    "talk",
    "thank",
    "thanks",
    "that",
    "thats",
    "the",
    "then",
    "this",
    "thx",
    "time",
    "tomorrow",
    "very",
    "was",
    "week",
    "weekend",
    "well",
    "ya",
    "you",
    "your",
];
/// Words of thanks.
const THANKS: [&str; 6] = ["thanks", "thank", "thx", "cheers", "ty", "appreciate"];
/// So near the end a goodbye stands.
const LAST: usize = 14;
const NIGHT: [&str; 2] = ["night", "goodnight"];

/// One word, and whether a sign stands before it.
struct Said {
    word: String,
    apart: bool,
}

/// The words of a text.
fn said(text: &str) -> Vec<Said> {
    let mut words: Vec<Said> = Vec::new();
    let mut apart = true;
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '\u{2019}') {
            if !word.is_empty() {
                let word = std::mem::take(&mut word);
                words.push(Said { word, apart });
                apart = false;
            }
            apart |= !c.is_whitespace() || c == '\n';
        }
    }
    words
}

fn is_kind(word: &str) -> bool {
    KIND.contains(&word)
}

/// Whether a message ends in a goodbye: one near its end, by itself, with nothing but kind words after it.
pub(super) fn ends_in_goodbye(text: &str) -> bool {
    let words = said(text);
    let from = words.len().saturating_sub(LAST);
    (from..words.len()).any(|at| {
        let begins = words[at].apart || at > 0 && is_kind(&words[at - 1].word);
        let rest = |known: &&[&str]| {
            let own = words.get(at..at + known.len())?;
            let same = own
                .iter()
                .zip(*known)
                .all(|(own, known)| own.word == *known);
            same.then(|| &words[at + known.len()..])
        };
        begins
            && GOODBYES
                .iter()
                .filter_map(rest)
                .any(|rest| rest.iter().all(|said| is_kind(&said.word)))
    })
}

/// Whether thanks stand among a message's last words.
pub(super) fn thanks(text: &str) -> bool {
    let words = said(text);
    let mut last = words.iter().rev().take(LAST);
    last.any(|said| THANKS.contains(&said.word.as_str()))
}

/// Whether it is night where the goodbye comes from.
pub(super) fn is_night(text: &str) -> bool {
    let words = said(text);
    let mut last = words.iter().rev().take(LAST);
    last.any(|said| NIGHT.contains(&said.word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goodbye_at_the_end_is_told_from_one_in_the_middle() {
        for text in [
            "still one django app tho. ok i think thats me done, thanks so much this helped, bye and good night!",
            "Weakest spots: failover, single region. That's it from me. Thank you, I enjoyed it. Goodbye.",
            "That's it from my side, thank you, I really enjoyed it. Bye!",
            "so the cache goes first. thx, bye",
            "and the index is on the author. Have a nice evening!",
            "that's all, have a great rest of your day",
            "Bye! That was fun.",
            "ok good night then",
            "thanks for your time, see you",
            "replicas take the reads. Take care!",
            "bye",
            "goodbye and thanks again for the chat",
            "the backups are tested monthly\nciao!",
        ] {
            assert!(ends_in_goodbye(text), "{text}");
        }
        for text in [
            "thanks, that helps. now the cache sits in front of the database",
            "bye bye monolith, hello services that scale by themselves",
            "the client sends bye",
            "the server says goodbye to the old connections",
            "have a look at the queue",
            "we have a night job that compacts",
            "see you need a lock there",
            "take care of the retries",
            "each user gets a good night story",
            "thanks, that was helpful",
            "we have a",
        ] {
            assert!(!ends_in_goodbye(text), "{text}");
        }
    }
}

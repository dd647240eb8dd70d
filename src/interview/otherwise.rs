//! Messages that are meant for the interviewer and no part of an interview: another language, "are you a robot?", "just
//! tell me the solution".

use crate::interview::words_in;

/// What such a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Otherwise {
    /// It isn't in English.
    Foreign,
    /// It asks what it talks to.
    Nature,
    /// It wants to be told the solution.
    Solution,
}

/// Small words of other languages that no English sentence has.
const FOREIGN: &[&str] = &[
    "wie",
    "viele",
    "hat",
    "das",
    "der",
    "und",
    "ist",
    "nicht",
    "ich",
    "wir",
    "sie",
    "ein",
    "eine",
    "mit",
    "fur",
    "für",
    "auf",
    "gibt",
    "soll",
    "kann",
    "que",
    "cuantos",
    "cuántos",
    "cuantas",
    "cuántas",
    "hay",
    "usuarios",
    "los",
    "las",
    "el",
    "una",
    "por",
    "como",
    "cómo",
    "est",
    "les",
    "des",
    "une",
    "combien",
    "quel",
    "quelle",
    "sont",
    "avec",
    "pour",
    "dans",
    "il",
    "gli",
    "quanti",
    "utenti",
    "sono",
    "che",
    "quantos",
    "são",
    "não",
    "nao",
    "uma",
    "qual",
    "het",
    "een",
    "hoeveel",
    "zijn",
    "voor",
    "jak",
    "ile",
    "jest",
    "kac",
    "kaç",
    "ne",
    "bir",
    "için",
    "и",
    "в",
    "не",
    "как",
    "сколько",
    "что",
];
/// Small words of English.
const ENGLISH: &[&str] = &[
    "the", "a", "an", "is", "are", "of", "to", "and", "how", "what", "we", "i", "it", "you", "do",
    "does", "many", "for", "with", "that", "this", "in", "on", "be", "would", "should", "can",
    "there",
];
/// What an interviewer in a page may be taken for.
const NATURES: &[&str] = &[
    "ai", "bot", "robot", "human", "chatgpt", "gpt", "llm", "real", "person", "machine", "program",
    "model", "computer",
];
/// So many of them are nothing else.
const BARE: usize = 7;
/// What somebody wants to be told who gives up the search.
const SOLUTIONS: &[&str] = &["solution", "answer", "answers", "solutions"];
/// Longer messages say something besides.
const SHORT: usize = 12;
/// So many small words of another language make a sentence of it.
const FEW: usize = 2;

/// What a message is, where it is one of these.
pub(super) fn of(text: &str) -> Option<Otherwise> {
    let lower = text.to_lowercase().replace(['\'', '\u{2019}'], "");
    let words = words_in(&lower);
    let count = |list: &[&str]| words.iter().filter(|word| list.contains(word)).count();
    let follows = |first: &[&str], second: &[&str], within: usize| {
        let mut places = words.iter().enumerate();
        places.any(|(at, word)| {
            first.contains(word)
                && words[at + 1..]
                    .iter()
                    .take(within)
                    .any(|next| second.contains(next))
        })
    };
    if count(FOREIGN) >= FEW && count(FOREIGN) > count(ENGLISH) || is_in_other_letters(text) {
        return Some(Otherwise::Foreign);
    }
    if words.len() > SHORT {
        return None;
    }
    let asks = words
        .first()
        .is_some_and(|word| ["are", "r", "is", "am"].contains(word));
    let you =
        follows(&["are", "r"], &["you", "u", "ya"], 1) && follows(&["you", "u", "ya"], NATURES, 3);
    let this = asks
        && follows(&["this", "that", "i"], &NATURES[..BARE], 4)
        && count(&["talking", "this", "that"]) > 0;
    if you || this {
        return Some(Otherwise::Nature);
    }
    let told = follows(&["tell", "give", "show"], SOLUTIONS, 3) && count(&["me", "us"]) > 0;
    let what = words.len() <= 5 && follows(&["what", "whats"], SOLUTIONS, 3);
    (told || what).then_some(Otherwise::Solution)
}

/// Whether most letters are of another script.
fn is_in_other_letters(text: &str) -> bool {
    const LEAST: usize = 6;
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    let latin = letters
        .iter()
        .filter(|c| c.is_ascii() || ('\u{c0}'..='\u{24f}').contains(*c))
        .count();
    letters.len() >= LEAST && latin * 2 < letters.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_part_of_an_interview_is_told_apart() {
        let cases: [(Option<Otherwise>, &[&str]); 4] = [
            (
                Some(Otherwise::Foreign),
                &[
                    "Wie viele Nutzer hat das System pro Tag?",
                    "¿cuántos usuarios hay?",
                    "combien d'utilisateurs sont dans le système?",
                    "сколько пользователей в системе?",
                    "毎日何人のユーザーがいますか",
                ],
            ),
            (
                Some(Otherwise::Nature),
                &[
                    "are you an AI?",
                    "r u a real person",
                    "is this a bot?",
                    "are you human or chatgpt",
                ],
            ),
            (
                Some(Otherwise::Solution),
                &[
                    "just tell me the solution",
                    "what is the answer?",
                    "give me the answers pls",
                ],
            ),
            (
                None,
                &[
                    "how many users are there?",
                    "is this a real time system?",
                    "we use a model for each user",
                    "the answers are stored in a table",
                    "a machine that dies is replaced",
                    "what is the answer to a vote, a row in a table or a counter?",
                    "por favor",
                    "a cafe with an el dorado sign",
                ],
            ),
        ];
        for (expected, texts) in cases {
            for text in texts {
                assert_eq!(of(text), expected, "{text}");
            }
        }
    }
}

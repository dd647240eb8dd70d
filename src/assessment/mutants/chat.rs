//! Twins as one types them to a friend.

use super::{Kind, Twin, choice};
use crate::language::token::{TokenKind, tokens};

/// Words and what is typed for them, one of several.
const SHORT: &[(&str, &[&str])] = &[
    ("about", &["abt"]),
    ("and", &["&"]),
    ("because", &["bc", "cuz"]),
    ("database", &["db"]),
    ("databases", &["dbs"]),
    ("message", &["msg"]),
    ("messages", &["msgs"]),
    ("people", &["ppl"]),
    ("picture", &["pic"]),
    ("pictures", &["pics"]),
    ("please", &["pls"]),
    ("probably", &["prob"]),
    ("seconds", &["secs"]),
    ("something", &["smth"]),
    ("though", &["tho"]),
    ("through", &["thru"]),
    ("video", &["vid"]),
    ("videos", &["vids"]),
    ("with", &["w/"]),
    ("without", &["w/o"]),
    ("you", &["u"]),
    ("your", &["ur"]),
];

/// Two words and what is typed for them.
const SHORT_PAIRS: &[(&str, &str, &str)] = &[
    ("load", "balancer", "lb"),
    ("load", "balancers", "lbs"),
    ("message", "queue", "mq"),
    ("right", "now", "rn"),
];

/// Abbreviated, and typed without care; fewer where that changes nothing.
pub(super) fn twins(text: &str) -> Vec<Twin> {
    [abbreviated(text), careless(text)]
        .into_iter()
        .filter(|twin| twin != text)
        .map(|text| Twin {
            kind: Kind::Chat,
            text,
        })
        .collect()
}

/// With every short form that there is.
fn abbreviated(text: &str) -> String {
    let words: Vec<(usize, usize, String)> = tokens(text)
        .into_iter()
        .filter(|token| token.kind == TokenKind::Word)
        .map(|token| {
            let (start, end) = (token.span.start as usize, token.span.end as usize);
            (start, end, token.span.of(text).to_lowercase())
        })
        .collect();
    let mut typed = text.to_owned();
    let mut next_taken = false;
    // From the last to the first, so that the places stay right.
    for (at, (start, end, word)) in words.iter().enumerate().rev() {
        if std::mem::take(&mut next_taken) {
            continue;
        }
        let before = at.checked_sub(1).map(|before| &words[before]);
        let pair = before.and_then(|(start, _, first)| {
            let pair = SHORT_PAIRS
                .iter()
                .find(|(one, other, _)| one == first && other == word)?;
            Some((*start, pair.2))
        });
        if let Some((start, short)) = pair {
            typed.replace_range(start..*end, short);
            next_taken = true;
        } else if let Some((_, short)) = SHORT.iter().find(|(long, _)| long == word) {
            typed.replace_range(*start..*end, short[choice(text, short.len())]);
        }
    }
    typed
}

/// In lower case, without apostrophes and without the stops that end a line.
fn careless(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| {
            let line = line.trim_end().trim_end_matches('.').to_lowercase();
            line.replace(['\'', '’'], "")
        })
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_take_the_place_of_whole_words() {
        assert_eq!(
            abbreviated("With a load balancer, people and you right now. Withdraw databases"),
            "w/ a lb, ppl & u rn. Withdraw dbs"
        );
    }

    #[test]
    fn carelessness_drops_capitals_apostrophes_and_last_stops() {
        assert_eq!(
            careless("I'd use S3. It’s cheap.\nWe don't need 1.5 TB."),
            "id use s3. its cheap\nwe dont need 1.5 tb"
        );
    }

    #[test]
    fn what_cannot_be_shortened_has_no_twin() {
        assert_eq!(twins("we cache tweets"), []);
    }
}

//! A report speaks to the candidate. To anybody else who reads it, the same sentences speak of the candidate.

use super::Report;

impl Report {
    /// The report for a reader who isn't the candidate: "The candidate raised it themselves". Quoted words stay as they are.
    pub fn for_others(mut self) -> Report {
        let strengths = self.strengths.iter_mut().map(|strength| &mut strength.text);
        let asked = self.asked.iter_mut().map(|line| &mut line.got);
        let lines = self.lines.iter_mut().map(|line| &mut line.why);
        for text in self
            .caps
            .iter_mut()
            .chain(strengths)
            .chain(asked)
            .chain(lines)
        {
            *text = of_the_candidate(text);
        }
        self
    }
}

/// A sentence to the candidate as one about them. The report tells what was said and done: in the past, "you" and "the
/// candidate" take the same verbs.
pub fn of_the_candidate(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    for (index, part) in text.split('"').enumerate() {
        if index > 0 {
            told.push('"');
        }
        match index % 2 {
            0 => retell(part, &mut told),
            _ => told.push_str(part),
        }
    }
    told
}

fn retell(text: &str, told: &mut String) {
    let mut before = "";
    for piece in text.split_inclusive(|c: char| !c.is_alphabetic()) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphabetic());
        told.push_str(match word {
            "You" => "The candidate",
            "you" if matches!(before, "by" | "to" | "for" | "of" | "with" | "from") => "them",
            "you" => "they",
            "Your" => "Their",
            "your" => "their",
            "Yours" => "Theirs",
            "yours" => "theirs",
            "yourself" => "themselves",
            _ => word,
        });
        told.push_str(&piece[word.len()..]);
        if !word.is_empty() {
            before = word;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_speaks_to_the_candidate_speaks_of_them_to_others() {
        let check = |text: &str, expected: &str| assert_eq!(of_the_candidate(text), expected);
        check(
            "You raised it yourself, with everything that belongs to it.",
            "The candidate raised it themselves, with everything that belongs to it.",
        );
        check("Raised by you: why.", "Raised by them: why.");
        check(
            "Loses nothing: you got there with one question.",
            "Loses nothing: they got there with one question.",
        );
        check(
            "You changed your mind when the consequences said so.",
            "The candidate changed their mind when the consequences said so.",
        );
        check("yours to decide", "theirs to decide");
        check(
            "It said \"you own it\" to you.",
            "It said \"you own it\" to them.",
        );
        check(
            "Young, \u{fc}ber you\u{2019}",
            "Young, \u{fc}ber they\u{2019}",
        );
        check("", "");
    }
}

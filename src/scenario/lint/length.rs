//! Texts that are too long for the place where they stand. What the interviewer says at once is counted while it is
//! read (`scenario/reader.rs`); here it is sentences, which somebody nervous has to take in, and what stands on a line.

use super::Linter;
use super::said::{Said, said};

/// Words of one sentence that can be taken in by ear.
const SENTENCE: usize = 40;

/// The most characters of what stands on one line, by the last piece of its path.
const LINES: [(&str, usize); 4] = [
    ("title", 70),
    ("summary", 120),
    ("short", 80),
    ("label", 100),
];

impl Linter<'_> {
    pub(super) fn length(&self) {
        let scenario = self.scenario;
        self.line("scenario/title", &scenario.title);
        self.line("scenario/summary", &scenario.summary);
        for Said { path, text } in said(scenario) {
            self.line(&path, text);
            let longest = text
                .split_inclusive(['.', '?', '!', ':', ';'])
                .map(|sentence| sentence.split_whitespace().count())
                .max()
                .unwrap_or(0);
            if longest > SENTENCE {
                let message =
                    format!("a sentence of {longest} words: nobody follows more than {SENTENCE}");
                self.warn(&path, message);
            }
        }
    }

    fn line(&self, path: &str, text: &str) {
        let key = path.rsplit('/').next().unwrap_or_default();
        let most = LINES.iter().find(|(known, _)| *known == key);
        let count = text.chars().count();
        if let Some((_, most)) = most.filter(|(_, most)| count > *most) {
            self.warn(
                path,
                format!("{count} characters: what stands on a line has {most} or fewer"),
            );
        }
    }
}

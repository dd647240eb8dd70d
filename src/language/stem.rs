//! The stem of a word: the same for all its inflections, used on both sides of every comparison.
//!
//! A stem is no word of the language, only a meeting point: *cache*, *caches*, *cached* and *caching* meet at `cach`.
//! Derivations (*replica*, *replication*) stay apart on purpose: authors name them one by one. The stemmer works in
//! a buffer on the stack, because it runs for every word of every message.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use super::sentence::Hashed;
use super::token::Word;

/// Words longer than this are compared as they are: no English inflection is that long.
const LONGEST: usize = 32;

/// The stem of a lower-case word, hashed.
pub fn stem(word: &str) -> Word {
    match Buffer::of(word) {
        Some(mut buffer) => {
            buffer.reduce(word);
            Word::of_bytes(buffer.as_bytes())
        }
        None => Word::of(word),
    }
}

/// The stem of a lower-case word as text: for comparing spellings.
pub fn stem_text(word: &str) -> String {
    match Buffer::of(word) {
        Some(mut buffer) => {
            buffer.reduce(word);
            String::from_utf8_lossy(buffer.as_bytes()).into_owned()
        }
        None => word.to_owned(),
    }
}

/// Whether the word has this ending. Most words don't: the last letter tells at once.
fn ends(word: &[u8], suffix: &[u8]) -> bool {
    word.last() == suffix.last() && word.ends_with(suffix)
}

struct Buffer {
    bytes: [u8; LONGEST + 2],
    len: usize,
}

impl Buffer {
    /// The word in a buffer, if it is made of ASCII letters alone and not too long to be inflected.
    fn of(word: &str) -> Option<Buffer> {
        let letters = word.as_bytes();
        if letters.len() > LONGEST
            || letters.len() < 3
            || !letters.iter().all(u8::is_ascii_lowercase)
        {
            return None;
        }
        let mut buffer = Buffer {
            bytes: [0; LONGEST + 2],
            len: 0,
        };
        buffer.set(letters);
        Some(buffer)
    }

    fn set(&mut self, letters: &[u8]) {
        let len = letters.len().min(LONGEST);
        self.bytes[..len].copy_from_slice(&letters[..len]);
        self.len = len;
    }

    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    fn ends(&self, suffix: &[u8]) -> bool {
        ends(self.as_bytes(), suffix)
    }

    fn cut(&mut self, count: usize) {
        self.len -= count.min(self.len);
    }

    fn push(&mut self, letter: u8) {
        self.bytes[self.len] = letter;
        self.len += 1;
    }

    fn reduce(&mut self, word: &str) {
        let inflected = match BASES.get(&Word::of(word)) {
            Some(base) => {
                self.set(base.as_bytes());
                false
            }
            None => {
                self.drop_plural();
                self.drop_participle()
            }
        };
        self.finish(inflected);
    }

    fn drop_plural(&mut self) {
        if self.len == 3 {
            // Plurals of short nouns; other three-letter words keep their s (dns, aws, bus, rps).
            if matches!(
                self.as_bytes(),
                b"dbs" | b"ids" | b"lbs" | b"vms" | b"ads" | b"pcs" | b"mqs"
            ) {
                self.cut(1);
            }
            return;
        }
        let bytes = self.as_bytes();
        if !ends(bytes, b"s")
            || [&b"ss"[..], b"us", b"is"]
                .iter()
                .any(|end| ends(bytes, end))
            || matches!(bytes, b"news" | b"https" | b"always" | b"cors" | b"lens")
        {
            return;
        }
        if ends(bytes, b"ies") {
            if self.len >= 5 {
                self.cut(3);
                self.push(b'y');
            } else {
                self.cut(1);
            }
        } else if [&b"sses"[..], b"xes", b"ches", b"shes", b"zzes"]
            .iter()
            .any(|end| ends(bytes, end))
        {
            self.cut(2);
        } else {
            self.cut(1);
        }
    }

    /// Drops -ed or -ing, and mends the doubled letter or the lost e; says whether it did.
    fn drop_participle(&mut self) -> bool {
        if self.ends(b"ied") && self.len >= 5 {
            self.cut(3);
            self.push(b'y');
            return true;
        }
        let suffix = if self.ends(b"ing") {
            3
        } else if self.ends(b"ed") && !self.ends(b"eed") {
            2
        } else {
            return false;
        };
        let rest = &self.bytes[..self.len - suffix.min(self.len)];
        if rest.len() < 2 || !rest.iter().enumerate().any(|(at, _)| is_vowel(rest, at)) {
            return false;
        }
        self.cut(suffix);
        let rest = self.as_bytes();
        let last = rest[rest.len() - 1];
        let doubled =
            rest.len() >= 4 && rest[rest.len() - 2] == last && !is_vowel(rest, rest.len() - 1);
        if doubled && !matches!(last, b'l' | b's' | b'z' | b'f') {
            self.cut(1);
        } else if !doubled && is_short_syllable(rest) {
            self.push(b'e');
        }
        true
    }

    /// What inflected and plain words have in common: final e, y, ll, and British spellings.
    fn finish(&mut self, inflected: bool) {
        let mut dropped = inflected;
        if self.len >= 4 && self.ends(b"e") && !self.ends(b"ee") {
            let rest = &self.bytes[..self.len - 1];
            // "plane" keeps its e, or it would meet "plan"; "cache" loses it to meet "caching".
            if !is_short_syllable(rest) {
                self.cut(1);
                dropped = true;
            }
        }
        if self.len >= 4 && self.ends(b"y") && !is_vowel(self.as_bytes(), self.len - 2) {
            self.cut(1);
            self.push(b'i');
        }
        if self.len >= 5 && self.ends(b"ll") && vowel_groups(self.as_bytes()) > 1 {
            self.cut(1);
        }
        if self.len >= 6 && dropped && self.ends(b"is") {
            self.cut(1);
            self.push(b'z');
        } else if self.len >= 8 && self.ends(b"isation") {
            let at = self.len - 6;
            self.bytes[at] = b'z';
        } else if self.len >= 6 && self.ends(b"our") {
            self.cut(2);
            self.push(b'r');
        }
    }
}

fn is_vowel(word: &[u8], at: usize) -> bool {
    match word[at] {
        b'a' | b'e' | b'i' | b'o' => true,
        b'u' => at == 0 || word[at - 1] != b'q',
        b'y' => at > 0 && !matches!(word[at - 1], b'a' | b'e' | b'i' | b'o' | b'u'),
        _ => false,
    }
}

fn vowel_groups(word: &[u8]) -> usize {
    (0..word.len())
        .filter(|&at| is_vowel(word, at) && (at == 0 || !is_vowel(word, at - 1)))
        .count()
}

/// One vowel, one consonant at the end: English writes -ing after such a word with a doubled letter ("planning"), so
/// where there is none ("sharing"), an e was lost.
fn is_short_syllable(word: &[u8]) -> bool {
    let len = word.len();
    len >= 2
        && vowel_groups(word) == 1
        && !is_vowel(word, len - 1)
        && !matches!(word[len - 1], b'w' | b'x' | b'y')
        && is_vowel(word, len - 2)
        && (len < 3 || !is_vowel(word, len - 3))
}

/// The bases of [`IRREGULAR`] forms by the hashed form: every word is looked up.
static BASES: LazyLock<HashMap<Word, &str, BuildHasherDefault<Hashed>>> = LazyLock::new(|| {
    let forms = IRREGULAR.iter();
    forms.map(|(form, base)| (Word::of(form), *base)).collect()
});

/// Irregular forms and their base, sorted by form.
const IRREGULAR: &[(&str, &str)] = &[
    ("agreed", "agree"),
    ("am", "be"),
    ("analyses", "analysis"),
    ("arisen", "arise"),
    ("arose", "arise"),
    ("ate", "eat"),
    ("beaten", "beat"),
    ("became", "become"),
    ("been", "be"),
    ("began", "begin"),
    ("begun", "begin"),
    ("being", "be"),
    ("blew", "blow"),
    ("blown", "blow"),
    ("bought", "buy"),
    ("broke", "break"),
    ("broken", "break"),
    ("brought", "bring"),
    ("built", "build"),
    ("burnt", "burn"),
    ("buses", "bus"),
    ("came", "come"),
    ("caught", "catch"),
    ("centre", "center"),
    ("centred", "center"),
    ("centres", "center"),
    ("children", "child"),
    ("chose", "choose"),
    ("chosen", "choose"),
    ("cost", "cost"),
    ("criteria", "criterion"),
    ("dealt", "deal"),
    ("did", "do"),
    ("died", "die"),
    ("dies", "die"),
    ("does", "do"),
    ("doing", "do"),
    ("done", "do"),
    ("drew", "draw"),
    ("driven", "drive"),
    ("drove", "drive"),
    ("dug", "dig"),
    ("dying", "die"),
    ("embed", "embed"),
    ("embedded", "embed"),
    ("embedding", "embed"),
    ("fallen", "fall"),
    ("feet", "foot"),
    ("fell", "fall"),
    ("felt", "feel"),
    ("fled", "flee"),
    ("flew", "fly"),
    ("forbade", "forbid"),
    ("forbidden", "forbid"),
    ("foresaw", "foresee"),
    ("foreseen", "foresee"),
    ("forgot", "forget"),
    ("forgotten", "forget"),
    ("fought", "fight"),
    ("found", "find"),
    ("freed", "free"),
    ("froze", "freeze"),
    ("frozen", "freeze"),
    ("gave", "give"),
    ("given", "give"),
    ("goes", "go"),
    ("going", "go"),
    ("gone", "go"),
    ("got", "get"),
    ("gotten", "get"),
    ("grew", "grow"),
    ("grown", "grow"),
    ("guaranteed", "guarantee"),
    ("guaranteeing", "guarantee"),
    ("had", "have"),
    ("halves", "half"),
    ("has", "have"),
    ("having", "have"),
    ("heard", "hear"),
    ("held", "hold"),
    ("hid", "hide"),
    ("hidden", "hide"),
    ("hundred", "hundred"),
    ("hundreds", "hundred"),
    ("hung", "hang"),
    ("indices", "index"),
    ("kept", "keep"),
    ("knew", "know"),
    ("known", "know"),
    ("laid", "lay"),
    ("leaves", "leave"),
    ("led", "lead"),
    ("left", "leave"),
    ("lent", "lend"),
    ("lies", "lie"),
    ("lost", "lose"),
    ("lying", "lie"),
    ("made", "make"),
    ("matrices", "matrix"),
    ("meant", "mean"),
    ("men", "man"),
    ("met", "meet"),
    ("mice", "mouse"),
    ("misled", "mislead"),
    ("outgrew", "outgrow"),
    ("outgrown", "outgrow"),
    ("overran", "overrun"),
    ("overridden", "override"),
    ("overrode", "override"),
    ("oversold", "oversell"),
    ("overtaken", "overtake"),
    ("overtook", "overtake"),
    ("overwritten", "overwrite"),
    ("overwrote", "overwrite"),
    ("paid", "pay"),
    ("people", "people"),
    ("peoples", "people"),
    ("proven", "prove"),
    ("ran", "run"),
    ("rang", "ring"),
    ("rebuilt", "rebuild"),
    ("redid", "redo"),
    ("redone", "redo"),
    ("remade", "remake"),
    ("repaid", "repay"),
    ("reran", "rerun"),
    ("resent", "resend"),
    ("resold", "resell"),
    ("retaken", "retake"),
    ("rethought", "rethink"),
    ("retook", "retake"),
    ("rewritten", "rewrite"),
    ("rewrote", "rewrite"),
    ("risen", "rise"),
    ("rose", "rise"),
    ("said", "say"),
    ("sang", "sing"),
    ("sank", "sink"),
    ("sat", "sit"),
    ("saw", "see"),
    ("seen", "see"),
    ("sent", "send"),
    ("shelves", "shelf"),
    ("shown", "show"),
    ("shrank", "shrink"),
    ("shrunk", "shrink"),
    ("slept", "sleep"),
    ("sold", "sell"),
    ("sought", "seek"),
    ("spent", "spend"),
    ("split", "split"),
    ("splitting", "split"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("spun", "spin"),
    ("stole", "steal"),
    ("stolen", "steal"),
    ("stood", "stand"),
    ("struck", "strike"),
    ("stuck", "stick"),
    ("sung", "sing"),
    ("sunk", "sink"),
    ("swept", "sweep"),
    ("taken", "take"),
    ("taught", "teach"),
    ("thought", "think"),
    ("threw", "throw"),
    ("thrown", "throw"),
    ("tied", "tie"),
    ("ties", "tie"),
    ("told", "tell"),
    ("took", "take"),
    ("tore", "tear"),
    ("torn", "tear"),
    ("tying", "tie"),
    ("undergone", "undergo"),
    ("understood", "understand"),
    ("underwent", "undergo"),
    ("undid", "undo"),
    ("undone", "undo"),
    ("vertices", "vertex"),
    ("was", "be"),
    ("went", "go"),
    ("were", "be"),
    ("withdrawn", "withdraw"),
    ("withdrew", "withdraw"),
    ("withheld", "withhold"),
    ("woke", "wake"),
    ("woken", "wake"),
    ("women", "woman"),
    ("won", "win"),
    ("wore", "wear"),
    ("worn", "wear"),
    ("written", "write"),
    ("wrote", "write"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn meet(words: &str) {
        let mut stems: Vec<_> = words.split(' ').map(stem_text).collect();
        stems.dedup();
        assert_eq!(stems.len(), 1, "{words} -> {stems:?}");
    }

    #[track_caller]
    fn part(words: &str) {
        let stems: Vec<_> = words.split(' ').map(stem_text).collect();
        for (at, one) in stems.iter().enumerate() {
            assert!(!stems[at + 1..].contains(one), "{words} -> {stems:?}");
        }
    }

    #[test]
    fn the_irregular_forms_are_sorted() {
        let mut forms: Vec<_> = IRREGULAR.iter().map(|(form, _)| *form).collect();
        forms.sort_unstable();
        for (is, should) in IRREGULAR.iter().map(|(form, _)| *form).zip(forms) {
            assert_eq!(is, should);
        }
    }

    #[test]
    fn inflections_meet() {
        for words in [
            "cache caches cached caching",
            "query queries queried querying",
            "store stores stored storing",
            "write writes wrote written writing",
            "send sends sent sending",
            "lose loses lost losing",
            "keep keeps kept keeping",
            "run runs ran running",
            "use uses used using",
            "need needs needed needing",
            "queue queues queued queuing queueing",
            "serve serves served serving",
            "drop drops dropped dropping",
            "add adds added adding",
            "process processes processed processing",
            "try tries tried trying",
            "copy copies copied copying",
            "movie movies",
            "box boxes",
            "fill fills filled filling",
            "control controls controlled controlling",
            "install installs installed installing",
            "normalise normalised normalize normalizing",
            "behaviour behaviors",
            "update updates updated updating",
            "note notes noted noting",
            "status statuses",
            "db dbs",
            "release releases released releasing",
            "change changed changing",
            "die dies died dying",
            "feed feeds",
            "embed embedded embedding",
            "rebuild rebuilds rebuilt rebuilding",
            "overwrite overwrites overwrote overwritten overwriting",
            "rerun reruns reran rerunning",
            "photo photos",
            "match matches matched matching",
            "celebrity celebrities",
        ] {
            meet(words);
        }
    }

    #[test]
    fn different_words_stay_apart() {
        for words in [
            "not note",
            "plan plane",
            "file fill",
            "poll pole",
            "rate rat",
            "late lat",
            "us use",
            "ad add",
            "string str",
            "speed spe",
            "cash cache",
            "site sit",
            "loss lose",
            "code cod",
            "dns dn",
            "right write",
        ] {
            part(words);
        }
    }
}

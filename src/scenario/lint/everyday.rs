//! Words that turn up in any talk about a system: a pattern needs more than one of them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::language::pattern::Pattern;
use crate::language::stem::stem;
use crate::language::token::Word;

/// Everyday words, and words that every design answer is full of.
const WORDS: &str = "\
    able access account action add address again all answer api app application area ask available average bad base begin \
    best better big bit box break bring build busy button call care carry case change cheap check choose clear click client \
    close code come common company complex component computer connect connection content control copy cost count country \
    create customer data database date day decide default delete depend design detail device different digit do double down \
    each easy edit end enough error every example expensive extra fail fast feature few field file fill find finish first \
    fit fix flow follow form free fresh full function get give go good great group grow handle happen hard have heavy help \
    high hit hold home hour huge id idea image important information input item job join keep key kind know large last late \
    later layer lead leave less let level limit line link list little live load local log long look lose lost lot low \
    machine main make manage many mean measure medium member memory message method minute miss money month more most move \
    much name near need network new next node note number object offer office old one open operation option order other \
    output own page part party pass pay peak people person photo phone picture piece place plan platform play point popular \
    possible post power price problem process product profile program public publish pull push put question quick rate reach \
    read ready real reason receive record reduce remember remove repeat reply report request response result retry return \
    right role room row rule run safe same save say scale screen search second section see select send separate serve server \
    service set share short show side simple single site size slow small software solution some sort source space speed \
    split stage start state stay step stop storage store structure support system table take talk task team tell test text \
    thing think time today together tool top total track traffic try turn type understand unique update upload url use user \
    value version video view visit wait want watch way web website week weight whole word work world write wrong year";

/// The word, if a pattern is content with one everyday word alone.
pub(super) fn alone(pattern: &Pattern) -> Option<&str> {
    static EVERYDAY: LazyLock<BTreeSet<Word>> =
        LazyLock::new(|| WORDS.split_whitespace().map(stem).collect());
    let everyday = |word: Word| EVERYDAY.contains(&word);
    // Two words of any kind are two ideas.
    if pattern.least(&|word| if everyday(word) { 1 } else { 2 }) > 1 {
        return None;
    }
    pattern
        .words()
        .into_iter()
        .find(|word| everyday(stem(&word.to_lowercase())))
}

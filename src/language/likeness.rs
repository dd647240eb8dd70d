//! What texts are about, by their words.
//!
//! [`chances`] works out what a text leads to, [`asks`] whether it asks; [`groups`] puts texts together that say much the same.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::language::lexicon::Lexicon;
use crate::language::sentence::Words;
use crate::language::token::{self, Token, TokenKind, Word};

pub mod asks;
pub mod chances;
pub mod groups;

/// Words that say nothing about what a text is about.
const EVERYDAY: &str = "a an the and or but so if then of to in on at for from by with about into over as is are was were be \
    been being am do does did done have has had having will would could should can may might must shall i we you they he she \
    it me us them my our your their its this that these those there here what which who whom how when where why any some all \
    also just like ok okay um uh well please tell know want wanna need let lets gonna get got going go think assume suppose \
    kind sort number figure really actually maybe guess thing something anything yes no not say said mean means right question ask asking \
    system app site support supported expect expected";

/// Words that are said before anything begins.
const FILLERS: &str =
    "ok okay so well hmm um uh er hey hi hello please alright right cool thanks and just";

/// The words of a text that tell what it is about.
pub fn telling_words(lexicon: &Lexicon, tokens: &[Token]) -> BTreeSet<Word> {
    let words = words(lexicon, tokens).into_iter();
    words
        .filter_map(|(word, tells)| tells.then_some(word))
        .collect()
}

/// The words of a text in order, each once, with whether it tells what the text is about.
fn words(lexicon: &Lexicon, tokens: &[Token]) -> Vec<(Word, bool)> {
    static EVERYDAY_STEMS: LazyLock<Words> = LazyLock::new(|| stems(EVERYDAY));
    static FILLER_STEMS: LazyLock<Words> = LazyLock::new(|| stems(FILLERS));
    let meant = tokens
        .iter()
        .filter(|token| token.kind == TokenKind::Word && !FILLER_STEMS.contains(&token.stem));
    let mut words: Vec<(Word, bool)> = meant
        .map(|token| {
            let tells = !EVERYDAY_STEMS.contains(&token.stem);
            (lexicon.same_as(token.stem), tells)
        })
        .collect();
    // What tells anywhere comes first, and stays.
    words.sort_unstable_by_key(|(word, tells)| (*word, !tells));
    words.dedup_by_key(|(word, _)| *word);
    words
}

fn stems(words: &str) -> Words {
    token::tokens(words)
        .iter()
        .map(|token| token.stem)
        .collect()
}

//! First words that only say hello.

use super::Reader;
use crate::language::sentence::Words;
use crate::language::token::Word;
use std::sync::LazyLock;

/// What people say before they begin.
const HELLO: &str = "hi hello hey heya hiya yo good morning afternoon evening day night there everyone all again welcome \
    ready when whenever you u are r is am i im we me my us your it it's this that the a to for in at and so now then please \
    shall should can could may let lets let's will would begin start started starting go going get going proceed kick off \
    ok okay okey k yes yep yeah sure fine cool great nice awesome perfect excellent alright right well um uh hmm oh \
    sounds sound looking forward meet meeting see be here glad happy excited thanks thank thx pleasure have having how \
    doing today tonight interview mock name what building designing making task problem question one these first \
    nervous bit little kinda kind of but us";

/// Longer ones say something besides.
const MOST: usize = 24;

impl Reader<'_> {
    /// Whether these are the first words, and say hello and no more: "good morning, ready when you are", "hey, shall we begin?".
    pub(super) fn greets(&self) -> bool {
        static KNOWN: LazyLock<Words> =
            LazyLock::new(|| HELLO.split_whitespace().map(Word::of).collect());
        let tokens = self.analysis.tokens.iter();
        let mut words = tokens.filter(|token| token.is_wordlike()).peekable();
        self.state.messages == 0
            && words.peek().is_some()
            && words.clone().count() <= MOST
            && words.all(|token| KNOWN.contains(&token.exact))
    }
}

//! How people shorten words and draw arrows when they type.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use super::super::sentence::Hashed;
use super::Word;

/// What a word is levelled to.
pub(super) enum Levelled {
    /// Two words, split after so many bytes.
    Apart(usize, &'static str, &'static str),
    /// Another word.
    Alone(&'static str),
}

/// [`RUN_TOGETHER`] and [`SHORTHAND`] by their hashed forms: every word of a message is looked up.
pub(super) static LEVELLED: LazyLock<HashMap<Word, Levelled, BuildHasherDefault<Hashed>>> =
    LazyLock::new(|| {
        let alone = SHORTHAND
            .iter()
            .map(|(form, word)| (Word::of(form), Levelled::Alone(word)));
        let apart = RUN_TOGETHER.iter().map(|(form, split, first, second)| {
            (Word::of(form), Levelled::Apart(*split, first, second))
        });
        alone.chain(apart).collect()
    });

/// Short forms without their apostrophe, split where the second number says, and the two words they stand for.
const RUN_TOGETHER: &[(&str, usize, &str, &str)] = &[
    ("aint", 2, "is", "not"),
    ("alot", 1, "a", "lot"),
    ("arent", 3, "are", "not"),
    ("cannot", 3, "can", "not"),
    ("cant", 2, "can", "not"),
    ("couldnt", 5, "could", "not"),
    ("didnt", 3, "did", "not"),
    ("doesnt", 4, "does", "not"),
    ("dont", 2, "do", "not"),
    ("gonna", 3, "going", "to"),
    ("gotta", 3, "got", "to"),
    ("hadnt", 3, "had", "not"),
    ("hasnt", 3, "has", "not"),
    ("havent", 4, "have", "not"),
    ("hows", 3, "how", "is"),
    ("im", 1, "i", "am"),
    ("aswell", 2, "as", "well"),
    ("atleast", 2, "at", "least"),
    ("eachother", 4, "each", "other"),
    ("incase", 2, "in", "case"),
    ("infront", 2, "in", "front"),
    ("isnt", 2, "is", "not"),
    ("itll", 2, "it", "will"),
    ("ive", 1, "i", "have"),
    ("lemme", 3, "let", "me"),
    ("lets", 3, "let", "us"),
    ("loadbalancer", 4, "load", "balancer"),
    ("loadbalancers", 4, "load", "balancers"),
    ("loadbalancing", 4, "load", "balancing"),
    ("messageid", 7, "message", "id"),
    ("mustnt", 4, "must", "not"),
    ("neednt", 4, "need", "not"),
    ("objectid", 6, "object", "id"),
    ("photoid", 5, "photo", "id"),
    ("postid", 4, "post", "id"),
    ("sessionid", 7, "session", "id"),
    ("shouldnt", 6, "should", "not"),
    ("surveyid", 6, "survey", "id"),
    ("thatll", 4, "that", "will"),
    ("thats", 4, "that", "is"),
    ("theres", 5, "there", "is"),
    ("theyll", 4, "they", "will"),
    ("theyre", 4, "they", "are"),
    ("theyve", 4, "they", "have"),
    ("tweetid", 5, "tweet", "id"),
    ("userid", 4, "user", "id"),
    ("wanna", 3, "want", "to"),
    ("wasnt", 3, "was", "not"),
    ("werent", 4, "were", "not"),
    ("weve", 2, "we", "have"),
    ("whats", 4, "what", "is"),
    ("wheres", 5, "where", "is"),
    ("whos", 3, "who", "is"),
    ("wont", 2, "will", "not"),
    ("wouldnt", 5, "would", "not"),
    ("youll", 3, "you", "will"),
    ("youre", 3, "you", "are"),
];

/// Shorthand and the word it stands for.
const SHORTHAND: &[(&str, &str)] = &[
    ("abt", "about"),
    ("adn", "and"),
    ("alos", "also"),
    ("bc", "because"),
    ("bcoz", "because"),
    ("bcuz", "because"),
    ("becuase", "because"),
    ("chace", "cache"),
    ("cos", "because"),
    ("coz", "because"),
    ("cuz", "because"),
    ("db", "database"),
    ("dbs", "databases"),
    ("e-mail", "email"),
    ("hwo", "how"),
    ("jsut", "just"),
    ("lnog", "long"),
    ("mnay", "many"),
    ("msg", "message"),
    ("msgs", "messages"),
    ("nad", "and"),
    ("nede", "need"),
    ("pic", "picture"),
    ("pics", "pictures"),
    ("pls", "please"),
    ("plz", "please"),
    ("ppl", "people"),
    ("prob", "probably"),
    ("probs", "probably"),
    ("radis", "redis"),
    ("raed", "read"),
    ("rdus", "redis"),
    ("smth", "something"),
    ("taht", "that"),
    ("teh", "the"),
    ("thier", "their"),
    ("tho", "though"),
    ("thru", "through"),
    ("thsi", "this"),
    ("tiem", "time"),
    ("til", "until"),
    ("till", "until"),
    ("u", "you"),
    ("ur", "your"),
    ("vid", "video"),
    ("vids", "videos"),
    ("waht", "what"),
    ("wehn", "when"),
    ("wiht", "with"),
    ("wirte", "write"),
    ("wnat", "want"),
];

/// Words after which "id" can be "I'd".
pub(super) const BEFORE_I_WOULD: &[&str] = &[
    "and", "because", "but", "guess", "here", "hmm", "maybe", "now", "ok", "okay", "say", "so",
    "then", "think", "well", "where", "which", "yeah", "yes",
];

/// Words before which "id" can be "I'd".
pub(super) const AFTER_I_WOULD: &[&str] = &[
    "add",
    "also",
    "ask",
    "assume",
    "avoid",
    "be",
    "build",
    "cache",
    "choose",
    "consider",
    "create",
    "definitely",
    "design",
    "do",
    "expect",
    "first",
    "go",
    "guess",
    "have",
    "just",
    "keep",
    "leave",
    "like",
    "love",
    "make",
    "maybe",
    "move",
    "need",
    "never",
    "partition",
    "pick",
    "prefer",
    "probably",
    "propose",
    "put",
    "rather",
    "recommend",
    "run",
    "say",
    "set",
    "shard",
    "split",
    "start",
    "still",
    "store",
    "suggest",
    "take",
    "then",
    "think",
    "try",
    "use",
    "want",
    "write",
];
/// What is written for an arrow, longer ones first.
pub(super) const ARROWS: &[&str] = &[
    "<-->", "<->", "-->", "==>", "->", "=>", "<--", "<-", ">>", "→", "⇒", "➡", "⟶", "↔", "←",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_levelled_in_one_way() {
        assert_eq!(LEVELLED.len(), RUN_TOGETHER.len() + SHORTHAND.len());
    }
}

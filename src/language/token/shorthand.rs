//! How people shorten words and draw arrows when they type.

/// Short forms without their apostrophe, split where the second number says, and the two words they stand for.
pub(super) const RUN_TOGETHER: &[(&str, usize, &str, &str)] = &[
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
    ("isnt", 2, "is", "not"),
    ("itll", 2, "it", "will"),
    ("ive", 1, "i", "have"),
    ("lemme", 3, "let", "me"),
    ("lets", 3, "let", "us"),
    ("mustnt", 4, "must", "not"),
    ("neednt", 4, "need", "not"),
    ("shouldnt", 6, "should", "not"),
    ("thatll", 4, "that", "will"),
    ("thats", 4, "that", "is"),
    ("theres", 5, "there", "is"),
    ("theyll", 4, "they", "will"),
    ("theyre", 4, "they", "are"),
    ("theyve", 4, "they", "have"),
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
pub(super) const SHORTHAND: &[(&str, &str)] = &[
    ("abt", "about"),
    ("bc", "because"),
    ("bcoz", "because"),
    ("bcuz", "because"),
    ("cos", "because"),
    ("coz", "because"),
    ("cuz", "because"),
    ("e-mail", "email"),
    ("msg", "message"),
    ("msgs", "messages"),
    ("ppl", "people"),
    ("pic", "picture"),
    ("pics", "pictures"),
    ("pls", "please"),
    ("plz", "please"),
    ("prob", "probably"),
    ("probs", "probably"),
    ("smth", "something"),
    ("thru", "through"),
    ("til", "until"),
    ("till", "until"),
    ("tho", "though"),
    ("u", "you"),
    ("ur", "your"),
    ("vid", "video"),
    ("vids", "videos"),
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
    fn what_is_searched_by_halves_is_sorted() {
        assert!(RUN_TOGETHER.is_sorted_by_key(|(form, ..)| *form));
    }
}

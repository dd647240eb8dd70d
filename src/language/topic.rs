//! Which of the shared question topics a message asks about.

use super::lexicon::Lexicon;
use super::{Analysis, TopicHit};

/// The topics, best first; none where no fact is asked for.
pub fn find(_lexicon: &Lexicon, _analysis: &Analysis) -> Vec<TopicHit> {
    Vec::new()
}

//! What has to hold of every log, whatever became of the program that wrote it.

use greenroom::interview::{Author, EntryKind};
use greenroom::store::Stored;

/// The log has no gaps, and every message of the candidate's has one reply right behind it.
pub fn assert_whole(log: &[Stored]) {
    assert_eq!(log[0].entry.kind, EntryKind::Opened);
    for (index, stored) in log.iter().enumerate() {
        assert_eq!(stored.entry.seq as usize, index + 1);
        let author = match index % 2 {
            0 => Author::Engine,
            _ => Author::Candidate,
        };
        assert_eq!(stored.entry.author, author, "entry {}", index + 1);
        assert_eq!(stored.message_id.is_some(), author == Author::Candidate);
    }
    assert_eq!(log.len() % 2, 1);
}

/// The candidate's messages, in order.
pub fn said(log: &[Stored]) -> Vec<String> {
    let candidate = log.iter().filter(|stored| stored.message_id.is_some());
    candidate.map(|stored| stored.entry.text.clone()).collect()
}

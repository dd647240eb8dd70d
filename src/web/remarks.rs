//! Comments as a page shows them: threads under the turn that they are about, and the words of the turn marked.

use std::collections::BTreeMap;

use super::guest::Party;
use super::interview::{Side, Turn};
use super::moment::Moment;
use super::words::{self, Label};
use crate::language::Span;
use crate::session::App;
use crate::store::{Author, Comment, CommentId, LinkId, Session, StoreError};

/// What stands under a turn.
#[derive(Clone, Debug)]
pub struct Remarks {
    /// The session's id.
    pub id: String,
    pub seq: u32,
    pub threads: Vec<Thread>,
    /// The id of the next comment on this turn; none: this viewer begins no thread.
    pub next: Option<CommentId>,
}

/// A comment with its answers.
#[derive(Clone, Debug)]
pub struct Thread {
    pub id: CommentId,
    pub who: String,
    /// The words of the turn that it is about.
    pub about: Option<String>,
    pub tag: Option<Label>,
    /// The tag's stored name, for the form that changes it.
    pub tag_value: &'static str,
    pub text: String,
    pub moment: Moment,
    /// Only its author sees it yet, and may change it.
    pub draft: bool,
    pub resolved: bool,
    pub replies: Vec<Reply>,
    /// The id of the next answer.
    pub next: CommentId,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    pub id: CommentId,
    pub who: String,
    pub text: String,
    pub moment: Moment,
}

/// Words of a turn, marked where somebody said something about them.
#[derive(Clone, Debug)]
pub struct Segment {
    pub text: String,
    /// The first comment on them.
    pub comment: Option<CommentId>,
}

/// The comments on a session that somebody may see.
#[derive(Clone, Debug)]
pub struct Visible {
    id: String,
    begins: bool,
    threads: BTreeMap<u32, Vec<Comment>>,
    replies: BTreeMap<CommentId, Vec<Comment>>,
    names: BTreeMap<LinkId, String>,
    viewer: Author,
    now_ms: i64,
}

impl Visible {
    /// The comments on this session that this party may see.
    pub async fn load(app: &App, session: &Session, party: &Party) -> Result<Visible, StoreError> {
        let comments = app.store.comments_of(session.id).await?;
        let viewer = party.author();
        let mut visible = Visible {
            id: session.id.to_string(),
            begins: party.may_review(),
            threads: BTreeMap::new(),
            replies: BTreeMap::new(),
            names: names(app, session).await?,
            viewer,
            now_ms: app.clock.now_ms(),
        };
        for comment in sees(viewer, comments) {
            let group = match comment.reply_to {
                None => visible.threads.entry(comment.seq).or_default(),
                Some(answered) => visible.replies.entry(answered).or_default(),
            };
            group.push(comment);
        }
        Ok(visible)
    }

    /// Puts the comments under their turns.
    pub fn attach(&self, turns: &mut [Turn]) {
        for turn in turns {
            let comments = self.threads.get(&turn.seq).map(Vec::as_slice);
            let comments = comments.unwrap_or_default();
            // There is nothing to say about a button that was pressed.
            let begins = self.begins && turn.side != Side::Note;
            if comments.is_empty() && !begins {
                continue;
            }
            turn.segments = segments(&turn.text, comments);
            turn.remarks = Some(Remarks {
                id: self.id.clone(),
                seq: turn.seq,
                threads: comments
                    .iter()
                    .map(|comment| self.thread(comment, &turn.text))
                    .collect(),
                next: begins.then(CommentId::new),
            });
        }
    }

    /// How many threads there are, and how many of them are drafts.
    pub fn count(&self) -> (usize, usize) {
        let all = || self.threads.values().flatten();
        let drafts = all().filter(|comment| comment.shared_at_ms.is_none());
        (all().count(), drafts.count())
    }

    fn thread(&self, comment: &Comment, turn: &str) -> Thread {
        let replies = self.replies.get(&comment.id);
        Thread {
            id: comment.id,
            who: self.who(comment.author),
            about: comment.span.map(|span| span.of(turn).to_owned()),
            tag: comment.tag.map(words::tag),
            tag_value: comment.tag.map_or("", words::tag_value),
            text: comment.text.clone(),
            moment: Moment::new(comment.created_at_ms, self.now_ms),
            draft: comment.shared_at_ms.is_none(),
            resolved: comment.resolved_at_ms.is_some(),
            replies: replies
                .into_iter()
                .flatten()
                .map(|reply| Reply {
                    id: reply.id,
                    who: self.who(reply.author),
                    text: reply.text.clone(),
                    moment: Moment::new(reply.created_at_ms, self.now_ms),
                })
                .collect(),
            next: CommentId::new(),
        }
    }

    fn who(&self, author: Author) -> String {
        match author {
            _ if author == self.viewer => "You".into(),
            Author::Candidate => "Candidate".into(),
            Author::Link(link) => self.names.get(&link).cloned().unwrap_or_default(),
        }
    }
}

/// The names of a session's links.
pub async fn names(app: &App, session: &Session) -> Result<BTreeMap<LinkId, String>, StoreError> {
    let links = app.store.links_of(session.id).await?;
    let names = links
        .into_iter()
        .map(|listed| (listed.link.id, listed.link.name));
    Ok(names.collect())
}

/// What somebody may see of all comments: the candidate what was shared, a reviewer their own and the answers to them. One
/// reviewer sees nothing of another.
pub fn sees(viewer: Author, comments: Vec<Comment>) -> Vec<Comment> {
    let own = comments.iter().filter(|comment| comment.author == viewer);
    let own: Vec<CommentId> = own.map(|comment| comment.id).collect();
    comments
        .into_iter()
        .filter(|comment| match viewer {
            Author::Candidate => comment.shared_at_ms.is_some(),
            Author::Link(_) => {
                comment.author == viewer || comment.reply_to.is_some_and(|to| own.contains(&to))
            }
        })
        .collect()
}

/// Cuts a turn's text where a comment's words begin or end. None where nothing is marked.
fn segments(text: &str, comments: &[Comment]) -> Vec<Segment> {
    let spans: Vec<(Span, CommentId)> = comments
        .iter()
        .filter_map(|comment| Some((comment.span?, comment.id)))
        .filter(|(span, _)| !span.of(text).is_empty())
        .collect();
    if spans.is_empty() {
        return Vec::new();
    }
    let mut cuts: Vec<usize> = spans
        .iter()
        .flat_map(|(span, _)| [span.start as usize, span.end as usize])
        .chain([0, text.len()])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|cut| Segment {
            text: text[cut[0]..cut[1]].to_owned(),
            comment: spans
                .iter()
                .find(|(span, _)| span.start as usize <= cut[0] && cut[1] <= span.end as usize)
                .map(|(_, id)| *id),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::SessionId;

    fn comment(start: u32, end: u32) -> Comment {
        Comment {
            id: CommentId::new(),
            session: SessionId::new(),
            author: Author::Candidate,
            reply_to: None,
            seq: 2,
            span: Some(Span { start, end }),
            tag: None,
            text: String::new(),
            created_at_ms: 0,
            shared_at_ms: None,
            resolved_at_ms: None,
        }
    }

    #[test]
    fn the_words_of_a_turn_stay_whole_however_comments_overlap() {
        let text = "a cache, über all";
        let check = |spans: &[(u32, u32)], expected: &[(&str, Option<usize>)]| {
            let comments: Vec<Comment> = spans.iter().map(|(s, e)| comment(*s, *e)).collect();
            let cut = segments(text, &comments);
            let seen: Vec<(&str, Option<usize>)> = cut
                .iter()
                .map(|segment| {
                    let of = |id| comments.iter().position(|comment| comment.id == id);
                    (segment.text.as_str(), segment.comment.and_then(of))
                })
                .collect();
            assert_eq!(seen, expected);
        };
        check(&[], &[]);
        check(
            &[(2, 7)],
            &[("a ", None), ("cache", Some(0)), (", über all", None)],
        );
        check(
            &[(0, 7), (2, 14)],
            &[
                ("a ", Some(0)),
                ("cache", Some(0)),
                (", über", Some(1)),
                (" all", None),
            ],
        );
        // What doesn't fit the text, or cuts a letter, marks nothing.
        check(&[(10, 12), (90, 99)], &[]);
    }
}

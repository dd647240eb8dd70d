//! What was said about an interview, as it goes into a file and comes back: comments, scores, overruled lines,
//! suggestions. Drafts stay behind, and so does every secret.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::transcript::{band, competency, fenced, inline};
use super::{App, Message, Name, Remark, SubmitError};
use crate::assessment::{Level, Report};
use crate::interview::Entry;
use crate::store::{Author, Comment, LinkId, Said, Session, StoreError, Tag};

/// What was said about this session and shared with the candidate.
pub async fn load(app: &App, session: &Session) -> Result<Said, StoreError> {
    let mut reviews = app.store.reviews_of(session.id).await?;
    reviews.retain(|review| review.author == Author::Candidate || review.submitted_at_ms.is_some());
    let mut overrules = app.store.overrules_of(session.id).await?;
    overrules.retain(|overrule| {
        let author = Author::Link(overrule.link);
        reviews.iter().any(|review| review.author == author)
    });
    let mut comments = app.store.comments_of(session.id).await?;
    comments.retain(|comment| comment.shared_at_ms.is_some());
    let suggestions = app.store.suggestions_of(session.id).await?;
    let spoke = |link: LinkId| {
        let author = Author::Link(link);
        comments.iter().any(|comment| comment.author == author)
            || reviews.iter().any(|review| review.author == author)
    };
    let links = app.store.links_of(session.id).await?;
    Ok(Said {
        links: links
            .into_iter()
            .map(|listed| listed.link)
            .filter(|link| spoke(link.id))
            .collect(),
        comments,
        reviews,
        overrules,
        suggestions,
    })
}

impl Said {
    fn who(&self, author: Author) -> String {
        match author {
            Author::Candidate => "The candidate".into(),
            Author::Link(id) => {
                let link = self.links.iter().find(|link| link.id == id);
                inline(link.map_or("A partner", |link| &link.name))
            }
        }
    }

    /// The comments on a turn, to stand below it.
    pub(super) fn markdown_of_turn(&self, entry: &Entry) -> String {
        let mut text = String::new();
        let of_turn = |comment: &&Comment| comment.seq == entry.seq && comment.reply_to.is_none();
        for comment in self.comments.iter().filter(of_turn) {
            let tag = comment
                .tag
                .map_or(String::new(), |tag| format!(", {}", tag_name(tag)));
            let about = comment.span.map_or(String::new(), |span| {
                format!(", on \u{201c}{}\u{201d}", inline(span.of(&entry.text)))
            });
            let settled = comment.resolved_at_ms.map_or("", |_| " (settled)");
            let who = self.who(comment.author);
            let _ = write!(
                text,
                "*{who}{tag}{about}*{settled}\n\n{}\n",
                fenced(&comment.text)
            );
            let answers = self.comments.iter();
            for answer in answers.filter(|answer| answer.reply_to == Some(comment.id)) {
                let who = self.who(answer.author);
                let _ = write!(text, "*{who} answered*\n\n{}\n", fenced(&answer.text));
            }
        }
        text
    }

    /// The scores and the words about the whole, to stand below the report.
    pub(super) fn markdown(&self, report: Option<&Report>) -> String {
        let mut text = String::new();
        for review in &self.reviews {
            let title = match review.author {
                Author::Candidate => "The candidate's guess".into(),
                Author::Link(_) => format!("Review by {}", self.who(review.author)),
            };
            let _ = write!(text, "\n### {title}\n\n");
            for (of, given) in review.scores.iter().flatten() {
                let _ = writeln!(text, "- {}: {}", competency(*of), band(*given));
            }
            if !review.summary.is_empty() {
                let _ = write!(text, "\n{}", fenced(&review.summary));
            }
            let author = review.author.link();
            let overrules = self.overrules.iter();
            for overrule in overrules.filter(|overrule| Some(overrule.link) == author) {
                let titles: BTreeMap<&str, &str> = report
                    .into_iter()
                    .flat_map(|report| &report.lines)
                    .map(|line| (&*line.expectation, line.title.as_str()))
                    .collect();
                let title = titles.get(&*overrule.expectation);
                let _ = write!(
                    text,
                    "\n{}: {}, because\n\n{}",
                    inline(title.copied().unwrap_or(&overrule.expectation)),
                    level(overrule.level),
                    fenced(&overrule.reason)
                );
            }
        }
        text
    }
}

/// Whether it is consistent with a log that ends at `last_seq`; else what is wrong with it.
pub(super) fn check(said: &Said, log: &[Entry]) -> Result<(), SubmitError> {
    let known = |author: Author| match author {
        Author::Candidate => true,
        Author::Link(id) => said.links.iter().any(|link| link.id == id),
    };
    let stands = |comment: &Comment| {
        let entry = log.iter().find(|entry| entry.seq == comment.seq);
        let anchored = entry.is_some_and(|entry| {
            comment
                .span
                .is_none_or(|span| !span.of(&entry.text).is_empty())
        });
        let answers = comment.reply_to.is_none_or(|to| {
            let earlier = said
                .comments
                .iter()
                .take_while(|known| known.id != comment.id);
            earlier
                .clone()
                .any(|known| known.id == to && known.reply_to.is_none())
        });
        known(comment.author) && anchored && answers
    };
    let whole = said.comments.iter().all(stands)
        && said.reviews.iter().all(|review| known(review.author))
        && said.overrules.iter().all(|o| known(Author::Link(o.link)));
    let remark = |text: &str| text.is_empty() || Remark::parse(text).is_ok();
    let readable = said
        .links
        .iter()
        .all(|link| Name::parse(&link.name).is_ok())
        && said.comments.iter().all(|comment| remark(&comment.text))
        && said.reviews.iter().all(|review| remark(&review.summary))
        && said
            .overrules
            .iter()
            .all(|overrule| remark(&overrule.reason))
        && said.suggestions.iter().all(|suggestion| {
            remark(&suggestion.reason) && Message::parse(&suggestion.sentence).is_ok()
        });
    match whole && readable {
        true => Ok(()),
        false => Err(SubmitError::Unreadable(
            "a comment or a score belongs to nobody, or to no turn, or is no text".into(),
        )),
    }
}

fn tag_name(tag: Tag) -> &'static str {
    match tag {
        Tag::Strong => "strong",
        Tag::Unclear => "unclear",
        Tag::Wrong => "wrong",
        Tag::MissedChance => "missed chance",
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::None => "missed",
        Level::Mention => "only named",
        Level::Partial => "partly",
        Level::Full => "in full",
    }
}

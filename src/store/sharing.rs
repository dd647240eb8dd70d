//! What others do with a session, on its way through the writer: links are made, opened and ended, comments and scores
//! are written.

use sqlx::sqlite::SqliteConnection;

use super::import::{self, Import};
use super::links::{self, Link, ListedLink, NewLink};
use super::reviews::{self, Author, Bands, Comment, Overrule, Review, Tag};
use super::suggestions::{self, Suggestion};
use super::takeovers::{self, Takeover};
use super::{CommentId, LinkId, Owner, Session, SessionId, Store, StoreError, sweep};

/// Something to write; each gives back whether it could be done.
#[derive(Clone, Debug)]
pub(super) enum Write {
    MakeLink(NewLink),
    RevokeLink(SessionId, LinkId, i64),
    Admit(LinkId, Owner, i64),
    Comment(Box<Comment>),
    Change(CommentId, LinkId, Option<Tag>, String),
    Discard(CommentId, LinkId),
    Resolve(CommentId, Option<i64>),
    Score(SessionId, Author, Bands, i64),
    Summarise(SessionId, LinkId, String, Option<i64>),
    Overrule(SessionId, Overrule),
    Uphold(SessionId, LinkId, String),
    Suggest(Box<Suggestion>),
    Import(Box<Import>),
    Delete(SessionId, Owner),
    OfferTakeover(Takeover),
    TakeOver(Owner, Owner, i64),
}

pub(super) async fn write(
    connection: &mut SqliteConnection,
    write: &Write,
) -> Result<bool, StoreError> {
    match write {
        Write::MakeLink(new) => links::make(connection, new).await,
        Write::RevokeLink(session, link, at_ms) => {
            links::revoke(connection, *session, *link, *at_ms).await
        }
        Write::Admit(link, browser, at_ms) => {
            links::admit(connection, *link, browser, *at_ms).await
        }
        Write::Comment(comment) => reviews::comment(connection, comment).await,
        Write::Change(comment, link, tag, text) => {
            reviews::change(connection, *comment, *link, *tag, text).await
        }
        Write::Discard(comment, link) => reviews::discard(connection, *comment, *link).await,
        Write::Resolve(comment, at_ms) => reviews::resolve(connection, *comment, *at_ms).await,
        Write::Score(session, author, scores, at_ms) => {
            reviews::score(connection, *session, *author, scores, *at_ms).await
        }
        Write::Summarise(session, link, summary, submitted_at_ms) => {
            reviews::summarise(connection, *session, *link, summary, *submitted_at_ms).await
        }
        Write::Overrule(session, overrule) => {
            reviews::overrule(connection, *session, overrule).await
        }
        Write::Uphold(session, link, expectation) => {
            reviews::uphold(connection, *session, *link, expectation).await
        }
        Write::Suggest(suggestion) => suggestions::suggest(connection, suggestion).await,
        Write::Import(import) => import::write(connection, import).await,
        Write::Delete(session, owner) => sweep::delete_owned(connection, *session, owner).await,
        Write::OfferTakeover(takeover) => takeovers::offer(connection, takeover).await,
        Write::TakeOver(secret, browser, now_ms) => {
            takeovers::take(connection, secret, browser, *now_ms).await
        }
    }
}

impl Store {
    /// Makes a link; false if the session has as many as it may.
    pub async fn make_link(&self, new: NewLink) -> Result<bool, StoreError> {
        self.writer.share(Write::MakeLink(new)).await
    }

    /// Makes a link by which a browser takes over sessions that belong to none; false if one of them belongs to somebody,
    /// or is not there.
    pub async fn offer_takeover(&self, takeover: Takeover) -> Result<bool, StoreError> {
        self.writer.share(Write::OfferTakeover(takeover)).await
    }

    /// The sessions that a link is for, newest first; none once it was used, or its time is over.
    pub async fn sessions_to_take(
        &self,
        secret: &Owner,
        now_ms: i64,
    ) -> Result<Vec<Session>, StoreError> {
        takeovers::offered(&self.pool, secret, now_ms).await
    }

    /// Gives a browser the sessions that a link is for; false if it is for none any more.
    pub async fn take_over(
        &self,
        secret: &Owner,
        browser: &Owner,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let write = Write::TakeOver(secret.clone(), browser.clone(), now_ms);
        self.writer.share(write).await
    }

    /// Ends a link of this session; false if it has no such link that is open.
    pub async fn revoke_link(
        &self,
        session: SessionId,
        link: LinkId,
        at_ms: i64,
    ) -> Result<bool, StoreError> {
        let write = Write::RevokeLink(session, link, at_ms);
        self.writer.share(write).await
    }

    /// Remembers that a browser opened a link: from then on its own secret opens the session.
    pub async fn admit(&self, link: LinkId, browser: &Owner, at_ms: i64) -> Result<(), StoreError> {
        let write = Write::Admit(link, browser.clone(), at_ms);
        self.writer.share(write).await?;
        Ok(())
    }

    /// The link with this secret, ended or not.
    pub async fn link_by_secret(&self, secret: &Owner) -> Result<Link, StoreError> {
        links::by_secret(&self.pool, secret).await
    }

    /// The open link by which a browser may look into a session: the one that lets it do most.
    pub async fn link_of_guest(
        &self,
        session: SessionId,
        browser: &Owner,
        now_ms: i64,
    ) -> Result<Link, StoreError> {
        links::of_guest(&self.pool, session, browser, now_ms).await
    }

    /// The open links that a browser came by, newest first, at most `limit`; each session once.
    pub async fn links_of_browser(
        &self,
        browser: &Owner,
        now_ms: i64,
        limit: u32,
    ) -> Result<Vec<Link>, StoreError> {
        links::of_browser(&self.pool, browser, now_ms, limit).await
    }

    /// A session's links, newest first.
    pub async fn links_of(&self, session: SessionId) -> Result<Vec<ListedLink>, StoreError> {
        links::of_session(&self.pool, session).await
    }

    /// Writes a comment; false if its author has as many as they may.
    pub async fn comment(&self, comment: Comment) -> Result<bool, StoreError> {
        self.writer.share(Write::Comment(Box::new(comment))).await
    }

    /// Changes a draft; false if it is none of this reviewer's.
    pub async fn change_comment(
        &self,
        comment: CommentId,
        link: LinkId,
        tag: Option<Tag>,
        text: String,
    ) -> Result<bool, StoreError> {
        let write = Write::Change(comment, link, tag, text);
        self.writer.share(write).await
    }

    /// Throws a draft away; false if it is none of this reviewer's.
    pub async fn discard_comment(
        &self,
        comment: CommentId,
        link: LinkId,
    ) -> Result<bool, StoreError> {
        self.writer.share(Write::Discard(comment, link)).await
    }

    /// Settles a comment at a time, or opens it again.
    pub async fn resolve_comment(
        &self,
        comment: CommentId,
        at_ms: Option<i64>,
    ) -> Result<bool, StoreError> {
        self.writer.share(Write::Resolve(comment, at_ms)).await
    }

    /// Keeps an author's scores; false if they were given before.
    pub async fn score(
        &self,
        session: SessionId,
        author: Author,
        scores: Bands,
        at_ms: i64,
    ) -> Result<bool, StoreError> {
        let write = Write::Score(session, author, scores, at_ms);
        self.writer.share(write).await
    }

    /// Keeps a reviewer's summary, and with a time shares it together with every draft of theirs.
    pub async fn summarise(
        &self,
        session: SessionId,
        link: LinkId,
        summary: String,
        submitted_at_ms: Option<i64>,
    ) -> Result<(), StoreError> {
        let write = Write::Summarise(session, link, summary, submitted_at_ms);
        self.writer.share(write).await?;
        Ok(())
    }

    /// Keeps how a reviewer sees a line of the report; the last one stands.
    pub async fn overrule(&self, session: SessionId, overrule: Overrule) -> Result<(), StoreError> {
        self.writer
            .share(Write::Overrule(session, overrule))
            .await?;
        Ok(())
    }

    /// Takes an overruling back; false if there was none.
    pub async fn uphold(
        &self,
        session: SessionId,
        link: LinkId,
        expectation: String,
    ) -> Result<bool, StoreError> {
        let write = Write::Uphold(session, link, expectation);
        self.writer.share(write).await
    }

    /// Keeps a suggestion with its scenario; false if its session has made as many as it may.
    pub async fn suggest(&self, suggestion: Suggestion) -> Result<bool, StoreError> {
        self.writer
            .share(Write::Suggest(Box::new(suggestion)))
            .await
    }

    /// Keeps a whole session; false if it is here already.
    pub async fn import(&self, import: Import) -> Result<bool, StoreError> {
        self.writer.share(Write::Import(Box::new(import))).await
    }

    /// Deletes a session of this owner's with all that belongs to it, for good; false if it isn't theirs, or isn't there.
    pub async fn delete_session(
        &self,
        session: SessionId,
        owner: &Owner,
    ) -> Result<bool, StoreError> {
        let write = Write::Delete(session, owner.clone());
        self.writer.share(write).await
    }

    /// A session's comments, oldest first, drafts included.
    pub async fn comments_of(&self, session: SessionId) -> Result<Vec<Comment>, StoreError> {
        reviews::comments_of(&self.pool, session).await
    }

    /// A session's reviews, the candidate's guess among them.
    pub async fn reviews_of(&self, session: SessionId) -> Result<Vec<Review>, StoreError> {
        reviews::reviews_of(&self.pool, session).await
    }

    /// The lines of a session's report that reviewers see otherwise.
    pub async fn overrules_of(&self, session: SessionId) -> Result<Vec<Overrule>, StoreError> {
        reviews::overrules_of(&self.pool, session).await
    }

    /// What was suggested to a scenario's author, oldest first.
    pub async fn suggestions_for(&self, slug: &str) -> Result<Vec<Suggestion>, StoreError> {
        suggestions::of_scenario(&self.pool, slug).await
    }

    /// What was suggested out of a session, oldest first.
    pub async fn suggestions_of(&self, session: SessionId) -> Result<Vec<Suggestion>, StoreError> {
        suggestions::of_session(&self.pool, session).await
    }
}

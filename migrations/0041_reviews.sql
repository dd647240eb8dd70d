-- What a partner and the candidate say about an interview: comments, scores, overruled lines.

CREATE TABLE comments (
    id             TEXT    NOT NULL PRIMARY KEY,
    session_id     TEXT    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    -- Whose: the link's that its author came by; none: the candidate's.
    link_id        TEXT    REFERENCES links (id) ON DELETE CASCADE,
    -- The comment that it answers.
    reply_to       TEXT    REFERENCES comments (id) ON DELETE CASCADE,
    -- The turn, and the bytes of its text that it is about; none: the whole turn.
    seq            INTEGER NOT NULL,
    span_start     INTEGER,
    span_end       INTEGER,
    -- strong, unclear, wrong, missed-chance
    tag            TEXT,
    text           TEXT    NOT NULL,
    created_at_ms  INTEGER NOT NULL,
    -- Since when the other side sees it; none: a draft.
    shared_at_ms   INTEGER,
    resolved_at_ms INTEGER
) STRICT;

CREATE INDEX comments_of_session ON comments (session_id, id);

-- One a reviewer, and the candidate's own guess.
CREATE TABLE reviews (
    session_id      TEXT    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    -- 'candidate', or the id of a link.
    author          TEXT    NOT NULL,
    -- The bands by competency as JSON; given once, before the engine's are seen.
    scores          TEXT,
    scored_at_ms    INTEGER,
    summary         TEXT    NOT NULL DEFAULT '',
    submitted_at_ms INTEGER,
    PRIMARY KEY (session_id, author)
) STRICT, WITHOUT ROWID;

-- Lines of the report that a reviewer sees otherwise.
CREATE TABLE overrules (
    session_id  TEXT    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    link_id     TEXT    NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    expectation TEXT    NOT NULL,
    -- none, mention, partial, full
    level       TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    at_ms       INTEGER NOT NULL,
    PRIMARY KEY (session_id, link_id, expectation)
) STRICT, WITHOUT ROWID;

-- Sentences that should have counted, kept with the scenario for its author.
CREATE TABLE suggestions (
    id              TEXT    NOT NULL PRIMARY KEY,
    scenario_slug   TEXT    NOT NULL,
    -- The text of the scenario that it was held with.
    scenario_digest TEXT    NOT NULL,
    -- Where it was said; none once the session is gone.
    session_id      TEXT    REFERENCES sessions (id) ON DELETE SET NULL,
    -- candidate, partner
    author          TEXT    NOT NULL,
    seq             INTEGER NOT NULL,
    sentence        TEXT    NOT NULL,
    -- expectation/part
    part            TEXT    NOT NULL,
    -- What was asked before, and what the engine made of the sentence.
    made_of         TEXT    NOT NULL,
    reason          TEXT    NOT NULL,
    at_ms           INTEGER NOT NULL,
    -- The same sentence for the same part is one suggestion.
    UNIQUE (session_id, seq, sentence, part)
) STRICT;

CREATE INDEX suggestions_of_scenario ON suggestions (scenario_slug, id);

-- Share links, and the browsers that opened them. The secret in a link's address is stored nowhere.

CREATE TABLE links (
    id            TEXT    NOT NULL PRIMARY KEY,
    session_id    TEXT    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    -- Whom it was made for, in the candidate's words.
    name          TEXT    NOT NULL,
    -- reader, reviewer, interviewer
    role          TEXT    NOT NULL,
    -- SHA-256 of the secret.
    secret_hash   TEXT    NOT NULL UNIQUE,
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    revoked_at_ms INTEGER
) STRICT;

CREATE INDEX links_of_session ON links (session_id, id);

CREATE TABLE guests (
    link_id      TEXT    NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    -- SHA-256 of the browser's own secret, as in sessions.owner_hash.
    browser_hash TEXT    NOT NULL,
    opened_at_ms INTEGER NOT NULL,
    PRIMARY KEY (link_id, browser_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX guests_of_browser ON guests (browser_hash, link_id);

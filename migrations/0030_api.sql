-- Who may use the API. Of a token only the SHA-256 is kept.
CREATE TABLE tokens (
    id            TEXT    NOT NULL PRIMARY KEY,
    name          TEXT    NOT NULL,
    hash          TEXT    NOT NULL UNIQUE,
    scope         TEXT    NOT NULL,
    -- Whose sessions it sees and makes. It stays when the token is renewed, and tokens may share one.
    owner_hash    TEXT    NOT NULL,
    created_at_ms INTEGER NOT NULL,
    renewed_at_ms INTEGER,
    revoked_at_ms INTEGER
) STRICT;

-- A name is free again once its token is revoked.
CREATE UNIQUE INDEX tokens_by_name ON tokens (name) WHERE revoked_at_ms IS NULL;

-- The request that a session came from, so that one sent again makes no second session.
CREATE TABLE session_keys (
    owner_hash TEXT NOT NULL,
    key        TEXT NOT NULL,
    -- SHA-256 of what was asked for.
    digest     TEXT NOT NULL,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    PRIMARY KEY (owner_hash, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX session_keys_of_session ON session_keys (session_id);

-- How often an owner has been interviewed on a scenario: a class under one token has thousands of sessions.
CREATE INDEX sessions_of_owner_by_scenario ON sessions (owner_hash, scenario_slug) WHERE owner_hash IS NOT NULL;

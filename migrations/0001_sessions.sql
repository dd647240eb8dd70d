-- Sessions and their logs. Ids are UUIDv7 text, times integer milliseconds since 1970, UTC.
-- Never change a migration that was released: add one.

-- The text of every scenario that a session was held with, by the SHA-256 of the text.
CREATE TABLE scenarios (
    digest TEXT NOT NULL PRIMARY KEY,
    slug   TEXT NOT NULL,
    source TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
    id              TEXT    NOT NULL PRIMARY KEY,
    title           TEXT    NOT NULL,
    scenario_slug   TEXT    NOT NULL,
    scenario_digest TEXT    NOT NULL REFERENCES scenarios (digest),
    mode            TEXT    NOT NULL,
    seniority       TEXT    NOT NULL,
    minutes         INTEGER,
    -- What decided, besides the scenario: under the same stamp a session replays to the byte.
    engine_version  TEXT    NOT NULL,
    prompts_digest  TEXT    NOT NULL,
    -- 1 once a batch was decided under another stamp than the first.
    stamp_changed   INTEGER NOT NULL DEFAULT 0,
    -- The hash of the browser's secret; none: a session of the terminal.
    owner_hash      TEXT,
    created_at_ms   INTEGER NOT NULL,
    finished_at_ms  INTEGER,
    -- As of the last entry.
    last_seq        INTEGER NOT NULL,
    last_at_ms      INTEGER NOT NULL,
    elapsed_ms      INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_of_owner ON sessions (owner_hash, id) WHERE owner_hash IS NOT NULL;

CREATE TABLE entries (
    session_id TEXT    NOT NULL REFERENCES sessions (id),
    seq        INTEGER NOT NULL,
    -- The seq of the first entry of the batch that this one was appended in.
    batch      INTEGER NOT NULL,
    -- Made by the sender; on the candidate's entry only.
    message_id TEXT,
    author     TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    elapsed_ms INTEGER NOT NULL,
    -- How much of the pause before this entry was left out of the active time.
    gap_ms     INTEGER NOT NULL,
    at_ms      INTEGER NOT NULL,
    record     TEXT    NOT NULL,
    PRIMARY KEY (session_id, seq),
    UNIQUE (session_id, message_id)
) STRICT, WITHOUT ROWID;

-- The report as it was given when the session ended, so that a later version does not change a score.
CREATE TABLE reports (
    session_id TEXT NOT NULL PRIMARY KEY REFERENCES sessions (id),
    report     TEXT NOT NULL
) STRICT;

-- Classes: an instructor's, joined by a link, with what was assigned to them and the interviews that were held for it.

CREATE TABLE classes (
    id             TEXT    NOT NULL PRIMARY KEY,
    instructor_id  TEXT    NOT NULL REFERENCES instructors (id) ON DELETE CASCADE,
    name           TEXT    NOT NULL,
    created_at_ms  INTEGER NOT NULL,
    archived_at_ms INTEGER,
    -- The join link: SHA-256 of its secret, which is stored nowhere; none: nobody can join.
    join_hash      TEXT    UNIQUE,
    join_made_ms   INTEGER,
    join_until_ms  INTEGER,
    -- How many ever joined: whoever takes no nickname is told by a number that nobody had before.
    joined         INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX classes_of_instructor ON classes (instructor_id, id);

CREATE TABLE learners (
    id           TEXT    NOT NULL PRIMARY KEY,
    class_id     TEXT    NOT NULL REFERENCES classes (id) ON DELETE CASCADE,
    -- SHA-256 of the browser's own secret, as in sessions.owner_hash.
    browser_hash TEXT    NOT NULL,
    -- As they wish to be called; none: by their number.
    nickname     TEXT,
    number       INTEGER NOT NULL,
    joined_at_ms INTEGER NOT NULL,
    UNIQUE (class_id, browser_hash)
) STRICT;

CREATE INDEX learners_of_browser ON learners (browser_hash, class_id);
CREATE INDEX learners_by_joining ON learners (joined_at_ms);

CREATE TABLE assignments (
    id              TEXT    NOT NULL PRIMARY KEY,
    class_id        TEXT    NOT NULL REFERENCES classes (id) ON DELETE CASCADE,
    scenario_slug   TEXT    NOT NULL,
    -- The scenario's title when it was assigned.
    title           TEXT    NOT NULL,
    mode            TEXT    NOT NULL,
    seniority       TEXT    NOT NULL,
    minutes         INTEGER,
    -- 1: the beginner's short form.
    beginner        INTEGER NOT NULL,
    -- Picks the figures; none: each attempt gets other ones.
    seed            INTEGER,
    due_at_ms       INTEGER,
    created_at_ms   INTEGER NOT NULL,
    -- Since when nothing new is begun for it.
    withdrawn_at_ms INTEGER
) STRICT;

CREATE INDEX assignments_of_class ON assignments (class_id, id);

-- What an instructor may look at: it goes when the learner leaves, and when the interview is deleted.
CREATE TABLE class_sessions (
    session_id    TEXT NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    learner_id    TEXT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    assignment_id TEXT NOT NULL REFERENCES assignments (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX class_sessions_of_learner ON class_sessions (learner_id, assignment_id);
CREATE INDEX class_sessions_of_assignment ON class_sessions (assignment_id);

-- Interviews of which instructors may read what was not understood: the candidate's consent, given when it began. A row
-- goes when that is taken back, and with the session.
CREATE TABLE readable_sessions (
    scenario_slug TEXT NOT NULL,
    session_id    TEXT NOT NULL UNIQUE REFERENCES sessions (id) ON DELETE CASCADE,
    PRIMARY KEY (scenario_slug, session_id)
) STRICT, WITHOUT ROWID;

-- What instructors have done with. The words are the candidate's, so they go with the consent to read them.
CREATE TABLE inbox_marks (
    scenario_slug TEXT    NOT NULL,
    -- "question" or "statement"
    kind          TEXT    NOT NULL,
    said          TEXT    NOT NULL,
    session_id    TEXT    NOT NULL REFERENCES readable_sessions (session_id) ON DELETE CASCADE,
    -- "dismissed" or "taken-up"
    state         TEXT    NOT NULL,
    marked_by     TEXT    NOT NULL,
    marked_at_ms  INTEGER NOT NULL,
    PRIMARY KEY (scenario_slug, kind, said)
) STRICT, WITHOUT ROWID;

CREATE INDEX inbox_marks_of_session ON inbox_marks (session_id);

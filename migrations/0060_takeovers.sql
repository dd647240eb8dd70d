-- Links by which a browser takes over interviews that belong to none: those that came in from a file, and those of the
-- terminal. The secret in a link's address is stored nowhere; the rows go when it is used.

CREATE TABLE takeovers (
    session_id  TEXT    NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    -- SHA-256 of the secret; one link may be for several interviews.
    secret_hash TEXT    NOT NULL,
    until_ms    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX takeovers_by_secret ON takeovers (secret_hash, session_id);

-- What has an owner from now on is found by that owner's searches.
CREATE TRIGGER sessions_become_searchable AFTER UPDATE OF owner_hash ON sessions
WHEN OLD.owner_hash IS NULL AND NEW.owner_hash IS NOT NULL
BEGIN
    INSERT INTO searchable (session_id, seq, owner)
    SELECT NEW.id, seq, substr(NEW.owner_hash, 1, 16)
    FROM entries WHERE session_id = NEW.id AND text <> '' ORDER BY seq;
    INSERT INTO turn_search (rowid, owner, text)
    SELECT searchable.id, searchable.owner, entries.text
    FROM searchable
    JOIN entries ON entries.session_id = searchable.session_id AND entries.seq = searchable.seq
    WHERE searchable.session_id = NEW.id;
END;

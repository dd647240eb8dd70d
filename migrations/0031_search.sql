-- Search over one's own transcripts. What can be found has a number that rises with time, so that the newest comes first
-- without sorting; its words stand in `turn_search`, each with the owner beside it, so that nobody's search walks through
-- what others said.
CREATE TABLE searchable (
    id         INTEGER NOT NULL PRIMARY KEY,
    session_id TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    -- The beginning of the owner's hash: enough to tell owners apart, and checked against the whole one.
    owner      TEXT    NOT NULL
) STRICT;

CREATE UNIQUE INDEX searchable_by_turn ON searchable (session_id, seq);

-- The text itself is kept once, with the entry.
CREATE VIEW search_content AS
SELECT searchable.id AS id, searchable.owner AS owner, entries.text AS text
FROM searchable
JOIN entries ON entries.session_id = searchable.session_id AND entries.seq = searchable.seq;

CREATE VIRTUAL TABLE turn_search USING fts5 (
    owner,
    text,
    content = 'search_content',
    content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2'
);

-- What is deleted leaves the index at once, and not when its parts are merged one day.
INSERT INTO turn_search (turn_search, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER entries_become_searchable AFTER INSERT ON entries WHEN NEW.text <> ''
BEGIN
    INSERT INTO searchable (session_id, seq, owner)
    SELECT NEW.session_id, NEW.seq, substr(owner_hash, 1, 16)
    FROM sessions WHERE id = NEW.session_id AND owner_hash IS NOT NULL;
    INSERT INTO turn_search (rowid, owner, text)
    SELECT id, owner, NEW.text FROM searchable WHERE session_id = NEW.session_id AND seq = NEW.seq;
END;

-- The words have to be given back as they were put in, so this comes before the entry goes.
CREATE TRIGGER entries_cease_to_be_searchable BEFORE DELETE ON entries
BEGIN
    INSERT INTO turn_search (turn_search, rowid, owner, text)
    SELECT 'delete', id, owner, OLD.text FROM searchable WHERE session_id = OLD.session_id AND seq = OLD.seq;
    DELETE FROM searchable WHERE session_id = OLD.session_id AND seq = OLD.seq;
END;

-- What was said before there was a search.
INSERT INTO searchable (session_id, seq, owner)
SELECT entries.session_id, entries.seq, substr(sessions.owner_hash, 1, 16)
FROM entries
JOIN sessions ON sessions.id = entries.session_id
WHERE sessions.owner_hash IS NOT NULL AND entries.text <> ''
ORDER BY entries.at_ms, entries.session_id, entries.seq;

INSERT INTO turn_search (turn_search) VALUES ('rebuild');

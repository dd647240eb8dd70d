-- Scenarios that are written at the desk: one draft each, and every version that was published.

CREATE TABLE drafts (
    slug          TEXT    NOT NULL PRIMARY KEY,
    source        TEXT    NOT NULL,
    -- Counts the changes: who saves over another revision than the one they read is told.
    revision      INTEGER NOT NULL,
    changed_by    TEXT    NOT NULL,
    changed_at_ms INTEGER NOT NULL,
    -- 1: kept, and not offered to anyone.
    archived      INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE published (
    slug            TEXT    NOT NULL REFERENCES drafts (slug),
    version         INTEGER NOT NULL,
    source          TEXT    NOT NULL,
    published_by    TEXT    NOT NULL,
    published_at_ms INTEGER NOT NULL,
    PRIMARY KEY (slug, version)
) STRICT, WITHOUT ROWID;

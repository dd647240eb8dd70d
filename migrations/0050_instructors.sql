-- Instructors, the links by which they set their passwords, and where they are signed in.

CREATE TABLE instructors (
    id            TEXT    NOT NULL PRIMARY KEY,
    name          TEXT    NOT NULL,
    -- The name as it is compared: lower case.
    name_key      TEXT    NOT NULL UNIQUE,
    -- As Argon2id writes it, with its salt and parameters; none until a password is set.
    password      TEXT,
    created_at_ms INTEGER NOT NULL
) STRICT;

-- One link an instructor at most, known by the SHA-256 of its secret; it goes when it is used.
CREATE TABLE password_links (
    instructor_id TEXT    NOT NULL PRIMARY KEY REFERENCES instructors (id) ON DELETE CASCADE,
    hash          TEXT    NOT NULL UNIQUE,
    until_ms      INTEGER NOT NULL
) STRICT;

CREATE TABLE sign_ins (
    -- The SHA-256 of the id in the browser's cookie.
    hash          TEXT    NOT NULL PRIMARY KEY,
    instructor_id TEXT    REFERENCES instructors (id) ON DELETE CASCADE,
    record        TEXT    NOT NULL,
    until_ms      INTEGER NOT NULL
) STRICT;

CREATE INDEX sign_ins_of_instructor ON sign_ins (instructor_id) WHERE instructor_id IS NOT NULL;
CREATE INDEX sign_ins_by_end ON sign_ins (until_ms);

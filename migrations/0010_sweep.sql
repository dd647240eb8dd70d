-- The sessions in which nothing was said for longest, for the sweep that deletes them.
CREATE INDEX sessions_by_last_at ON sessions (last_at_ms);

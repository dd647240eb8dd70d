//! How SQLite means to answer what is asked often: by an index, without a look at what isn't asked for, and without
//! sorting. A list that walks a table is quick on a developer's machine and slow after a year.

use sqlx::Row;

use super::{Store, assignments, rows, search, shown, tokens};

#[tokio::test]
async fn what_is_asked_often_uses_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("greenroom.db"))
        .await
        .unwrap();
    let check = async |sql: &'static str, expected: &[&str]| {
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let plan = sqlx::query(explain).fetch_all(&store.pool).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
        assert_eq!(plan, expected, "{sql}");
    };
    check(
        rows::SESSIONS_OF,
        &["SEARCH sessions USING INDEX sessions_of_owner (owner_hash=? AND id<?)"],
    )
    .await;
    check(
        rows::ATTEMPTS,
        &["SEARCH sessions USING COVERING INDEX sessions_of_owner_by_scenario (owner_hash=? AND scenario_slug=?)"],
    )
    .await;
    for sql in [rows::ENTRIES_AFTER, rows::SHOWN_AFTER, shown::SHOWN] {
        check(
            sql,
            &["SEARCH entries USING PRIMARY KEY (session_id=? AND seq>?)"],
        )
        .await;
    }
    check(
        shown::OWNED,
        &[
            "SEARCH sessions USING INDEX sqlite_autoindex_sessions_1 (id=?)",
            "CORRELATED SCALAR SUBQUERY 1",
            "SEARCH entries USING PRIMARY KEY (session_id=?)",
        ],
    )
    .await;
    check(
        rows::MESSAGE,
        &["SEARCH entries USING INDEX sqlite_autoindex_entries_2 (session_id=? AND message_id=?)"],
    )
    .await;
    check(
        tokens::TOKEN,
        &["SEARCH tokens USING INDEX sqlite_autoindex_tokens_2 (hash=?)"],
    )
    .await;
    check(
        search::SEARCH,
        &[
            // `M`: by the words; `<`: from the place where the page begins.
            "SCAN turn_search VIRTUAL TABLE INDEX 192:M2<",
            "SEARCH searchable USING INTEGER PRIMARY KEY (rowid=?)",
            "SEARCH entries USING PRIMARY KEY (session_id=? AND seq=?)",
            "SEARCH sessions USING INDEX sqlite_autoindex_sessions_1 (id=?)",
        ],
    )
    .await;
    // What a class has is little enough to be sorted.
    check(
        assignments::SESSIONS_OF_CLASS,
        &[
            "SEARCH class_sessions USING COVERING INDEX class_sessions_of_learner (learner_id=?)",
            "LIST SUBQUERY 1",
            "SEARCH learners USING INDEX sqlite_autoindex_learners_2 (class_id=?)",
            "CREATE BLOOM FILTER",
            "SEARCH sessions USING INDEX sqlite_autoindex_sessions_1 (id=?)",
            "USE TEMP B-TREE FOR ORDER BY",
        ],
    )
    .await;
    check(
        assignments::SESSIONS_OF_LEARNER,
        &[
            "SEARCH class_sessions USING COVERING INDEX class_sessions_of_learner (learner_id=?)",
            "SEARCH sessions USING INDEX sqlite_autoindex_sessions_1 (id=?)",
            "USE TEMP B-TREE FOR ORDER BY",
        ],
    )
    .await;
    store.close().await;
}

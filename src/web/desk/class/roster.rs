//! Who in a class began what, who finished it, and how.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Room;
use crate::assessment::class::Digest;
use crate::store::{Assignment, ClassSession, Learner, SessionId};
use crate::web::moment::{Moment, minutes};
use crate::web::words::{self, Label};

/// A learner with how they stand in each assignment.
pub struct Row {
    pub id: String,
    pub name: String,
    pub number: u32,
    pub joined: Moment,
    /// In the order of the assignments.
    pub cells: Vec<Cell>,
}

/// How a learner stands in an assignment.
#[derive(Debug, PartialEq, Eq)]
pub struct Cell {
    /// "at the bar", "under way", "not begun"
    pub standing: Label,
    /// The session that can be looked at.
    pub session: Option<String>,
    /// "620 of 1000, late, 3 attempts"
    pub note: String,
}

/// The assignments, as the table's columns name them.
pub fn columns(room: &Room) -> Vec<String> {
    room.assignments
        .iter()
        .map(|assignment| assignment.title.clone())
        .collect()
}

/// Everybody in the class.
pub fn rows(room: &Room, digests: &BTreeMap<SessionId, Arc<Digest>>, now_ms: i64) -> Vec<Row> {
    let held = room.held();
    let row = |learner: &Learner| Row {
        id: learner.id.to_string(),
        name: learner.name(),
        number: learner.number,
        joined: Moment::new(learner.joined_at_ms, now_ms),
        cells: room
            .assignments
            .iter()
            .map(|assignment| {
                let held = held.get(&(learner.id, assignment.id));
                cell(assignment, held.map_or(&[], Vec::as_slice), digests, now_ms)
            })
            .collect(),
    };
    room.learners.iter().map(row).collect()
}

/// How the attempts of one learner at one assignment stand, oldest first: the last finished one counts.
fn cell(
    assignment: &Assignment,
    held: &[&ClassSession],
    digests: &BTreeMap<SessionId, Arc<Digest>>,
    now_ms: i64,
) -> Cell {
    let label = |name, class| Label { name, class };
    let is_late = |at_ms: i64| assignment.due_at_ms.is_some_and(|due| at_ms > due);
    let finished: Vec<_> = held
        .iter()
        .filter_map(|held| Some((held, held.session.finished_at_ms?)))
        .collect();
    let under_way = held
        .iter()
        .find(|held| held.session.finished_at_ms.is_none());
    let mut notes: Vec<String> = Vec::new();
    let (standing, session) = match (finished.last(), under_way) {
        (Some((held, _)), _) => {
            let digest = digests.get(&held.session.id);
            notes.extend(digest.map(|digest| format!("{} of 1000", digest.score)));
            if finished.iter().all(|(_, at_ms)| is_late(*at_ms)) {
                notes.push("late".into());
            }
            if finished.len() > 1 {
                notes.push(format!("{} attempts", finished.len()));
            }
            if under_way.is_some() {
                notes.push("another one under way".into());
            }
            let standing = digest.map_or(label("finished", ""), |digest| words::band(digest.band));
            (standing, Some(held.session.id.to_string()))
        }
        (None, Some(held)) => {
            notes.push(format!("{} in", minutes(held.session.elapsed_ms)));
            if is_late(now_ms) {
                notes.push("overdue".into());
            }
            (label("under way", "near"), None)
        }
        (None, None) => {
            if is_late(now_ms) {
                notes.push("overdue".into());
            }
            (label("not begun", ""), None)
        }
    };
    Cell {
        standing,
        session,
        note: notes.join(", "),
    }
}

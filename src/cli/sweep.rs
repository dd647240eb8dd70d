//! `greenroom sweep`: deletes sessions that are older than the retention says, as the server does every hour.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use super::{Failure, exit, print};
use crate::config::{Database, Retention};
use crate::session::Clock;
use crate::store::{Store, StoreError};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// How often a server sweeps.
const PERIOD: Duration = Duration::from_secs(60 * 60);

#[derive(Clone, Debug, Args)]
pub(super) struct Sweep {
    /// Say how many sessions would go, and delete none
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    retention: Retention,
    #[command(flatten)]
    database: Database,
}

impl Sweep {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let Some(days) = self.retention.days else {
            let message = "nothing is old enough: set retention_days, or say --retention-days";
            return Err(Failure::new(exit::FAILED, message));
        };
        let store = self.database.open_existing().await?;
        let before_ms = before(Clock::system().now_ms(), days);
        let swept = sweep(&store, before_ms, self.dry_run).await;
        store.close().await;
        let Swept { sessions, learners } = swept?;
        let did = if self.dry_run {
            "would delete"
        } else {
            "deleted"
        };
        let of_classes = match learners {
            0 => String::new(),
            some => format!(
                "{did} {} of classes, of whom nothing else is left\n",
                counted(some, "learner")
            ),
        };
        print(&format!(
            "{did} {} in which nothing was said for {days} days\n{of_classes}",
            counted(sessions, "session")
        ));
        Ok(ExitCode::SUCCESS)
    }
}

/// What went, or would go.
struct Swept {
    sessions: u64,
    learners: u64,
}

async fn sweep(store: &Store, before_ms: i64, dry_run: bool) -> Result<Swept, StoreError> {
    let sessions = match dry_run {
        true => store.count_before(before_ms).await?,
        false => store.sweep(before_ms).await?,
    };
    // Learners go after their sessions.
    let learners = store.count_learners_before(before_ms).await?;
    if !dry_run {
        store.sweep_classes(before_ms).await?;
    }
    Ok(Swept { sessions, learners })
}

fn counted(count: u64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        many => format!("{many} {what}s"),
    }
}

fn before(now_ms: i64, days: u32) -> i64 {
    now_ms.saturating_sub(i64::from(days) * DAY_MS)
}

/// Sweeps now and every hour, for as long as the task runs.
pub(super) async fn hourly(store: Store, clock: Clock, days: u32) {
    let mut ticks = tokio::time::interval(PERIOD);
    loop {
        ticks.tick().await;
        match sweep(&store, before(clock.now_ms(), days), false).await {
            Ok(Swept {
                sessions: 0,
                learners: 0,
            }) => {}
            Ok(Swept { sessions, learners }) => {
                tracing::info!(sessions, learners, days, "what was old was deleted");
            }
            Err(error) => {
                tracing::warn!(%error, "old sessions could not be deleted; tried again in an hour")
            }
        }
    }
}

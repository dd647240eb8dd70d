//! `greenroom sweep`: deletes sessions that are older than the retention says, as the server does every hour.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use super::{Failure, exit, print};
use crate::config::{Database, Retention};
use crate::session::Clock;
use crate::store::Store;

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
        let swept = match self.dry_run {
            true => store.count_before(before_ms).await,
            false => store.sweep(before_ms).await,
        };
        store.close().await;
        let sessions = match swept? {
            1 => "1 session".to_owned(),
            many => format!("{many} sessions"),
        };
        let did = if self.dry_run {
            "would delete"
        } else {
            "deleted"
        };
        print(&format!(
            "{did} {sessions} in which nothing was said for {days} days\n"
        ));
        Ok(ExitCode::SUCCESS)
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
        match store.sweep(before(clock.now_ms(), days)).await {
            Ok(0) => {}
            Ok(sessions) => tracing::info!(sessions, days, "old sessions were deleted"),
            Err(error) => {
                tracing::warn!(%error, "old sessions could not be deleted; tried again in an hour")
            }
        }
    }
}

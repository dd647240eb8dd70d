//! What an operator wants to know, in the text form that Prometheus reads (version 0.0.4).
//!
//! Every label has a fixed set of values (the table of routes, the names of errors), so nobody can make the numbers grow
//! without end.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::door::Door;
use super::error::{Error, Kind};
use super::limits::Deed;
use super::routes::ROUTES;
use super::visit::Visit;
use crate::meter::{Counter, Histogram};
use crate::session::App;

/// The bounds of how long an answer takes, in microseconds.
static TIMES: [u64; 14] = [
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    2_500_000, 5_000_000, 10_000_000,
];

/// The classes of statuses: 1xx to 5xx.
const CLASSES: usize = 5;

/// What was answered since the program began. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Meters {
    /// One for each row of the table, and one for what leads nowhere.
    routes: Arc<Vec<RouteMeter>>,
    // A plain mutex: it is held for a look-up only, and taken where something went wrong.
    errors: Arc<Mutex<BTreeMap<&'static str, u64>>>,
}

#[derive(Debug)]
struct RouteMeter {
    classes: [Counter; CLASSES],
    times: Histogram<14>,
}

/// A row of the table of routes, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteIndex(usize);

impl RouteIndex {
    /// The row of a request; `path` as the router has it.
    pub fn of(method: &Method, path: Option<&str>) -> RouteIndex {
        let method = if method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        let row = path.and_then(|path| {
            let mut rows = ROUTES.iter();
            rows.position(|route| route.path == path && route.method == *method)
        });
        RouteIndex(row.unwrap_or(ROUTES.len()))
    }

    /// The path of the row, for the log and the metrics: never the path that was asked for, which may hold a secret.
    pub fn path(self) -> &'static str {
        ROUTES.get(self.0).map_or("(none)", |route| route.path)
    }

    /// What of a visitor's allowance the row takes.
    pub fn deed(self) -> Option<Deed> {
        let route = ROUTES
            .get(self.0)
            .filter(|route| route.method != Method::GET)?;
        Some(match route.path.ends_with("/sessions") {
            true => Deed::Start,
            false => Deed::Send,
        })
    }

    /// Whether the row is there for whatever looks after the program.
    pub fn is_health(self) -> bool {
        matches!(self.path(), "/healthz" | "/readyz")
    }

    fn method(self) -> &'static str {
        match ROUTES.get(self.0) {
            Some(route) if route.method == Method::GET => "GET",
            Some(route) if route.method == Method::POST => "POST",
            Some(route) if route.method == Method::DELETE => "DELETE",
            Some(_) | None => "(any)",
        }
    }
}

impl Default for Meters {
    fn default() -> Meters {
        let meter = || RouteMeter {
            classes: Default::default(),
            times: Histogram::new(&TIMES),
        };
        Meters {
            routes: Arc::new((0..=ROUTES.len()).map(|_| meter()).collect()),
            errors: Arc::default(),
        }
    }
}

impl Meters {
    /// One more answer, which began after `took`.
    pub fn answered(&self, route: RouteIndex, status: StatusCode, took: Duration) {
        let Some(meter) = self.routes.get(route.0) else {
            return;
        };
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(counter) = meter.classes.get(class) {
            counter.add(1);
        }
        meter
            .times
            .record(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }

    /// One more error.
    pub fn failed(&self, kind: Kind) {
        let mut errors = match self.errors.lock() {
            Ok(errors) => errors,
            Err(poisoned) => poisoned.into_inner(),
        };
        *errors.entry(kind.0).or_default() += 1;
    }
}

/// `GET /metrics`: where it is asked for, and for who connects directly. What a proxy passes on comes from outside.
pub async fn show(
    State(app): State<App>,
    State(door): State<Door>,
    visit: Visit,
) -> Result<Response, Error> {
    if !door.metrics || visit.forwarded {
        return Err(Error::NotFound);
    }
    let text = render(&app, &door);
    Ok((
        [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        text,
    )
        .into_response())
}

fn render(app: &App, door: &Door) -> String {
    let mut page = Page::default();
    page.head("greenroom_build_info", "gauge", "The program that runs");
    page.line(
        "greenroom_build_info",
        &[("version", env!("CARGO_PKG_VERSION"))],
        1.0,
    );

    requests(&mut page, &door.meters);

    let store = app.store.meter();
    for (name, help, count) in [
        (
            "greenroom_sessions_started_total",
            "Interviews begun",
            store.started.get(),
        ),
        (
            "greenroom_sessions_finished_total",
            "Interviews ended",
            store.finished.get(),
        ),
        (
            "greenroom_turns_stored_total",
            "Entries of interviews that were committed",
            store.entries.get(),
        ),
        (
            "greenroom_writes_lost_total",
            "Transactions of which nothing was kept",
            store.lost.get(),
        ),
    ] {
        page.single(name, "counter", help, count as f64);
    }
    for (name, help, count) in [
        (
            "greenroom_streams_open",
            "Open pages that are kept up to date",
            door.streams.open() as usize,
        ),
        (
            "greenroom_sessions_watched",
            "Interviews that an open page shows",
            app.hub.watched(),
        ),
        (
            "greenroom_writes_waiting",
            "Commands that wait for the writer",
            app.store.waiting(),
        ),
        (
            "greenroom_scenarios",
            "Scenarios that can be chosen",
            app.prompts.current().offered.len(),
        ),
    ] {
        page.single(name, "gauge", help, count as f64);
    }
    page.histogram(
        "greenroom_write_group_size",
        "How many commands one transaction takes",
        &[],
        &store.groups,
        1.0,
        true,
    );
    process(&mut page);
    page.text
}

fn requests(page: &mut Page, meters: &Meters) {
    let name = "greenroom_requests_total";
    page.head(
        name,
        "counter",
        "Requests answered, by route and class of status",
    );
    for (row, meter) in meters.routes.iter().enumerate() {
        let route = RouteIndex(row);
        for (class, counter) in ["1xx", "2xx", "3xx", "4xx", "5xx"]
            .iter()
            .zip(&meter.classes)
        {
            if counter.get() > 0 {
                let labels = [
                    ("method", route.method()),
                    ("route", route.path()),
                    ("status", class),
                ];
                page.line(name, &labels, counter.get() as f64);
            }
        }
    }
    let name = "greenroom_request_seconds";
    let help = "How long it took until an answer began, by route";
    let mut first = true;
    for (row, meter) in meters.routes.iter().enumerate() {
        if meter.times.count() > 0 {
            let route = RouteIndex(row);
            let labels = [("method", route.method()), ("route", route.path())];
            page.histogram(name, help, &labels, &meter.times, 1e6, first);
            first = false;
        }
    }
    let name = "greenroom_errors_total";
    page.head(name, "counter", "What went wrong, by kind");
    let errors = match meters.errors.lock() {
        Ok(errors) => errors.clone(),
        Err(poisoned) => poisoned.into_inner().clone(),
    };
    for (kind, count) in errors {
        page.line(name, &[("kind", kind)], count as f64);
    }
}

/// What the system says of the process, where it says it in Linux's way.
fn process(page: &mut Page) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = resident.and_then(|rest| rest.trim().strip_suffix(" kB")?.trim().parse::<u32>().ok());
    if let Some(kib) = kib {
        let name = "process_resident_memory_bytes";
        page.single(name, "gauge", "Memory in use", f64::from(kib) * 1024.0);
    }
    if let Ok(files) = std::fs::read_dir("/proc/self/fd") {
        let name = "process_open_fds";
        page.single(
            name,
            "gauge",
            "Open files and sockets",
            files.count() as f64,
        );
    }
}

/// The text as it grows.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// The labels' values are our own words, or paths with braces: nothing in them needs an escape.
    fn line(&mut self, name: &str, labels: &[(&str, &str)], value: f64) {
        self.text.push_str(name);
        for (index, (label, text)) in labels.iter().enumerate() {
            let before = if index == 0 { '{' } else { ',' };
            let _ = write!(self.text, "{before}{label}=\"{text}\"");
        }
        let after = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.text, "{after} {value}");
    }

    fn single(&mut self, name: &str, kind: &str, help: &str, value: f64) {
        self.head(name, kind, help);
        self.line(name, &[], value);
    }

    /// `per`: how many of the histogram's values make one of the page's.
    fn histogram<const N: usize>(
        &mut self,
        name: &str,
        help: &str,
        labels: &[(&str, &str)],
        histogram: &Histogram<N>,
        per: f64,
        first: bool,
    ) {
        if first {
            self.head(name, "histogram", help);
        }
        let mut bucket = |bound: &str, count: u64| {
            let mut labels = labels.to_vec();
            labels.push(("le", bound));
            self.line(&format!("{name}_bucket"), &labels, count as f64);
        };
        for (bound, count) in histogram.up_to() {
            bucket(&(bound as f64 / per).to_string(), count);
        }
        bucket("+Inf", histogram.count());
        self.line(&format!("{name}_sum"), labels, histogram.sum() as f64 / per);
        self.line(&format!("{name}_count"), labels, histogram.count() as f64);
    }
}

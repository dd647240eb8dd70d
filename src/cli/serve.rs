//! `greenroom serve`: the pages, until a signal ends them.
//!
//! The accept loop is our own because a stalled or dripping client must not hold a connection for ever, and
//! because a stop must end within seconds even with event streams open.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use clap::Args;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioTimer;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::{Failure, exit, notify, sweep};
use crate::config::{Database, Limits, Logging, PromptsFolder, Retention, Serving};
use crate::session::App;
use crate::store::Store;

mod connections;
mod patience;

use connections::Connections;
use patience::Patient;

/// How long a client may take over the head of a request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest head of a request: many connections must not hold much memory each.
const LONGEST_HEAD: usize = 64 * 1024;
/// How long open connections may take to end after a signal.
const STOP_TIMEOUT: Duration = Duration::from_secs(6);
/// The most connections at a time; whoever comes later waits in the backlog.
const CONNECTIONS: usize = 2_000;
const BACKLOG: u32 = 1_024;

#[derive(Clone, Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    serving: Serving,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    prompts: PromptsFolder,
    #[command(flatten)]
    retention: Retention,
    // Read before anything else runs; it stands here for its flags.
    #[command(flatten)]
    _logging: Logging,
}

impl Serve {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        // The address first, the database last: what fails before leaves nothing behind.
        let listener = listen(self.serving.listen)?;
        let address = listener
            .local_addr()
            .map_err(|error| no_address(self.serving.listen, &error))?;
        let prompts = self.prompts.open()?;
        let store = self.database.open().await?;
        prompts.offer(store.offered().await?)?;
        let _watching = prompts.watch()?;
        let mut app = App::new(store.clone(), prompts);
        app.kept_days = self.retention.days;
        let stopping = app.stopping.clone();
        let stop = stop_signal();
        let cancelled = stopping.clone();
        tokio::spawn(async move {
            stop.await;
            notify::tell("STOPPING=1");
            cancelled.cancel();
        });
        // One write: who reads the address may close the pipe right after its line.
        super::print(&format!(
            "Greenroom listens on http://{address}\n{}",
            about_the_desk(&store).await?
        ));
        notify::tell("READY=1");
        let sweeping = self
            .retention
            .days
            .map(|days| tokio::spawn(sweep::hourly(store.clone(), app.clock.clone(), days)));
        let router = crate::web::router_for(app, &self.serving, &self.limits);
        let connections = Connections::new(&self.serving.proxies);
        accept(listener, connections, router, stopping).await;
        if let Some(sweeping) = sweeping {
            sweeping.abort();
        }
        store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// How the first instructor gets an account, while there is none.
async fn about_the_desk(store: &Store) -> Result<&'static str, Failure> {
    Ok(match store.instructors().await?.is_empty() {
        true => {
            "`greenroom instructor add NAME` makes an account for the instructors' desk at /desk\n"
        }
        false => "",
    })
}

fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    let listen = || {
        let socket = match address {
            SocketAddr::V4(_) => TcpSocket::new_v4()?,
            SocketAddr::V6(_) => TcpSocket::new_v6()?,
        };
        // Without this a restart waits for the last connections' minute of silence.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)
    };
    listen().map_err(|error| no_address(address, &error))
}

fn no_address(address: SocketAddr, error: &std::io::Error) -> Failure {
    let message = match error.kind() {
        std::io::ErrorKind::AddrInUse => format!(
            "{address} is taken by another program; stop it, or name another address with --listen"
        ),
        _ => format!("cannot listen on {address}: {error}"),
    };
    Failure::new(exit::ADDRESS, message)
}

/// Serves until `stopping`, then lets open requests end, for a while.
async fn accept(
    listener: TcpListener,
    connections: Connections,
    router: Router,
    stopping: CancellationToken,
) {
    let graceful = GracefulShutdown::new();
    let places = std::sync::Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let place = tokio::select! {
            place = places.clone().acquire_owned() => place,
            () = stopping.cancelled() => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopping.cancelled() => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let Some(admitted) = connections.admit(peer.ip()) else {
                    tracing::debug!(%peer, "a connection too many from one address");
                    continue;
                };
                let connection = graceful.watch(connection(stream, peer, router.clone()));
                tokio::spawn(async move {
                    let _held = (place, admitted);
                    // A client that breaks off is none of our errors.
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, "a connection ended early");
                    }
                });
            }
            Err(error) => {
                // Out of file descriptors, most likely: some will come back.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(STOP_TIMEOUT, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some connections were cut off");
    }
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
) -> http1::Connection<
    Patient,
    impl hyper::service::HttpService<
        Incoming,
        ResBody = Body,
        Error = std::convert::Infallible,
        Future: Send,
    > + Send,
> {
    // Small replies must not wait for more to come.
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(Patient::new(stream), service)
}

/// Resolves at the first signal to stop. The signals are caught from the call on, before anything is announced: who reads
/// the address may send one at once.
fn stop_signal() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let caught = {
        use tokio::signal::unix::{SignalKind, signal};
        [SignalKind::interrupt(), SignalKind::terminate()].map(signal)
    };
    async move {
        #[cfg(unix)]
        {
            let [interrupted, terminated] = caught;
            let first = |signal: std::io::Result<tokio::signal::unix::Signal>| async {
                match signal {
                    Ok(mut signal) => {
                        signal.recv().await;
                    }
                    Err(_) => std::future::pending().await,
                }
            };
            tokio::select! {
                () = first(interrupted) => {}
                () = first(terminated) => {}
            }
        }
        #[cfg(not(unix))]
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

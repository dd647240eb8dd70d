//! Telling systemd how it stands, where systemd runs the program and asked for that (`sd_notify(3)`).

/// Sends a state, such as `READY=1`, to whoever asked; nobody did where `NOTIFY_SOCKET` isn't set.
#[cfg(target_os = "linux")]
pub(super) fn tell(state: &str) {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::net::{SocketAddr, UnixDatagram};

    let Some(name) = std::env::var_os("NOTIFY_SOCKET").filter(|name| !name.is_empty()) else {
        return;
    };
    let address = match name.as_bytes().strip_prefix(b"@") {
        Some(hidden) => SocketAddr::from_abstract_name(hidden),
        None => SocketAddr::from_pathname(&name),
    };
    let sent = address
        .and_then(|address| UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &address));
    if let Err(error) = sent {
        tracing::warn!(%error, state, "the state could not be told to the service manager");
    }
}

/// Elsewhere there is nobody to tell.
#[cfg(not(target_os = "linux"))]
pub(super) fn tell(_state: &str) {}

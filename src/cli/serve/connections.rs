//! How many connections one address may hold: an attacker must not take the places of all others.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::config::Network;
use crate::web::Place;

/// The most for one address. A classroom behind one has some forty browsers, with six connections each.
const MOST: u32 = 256;

/// The open connections. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Connections {
    /// Whose connections are everybody's.
    proxies: Arc<[Network]>,
    // A plain mutex: it is held for a look-up only, never across an await.
    open: Arc<Mutex<HashMap<Place, u32>>>,
}

/// A connection that was let in; dropped, it makes room for another.
#[derive(Debug)]
pub(super) struct Admitted {
    connections: Connections,
    place: Option<Place>,
}

impl Connections {
    pub(super) fn new(proxies: &[Network]) -> Connections {
        Connections {
            proxies: proxies.into(),
            open: Arc::default(),
        }
    }

    /// Lets a connection in; none: its address has as many as it may. Proxies, and whoever sits at the machine itself,
    /// may have as many as there are.
    pub(super) fn admit(&self, address: IpAddr) -> Option<Admitted> {
        let address = address.to_canonical();
        let free =
            address.is_loopback() || self.proxies.iter().any(|proxy| proxy.contains(address));
        let place = (!free).then(|| Place::of(address));
        if let Some(place) = place {
            let mut open = self.lock();
            let count = open.entry(place).or_default();
            if *count >= MOST {
                return None;
            }
            *count += 1;
        }
        Some(Admitted {
            connections: self.clone(),
            place,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Place, u32>> {
        match self.open.lock() {
            Ok(open) => open,
            Err(poisoned) => poisoned.into_inner(),
        }
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let Some(place) = self.place else { return };
        let mut open = self.connections.lock();
        if let Some(count) = open.get_mut(&place) {
            *count -= 1;
            if *count == 0 {
                open.remove(&place);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_holds_so_many_and_a_proxy_any_number() {
        let connections = Connections::new(&["10.0.0.0/8".parse().unwrap()]);
        let admit = |address: &str| connections.admit(address.parse().unwrap());
        let mut held: Vec<_> = (0..MOST).map(|_| admit("203.0.113.7").unwrap()).collect();
        assert!(admit("203.0.113.7").is_none());
        assert!(admit("::ffff:203.0.113.7").is_none(), "the same address");
        held.push(admit("203.0.113.8").unwrap());
        for free in ["127.0.0.1", "::1", "10.1.2.3"] {
            held.extend((0..=MOST).map(|_| admit(free).unwrap()));
        }
        held.clear();
        assert!(admit("203.0.113.7").is_some());
        assert!(connections.lock().is_empty());
    }
}

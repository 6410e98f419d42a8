//! Under which addresses other devices in the network reach this computer.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

/// Places in the usual private networks and one outside: the system knows from which address it would go there.
const PLACES: [Ipv4Addr; 4] = [
    Ipv4Addr::new(192, 0, 2, 1),
    Ipv4Addr::new(192, 168, 255, 254),
    Ipv4Addr::new(10, 255, 255, 254),
    Ipv4Addr::new(172, 31, 255, 254),
];

/// The addresses of this computer in its networks, the likeliest first; none where it is in no network. Sends nothing
/// and waits for nothing: a UDP socket that is connected only looks up the way.
pub fn addresses() -> Vec<IpAddr> {
    let mut seen = BTreeSet::new();
    let found = PLACES.into_iter().filter_map(from);
    found.filter(|address| is_useful(*address) && seen.insert(*address)).collect()
}

fn from(place: Ipv4Addr) -> Option<IpAddr> {
    // Any port will do.
    let socket = UdpSocket::bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0))).ok()?;
    socket.connect((place, 9)).ok()?;
    socket.local_addr().ok().map(|address| address.ip())
}

fn is_useful(address: IpAddr) -> bool {
    !address.is_loopback() && !address.is_unspecified()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_leads_to_this_computer_and_not_only_from_itself() {
        let found = addresses();
        for address in &found {
            assert!(is_useful(*address), "{address}");
            // Only an address of this computer can be bound.
            UdpSocket::bind((*address, 0)).unwrap();
        }
        assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), found.len(), "{found:?}");
    }
}

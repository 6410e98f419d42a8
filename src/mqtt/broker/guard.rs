//! Who may use the local broker once it listens beyond this computer: whoever sits at it, and all who know the password.

use std::future::{Future, ready};
use std::net::SocketAddr;
use std::pin::Pin;

use mqtt5::broker::{AuthProvider, AuthResult};
use mqtt5::packet::connect::ConnectPacket;
use mqtt5::types::ReasonCode;

/// Lets clients in by address or password.
#[derive(Debug)]
pub(super) struct Guard(Vec<u8>);

impl Guard {
    /// Clients on other computers need this password, with any user name.
    pub(super) fn new(password: &str) -> Self {
        Self(password.as_bytes().to_vec())
    }

    fn admits(&self, address: SocketAddr, password: Option<&[u8]>) -> bool {
        address.ip().to_canonical().is_loopback() || password.is_some_and(|password| same(password, &self.0))
    }
}

/// Compares all bytes, so that the time it takes tells nothing about the first wrong one.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

impl AuthProvider for Guard {
    fn authenticate<'a>(
        &'a self,
        connect: &'a ConnectPacket,
        client_addr: SocketAddr,
    ) -> Pin<Box<dyn Future<Output = mqtt5::error::Result<AuthResult>> + Send + 'a>> {
        let result = if self.admits(client_addr, connect.password.as_deref()) {
            AuthResult::success()
        } else {
            AuthResult::fail(ReasonCode::BadUsernameOrPassword)
        };
        Box::pin(ready(Ok(result)))
    }

    fn authorize_publish<'a>(
        &'a self,
        _client_id: &str,
        _user_id: Option<&'a str>,
        _topic: &'a str,
    ) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        Box::pin(ready(true))
    }

    fn authorize_subscribe<'a>(
        &'a self,
        _client_id: &str,
        _user_id: Option<&'a str>,
        _topic_filter: &'a str,
    ) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        Box::pin(ready(true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_need_the_password_and_this_computer_does_not() {
        let guard = Guard::new("kiesel-42");
        let (here, there) = ("127.0.0.1:5".parse().unwrap(), "192.168.0.9:5".parse().unwrap());
        assert!(guard.admits(here, None) && guard.admits("[::ffff:127.0.0.1]:5".parse().unwrap(), None));
        assert!(guard.admits(there, Some(b"kiesel-42")));
        for wrong in [None, Some(&b""[..]), Some(b"kiesel-4"), Some(b"kiesel-43"), Some(b"kiesel-422")] {
            assert!(!guard.admits(there, wrong), "{wrong:?}");
        }
    }
}

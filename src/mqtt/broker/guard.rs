//! Who may use the local broker once it listens beyond this computer: whoever sits at it, and all who know the password.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

/// How long the answer to a first wrong password takes; each further one takes twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest such pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Addresses that are remembered, and for how long after their last wrong password.
const MAX_ADDRESSES: usize = 1000;
const REMEMBERED: Duration = Duration::from_mins(10);

/// Lets clients in by address or password, and slows down whoever guesses.
#[derive(Debug)]
pub(super) struct Guard {
    password: Vec<u8>,
    /// How many wrong passwords an address has sent. The inner lock makes its attempts wait for each other: many at a time
    /// are no faster than one after the other.
    wrong: std::sync::Mutex<HashMap<IpAddr, Attempts>>,
    /// [`FIRST_PAUSE`].
    first: Duration,
}

/// Attempts of one address.
#[derive(Clone, Debug)]
struct Attempts {
    wrong: Arc<tokio::sync::Mutex<u32>>,
    last: Instant,
}

impl Guard {
    /// Clients on other computers need this password, with any user name.
    pub(super) fn new(password: &str) -> Self {
        Self { password: password.as_bytes().to_vec(), wrong: std::sync::Mutex::default(), first: FIRST_PAUSE }
    }

    /// Whether it may come in. The answer to a wrong password takes its time.
    pub(super) async fn admits(&self, address: SocketAddr, password: Option<&[u8]>) -> bool {
        let ip = address.ip().to_canonical();
        if ip.is_loopback() {
            return true;
        }
        let attempts = self.attempts(ip);
        let mut wrong = attempts.lock().await;
        if password.is_some_and(|password| same(password, &self.password)) {
            *wrong = 0;
            return true;
        }
        tokio::time::sleep(pause(self.first, *wrong)).await;
        *wrong = wrong.saturating_add(1);
        false
    }

    fn attempts(&self, ip: IpAddr) -> Arc<tokio::sync::Mutex<u32>> {
        let mut all = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if all.len() >= MAX_ADDRESSES && !all.contains_key(&ip) {
            all.retain(|_, attempts| now.duration_since(attempts.last) < REMEMBERED);
            // So many at a time are no devices of one network: they share what is left.
            if all.len() >= MAX_ADDRESSES {
                all.clear();
            }
        }
        let new = || Attempts { wrong: Arc::default(), last: now };
        let attempts = all.entry(ip).or_insert_with(new);
        attempts.last = now;
        Arc::clone(&attempts.wrong)
    }
}

/// How long the answer takes after so many wrong passwords.
fn pause(first: Duration, wrong: u32) -> Duration {
    first.saturating_mul(1 << wrong.min(10)).min(LONGEST_PAUSE)
}

/// Compares all bytes, so that the time it takes tells nothing about the first wrong one.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
    }

    fn hasty() -> Guard {
        Guard { first: Duration::from_millis(1), ..Guard::new("kiesel-42") }
    }

    #[test]
    fn others_need_the_password_and_this_computer_does_not() {
        runtime().block_on(async {
            let guard = hasty();
            let (here, there) = ("127.0.0.1:5".parse().unwrap(), "192.168.0.9:5".parse().unwrap());
            assert!(guard.admits(here, None).await);
            assert!(guard.admits("[::ffff:127.0.0.1]:5".parse().unwrap(), None).await);
            assert!(guard.admits(there, Some(b"kiesel-42")).await);
            for wrong in [None, Some(&b""[..]), Some(b"kiesel-4"), Some(b"kiesel-43"), Some(b"kiesel-422")] {
                assert!(!guard.admits(there, wrong).await, "{wrong:?}");
            }
        });
    }

    #[test]
    fn whoever_guesses_is_slowed_down_alone() {
        runtime().block_on(async {
            let guard = hasty();
            let there: SocketAddr = "192.168.0.9:5".parse().unwrap();
            let start = Instant::now();
            // Side by side they take as long as one after the other.
            let guesses = futures_util::future::join_all((0..8).map(|_| guard.admits(there, Some(b"x")))).await;
            assert_eq!(guesses, [false; 8]);
            assert!(
                start.elapsed() >= Duration::from_millis(1 + 2 + 4 + 8 + 16 + 32 + 64 + 128),
                "{:?}",
                start.elapsed()
            );
            assert!(guard.admits("192.168.0.10:5".parse().unwrap(), Some(b"kiesel-42")).await, "another device");
            assert!(guard.admits(there, Some(b"kiesel-42")).await, "the right one counts at once");
            assert_eq!(*guard.attempts(there.ip()).lock().await, 0, "and begins anew");
        });
    }

    #[test]
    fn pauses_and_addresses_are_bounded() {
        let after = |wrong| pause(FIRST_PAUSE, wrong);
        assert_eq!((after(0), after(1), after(40)), (FIRST_PAUSE, 2 * FIRST_PAUSE, LONGEST_PAUSE));
        let guard = Guard::new("kiesel-42");
        for n in 0..3000_u32 {
            guard.attempts(IpAddr::V4(n.into()));
        }
        assert!(guard.wrong.lock().unwrap().len() <= MAX_ADDRESSES);
    }
}

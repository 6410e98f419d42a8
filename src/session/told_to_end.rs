//! The system tells the program to end: a log-out, a shutdown, a service that is stopped.

/// Does this when the system tells the program to end (SIGTERM, SIGHUP, SIGINT), the first time; the second one ends it
/// at once.
#[cfg(unix)]
pub fn when_told_to_end(then: impl FnOnce() + Send + 'static) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let mut signals = match signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT]) {
        Ok(signals) => signals,
        Err(err) => return tracing::warn!("the program cannot be told to end: {err}"),
    };
    let wait = move || {
        if let Some(signal) = signals.forever().next() {
            tracing::info!("told to end by signal {signal}");
            then();
        }
        if let Some(signal) = signals.forever().next()
            && let Err(err) = signal_hook::low_level::emulate_default_handler(signal)
        {
            tracing::warn!("cannot end at once: {err}");
        }
    };
    if let Err(err) = std::thread::Builder::new().name("signals".to_owned()).spawn(wait) {
        tracing::warn!("the program cannot be told to end: {err}");
    }
}

/// Elsewhere the window library tells it.
#[cfg(not(unix))]
pub fn when_told_to_end(_then: impl FnOnce() + Send + 'static) {}

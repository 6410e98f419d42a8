//! One-shot events to the interface: something that it shall do once, such as a zoom or taking over a chosen file.
//!
//! The interface only reads, so it cannot take an event away. It remembers the last one that it has seen instead.

/// The last event of its kind, and how many there were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneShot<T> {
    count: u64,
    last: Option<T>,
}

/// The last event that a reader has seen; at first none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LastSeen(u64);

impl<T> Default for OneShot<T> {
    fn default() -> Self {
        Self { count: 0, last: None }
    }
}

impl<T> OneShot<T> {
    /// Tells every reader once. Of two events that come before anybody looks, the later one counts.
    pub fn send(&mut self, event: T) {
        self.count += 1;
        self.last = Some(event);
    }

    /// The last event, seen or not.
    pub fn last(&self) -> Option<&T> {
        self.last.as_ref()
    }

    /// For a reader that all events so far do not concern.
    pub fn seen(&self) -> LastSeen {
        LastSeen(self.count)
    }

    /// The last event, if this reader has not seen it yet.
    pub fn unseen(&self, reader: &mut LastSeen) -> Option<&T> {
        let is_new = reader.0 != self.count;
        *reader = self.seen();
        self.last.as_ref().filter(|_| is_new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reader_sees_an_event_once() {
        let mut event = OneShot::default();
        let (mut first, mut second) = (LastSeen::default(), LastSeen::default());
        assert_eq!(event.unseen(&mut first), None);
        event.send("zoom");
        assert_eq!((event.unseen(&mut first), event.unseen(&mut first)), (Some(&"zoom"), None));
        event.send("find");
        assert_eq!((event.unseen(&mut first), event.unseen(&mut second)), (Some(&"find"), Some(&"find")));
        let mut late = event.seen();
        assert_eq!((event.unseen(&mut late), event.last()), (None, Some(&"find")));
    }
}

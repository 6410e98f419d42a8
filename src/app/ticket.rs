//! Questions to jobs, numbered: only the answer to the last one counts, an earlier one is for nobody.

/// The number of a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ticket(u64);

/// The questions of one kind so far.
#[derive(Debug, Default)]
pub(super) struct Tickets(Ticket);

impl Tickets {
    /// The number of a new question; answers to those before it are for nobody from now on.
    pub(super) fn draw(&mut self) -> Ticket {
        self.0.0 += 1;
        self.0
    }

    /// Answers to all questions so far are for nobody.
    pub(super) fn void(&mut self) {
        self.0.0 += 1;
    }

    /// The last question.
    pub(super) fn last(&self) -> Ticket {
        self.0
    }

    /// Whether this is the last question.
    pub(super) fn is_last(&self, ticket: Ticket) -> bool {
        self.0 == ticket
    }
}

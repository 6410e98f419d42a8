//! Sentences for people: problems, faults, refusals, statuses.

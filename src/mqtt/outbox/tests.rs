//! What goes in comes out, in which order, when, and what becomes of the rest.

use super::*;
use crate::mqtt::testing::publish;

fn numbers(outbox: &Outbox) -> Vec<u64> {
    outbox.entries.iter().map(|entry| entry.publish.number).collect()
}

fn reasons(given_up: &[GivenUp]) -> Vec<(u64, DropReason)> {
    given_up.iter().map(|given_up| (given_up.entry.publish.number, given_up.reason.clone())).collect()
}

fn push(outbox: &mut Outbox, number: u64, payload: &str, now: Instant) -> Vec<(u64, DropReason)> {
    reasons(&outbox.push(publish(number, "t", payload, 1).into(), None, true, now))
}

#[test]
fn the_oldest_waiting_message_makes_room() {
    let now = Instant::now();
    let mut outbox = Outbox::default();
    let most = OutboxBounds::default().messages as u64;
    for n in 0..most {
        assert_eq!(push(&mut outbox, n, "x", now), []);
    }
    assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(0));
    let given_up = push(&mut outbox, most, "x", now);
    assert_eq!(given_up, [(1, DropReason::OutboxFull)], "number 0 is on its way");
    assert_eq!((outbox.len() as u64, outbox.counters().dropped), (most, 1));
}

#[test]
fn bytes_and_age_are_bounded() {
    let now = Instant::now();
    let mut outbox = Outbox::default();
    let large = "x".repeat(16 * 1024 * 1024 - 1);
    for n in 0..4 {
        assert_eq!(push(&mut outbox, n, &large, now), []);
    }
    assert_eq!(push(&mut outbox, 4, "x", now), [(0, DropReason::OutboxFull)]);
    let later = now + Duration::from_secs(OutboxBounds::default().age_secs + 1);
    assert_eq!(outbox.expire(later).len(), 4);
    assert_eq!((outbox.len(), outbox.bytes, outbox.counters().dropped), (0, 0, 5));
}

#[test]
fn the_bounds_of_the_connection_count_and_may_change() {
    let now = Instant::now();
    let mut outbox = Outbox::default();
    let bounds = OutboxBounds { messages: 3, bytes: 100, age_secs: 10, keep: false };
    assert!(outbox.set_bounds(OfflineRule::Buffer, bounds).is_empty());
    for n in 0..3 {
        assert_eq!(push(&mut outbox, n, "x", now), []);
    }
    assert_eq!(push(&mut outbox, 3, "x", now), [(0, DropReason::OutboxFull)]);
    let given_up = outbox.set_bounds(OfflineRule::Buffer, OutboxBounds { messages: 1, ..bounds });
    assert_eq!(reasons(&given_up), [(1, DropReason::OutboxFull), (2, DropReason::OutboxFull)]);
    assert_eq!(reasons(&outbox.expire(now + Duration::from_secs(11))), [(3, DropReason::TooOld)]);
}

#[test]
fn messages_of_an_earlier_run_come_first_and_keep_their_age() {
    let now = Instant::now();
    let mut outbox = Outbox::default();
    outbox.set_bounds(OfflineRule::Buffer, OutboxBounds { age_secs: 60, ..OutboxBounds::default() });
    push(&mut outbox, 1, "neu", now);
    let kept = |id, age| Kept { id, publish: publish(id, "t", "alt", 1).into(), age: Duration::from_secs(age) };
    let given_up = outbox.restore(vec![kept(10, 61), kept(11, 50), kept(12, 5)], now);
    assert_eq!(reasons(&given_up), [(10, DropReason::TooOld)]);
    assert_eq!(numbers(&outbox), [11, 12, 1]);
    assert_eq!(outbox.only_here(), 1);
    assert_eq!(reasons(&outbox.expire(now + Duration::from_secs(11))), [(11, DropReason::TooOld)]);
    let first = outbox.hand_over().map(|entry| entry.seq).unwrap();
    assert_eq!(outbox.finish(first, true).and_then(|entry| entry.kept), Some(12));
    let (given_up, kept) = outbox.clear();
    assert_eq!((reasons(&given_up), kept), (vec![(1, DropReason::Stopped)], 0));
}

#[test]
fn only_a_message_that_was_alone_under_way_each_time_is_given_up() {
    let now = Instant::now();
    let mut outbox = Outbox::default();
    for n in 0..20 {
        push(&mut outbox, n, "x", now);
    }
    while outbox.hand_over().is_some() {}
    let lost = |outbox: &mut Outbox, may_blame| {
        let LinkLoss { given_up, isolating, .. } = outbox.link_lost(may_blame);
        outbox.requeue();
        (reasons(&given_up), isolating)
    };
    assert_eq!(lost(&mut outbox, true), (vec![], true), "any of the ten may be the reason");
    assert_eq!(lost(&mut outbox, true), (vec![], false), "nothing was handed over");
    let first = outbox.hand_over().map(|entry| entry.seq).unwrap();
    assert!(outbox.hand_over().is_none(), "one at a time");
    assert!(outbox.finish(first, true).is_some());
    for _ in 1..MAX_STRIKES {
        assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(1));
        assert_eq!(lost(&mut outbox, true), (vec![], true));
    }
    assert!(outbox.hand_over().is_some());
    assert_eq!(lost(&mut outbox, false), (vec![], false), "the broker has named another reason");
    assert!(outbox.hand_over().is_some());
    assert_eq!(lost(&mut outbox, true), (vec![(1, DropReason::Rejected)], true));
    for number in 2..10 {
        let next = outbox.hand_over().map(|entry| (entry.seq, entry.publish.number)).unwrap();
        assert_eq!(next.1, number);
        assert!(outbox.hand_over().is_none(), "still one at a time");
        assert!(outbox.finish(next.0, true).is_some());
    }
    while outbox.hand_over().is_some() {}
    assert_eq!(outbox.handed, WINDOW_ACKNOWLEDGED, "no suspect is left");
}

#[test]
fn a_broker_that_closes_at_every_message_is_asked_less_and_less() {
    let now = Instant::now();
    let mut outbox = Outbox::default();
    for n in 0..20 {
        push(&mut outbox, n, "x", now);
    }
    let mut soon = Vec::new();
    while soon.len() < 5 {
        assert!(outbox.hand_over().is_some());
        let loss = outbox.link_lost(true);
        outbox.requeue();
        if !loss.given_up.is_empty() {
            soon.push(loss.isolating);
        }
    }
    assert_eq!(soon, [true, true, true, false, false]);
    let seq = outbox.hand_over().map(|entry| entry.seq).unwrap();
    assert!(outbox.finish(seq, true).is_some());
    assert!(outbox.hand_over().is_some());
    assert!(outbox.link_lost(true).isolating, "it takes some");
}

#[test]
fn a_message_that_was_not_taken_is_the_next_one_again() {
    let now = Instant::now();
    let mut outbox = Outbox::default();
    for n in 0..2 {
        push(&mut outbox, n, "x", now);
    }
    assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(0));
    assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(1));
    outbox.take_back();
    assert_eq!((outbox.live(), outbox.unacknowledged), (1, 1));
    assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(1));
}

#[test]
fn a_lost_session_sends_again_in_order() {
    let now = Instant::now();
    let mut outbox = Outbox::default();
    for n in 0..20 {
        push(&mut outbox, n, "x", now);
    }
    let mut seqs = Vec::new();
    while let Some(entry) = outbox.hand_over() {
        seqs.push(entry.seq);
        assert_eq!(outbox.mark_sent().map(|publish| publish.number), Some(seqs.len() as u64 - 1));
    }
    assert_eq!((seqs.len(), outbox.live()), (WINDOW_ACKNOWLEDGED, 10));
    assert_eq!(outbox.finish(seqs[1], true).map(|entry| entry.publish.number), Some(1));
    assert!(outbox.finish(seqs[1], true).is_none());
    assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(10));
    outbox.requeue();
    assert_eq!(outbox.live(), 0, "what waited during the outage is no back-pressure");
    assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(0));
    assert_eq!(outbox.mark_sent(), None, "a repeat is not told");
    assert_eq!(outbox.hand_over().map(|entry| entry.publish.number), Some(2));
    let counters = outbox.counters();
    assert_eq!((counters.sent, counters.acknowledged, counters.waiting), (10, 1, 19), "repeats count once");
    assert_eq!(numbers(&outbox).len(), 19);
    assert_eq!(outbox.clear().0.len(), 19);
    assert_eq!((outbox.len(), outbox.bytes, outbox.live()), (0, 0, 0));
    assert_eq!(outbox.counters().dropped, 19);
}

/// A message that says itself what happens to it while offline.
fn with_rule(number: u64, offline: Option<OfflineRule>) -> Arc<Publish> {
    Publish { offline, ..publish(number, "t", "x", 1) }.into()
}

#[test]
fn each_message_waits_as_long_as_its_own_rule_says() {
    let now = Instant::now();
    let secs = |secs| now + Duration::from_secs(secs);
    let mut outbox = Outbox::default();
    outbox.set_bounds(OfflineRule::Brief, OutboxBounds { age_secs: 60, ..OutboxBounds::default() });
    for (number, rule) in [(0, Some(OfflineRule::Buffer)), (1, None), (2, Some(OfflineRule::Brief))] {
        assert!(outbox.push(with_rule(number, rule), None, false, now).is_empty());
    }
    assert_eq!(outbox.due(), Some(secs(BRIEF_SECS)));
    assert_eq!(outbox.unkept().map(|entry| entry.publish.number).collect::<Vec<_>>(), [0], "the others end soon");
    assert!(outbox.expire(secs(BRIEF_SECS - 1)).is_empty());
    let too_old = |number| (number, DropReason::TooOld);
    assert_eq!(reasons(&outbox.expire(secs(BRIEF_SECS))), [too_old(1), too_old(2)]);
    assert_eq!((outbox.due(), numbers(&outbox)), (Some(secs(60)), vec![0]));
    outbox.push(with_rule(3, None), None, false, now);
    outbox.set_bounds(OfflineRule::Buffer, outbox.bounds());
    assert!(outbox.expire(secs(59)).is_empty(), "the rule of the connection is another now");
    assert_eq!(outbox.expire(secs(60)).len(), 2);
    assert_eq!(outbox.due(), None);
}

#[test]
fn what_was_under_way_ends_with_its_time_and_is_told_as_perhaps_arrived() {
    let now = Instant::now();
    let secs = |secs| now + Duration::from_secs(secs);
    let mut outbox = Outbox::default();
    outbox.set_bounds(OfflineRule::Brief, OutboxBounds::default());
    for number in 0..20 {
        outbox.push(with_rule(number, None), None, true, now);
    }
    while outbox.hand_over().is_some() {
        outbox.mark_sent();
    }
    assert!(outbox.push(with_rule(20, None), None, true, secs(9)).is_empty(), "a line that moves takes its time");
    assert_eq!(outbox.expire_waiting(secs(9)).len(), 10, "a session that goes on confirms what is under way");
    outbox.link_lost(false);
    let given_up = reasons(&outbox.expire(secs(9)));
    assert_eq!(given_up, (0..10).map(|number| (number, DropReason::Unconfirmed)).collect::<Vec<_>>());
    assert!(outbox.take_left_under_way() && !outbox.take_left_under_way());
    assert_eq!((numbers(&outbox), outbox.handed, outbox.unacknowledged), (vec![20], 0, 0));
}

#[test]
fn what_is_refused_while_offline_does_not_outlive_its_link() {
    let now = Instant::now();
    let mut outbox = Outbox::default();
    for (number, rule) in [(0, Some(OfflineRule::Refuse)), (1, None), (2, Some(OfflineRule::Refuse))] {
        outbox.push(with_rule(number, rule), None, true, now);
    }
    assert_eq!(outbox.unkept().map(|entry| entry.publish.number).collect::<Vec<_>>(), [1]);
    outbox.hand_over();
    outbox.mark_sent();
    outbox.link_lost(false);
    assert_eq!(reasons(&outbox.expire(now)), [(0, DropReason::Unconfirmed), (2, DropReason::TooOld)]);
    assert_eq!(numbers(&outbox), [1]);
}

#[test]
fn what_is_under_way_in_a_session_that_goes_on_comes_before_what_waits() {
    let now = Instant::now();
    let mut outbox = Outbox::default();
    let found = (1..=4).map(|id| {
        let publish = publish(RESTORED, "t", &id.to_string(), if id == 1 { 0 } else { 2 }).into();
        Kept { id, publish, age: Duration::ZERO }
    });
    assert!(outbox.restore(found.collect(), now).is_empty());
    // What is not in the outbox any more has no place.
    let places = outbox.put_under_way(&[(2, 70), (3, 80), (9, 90)].into());
    let payloads: Vec<_> = outbox.entries.iter().map(|entry| entry.publish.payload[0]).collect();
    assert_eq!(payloads, *b"2314");
    assert_eq!((outbox.handed, outbox.unacknowledged, outbox.counters().sent), (2, 2, 2));
    assert_eq!(places.keys().collect::<Vec<_>>(), [&70, &80]);
    assert_eq!(outbox.finish(places[&70], true).map(|entry| entry.kept), Some(Some(2)));
    assert_eq!(outbox.hand_over().map(|entry| entry.publish.payload[0]), Some(b'1'));
    outbox.requeue();
    assert_eq!(outbox.counters().sent, 2, "not counted twice");
}

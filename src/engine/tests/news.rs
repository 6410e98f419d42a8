//! Sounds, colours, and messages that are published only where they are news.

use super::*;
use crate::model::run::{DropReason, Fate};
use crate::model::sound::{self, SoundOrder};

#[track_caller]
fn check(expression: &str, expected: &str) {
    assert_eq!(value(expression), expected, "{expression}");
}

#[test]
fn sounds_are_asked_for_and_bounded_and_unknown_ones_are_told() {
    let run = run("runtime.playsound('gong') runtime.beep(1e9, -1) runtime.beep() Runtime.StopSounds()");
    assert_eq!(run.faults(), []);
    let orders = run.seen.iter().filter_map(|event| match event {
        RunEvent::Sound(order) => Some(order.clone()),
        _ => None,
    });
    let orders: Vec<_> = orders.collect();
    let gong = sound::find(&Project::new("P", "Start", "Lokal"), "gong").unwrap();
    let wanted = [
        SoundOrder::Play(Arc::new(gong)),
        SoundOrder::tone(15_000.0, 0.01),
        SoundOrder::tone(880.0, 0.2),
        SoundOrder::Stop,
    ];
    assert_eq!(orders, wanted);
    let FaultKind::UnknownName { name, near } = fault("runtime.playsound('gongg')") else { panic!("no such fault") };
    assert_eq!((name.as_str(), near.as_deref()), ("gongg", Some("gong")));
}

#[test]
fn what_is_published_on_change_only_is_not_sent_twice() {
    let run = run("local c = connections.getfromid('lokal') local once = { onchange = true } \
                   c.publish('a', 1, once) c.publish('a', '1', once) c.publish('b', 1, once) c.publish('a', 2, once) \
                   c.publish('a', 1) c.publish('a', 1) c.publish('a', 1, once) c.publishretain('a', 1, once) \
                   c.publish('a', 2, { onchange = false })");
    assert_eq!(run.faults(), []);
    let sent = run.outbox.sent.lock().unwrap();
    let said = sent.iter().map(|message| format!("{}{}", message.topic, String::from_utf8_lossy(&message.payload)));
    // The last one with a 1 is retained, which is another message.
    assert_eq!(said.collect::<Vec<_>>().join(" "), "a1 b1 a2 a1 a1 a1 a2");
    drop(sent);
    // What did not get out was none: the next one is sent.
    let text = "local once = { onchange = true } connections.getfromid('lokal').publish('a', 1, once)";
    let mut again = start(vec![lua(10, text)]);
    for (dropped, count) in [(false, 1), (true, 2), (false, 2)] {
        again.tap(10);
        again.until_end(10);
        let number = again.outbox.sent.lock().unwrap().last().map(|message| message.number).unwrap();
        assert_eq!(again.outbox.sent.lock().unwrap().len(), count);
        assert!(again.handle.awaits_fates());
        if !dropped {
            let fate = Fate::Dropped(DropReason::TooOld);
            assert!(again.handle.send(EngineMsg::Fate { number, fate }));
        }
        again.seen.clear();
    }
    // Whoever waits for a confirmation would wait in vain.
    let asked = fault("connections.getfromid('lokal').publishwait('a', 1, { onchange = true })");
    assert!(matches!(asked, FaultKind::UnknownName { .. }));
    let asked = fault("connections.getfromid('lokal').publish('a', 1, { onchange = 'x' })");
    assert!(matches!(asked, FaultKind::WrongType { .. }));
}

#[test]
fn colors_are_mixed_and_made_of_their_parts() {
    check("brushes.mix('#000000', '#ffffff')", "#808080");
    check("brushes.mix('#ff0000', '#0000ff', 25)", "#bf0040");
    check("brushes.mix('#ff0000', '#0000ff', -5)", "#ff0000");
    check("brushes.mix('#ff000000', '#ff0000', 50)", "#ff000080");
    check("brushes.mix('good', 'good', 500) == brushes.mix('good', '#123456', 0)", "true");
    check("brushes.rgb(255, 128.4, -3)", "#ff8000");
    assert!(matches!(fault("brushes.mix('rot', '#ffffff')"), FaultKind::WrongType { wanted: "color", .. }));
}

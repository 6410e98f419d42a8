//! The dialog of a timer.

use super::*;
use crate::model::timer::{Schedule, TimeOfDay, Timer};

fn timers(harness: &Harness<'_, Stage>) -> Vec<Timer> {
    harness.state().editor.project().timers.to_vec()
}

#[test]
fn a_new_timer_is_checked_and_fills_the_slot() {
    let (mut project, _) = with_halle();
    let (at, block) = with_block(&mut project);
    let mut harness = open(project, Dialog::NewTimer(Some((at.clone(), block, "timer".to_owned()))), Lang::De);
    fill(&mut harness, "Name", "Herzschlag");
    fill(&mut harness, "Alle", "zwei");
    assert!(shows(&harness, "Das ist keine Zahl"));
    fill(&mut harness, "Alle", "0,04");
    assert!(shows(&harness, "höchstens alle 50 ms"));
    fill(&mut harness, "Alle", "2,5");
    click(&mut harness, "Startet mit der App");
    click(&mut harness, "Anlegen");
    let timer = timers(&harness).remove(0);
    assert_eq!((&*timer.name, &*timer.ident, timer.starts), ("Herzschlag", "Herzschlag", false));
    assert_eq!(timer.when, Schedule::Every { ms: 2_500 });
    assert_eq!(slot(&harness, &at, block, "timer"), Some(Item::from(timer.id)));
}

#[test]
fn a_timer_can_keep_to_times_of_day_or_to_a_cron_line() {
    let (mut project, _) = with_halle();
    let timer = crate::language::testing::timer("Licht");
    let id = apply(&mut project, &Edit::AddTimer(timer)).unwrap().first(Item::timer).unwrap();
    let mut harness = open(project, Dialog::EditTimer(id), Lang::En);
    click(&mut harness, "At times of day");
    assert!(shows(&harness, "a time of day is missing"));
    fill(&mut harness, "Times of day", "18:00, 25:00");
    assert!(shows(&harness, "Times of day look like"));
    fill(&mut harness, "Times of day", "18.00 6:30");
    assert!(shows(&harness, "Next: "));
    click(&mut harness, "Sat");
    click(&mut harness, "Sun");
    click(&mut harness, "Apply");
    let times = ["06:30", "18:00"].map(|text| TimeOfDay::parse(text).unwrap()).into();
    assert_eq!(timers(&harness)[0].when, Schedule::Daily { times, weekdays: (1..=5).collect() });
    harness.state_mut().editor.dialog = Some(Dialog::EditTimer(id));
    harness.run();
    click(&mut harness, "Cron");
    fill(&mut harness, "Cron line", "0 6 * *");
    assert!(shows(&harness, "has 4 parts"));
    fill(&mut harness, "Cron line", "0 6 * * 1-5");
    click(&mut harness, "Apply");
    assert_eq!(timers(&harness)[0].when, Schedule::Cron("0 6 * * 1-5".to_owned()));
}

#[test]
fn a_name_that_is_taken_is_told() {
    let (mut project, _) = with_halle();
    apply(&mut project, &Edit::AddTimer(crate::language::testing::timer("Takt"))).unwrap();
    let mut harness = open(project, Dialog::NewTimer(None), Lang::De);
    fill(&mut harness, "Name", "TAKT");
    click(&mut harness, "Anlegen");
    assert_eq!((timers(&harness).len(), is_open(&harness)), (1, true));
    fill(&mut harness, "Name", "Takt 2");
    click(&mut harness, "Anlegen");
    assert_eq!(timers(&harness)[1].when, Schedule::Every { ms: 5_000 });
    assert_eq!(harness.state().editor.selection.single(), Some(&Item::from(timers(&harness)[1].id)));
}

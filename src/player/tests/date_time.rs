//! Dates and times of day, chosen by tapping.

use super::*;

/// The usual app with a date in place of its dropdown, opened.
fn opened(picks: &str, value: &str) -> Harness<'static, App> {
    let mut harness = harness(Lang::De);
    let mut project = (**harness.state().editor.project()).clone();
    let control = project.control_mut(id("Linie")).unwrap();
    let area = control.area;
    *control = Control {
        id: id("Linie"),
        name: "Linie".to_owned(),
        area,
        ..new_control(super::control("date_time").unwrap(), Lang::De)
    };
    for (key, text) in [("picks", picks), ("value", value)] {
        control.properties.insert(key.to_owned(), text.into());
    }
    harness.state_mut().editor = Editor::new(project, None, Lang::De);
    harness.run_steps(2);
    harness.get_by_label("Linie").click();
    harness.run_steps(4);
    harness
}

fn tap(harness: &mut Harness<'_, App>, label: &str) {
    harness.get_by_label(label).click();
    harness.run_steps(4);
}

fn chosen(text: &str) -> Vec<Fired> {
    vec![fire("Linie", "value_changed", Some(("value", Value::from(text))))]
}

#[test]
fn a_day_is_one_tap_in_its_month() {
    let mut harness = opened("date", "2026-11-14");
    tap(&mut harness, "28.11.2026");
    assert_eq!(fired(&harness), chosen("2026-11-28"));
    assert!(harness.query_by_label("Nächster Monat").is_none(), "it closes");
    assert_eq!(harness.get_by_label("Linie").value().unwrap(), "28.11.2026");
    tap(&mut harness, "Linie");
    tap(&mut harness, "Nächster Monat");
    assert!(harness.query_by_label("31.11.2026").is_none() && harness.query_by_label("28.11.2026").is_none());
    tap(&mut harness, "31.12.2026");
    assert_eq!(fired(&harness)[1..], chosen("2026-12-31"));
}

#[test]
fn a_time_is_told_once_it_is_taken() {
    let mut harness = opened("time", "14:32");
    for label in ["Stunde +", "Minute +", "Minute +"] {
        tap(&mut harness, label);
    }
    assert!(fired(&harness).is_empty());
    tap(&mut harness, "Übernehmen");
    assert_eq!(fired(&harness), chosen("15:40"));
}

#[test]
fn both_keep_each_other_and_leaving_changes_nothing() {
    let mut harness = opened("both", "2026-11-14T09:00");
    tap(&mut harness, "20.11.2026");
    tap(&mut harness, "Stunde −");
    pointer(&mut harness, Pos2::new(1200.0, 20.0), true);
    pointer(&mut harness, Pos2::new(1200.0, 20.0), false);
    harness.run_steps(4);
    assert!(fired(&harness).is_empty() && harness.query_by_label("Übernehmen").is_none());
    tap(&mut harness, "Linie");
    tap(&mut harness, "20.11.2026");
    tap(&mut harness, "Stunde −");
    tap(&mut harness, "Übernehmen");
    assert_eq!(fired(&harness), chosen("2026-11-20T08:00"));
}

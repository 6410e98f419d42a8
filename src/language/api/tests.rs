//! The declarations hold together, and signatures read as one writes.

mod docs;

use super::*;

#[test]
fn the_calls_of_a_line_are_found() {
    let names = |line| called_in(line).map(ApiDef::path).collect::<Vec<_>>();
    let line = "connections.getfromid('lokal').publish('a', text.join('b', 1))";
    assert_eq!(names(line), ["connections.getfromid", "connection.publish", "text.join"]);
    assert_eq!(names("peakboard.log('wait')"), ["peakboard.log"]);
    assert_eq!(names("local x = 5"), [""; 0]);
    assert!(app::LOG.doc.en.contains("Named as in Peakboard"));
}

#[test]
fn rows_are_unique_and_members_of_their_group() {
    let all: Vec<&ApiDef> = rows().collect();
    for (index, row) in all.iter().enumerate() {
        assert!(!all[..index].iter().any(|other| other.path() == row.path()), "{}", row.path());
        assert_eq!(row.name.to_lowercase(), row.name, "members are found in any case");
    }
    for group in GROUPS {
        assert!(group.rows.iter().all(|row| row.of == group.rows[0].of), "{group:?}");
        assert!(group.object.is_none_or(|object| object == group.rows[0].of), "{group:?}");
    }
}

#[test]
fn signatures_read_as_one_writes() {
    for (row, written) in [
        (text::PART, "text.part(text, from [, count]) → text"),
        (text::JOIN, "text.join(a, …) → text"),
        (app::FOR_MESSAGES, "notifieroptions.formessages([ms]) → options"),
        (connection::CONNECT, "connection.connect()"),
        (screens::PROPERTY, "screens['Screen'].Control.property, … = value"),
        (data::ROW, "data.Name[i] → row | nil"),
        (flow::TRY_CATCH, "trycatch(function() … end) → ok, ex"),
    ] {
        assert_eq!(row.signature(), written);
    }
    assert_eq!((text::PART.least(), text::PART.most()), (2, Some(3)));
    assert_eq!((text::JOIN.least(), text::JOIN.most()), (1, None));
    assert_eq!((list::NEW.least(), list::NEW.most()), (0, None));
}

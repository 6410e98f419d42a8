//! Blocks that end the flow: what they write, and what is said about those below them.

use super::*;

#[test]
fn loops_are_left_and_events_are_ended() {
    let lowered = check(
        r#"(first: 9, blocks: {
            9: (kind: "repeat", branches: {"body": 10}, next: 16),
            10: (kind: "if_else", branches: {"then": 11, "else": 12}, next: 13),
            11: (kind: "break"), 12: (kind: "continue"),
            13: (kind: "while", slots: {"condition": true}, branches: {"body": 14}),
            14: (kind: "if", branches: {"then": 15}),
            15: (kind: "return"), 16: (kind: "log", slots: {"text": "fertig"}),
        })"#,
        "for _ = 1, 10 do\n  if true then\n    break\n  else\n    continue\n  end\n  while true do\n    if true then\n      return\n    end\n  end\nend\npeakboard.log('fertig')\n",
    );
    assert_eq!(lowered.problems, []);
}

#[test]
fn outside_a_loop_there_is_none_to_leave() {
    for kind in ["break", "continue"] {
        assert_eq!(line(kind, "", ""), [ProblemKind::OutsideLoop]);
    }
    let after = r#"(first: 9, blocks: {9: (kind: "repeat", next: 10), 10: (kind: "break")})"#;
    assert_eq!(kinds(after), [ProblemKind::OutsideLoop]);
}

/// Lua allows nothing behind them, so what a file has there is told and left out.
#[test]
fn what_stands_below_the_end_never_runs() {
    let lowered = check(
        r#"(first: 9, blocks: {9: (kind: "return", next: 10), 10: (kind: "log", next: 11), 11: (kind: "log")})"#,
        "return\n",
    );
    let [problem] = &lowered.problems[..] else { panic!("{:?}", lowered.problems) };
    assert_eq!(problem.kind, ProblemKind::Unreachable);
    assert!(matches!(problem.place, crate::model::place::Place::Block(_, BlockId(10))), "{problem:?}");
}

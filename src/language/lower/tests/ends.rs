//! Blocks that end the flow: what they write.

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

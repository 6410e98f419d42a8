//! What the app asks.

use super::*;

#[test]
fn a_question_leads_one_way_or_the_other() {
    let lowered = check(
        r#"(first: 9, blocks: {
            9: (kind: "dialog_confirm", slots: {"text": "Löschen?", "yes": "Ja, weg"}, branches: {"yes": 10, "no": 11}, next: 12),
            10: (kind: "log", slots: {"text": "weg"}),
            11: (kind: "log", slots: {"text": "bleibt"}),
            12: (kind: "dialog_message", slots: {"text": "Fertig", "title": "Liste", "timeout": 5}),
        })"#,
        "if runtime.confirm('Löschen?', { yes = 'Ja, weg' }) then\n  peakboard.log('weg')\nelse\n  peakboard.log('bleibt')\n\
         end\nruntime.showmessage('Fertig', { title = 'Liste', timeout = 5 })\n",
    );
    assert_eq!(lowered.problems, []);
}

#[test]
fn an_answer_has_a_name_and_what_is_left_alone_is_not_written() {
    let lowered = check(
        r#"(first: 9, blocks: {
            9: (kind: "dialog_choose", slots: {"text": "Was?", "count": 2, "item1": "Brot", "item2": "Milch", "answer": "auswahl"}, branches: {"answered": 13}, next: 10),
            13: (kind: "log", slots: {"text": Wire(14)}),
            14: (kind: "local_get", slots: {"name": "auswahl"}),
            10: (kind: "dialog_text", slots: {"text": "Wer?", "answer": ""}, branches: {"cancelled": 15}, next: 11),
            15: (kind: "return"),
            11: (kind: "dialog_number", slots: {"text": "Wie viele?", "answer": "zahl", "default": "2,5", "min": 0, "title": "Menge"}),
        })"#,
        "local auswahl\nlocal zahl\nauswahl = runtime.choose('Was?', list.new('Brot', 'Milch'))\nif auswahl ~= nil then\n  \
         peakboard.log(auswahl)\nend\nif runtime.asktext('Wer?') ~= nil then\nelse\n  return\nend\n\
         zahl = runtime.asknumber('Wie viele?', { default = 2.5, min = 0, title = 'Menge' })\nif zahl ~= nil then\nend\n",
    );
    assert_eq!(lowered.problems, []);
}

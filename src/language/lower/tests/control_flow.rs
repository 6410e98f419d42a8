//! Conditions, loops and errors: what they write.

use super::*;

#[test]
fn conditions_grow_and_the_first_that_holds_counts() {
    let lowered = check(
        r#"(first: 9, blocks: {
            9: (kind: "if_else", slots: {"condition": Wire(20), "count": 2, "item1": false},
                branches: {"then": 11, "then_item1": 12, "then_item2": 13, "else": 14}, next: 15),
            20: (kind: "variable_get", slots: {"variable": Variable(6)}),
            11: (kind: "log", slots: {"text": "a"}), 12: (kind: "log", slots: {"text": "b"}),
            13: (kind: "log", slots: {"text": "c"}), 14: (kind: "log", slots: {"text": "d"}),
            15: (kind: "if", slots: {"count": 1}, branches: {"then_item1": 16, "then_item2": 17}),
            16: (kind: "log", slots: {"text": "e"}), 17: (kind: "log", slots: {"text": "left over"}),
        })"#,
        "if data.ok then\n  peakboard.log('a')\nelseif false then\n  peakboard.log('b')\nelseif true then\n  \
         peakboard.log('c')\nelse\n  peakboard.log('d')\nend\n\
         if true then\nelseif true then\n  peakboard.log('e')\nend\n",
    );
    assert_eq!(lowered.problems, []);
}

#[test]
fn loops_know_where_they_are() {
    let lowered = check(
        r#"(first: 9, blocks: {
            9: (kind: "for", slots: {"name": "zähler"}, branches: {"body": 10}, next: 12),
            10: (kind: "log", slots: {"text": Wire(11)}), 11: (kind: "local_get", slots: {"name": "zähler"}),
            12: (kind: "for", slots: {"name": "runde", "from": 10, "to": Wire(13), "step": -2}, next: 14),
            13: (kind: "variable_get", slots: {"variable": Variable(4)}),
            14: (kind: "for_each", slots: {"list": Wire(15), "name": "wert", "index": "stelle"}, next: 16),
            15: (kind: "variable_get", slots: {"variable": Variable(7)}),
            16: (kind: "local_set", slots: {"name": "stelle", "value": 1}, next: 17),
            17: (kind: "until", slots: {"condition": Wire(18)}, branches: {"body": 19}),
            18: (kind: "variable_get", slots: {"variable": Variable(6)}), 19: (kind: "wait"),
        })"#,
        "local stelle\nfor zaehler = 1, 10 do\n  peakboard.log(zaehler)\nend\nfor runde = 10, data.Groesse, -2 do\nend\n\
         for stelle, wert in ipairs(data.liste) do\nend\nstelle = 1\nrepeat\n  wait(1)\nuntil data.ok\n",
    );
    assert_eq!(lowered.problems, []);
}

#[test]
fn errors_are_caught_and_jumps_lead_out_of_it() {
    let lowered = check(
        r#"(first: 9, blocks: {
            9: (kind: "try", slots: {"message": "fehler", "code": "ex"}, branches: {"body": 10, "catch": 11}, next: 20),
            10: (kind: "raise", slots: {"text": "leer"}),
            11: (kind: "log", slots: {"text": Wire(12)}), 12: (kind: "local_get", slots: {"name": "fehler"}),
            20: (kind: "repeat", branches: {"body": 21}),
            21: (kind: "try", branches: {"body": 22, "catch": 24}),
            22: (kind: "try", branches: {"body": 23, "catch": 26}), 23: (kind: "break"),
            24: (kind: "return"), 26: (kind: "repeat", branches: {"body": 27}), 27: (kind: "continue"),
        })"#,
        "local ex\nlocal fehler\n\
         trycatchfn(function()\n  error('leer')\nend, function(ex_2)\n  fehler = ex_2.message\n  ex = ex_2.code\n  \
         peakboard.log(fehler)\nend)\n\
         for _ = 1, 10 do\n  local leave = trycatchfn(function()\n    local leave = trycatchfn(function()\n      \
         return 'break'\n    end, function(ex_2)\n      for _ = 1, 10 do\n        continue\n      end\n    end)\n    \
         if leave == 'break' then\n      return 'break'\n    end\n  end, function(ex_2)\n    return 'return'\n  end)\n  \
         if leave == 'break' then\n    break\n  end\n  if leave == 'return' then\n    return\n  end\nend\n",
    );
    assert_eq!(lowered.problems, []);
}

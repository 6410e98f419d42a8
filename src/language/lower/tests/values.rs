//! Blocks that give a value: what they write, alone and with what is chosen in them.

use super::*;

/// What a value block with these slots writes, in the slot of a log.
#[track_caller]
fn writes(kind: &str, slots: &str, lua: &str) {
    let ron = format!(
        r#"(first: 9, blocks: {{9: (kind: "log", slots: {{"text": Wire(10)}}), 10: (kind: "{kind}", slots: {{{slots}}})}})"#
    );
    let (project, at) = with_blocks(&ron);
    let lowered = lower(&project);
    let pretty = &lowered.chunk(&at).unwrap().pretty;
    let inner = pretty.strip_prefix("peakboard.log(").and_then(|rest| rest.strip_suffix(")\n"));
    assert_eq!(inner, Some(lua), "{kind}");
    assert!(lowered.problems.iter().all(|problem| problem.check.key == "bad_wire"), "{kind}: {:?}", lowered.problems);
}

#[test]
fn texts() {
    writes("text_starts", r#""text": "abc", "part": "a""#, "text.startswith('abc', 'a')");
    writes("text_starts", r#""text": "abc", "which": "end", "part": "c""#, "text.endswith('abc', 'c')");
    writes("text_find", r#""text": "abc", "part": "b""#, "text.find('abc', 'b')");
    writes("text_find", r#""text": "abc", "part": "b", "which": "last""#, "text.findlast('abc', 'b')");
    writes("text_part", r#""text": "abc", "from": 2"#, "text.part('abc', 2)");
    writes("text_part", r#""text": "abc", "from": 2, "count_of": 1"#, "text.part('abc', 2, 1)");
    writes("text_replace", r#""text": "abc", "part": "b", "new": "x""#, "text.replace('abc', 'b', 'x')");
    writes("text_case", r#""text": "a""#, "text.upper('a')");
    writes("text_case", r#""text": "a", "which": "capital""#, "text.capitalize('a')");
    writes("text_trim", r#""text": " a""#, "text.trim(' a')");
    writes("text_count", r#""text": "aa", "part": "a""#, "text.count('aa', 'a')");
    writes("text_split", r#""text": "a,b""#, "text.split('a,b', ',')");
    writes("text_pad", r#""text": "7", "length": 3"#, "text.padstart('7', 3, '0')");
    writes("text_pad", r#""text": "7", "which": "end", "with": ".""#, "text.padend('7', 2, '.')");
}

#[test]
fn numbers() {
    writes("round", r#""number": 1.25, "digits": 1, "how": "up""#, "number.roundup(1.25, 1)");
    writes("random", r#""to": 2"#, "number.random(1, 2)");
    writes("random", r#""digits": 1"#, "number.random(1, 6, 1)");
    writes("clamp", r#""number": 5"#, "number.clamp(5, 0, 100)");
    writes("map_range", r#""number": 5"#, "number.map(5, 0, 100, 0, 1)");
    writes("math_function", r#""function": "sqrt", "number": 4"#, "math.sqrt(4)");
    writes("math_function", r#""function": "sin", "number": 90"#, "math.sin(math.rad(90))");
    writes("number_format", r#""number": 1234.5, "thousands": true"#, "number.format(1234.5, 2, true)");
}

#[test]
fn times() {
    writes("time_now", "", "time.now()");
    writes("time_format", "", "time.format(time.now(), 'date_time')");
    writes(
        "time_format",
        r#""time": "2026-11-22", "form": "pattern", "pattern": "dd.MM.""#,
        "time.format('2026-11-22', 'dd.MM.')",
    );
    writes("time_part", r#""part": "weekday""#, "time.part(time.now(), 'weekday')");
    writes("time_add", r#""by": -1, "unit": "day""#, "time.add(time.now(), -1, 'day')");
    writes("time_difference", r#""from": "2026-11-22""#, "time.difference('2026-11-22', time.now(), 'second')");
    writes("time_create", "", "time.create(2026, 1, 1, 0, 0, 0)");
    writes("time_unix", "", "time.unix(time.now())");
}

#[test]
fn json() {
    writes("json_get", r#""json": "{}", "path": "a[0].b", "default": 0"#, "json.get('{}', 'a[0].b', 0)");
    writes("json_set", r#""json": "{}", "path": "a", "value": true"#, "json.set('{}', 'a', true)");
    writes("json_parse", r#""json": "[1]""#, "json.parse('[1]')");
    writes("json_write", r#""value": [1]"#, "json.write({ 1 })");
    writes(
        "json_build",
        r#""fields": "temp, Ort \"1\", temp", "hole:temp": 21.5, "hole:Ort \"1\"": "A""#,
        r#"text.json('{"temp": #[temp]#, "Ort \\"1\\"": #[Ort "1"]#}', { temp = 21.5, ['Ort "1"'] = 'A' })"#,
    );
    let (project, _) = with_blocks(
        r#"(first: 9, blocks: {9: (kind: "log", slots: {"text": Wire(10)}), 10: (kind: "json_get", slots: {"path": "a..b"})})"#,
    );
    assert_eq!(lower(&project).problems.iter().map(|problem| problem.check.key).collect::<Vec<_>>(), ["bad_path"]);
}

#[test]
fn lists() {
    writes("list_new", r#""item1": 1, "count": 2, "item2": "a""#, "list.new(1, 'a')");
    writes(
        "record",
        r#""fields": "name, preis", "hole:name": "Brot", "hole:preis": "2,5""#,
        "{ name = 'Brot', preis = 2.5 }",
    );
    writes("list_get", r#""list": [1], "index": 2"#, "list.get({ 1 }, 2)");
    writes("list_get", r#""list": [1], "column": "name""#, "list.get({ 1 }, 1, 'name')");
    writes("list_count", r#""list": [1]"#, "list.count({ 1 })");
    writes("list_find", r#""list": [1], "value": "a""#, "list.find({ 1 }, 'a')");
    writes("list_contains", r#""list": [1], "value": 5"#, "list.contains({ 1 }, 5)");
    writes("list_sum", r#""list": [1]"#, "list.sum({ 1 })");
    writes("list_sum", r#""list": [1], "which": "average", "column": "preis""#, "list.average({ 1 }, 'preis')");
    writes("list_filter", r#""list": [1], "which": ">=", "value": 5"#, "list.filter({ 1 }, '>=', 5)");
    writes("list_distinct", r#""list": [1]"#, "list.distinct({ 1 })");
    writes("list_join", r#""list": [1]"#, "list.join({ 1 }, ', ')");
}

#[test]
fn lists_are_changed_where_they_are_kept() {
    let lowered = check(
        r#"(first: 10, blocks: {
            10: (kind: "list_add", slots: {"variable": Variable(7), "value": "Milch"}, next: 11),
            11: (kind: "list_insert", slots: {"variable": Variable(7), "value": 1}, next: 12),
            12: (kind: "list_set", slots: {"variable": Variable(7), "index": 2, "value": true}, next: 13),
            13: (kind: "list_remove", slots: {"variable": Variable(7)}, next: 14),
            14: (kind: "list_remove_value", slots: {"variable": Variable(7), "value": "a", "column": "n"}, next: 15),
            15: (kind: "list_sort", slots: {"variable": Variable(7)}, next: 16),
            16: (kind: "list_sort", slots: {"variable": Variable(7), "which": "down"}, next: 17),
            17: (kind: "list_sort", slots: {"variable": Variable(7), "which": "reverse"}, next: 18),
            18: (kind: "list_clear", slots: {"variable": Variable(7)}),
        })"#,
        "data.liste = list.add(data.liste, 'Milch')\ndata.liste = list.insert(data.liste, 1, 1)\n\
         data.liste = list.set(data.liste, 2, true)\ndata.liste = list.remove(data.liste, 1)\n\
         data.liste = list.removevalue(data.liste, 'a', 'n')\ndata.liste = list.sort(data.liste)\n\
         data.liste = list.sort(data.liste, nil, true)\ndata.liste = list.reverse(data.liste)\ndata.liste = {}\n",
    );
    assert_eq!(lowered.problems, []);
}

//! What is done with whole lines of a text: indenting, comments, moving and copying. Nothing of it changes what the text
//! means, but for comments.

use std::ops::Range;

/// One level.
pub const INDENT: &str = "  ";

/// A text with what is selected in it, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The text.
    pub text: String,
    /// What is selected; empty for a cursor alone.
    pub selected: Range<usize>,
}

/// What a piece of Lua means to the lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LuaPiece<'a> {
    /// A name, a number or a word.
    Word(&'a str),
    /// Any other sign.
    Sign(char),
    /// A text or a comment, which may have lines of its own.
    Fixed { comment: bool },
}

/// The pieces of a text with where they stand.
fn pieces(text: &str) -> Vec<(LuaPiece<'_>, Range<usize>)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(first) = rest.chars().next() else { break };
        let (piece, length) = piece(rest, first);
        if let Some(piece) = piece {
            out.push((piece, at..at + length));
        }
        at += length;
    }
    out
}

fn piece(rest: &str, first: char) -> (Option<LuaPiece<'_>>, usize) {
    let until = |end: &dyn Fn(char) -> bool| rest.find(end).unwrap_or(rest.len());
    if first.is_whitespace() {
        return (None, until(&|c| !c.is_whitespace()));
    }
    if let Some(comment) = rest.strip_prefix("--") {
        let length = long(comment).unwrap_or_else(|| comment.find('\n').unwrap_or(comment.len()));
        return (Some(LuaPiece::Fixed { comment: true }), length + 2);
    }
    if let Some(length) = long(rest) {
        return (Some(LuaPiece::Fixed { comment: false }), length);
    }
    if matches!(first, '\'' | '"' | '`') {
        return (Some(LuaPiece::Fixed { comment: false }), quoted(rest, first));
    }
    if first.is_alphanumeric() || first == '_' {
        let length = until(&|c| !c.is_alphanumeric() && c != '_');
        return (Some(LuaPiece::Word(rest.get(..length).unwrap_or(rest))), length);
    }
    (Some(LuaPiece::Sign(first)), first.len_utf8())
}

/// How long a text in `[[…]]` is that begins here.
fn long(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('[')?;
    let level = inner.len() - inner.trim_start_matches('=').len();
    let body = inner.get(level..)?.strip_prefix('[')?;
    let close = format!("]{}]", "=".repeat(level));
    Some(body.find(&close).map_or(rest.len(), |at| 2 + level + at + close.len()))
}

/// How long a text in quotes is; those of Lua end with the line unless its end is escaped.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' if quote != '`' => return at,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// What has been opened and not closed; it is kept with how deep its line lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    /// Closed by `end` or `until`.
    Block,
    /// `for`, `while`: their `do` opens nothing else.
    Head,
    /// `if` as a value: closed by its `else`.
    Value,
    Bracket,
}

/// How deep each line is indented, in levels; `None` for those that begin inside of a text or a comment.
fn levels(text: &str) -> Vec<Option<usize>> {
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let pieces = pieces(text);
    let mut out = Vec::with_capacity(starts.len());
    let mut open: Vec<(usize, Open)> = Vec::new();
    let mut next = 0;
    let mut before: Option<LuaPiece<'_>> = None;
    for (line, start) in starts.iter().enumerate() {
        let end = starts.get(line + 1).copied().unwrap_or(text.len() + 1);
        let is_inside = next > 0
            && pieces
                .get(next - 1)
                .is_some_and(|(piece, range)| matches!(piece, LuaPiece::Fixed { .. }) && range.end > *start);
        let goes_on = goes_on(before, pieces.get(next).filter(|(_, range)| range.start < end).map(|(piece, _)| *piece));
        let mut level = depth(&open) + usize::from(goes_on);
        let mut leads = true;
        while let Some((piece, _)) = pieces.get(next).filter(|(_, range)| range.start < end) {
            // Where something was opened, its end stands as well.
            leads &= closes(*piece);
            if leads && let Some((opened, _)) = open.last() {
                level = *opened;
            }
            step(*piece, before, level, &mut open);
            if !matches!(piece, LuaPiece::Fixed { comment: true }) {
                before = Some(*piece);
            }
            next += 1;
        }
        out.push((!is_inside).then_some(level));
    }
    out
}

/// How deep a line lies where these are open.
fn depth(open: &[(usize, Open)]) -> usize {
    open.last().map_or(0, |(level, _)| level + 1)
}

fn closes(piece: LuaPiece<'_>) -> bool {
    matches!(piece, LuaPiece::Word("end" | "until" | "else" | "elseif") | LuaPiece::Sign(')' | ']' | '}'))
}

/// Whether a line goes on with the statement of the one before.
fn goes_on(before: Option<LuaPiece<'_>>, first: Option<LuaPiece<'_>>) -> bool {
    let by_first = match first {
        Some(LuaPiece::Word(word)) => matches!(word, "and" | "or"),
        Some(LuaPiece::Sign(sign)) => {
            matches!(sign, '.' | ':' | '+' | '-' | '*' | '/' | '%' | '^' | '=' | '<' | '>' | '~')
        }
        Some(LuaPiece::Fixed { .. }) | None => false,
    };
    let by_before = match before {
        Some(LuaPiece::Word(word)) => matches!(word, "and" | "or" | "not" | "return" | "in" | "local"),
        Some(LuaPiece::Sign(sign)) => {
            matches!(sign, '+' | '-' | '*' | '/' | '%' | '^' | '=' | '<' | '>' | '~' | '.' | '#')
        }
        Some(LuaPiece::Fixed { .. }) | None => false,
    };
    // A `return` alone is followed by `end`.
    let ends = matches!(first, Some(LuaPiece::Word("end" | "else" | "elseif" | "until")) | None);
    (by_first || by_before) && !ends
}

fn is_value(before: Option<LuaPiece<'_>>, open: &[(usize, Open)]) -> bool {
    match before {
        Some(LuaPiece::Sign(sign)) => !matches!(sign, ')' | ']' | '}' | ';'),
        Some(LuaPiece::Word(word)) => {
            let of_value = open.last().is_some_and(|(_, open)| *open == Open::Value);
            matches!(word, "and" | "or" | "not" | "return" | "in")
                || (matches!(word, "then" | "else" | "elseif") && of_value)
        }
        Some(LuaPiece::Fixed { .. }) | None => false,
    }
}

/// Whether a piece closes what was opened last.
fn is_end(piece: LuaPiece<'_>, last: Option<Open>) -> bool {
    match piece {
        LuaPiece::Word("else") => last == Some(Open::Value),
        LuaPiece::Word("end" | "until") => matches!(last, Some(Open::Block | Open::Head)),
        LuaPiece::Sign(')' | ']' | '}') => last == Some(Open::Bracket),
        LuaPiece::Word(_) | LuaPiece::Sign(_) | LuaPiece::Fixed { .. } => false,
    }
}

fn step(piece: LuaPiece<'_>, before: Option<LuaPiece<'_>>, level: usize, open: &mut Vec<(usize, Open)>) {
    let last = open.last().map(|(_, open)| *open);
    match piece {
        LuaPiece::Word("if") if is_value(before, open) => open.push((level, Open::Value)),
        LuaPiece::Word("for" | "while") => open.push((level, Open::Head)),
        LuaPiece::Word("do") if last == Some(Open::Head) => {
            if let Some((_, head)) = open.last_mut() {
                *head = Open::Block;
            }
        }
        LuaPiece::Word("function" | "repeat" | "if" | "do") => open.push((level, Open::Block)),
        LuaPiece::Sign('(' | '[' | '{') => open.push((level, Open::Bracket)),
        _ if is_end(piece, last) => {
            open.pop();
        }
        LuaPiece::Word(_) | LuaPiece::Sign(_) | LuaPiece::Fixed { .. } => {}
    }
}

/// The text with each line indented as deep as it lies; nothing but blanks at the ends of lines changes.
pub fn formatted(text: &str) -> String {
    let levels = levels(text);
    let mut out = Vec::new();
    let inside: Vec<bool> = levels.iter().map(Option::is_none).collect();
    for (number, line) in text.split('\n').enumerate() {
        // Blanks at the end belong to a text that goes on.
        let goes_on = inside.get(number + 1).copied().unwrap_or(false);
        let line = if goes_on { line } else { line.trim_end() };
        match levels.get(number).copied().flatten() {
            Some(level) if !line.trim().is_empty() => {
                out.push(format!("{}{}", INDENT.repeat(level), line.trim_start()));
            }
            Some(_) => out.push(line.trim_start().to_owned()),
            None => out.push(line.to_owned()),
        }
    }
    out.join("\n")
}

/// How a line, from 0, is to be indented: as the lines above it are, however that is; `None` within a text or a comment.
pub fn indent_of(text: &str, line: usize) -> Option<String> {
    let levels = levels(text);
    let level = levels.get(line).copied().flatten()?;
    let blank = |line: &'_ str| line.len() - line.trim_start().len();
    // The lines above with something in them, from below.
    let mut above: Vec<(usize, &str)> = Vec::new();
    for (line, level) in text.split('\n').zip(&levels).take(line) {
        if let (Some(level), false) = (level, line.trim().is_empty()) {
            above.push((*level, line.get(..blank(line)).unwrap_or_default()));
        }
    }
    // The nearest that lies as deep, or less: the one that opened the block.
    let (known, indent) = above.iter().rev().find(|(of, _)| *of <= level).copied().unwrap_or((0, ""));
    let steps = above.windows(2).filter_map(|pair| match pair {
        [(outer, before), (inner, after)] if *inner == *outer + 1 => after.strip_prefix(before),
        _ => None,
    });
    // Lines that go on with a statement may lie deeper than a block does.
    let step = steps.filter(|step| !step.is_empty()).min_by_key(|step| step.len());
    let step = step.unwrap_or_else(|| if indent.contains('\t') { "\t" } else { INDENT });
    Some(format!("{indent}{}", step.repeat(level - known)))
}

/// The lines that a selection touches, in bytes, without the end of the last one.
fn lines_of(text: &str, selected: &Range<usize>) -> Range<usize> {
    let start = text.get(..selected.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    // A selection that ends at the beginning of a line does not touch it.
    let last = if selected.end > selected.start && text.get(..selected.end).is_some_and(|before| before.ends_with('\n'))
    {
        selected.end - 1
    } else {
        selected.end
    };
    let end = text.get(last..).and_then(|behind| behind.find('\n')).map_or(text.len(), |at| last + at);
    start..end.max(start)
}

/// The text with these lines changed, each by itself; the selection goes along.
fn each_line(text: &str, selected: &Range<usize>, change: impl Fn(&str) -> String) -> Edited {
    let lines = lines_of(text, selected);
    let mut new = String::new();
    let mut places = [selected.start, selected.end];
    let mut at = lines.start;
    for (number, line) in text.get(lines.clone()).unwrap_or_default().split('\n').enumerate() {
        if number > 0 {
            new.push('\n');
        }
        let changed = change(line);
        // What changes stands in front; places behind it go along.
        let same = common_end(line, &changed);
        for (place, origin) in places.iter_mut().zip([selected.start, selected.end]) {
            let Some(column) = origin.checked_sub(at).filter(|column| *column <= line.len()) else { continue };
            let column = if column >= line.len() - same {
                column + changed.len() - line.len()
            } else {
                column.min(changed.len() - same)
            };
            *place = lines.start + new.len() + column;
        }
        new.push_str(&changed);
        at += line.len() + 1;
    }
    let [start, mut end] = places;
    if selected.end > lines.end {
        end = selected.end + new.len() - lines.len();
    }
    let mut out = text.to_owned();
    out.replace_range(lines, &new);
    Edited { text: out, selected: start..end.max(start) }
}

/// How many bytes at the end two lines share.
fn common_end(a: &str, b: &str) -> usize {
    let same = a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b);
    same.map(|(a, _)| a.len_utf8()).sum()
}

/// Makes the lines comments; those that all are comments become code again.
pub fn comment_toggled(text: &str, selected: &Range<usize>) -> Edited {
    let lines = text.get(lines_of(text, selected)).unwrap_or_default();
    let full = || lines.split('\n').filter(|line| !line.trim().is_empty());
    let all = full().next().is_some() && full().all(|line| line.trim_start().starts_with("--"));
    let column = full().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    each_line(text, selected, |line| {
        if all {
            let (blank, code) = line.split_at(line.len() - line.trim_start().len());
            let code = code.strip_prefix("--").unwrap_or(code);
            return format!("{blank}{}", code.strip_prefix(' ').unwrap_or(code));
        }
        if line.trim().is_empty() && full().next().is_some() {
            return line.to_owned();
        }
        let (blank, code) = line.split_at_checked(column).unwrap_or(("", line));
        format!("{blank}-- {code}")
    })
}

/// Indents the lines by a level.
pub fn indented(text: &str, selected: &Range<usize>) -> Edited {
    each_line(text, selected, |line| if line.is_empty() { String::new() } else { format!("{INDENT}{line}") })
}

/// Takes a level from the lines.
pub fn outdented(text: &str, selected: &Range<usize>) -> Edited {
    each_line(text, selected, |line| {
        let tab = line.strip_prefix('\t').or_else(|| line.strip_prefix(INDENT));
        tab.or_else(|| line.strip_prefix(' ')).unwrap_or(line).to_owned()
    })
}

/// The lines once more, below themselves.
pub fn duplicated(text: &str, selected: &Range<usize>) -> Edited {
    let lines = lines_of(text, selected);
    let copy = format!("\n{}", text.get(lines.clone()).unwrap_or_default());
    let mut out = text.to_owned();
    out.insert_str(lines.end, &copy);
    Edited { text: out, selected: selected.start + copy.len()..selected.end + copy.len() }
}

/// The lines in front of the line above, or behind the one below; `None` at the end of the text.
pub fn moved(text: &str, selected: &Range<usize>, down: bool) -> Option<Edited> {
    let lines = lines_of(text, selected);
    let own = text.get(lines.clone())?.to_owned();
    let mut out = text.to_owned();
    if down {
        let below = text.get(lines.end..)?.strip_prefix('\n')?;
        let other = below.split('\n').next()?.to_owned();
        out.replace_range(lines.start..lines.end + 1 + other.len(), &format!("{other}\n{own}"));
        let by = other.len() + 1;
        return Some(Edited { text: out, selected: selected.start + by..selected.end + by });
    }
    let above = text.get(..lines.start)?.strip_suffix('\n')?;
    let other = above.rsplit('\n').next()?.to_owned();
    let start = above.len() - other.len();
    out.replace_range(start..lines.end, &format!("{own}\n{other}"));
    let by = other.len() + 1;
    Some(Edited { text: out, selected: selected.start - by..selected.end - by })
}

/// A new line in place of what is selected, indented as it lies there; within a text or a comment not at all.
pub fn broken(text: &str, selected: &Range<usize>) -> Edited {
    let mut out = text.to_owned();
    out.replace_range(selected.clone(), "\n");
    let start = selected.start + 1;
    let line = out.get(..start).unwrap_or_default().matches('\n').count();
    let Some(indent) = indent_of(&out, line) else { return Edited { text: out, selected: start..start } };
    let rest = out.get(start..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    out.replace_range(start..start + blanks, &indent);
    let cursor = start + indent.len();
    Edited { text: out, selected: cursor..cursor }
}

/// The words that stand where their block began.
const CLOSERS: [&str; 7] = ["end", "else", "elseif", "until", "}", ")", "end)"];

/// The text after a letter was typed in front of a byte: the line of a word that closes a block stands where the block
/// began, and that of a word that only begins so stands in the block again.
pub fn closed(text: &str, cursor: usize) -> Option<Edited> {
    let lines = lines_of(text, &(cursor..cursor));
    let line = text.get(lines.clone())?;
    let word = line.trim();
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    let mut shorter = word.chars();
    let goes_on = shorter.next_back().is_some_and(is_letter)
        && CLOSERS.contains(&shorter.as_str())
        && !CLOSERS.iter().any(|closer| closer.starts_with(word));
    if !(CLOSERS.contains(&word) || goes_on) || cursor != lines.end {
        return None;
    }
    let number = text.get(..lines.start)?.matches('\n').count();
    let indent = indent_of(text, number)?;
    let new = format!("{indent}{word}");
    if new == line {
        return None;
    }
    let cursor = lines.start + new.len();
    let mut out = text.to_owned();
    out.replace_range(lines, &new);
    Some(Edited { text: out, selected: cursor..cursor })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Applies it to a text in which `[` and `]` stand around what is selected, or `|` at the cursor.
    fn apply(marked: &str, change: impl Fn(&str, &Range<usize>) -> Edited) -> String {
        let start = marked.find(['«', '|']).unwrap();
        let bare: String = marked.chars().filter(|c| !"«»|".contains(*c)).collect();
        let end = marked.find('»').map_or(start, |end| end - '«'.len_utf8());
        let edited = change(&bare, &(start..end));
        let mut out = edited.text;
        if edited.selected.is_empty() {
            out.insert(edited.selected.start, '|');
        } else {
            out.insert(edited.selected.end, '»');
            out.insert(edited.selected.start, '«');
        }
        out
    }

    #[test]
    fn lines_lie_as_deep_as_their_blocks() {
        let wanted = "if a then\n  f(1)\n  for i = 1, 3 do\n    g(i)\n  end\nelseif b then\n  -- gut\n  h()\nelse\n  x = {\n    1,\n    2,\n  }\nend\n\ntrycatch(function()\n  f()\nend, function(e)\n  g(e)\nend)\nrepeat\n  a = a + 1\nuntil a > 3\nwhile true do\n  break\nend\nlocal s = [[\n   wie\n er\n]]\nlocal y = if a then 1 else 2\nlocal z = a\n  + b\nlocal t = 'x'\n  .. 'y'";
        let flat: String = wanted
            .split('\n')
            .map(|line| if matches!(line, "   wie" | " er") { line.to_owned() } else { line.trim_start().to_owned() })
            .collect::<Vec<_>>()
            .join("\n");
        assert_eq!(formatted(&flat), wanted);
        assert_eq!(formatted(wanted), wanted);
        let deep: String = flat
            .split('\n')
            .map(|line| {
                if matches!(line, "   wie" | " er" | "]]" | "local s = [[") {
                    line.to_owned()
                } else {
                    format!("\t   {line}  ")
                }
            })
            .collect::<Vec<_>>()
            .join("\n");
        assert_eq!(formatted(&deep), wanted);
    }

    #[test]
    fn comments_go_on_and_off() {
        let toggle = |marked: &str| apply(marked, comment_toggled);
        assert_eq!(toggle("f(|1)"), "-- f(|1)");
        assert_eq!(toggle("-- f(|1)"), "f(|1)");
        assert_eq!(
            toggle("«if a then\n  f()\n\nend»"),
            "«-- if a then\n--   f()\n\n-- end»".replace("«--", "--").replacen("-- if", "-- «if", 1)
        );
        assert_eq!(toggle("a\n  «--b\n  -- c»\nd"), "a\n  «b\n  c»\nd");
        assert_eq!(toggle("  |größe()"), "  -- |größe()");
    }

    #[test]
    fn lines_are_moved_copied_and_indented() {
        assert_eq!(apply("a\nb|c\nd", |text, at| moved(text, at, true).unwrap()), "a\nd\nb|c");
        assert_eq!(apply("a\nb|c\nd", |text, at| moved(text, at, false).unwrap()), "b|c\na\nd");
        assert_eq!(moved("a\nb", &(0..0), false), None);
        assert_eq!(moved("a\nb", &(3..3), true), None);
        assert_eq!(apply("a\nb|c", duplicated), "a\nbc\nb|c");
        assert_eq!(apply("«a\nb»\nc", indented), "  «a\n  b»\nc");
        assert_eq!(apply("«  a\n\tb»\nc", outdented), "«a\nb»\nc");
        assert_eq!(apply("if a then|", broken), "if a then\n  |");
        assert_eq!(apply("if a then\n  f()|\nend", broken), "if a then\n  f()\n  |\nend");
        assert_eq!(apply("f(|)", broken), "f(\n|)");
        assert_eq!(closed("if a then\n  end", 15).unwrap().text, "if a then\nend");
        assert_eq!(closed("if a then\nend", 13), None);
    }

    #[test]
    fn new_lines_lie_as_the_script_is_indented() {
        for (marked, wanted) in [
            ("if a then\n\tif b then|\n\tend\nend", "if a then\n\tif b then\n\t\t|\n\tend\nend"),
            ("if a then\n    f()|\nend", "if a then\n    f()\n    |\nend"),
            ("if a then\n    if b then|\n    end\nend", "if a then\n    if b then\n        |\n    end\nend"),
            ("    if a then|", "    if a then\n      |"),
            ("   f()|", "   f()\n   |"),
            // In a text and in a comment the blanks are its own.
            ("x = [[ a|  b ]]", "x = [[ a\n|  b ]]"),
            ("--[[ a|  b\n]]", "--[[ a\n|  b\n]]"),
        ] {
            assert_eq!(apply(marked, broken), wanted, "{marked}");
        }
        let closes = |marked: &str| {
            let cursor = marked.find('|').unwrap();
            closed(&marked.replace('|', ""), cursor).map(|edited| edited.text)
        };
        assert_eq!(closes("    if a then\n        f()\n        end|").unwrap(), "    if a then\n        f()\n    end");
        assert_eq!(closes("if a then\n\tif b then\n\t\tend|").unwrap(), "if a then\n\tif b then\n\tend");
        // What only begins like such a word goes back to where it was.
        assert_eq!(closes("if a then\n    f()\nendw|").unwrap(), "if a then\n    f()\n    endw");
        assert_eq!(closes("if a then\n  f()\nelsei|"), None);
    }

    proptest::proptest! {
        #[test]
        fn putting_in_order_changes_blanks_only_and_is_done_once(text in "[a-z ()={}'\\[\\]\n\t-]{0,60}|(if a then\n|end\n|  f\\(\n|\\)|'x\n|--\\[\\[|\\]\\]|for i = 1, 2 do\n|else\n| x ){0,14}") {
            let once = formatted(&text);
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            proptest::prop_assert_eq!(bare(&once), bare(&text));
            proptest::prop_assert_eq!(formatted(&once), once);
        }
    }
}

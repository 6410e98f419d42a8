//! What stands at a place of a text: what somebody is about to write there, which call it lies in, what a name means.
//!
//! Works on any text, however broken: what stands in front of the place is read as far as it goes.

use std::ops::Range;

use super::scope::{LocalName, local_names};
use super::tokens::{LuaToken, LuaTokenKind, OpenEnd, tokens, tokens_and_end};
use super::{Member, Names, Thing, names, read_tokens};
use crate::model::handler::HandlerRef;
use crate::model::id::{ScreenId, SourceId};
use crate::model::item::Item;
use crate::model::names::KEYWORDS;
use crate::model::project::Project;

/// What somebody is about to write at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtCursor {
    /// What is written of the word so far, in bytes; it ends at the place.
    pub word: Range<usize>,
    /// Where the word ends that goes on behind the place.
    pub end: usize,
    /// What it is a word of.
    pub place: CursorPlace,
}

/// What a word is a word of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CursorPlace {
    /// It stands alone.
    Bare,
    /// It stands behind this sign, a dot or a colon, which stands at this byte.
    Member(CursorOwner, char, usize),
    /// It stands in these quotes, in brackets that begin at this byte.
    Bracket(CursorOwner, char, usize),
    /// It stands in quotes, as what this call is given.
    Text(OpenCall),
    /// It is a key in the braces of a row of this list.
    Key(SourceId),
}

/// What stands in front of a dot or a bracket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CursorOwner {
    /// Something of the project or of the host.
    Thing(Thing),
    /// A bare name, in lower case, that the text does not define.
    Global(String),
    /// Something that only the running app knows.
    Unknown,
}

/// A call whose bracket is not closed in front of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCall {
    /// The name that is called.
    pub name: String,
    /// What it is a member of; `None` for a bare name.
    pub member: Option<Member>,
    /// The source that it is a member of.
    pub source: Option<SourceId>,
    /// Which of the values the place lies in, from 0.
    pub argument: usize,
    /// Where the bracket stands.
    pub open: usize,
}

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LuaMeaning {
    /// A thing of the project.
    Item(Item),
    /// A group of controls.
    Group(ScreenId, Vec<String>),
    /// A member of what the host gives.
    Member(Member),
    /// A bare name that the text does not define.
    Bare(String),
    /// A name that the text defines.
    Local(LocalName),
}

/// A name and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeantName {
    /// Where it stands, in bytes, without dots and quotes.
    pub range: Range<usize>,
    /// What it means.
    pub means: LuaMeaning,
}

/// What somebody is about to write at a byte of a text; `None` where that is a comment, a text of their own, a number or
/// a name that they make up.
pub fn at_cursor(project: &Project, at: &HandlerRef, text: &str, offset: usize) -> Option<AtCursor> {
    let before = text.get(..offset)?;
    let (mut tokens, end) = tokens_and_end(before);
    match end {
        OpenEnd::Comment => None,
        OpenEnd::Text(quote, start) => {
            let word = start + 1..offset;
            let behind = text.get(offset..)?;
            let length = text_end(text.get(start + 1..offset)?, behind, quote);
            tokens.pop();
            let place = in_text(project, at, &tokens, quote)?;
            (quote != '[' && quote != '`').then_some(AtCursor { word, end: offset + length, place })
        }
        OpenEnd::Code => {
            let behind = text.get(offset..)?;
            let length = behind.find(|c: char| !is_letter(c)).unwrap_or(behind.len());
            let word = match tokens.last() {
                Some(LuaToken { kind: LuaTokenKind::Name(_), range }) if range.end == offset => {
                    let range = range.clone();
                    tokens.pop();
                    range
                }
                Some(LuaToken { kind: LuaTokenKind::Number(_), range }) if range.end == offset => return None,
                _ => offset..offset,
            };
            let place = in_code(project, at, &tokens)?;
            Some(AtCursor { word, end: offset + length, place })
        }
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// How long a text goes on that somebody writes in quotes.
///
/// Where they are not closed yet, what stands behind is code: at most the word around the place belongs to the text.
fn text_end(before: &str, behind: &str, quote: char) -> usize {
    let word = || behind.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(behind.len());
    let Some((inside, rest)) = behind.find(['\n', quote]).and_then(|at| behind.split_at_checked(at)) else {
        return word();
    };
    // Of an open text the next quote begins another one, with brackets and commas of the call in front of it.
    let has_code = inside.contains([')', ']', ',', '(', '[']);
    let is_whole = || is_balanced(before.chars().chain(inside.chars()));
    let Some(rest) = rest.strip_prefix(quote) else { return word() };
    let is_end = if rest.trim_start().starts_with([')', ']', ',']) {
        !has_code || is_whole()
    } else {
        !has_code && !rest.starts_with(|c: char| c.is_alphanumeric())
    };
    if is_end { inside.len() } else { word() }
}

/// Whether all brackets that are closed in a text were opened in it, and nothing is open at its end.
fn is_balanced(mut letters: impl Iterator<Item = char>) -> bool {
    let depth = letters.try_fold(0_usize, |depth, c| match c {
        '(' | '[' => Some(depth + 1),
        ')' | ']' => depth.checked_sub(1),
        _ => Some(depth),
    });
    depth == Some(0)
}

fn sign(tokens: &[LuaToken<'_>], from_end: usize) -> Option<(char, usize)> {
    let token = tokens.len().checked_sub(from_end + 1).and_then(|at| tokens.get(at))?;
    match token.kind {
        LuaTokenKind::Sign(sign) => Some((sign, token.range.start)),
        _ => None,
    }
}

fn word<'a>(tokens: &[LuaToken<'a>], from_end: usize) -> Option<&'a str> {
    match tokens.len().checked_sub(from_end + 1).and_then(|at| tokens.get(at))?.kind {
        LuaTokenKind::Name(name) => Some(name),
        _ => None,
    }
}

fn in_code(project: &Project, at: &HandlerRef, tokens: &[LuaToken<'_>]) -> Option<CursorPlace> {
    match sign(tokens, 0) {
        Some((sign @ ('.' | ':'), start)) => {
            let again = self::sign(tokens, 1).filter(|(before, place)| *before == sign && place + 1 == start);
            match (again, sign) {
                // Two dots join texts, two colons say a type.
                (Some(_), '.') => Some(CursorPlace::Bare),
                (Some(_), _) => None,
                (None, _) => {
                    let front = tokens.get(..tokens.len() - 1)?;
                    (!is_typed(front)).then(|| CursorPlace::Member(owner(project, at, front), sign, start))
                }
            }
        }
        _ if is_new_name(tokens) => None,
        Some(('{' | ',', _)) => {
            let row = open_bracket(tokens).filter(|(_, open, _)| *open == '{');
            let source = row.and_then(|_| call_of(project, at, tokens)?.source);
            Some(source.map_or(CursorPlace::Bare, CursorPlace::Key))
        }
        _ => Some(CursorPlace::Bare),
    }
}

/// Whether a colon behind these tokens begins a type: they declare a name.
fn is_typed(tokens: &[LuaToken<'_>]) -> bool {
    word(tokens, 0).is_some() && is_new_name(tokens.get(..tokens.len() - 1).unwrap_or_default())
}

/// Whether a name that follows is one that the text makes up.
fn is_new_name(tokens: &[LuaToken<'_>]) -> bool {
    let mut rest = tokens;
    loop {
        match (word(rest, 0), sign(rest, 0)) {
            (Some("local" | "for" | "function"), _) => return true,
            (_, Some((',', _))) if word(rest, 1).is_some_and(|name| !KEYWORDS.contains(&name)) => {
                rest = rest.get(..rest.len() - 2).unwrap_or_default();
            }
            // What a function is given.
            (_, Some(('(', _))) => {
                let named = word(rest, 2) == Some("function") && word(rest, 1).is_some();
                return word(rest, 1) == Some("function") || named;
            }
            _ => return false,
        }
    }
}

fn in_text(project: &Project, at: &HandlerRef, tokens: &[LuaToken<'_>], quote: char) -> Option<CursorPlace> {
    if let Some(('[', start)) = sign(tokens, 0) {
        let owner = owner(project, at, tokens.get(..tokens.len() - 1)?);
        return (owner != CursorOwner::Unknown).then_some(CursorPlace::Bracket(owner, quote, start));
    }
    // `f 'text'` is a call too.
    if let Some(LuaToken { kind: LuaTokenKind::Name(name), range }) = tokens.last()
        && !KEYWORDS.contains(name)
    {
        return called(project, at, tokens, tokens.len(), range.end).map(CursorPlace::Text);
    }
    let (index, _, _) = open_bracket(tokens).filter(|(_, open, _)| *open == '(')?;
    let call = call_of(project, at, tokens)?;
    let is_it = tokens.get(index).is_some_and(|token| token.range.start == call.open);
    let begins = matches!(sign(tokens, 0), Some(('(' | ',', _)));
    (is_it && begins).then_some(CursorPlace::Text(call))
}

/// What these tokens end in.
fn owner(project: &Project, at: &HandlerRef, tokens: &[LuaToken<'_>]) -> CursorOwner {
    let read = read_tokens(project, at, tokens);
    if let Some(thing) = read.ended.filter(|thing| *thing != Thing::Other) {
        return CursorOwner::Thing(thing);
    }
    let is_member = matches!(sign(tokens, 1), Some(('.' | ':', _))) && !matches!(sign(tokens, 2), Some(('.', _)));
    match word(tokens, 0) {
        Some(name) if !is_member && !read.own.iter().any(|own| own == name) => CursorOwner::Global(name.to_lowercase()),
        _ => CursorOwner::Unknown,
    }
}

/// The innermost bracket that is not closed: its token, what it is, and how many commas stand behind it.
fn open_bracket(tokens: &[LuaToken<'_>]) -> Option<(usize, char, usize)> {
    let (mut depth, mut ends, mut commas) = (0_usize, 0_usize, 0_usize);
    for (index, token) in tokens.iter().enumerate().rev() {
        match token.kind {
            LuaTokenKind::Sign(')' | ']' | '}') => depth += 1,
            LuaTokenKind::Sign(open @ ('(' | '[' | '{')) => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None if ends == 0 => return Some((index, open, commas)),
                None => return None,
            },
            LuaTokenKind::Sign(',') if depth == 0 && ends == 0 => commas += 1,
            LuaTokenKind::Name("end") if depth == 0 => ends += 1,
            LuaTokenKind::Name("function" | "if" | "do") if depth == 0 => match ends.checked_sub(1) {
                Some(less) => ends = less,
                None => return None,
            },
            LuaTokenKind::Name("local" | "return" | "then" | "else" | "repeat" | "until" | "while" | "for")
                if depth == 0 && ends == 0 =>
            {
                return None;
            }
            _ => {}
        }
    }
    None
}

/// The call whose bracket is not closed in front of a byte; the innermost.
pub fn open_call(project: &Project, at: &HandlerRef, text: &str, offset: usize) -> Option<OpenCall> {
    let (tokens, end) = tokens_and_end(text.get(..offset)?);
    if end == OpenEnd::Comment { None } else { call_of(project, at, &tokens) }
}

fn call_of(project: &Project, at: &HandlerRef, tokens: &[LuaToken<'_>]) -> Option<OpenCall> {
    let mut front = tokens;
    // Values in braces and brackets belong to the call around them.
    loop {
        let (index, open, commas) = open_bracket(front)?;
        let start = front.get(index)?.range.start;
        front = front.get(..index)?;
        let calls = match front.last().map(|token| &token.kind) {
            Some(LuaTokenKind::Name(name)) => !KEYWORDS.contains(name),
            Some(LuaTokenKind::Sign(')' | ']')) => true,
            _ => false,
        };
        if open == '(' && calls {
            let call = called(project, at, tokens, index, start)?;
            return Some(OpenCall { argument: commas, ..call });
        }
    }
}

/// The name that is called by the token at `index`, which need not be there.
fn called(project: &Project, at: &HandlerRef, tokens: &[LuaToken<'_>], index: usize, open: usize) -> Option<OpenCall> {
    let mut front = tokens.get(..index)?.to_vec();
    // Behind a colon a name is one only where a call follows.
    front.push(LuaToken { kind: LuaTokenKind::Sign('('), range: open..open + 1 });
    let read = read_tokens(project, at, &front);
    let end = front.get(index.checked_sub(1)?)?.range.end;
    if let Some(member) = read.members.iter().rev().find(|member| member.range.end == end) {
        let source = read.sources.get(&member.range.start).copied();
        let (name, member) = (member.name.clone(), Some(member.clone()));
        return Some(OpenCall { name, member, source, argument: 0, open });
    }
    let is_member = index > 1 && matches!(front.get(index - 2)?.kind, LuaTokenKind::Sign('.' | ':'));
    match front.get(index - 1)?.kind {
        LuaTokenKind::Name(name) if !is_member => {
            Some(OpenCall { name: name.to_owned(), member: None, source: None, argument: 0, open })
        }
        _ => None,
    }
}

/// What the name at a byte means; `None` where there is none, or nobody knows.
pub fn name_at(project: &Project, at: &HandlerRef, text: &str, offset: usize) -> Option<MeantName> {
    let touches = |range: &Range<usize>| range.start <= offset && offset <= range.end;
    // The innermost token first: a screen's name in brackets lies in nothing else.
    let tokens = tokens(text);
    let index = tokens.iter().rposition(|token| {
        touches(&token.range) && matches!(token.kind, LuaTokenKind::Name(_) | LuaTokenKind::Text(_))
    })?;
    let token = tokens.get(index)?;
    let inner = match token.kind {
        LuaTokenKind::Text(_) => token.range.start + 1..token.range.end.saturating_sub(1).max(token.range.start + 1),
        _ => token.range.clone(),
    };
    let holds = |range: &Range<usize>| range.start <= token.range.start && token.range.end <= range.end;
    let read = names(project, at, text);
    let means = meaning(read, &holds).or_else(|| {
        let LuaTokenKind::Name(name) = token.kind else { return None };
        let local = local_names(text).into_iter().find(|local| local.all().any(|range| *range == token.range));
        let front = tokens.get(..index).unwrap_or_default();
        let is_member = matches!(sign(front, 0), Some(('.' | ':', _))) && !matches!(sign(front, 1), Some(('.', _)));
        let is_bare = !is_member && !KEYWORDS.contains(&name);
        local.map(LuaMeaning::Local).or_else(|| is_bare.then(|| LuaMeaning::Bare(name.to_owned())))
    })?;
    Some(MeantName { range: inner, means })
}

fn meaning(read: Names, holds: &dyn Fn(&Range<usize>) -> bool) -> Option<LuaMeaning> {
    let group = read.groups.into_iter().find(|group| holds(&group.range));
    if let Some(group) = group {
        return Some(LuaMeaning::Group(group.screen, group.path));
    }
    // The smallest that holds it.
    let found = read.found.into_iter().filter(|found| holds(&found.range)).min_by_key(|found| found.range.len());
    if let Some(found) = found {
        return Some(LuaMeaning::Item(found.item));
    }
    let member = read.members.into_iter().filter(|member| holds(&member.range));
    if let Some(member) = member.min_by_key(|member| member.range.len()) {
        return Some(LuaMeaning::Member(member));
    }
    read.bare.into_iter().find(|bare| holds(&bare.range)).map(|bare| LuaMeaning::Bare(bare.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::reference::lua::MemberOf;
    use crate::model::reference::tests::scripted;

    /// What is written at the bar in this text.
    fn at(marked: &str) -> Option<AtCursor> {
        let offset = marked.find('|').unwrap();
        let (project, handler) = scripted();
        at_cursor(&project, &handler, &marked.replace('|', ""), offset)
    }

    fn owner_of(marked: &str) -> CursorOwner {
        match at(marked).unwrap_or_else(|| panic!("nothing at {marked}")).place {
            CursorPlace::Member(owner, ..) | CursorPlace::Bracket(owner, ..) => owner,
            other => panic!("{marked}: {other:?}"),
        }
    }

    #[test]
    fn what_stands_in_front_of_a_word_is_followed() {
        let thing = CursorOwner::Thing;
        for (text, wanted) in [
            ("data.|", thing(Thing::Data)),
            ("x = 1 + DATA.li|", thing(Thing::Data)),
            ("screens['|", thing(Thing::Screens)),
            ("foo(screens['S|t'].x)", thing(Thing::Screens)),
            ("screens[runtime.currentscreenname].|", thing(Thing::SomeScreen)),
            ("connections.|", thing(Thing::Connections)),
            ("connections.getfromid('lokal').|", thing(Thing::Connection)),
            ("connections.getfromid('lokal'):pub|", thing(Thing::Connection)),
            ("local c = connections.getfromid('lokal')\nc.|", thing(Thing::Connection)),
            ("runtime.|", thing(Thing::Runtime)),
            ("text.|", CursorOwner::Global("text".to_owned())),
            ("if Text.jo|", CursorOwner::Global("text".to_owned())),
            ("local s = 'x'\ns:|", CursorOwner::Unknown),
            ("f().|", CursorOwner::Unknown),
        ] {
            assert_eq!(owner_of(text), wanted, "{text}");
        }
    }

    #[test]
    fn where_nobody_can_help_nothing_is_offered() {
        for text in [
            "-- data.|",
            "'data.|'",
            "[[data.|]]",
            "12|",
            "local x|",
            "local a, b|",
            "for i|",
            "function f|",
            "function f(a, b|",
            "local x: nu|",
            "x :: |",
            "--[[ data.|",
        ] {
            assert_eq!(at(text), None, "{text}");
        }
        for text in ["|", "x = da|", "'a' .. |", "if |", "f(|", "f({ |", "{ a, |"] {
            assert_eq!(at(text).unwrap().place, CursorPlace::Bare, "{text}");
        }
    }

    #[test]
    fn words_have_an_end_behind_the_place() {
        let found = at("x = da|ta.y").unwrap();
        assert_eq!((found.word, found.end), (4..6, 8));
        let found = at("screens['S|tart']").unwrap();
        assert_eq!((found.word, found.end), (9..10, 14));
        for (text, rest) in [
            ("screens['Start (a|lt), neu']", "']"),
            ("connections.getfromid('lo|kal).publish('a')", ").publish('a')"),
            ("connections.getfromid('lo|kal).publish(a)", ").publish(a)"),
            ("wait('|, 'b')", ", 'b')"),
            ("x = screens['| .. 'y'", " .. 'y'"),
            ("wait('a|b'", "'"),
            ("screens['|].x['y']", "].x['y']"),
        ] {
            let found = at(text).unwrap_or_else(|| panic!("nothing at {text}"));
            assert_eq!(text.replace('|', "").get(found.end..), Some(rest), "{text}");
        }
    }

    #[test]
    fn the_call_around_a_place_is_known_with_its_value() {
        let call = |marked: &str| {
            let offset = marked.find('|').unwrap();
            let (project, handler) = scripted();
            open_call(&project, &handler, &marked.replace('|', ""), offset)
        };
        for (text, name, argument) in [
            ("wait(|", "wait", 0),
            ("text.join('a', |", "text.join", 1),
            ("text.join('a', f(1, 2), |)", "text.join", 2),
            ("connections.getfromid('lokal').publish('a', { qos = |", "connection.publish", 1),
            ("connections.getfromid('lokal'):publish('a', |", "connection.publish", 1),
            ("trycatch(function() wait(1, 2) end, |", "trycatch", 1),
            ("runtime.showscreen('|", "runtime.showscreen", 0),
        ] {
            let found = call(text).unwrap_or_else(|| panic!("no call in {text}"));
            let of = found.member.map(|member| match member.of {
                MemberOf::Global(name) => name,
                MemberOf::Connection => "connection".to_owned(),
                other => format!("{other:?}"),
            });
            let path = of.map_or_else(|| found.name.clone(), |of| format!("{of}.{}", found.name));
            assert_eq!((path.as_str(), found.argument), (name, argument), "{text}");
        }
        for text in ["wait(1)|", "if (|", "f(function() x = |", "-- f(|", "local x = (|", "|"] {
            assert_eq!(call(text), None, "{text}");
        }
    }
}

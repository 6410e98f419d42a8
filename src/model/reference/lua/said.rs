//! Texts in Lua that people read: what stands in calls that show something, and what is assigned to a property that is
//! read. Found as far as the text is certain.

use super::tokens::{LuaTokenKind, tokens};

/// The texts that stand as they are in calls of these functions (their last names), also in tables there, and behind
/// `.name =` for these names; each with the byte where it stands. The argument at place 0 of a call is meant by 0; `None`
/// means all of them.
pub fn said_texts(
    text: &str,
    is_call: impl Fn(&str) -> bool,
    is_member: impl Fn(&str) -> bool,
) -> Vec<(String, usize)> {
    let tokens = tokens(text);
    let kind = |at: usize| tokens.get(at).map(|token| &token.kind);
    let is_sign = |at: usize, sign: char| kind(at) == Some(&LuaTokenKind::Sign(sign));
    let name = |at: usize| match kind(at) {
        Some(LuaTokenKind::Name(name)) => Some(name.to_lowercase()),
        _ => None,
    };
    let mut out = Vec::new();
    // Whether each bracket that is open belongs to a call that shows what is in it.
    let mut open: Vec<bool> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match &token.kind {
            LuaTokenKind::Sign('(') => {
                let called = at.checked_sub(1).and_then(name);
                // A call within is another matter, brackets that only hold together are not.
                let inner = open.last().copied().unwrap_or(false);
                open.push(called.map_or(inner, |name| is_call(&name)));
            }
            LuaTokenKind::Sign('{') => open.push(open.last().copied().unwrap_or(false)),
            LuaTokenKind::Sign(')' | '}') => {
                open.pop();
            }
            LuaTokenKind::Text(said) => {
                let is_set = at >= 3
                    && is_sign(at - 1, '=')
                    && !is_sign(at - 2, '=')
                    && name(at - 2).is_some_and(|name| is_member(&name))
                    && is_sign(at - 3, '.');
                // Put together with something else, it is no text of its own.
                let is_part =
                    |side: Option<usize>| side.is_some_and(|side| is_sign(side, '.') && is_sign(side + 1, '.'));
                let joined = is_part(at.checked_sub(2)) || is_part(Some(at + 1));
                if (is_set || open.last() == Some(&true)) && !joined && !said.trim().is_empty() {
                    out.push((said.clone().into_owned(), token.range.start));
                }
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_found_and_what_is_sent_is_not() {
        let text = r#"
            screens["Start"].lbl.text = "Läuft"
            connections.getfromid("lokal").publish("a/b", "an")
            if screens["Start"].lbl.text == "Läuft nicht" then log("nichts") end
            runtime.shownotification("Fertig", { ms = 3 })
            if dialog.confirm("Löschen?", { yes = ("Ja doch"), no = text.upper("nein") }) then end
            runtime.shownotification("Noch " .. n .. " Stück")
        "#;
        let is_call = |name: &str| matches!(name, "shownotification" | "confirm");
        let found: Vec<String> =
            said_texts(text, is_call, |name| name == "text").into_iter().map(|(said, _)| said).collect();
        assert_eq!(found, ["Läuft", "Fertig", "Löschen?", "Ja doch"]);
    }
}

//! How well a name fits what was typed, and which of its letters did it.

/// A fit: the higher the better.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LetterFit {
    pub(super) score: u32,
    /// The letters of the name that were typed, in characters.
    pub(super) marks: Vec<usize>,
}

/// At least so well fits what begins with the typed letters, or has a word that does.
pub(super) const LIKELY: u32 = 500;

/// How well a name fits; `None` where its letters do not stand in this order.
pub(super) fn fit(name: &str, typed: &str) -> Option<LetterFit> {
    if typed.is_empty() {
        return Some(LetterFit { score: 0, marks: Vec::new() });
    }
    let exact: Vec<char> = name.chars().collect();
    let name: Vec<char> = exact.iter().map(|c| lower(*c)).collect();
    let wanted: Vec<char> = typed.chars().map(lower).collect();
    let longer = (name.len().saturating_sub(wanted.len())).min(50) as u32;
    let at_start = |at: usize| at == 0 || begins_word(&exact, at);
    let places: Vec<usize> =
        (0..(name.len() + 1).saturating_sub(wanted.len())).filter(|at| name[*at..].starts_with(&wanted)).collect();
    let whole = places.iter().copied().find(|at| at_start(*at)).or_else(|| places.first().copied());
    if let Some(at) = whole {
        let same_case = u32::from(exact[at..].iter().copied().take(wanted.len()).eq(typed.chars())) * 5;
        let score = match at {
            0 if name.len() == wanted.len() => 1000,
            0 => 850 - longer,
            at if at_start(at) => 600 - longer,
            _ => 400 - longer,
        };
        return Some(LetterFit { score: score + same_case, marks: (at..at + wanted.len()).collect() });
    }
    // Letters in order with gaps; only those that begin with the first one, else anything would fit.
    let mut marks = Vec::new();
    let mut from = 0;
    let mut gaps = 0_u32;
    for (number, c) in wanted.iter().enumerate() {
        let rest = name.get(from..)?;
        let word = rest.iter().enumerate().find(|(at, each)| *each == c && at_start(from + at)).map(|(at, _)| at);
        let next = rest.first().filter(|first| *first == c).map(|_| 0);
        let any = rest.iter().position(|each| each == c);
        let at = from + next.or(word).or(any)?;
        if number == 0 && !at_start(at) {
            return None;
        }
        gaps += u32::from(number > 0 && at > from);
        marks.push(at);
        from = at + 1;
    }
    Some(LetterFit { score: 300_u32.saturating_sub(gaps * 20 + longer), marks })
}

/// Whether a new word begins at this letter: behind `_`, or a capital behind a small one.
fn begins_word(name: &[char], at: usize) -> bool {
    let Some((before, here)) = at.checked_sub(1).and_then(|before| Some((name.get(before)?, name.get(at)?))) else {
        return false;
    };
    !before.is_alphanumeric() || (before.is_lowercase() && here.is_uppercase())
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_better_fit_has_the_higher_score() {
        let order = |typed: &str, names: &[&str]| {
            let mut found: Vec<(u32, &str)> =
                names.iter().filter_map(|name| Some((fit(name, typed)?.score, *name))).collect();
            found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
            found.into_iter().map(|(_, name)| name.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            order("pub", &["republish", "publishretain", "publish", "pub"]),
            ["pub", "publish", "publishretain", "republish"]
        );
        assert_eq!(order("cs", &["currentscreenname", "closescreen", "abc"]), ["closescreen", "currentscreenname"]);
        assert_eq!(order("xy", &["data"]), [""; 0]);
        assert_eq!(fit("text_color", "co").unwrap().marks, [5, 6]);
        assert_eq!(fit("publishWait", "pw").unwrap().marks, [0, 7]);
        assert!(fit("text_color", "col").unwrap().score >= LIKELY);
        assert!(fit("publishwait", "pwt").unwrap().score < LIKELY);
    }
}

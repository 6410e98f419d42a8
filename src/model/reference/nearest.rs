//! The name that was probably meant by one that is not there.

/// The name that is nearest to `wanted`, where at most a third of it differs.
pub fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let wanted = wanted.to_lowercase();
    let most = (wanted.chars().count() / 3).max(1);
    let best =
        known.map(|name| (distance(&wanted, &name.to_lowercase()), name)).min_by_key(|(distance, _)| *distance)?;
    (best.0 <= most).then(|| best.1.to_owned())
}

/// How many characters differ: inserted, left out, exchanged, or two that stand the other way round.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    // The row before the last one, the last one, and the one that is made.
    let (mut before, mut last): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=b.len()).collect());
    for (i, ca) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, cb) in b.iter().enumerate() {
            let mut least = (last[j] + usize::from(ca != cb)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *ca == b[j - 1] && a[i - 1] == *cb {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_fingers_are_near_and_other_words_are_not() {
        let near = |wanted| nearest(wanted, ["Start", "log", "Feld"].into_iter());
        for (wanted, meant) in
            [("Strat", "Start"), ("feldd", "Feld"), ("lgo", "log"), ("Fld", "Feld"), ("Stärt", "Start")]
        {
            assert_eq!(near(wanted).as_deref(), Some(meant), "{wanted}");
        }
        for wanted in ["Ende", "x", "", "Startseite"] {
            assert_eq!(near(wanted), None, "{wanted}");
        }
    }
}

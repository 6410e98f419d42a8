//! The name that was probably meant by one that is not there.

/// Among more names than this none is looked for: a project of thousands may have thousands of wrong ones.
const MOST_NAMES: usize = 1000;

/// The name that is nearest to `wanted`, where at most a third of it differs.
pub fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.take(MOST_NAMES + 1).collect();
    if known.len() > MOST_NAMES {
        return None;
    }
    let wanted: Vec<char> = wanted.to_lowercase().chars().take(LONGEST).collect();
    let most = (wanted.len() / 3).max(1);
    // What is longer or shorter by more is no nearer.
    let near = known.into_iter().filter(|name| name.chars().count().min(LONGEST).abs_diff(wanted.len()) <= most);
    let distances = near.filter_map(|name| Some((distance(&wanted, &name.to_lowercase(), most)?, name)));
    distances.min_by_key(|(distance, _)| *distance).map(|(_, name)| name.to_owned())
}

/// What is compared of a name, in characters.
const LONGEST: usize = 64;

/// How many characters differ, where it is not more than `most`: inserted, left out, exchanged, or two that stand the
/// other way round.
fn distance(a: &[char], b: &str, most: usize) -> Option<usize> {
    let b: Vec<char> = b.chars().take(LONGEST).collect();
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
        if row.iter().min() > Some(&most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|distance| *distance <= most)
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

//! Texts that follow something: `{List[0].Column}`, `{Variable}`, and how what they give is written.

use super::{DataPart, Import, LeftOut};
use crate::model::binding::{Binding, BoundColumn, Origin, RowChoice};

/// What a text in braces names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Followed<'a> {
    /// `{Name}`
    Whole(&'a str),
    /// `{List[2].Column}`
    Cell(&'a str, u32, &'a str),
    /// `{List.Column}`
    Column(&'a str, &'a str),
}

/// Reads a text that is a binding as a whole; there are no others.
pub(super) fn followed(text: &str) -> Option<Followed<'_>> {
    let inner = text.trim().strip_prefix('{')?.strip_suffix('}')?.trim();
    let is_name = |text: &str| !text.is_empty() && !text.contains(['{', '}', '[', ']', '?', '.', ';']);
    if let Some((list, rest)) = inner.split_once('[') {
        let (row, column) = rest.split_once("].")?;
        return is_name(list).then_some(Followed::Cell(list, row.trim().parse().ok()?, column.trim()));
    }
    match inner.split_once('.') {
        Some((list, column)) => is_name(list).then_some(Followed::Column(list, column.trim())),
        None => is_name(inner).then_some(Followed::Whole(inner)),
    }
}

/// Whether a text was meant to follow something.
pub(super) fn is_followed(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('{') && text.ends_with('}') && text.len() > 2
}

impl Import<'_> {
    /// Where a text in braces gets its value from; `None` where what it names is not there.
    pub(super) fn origin(&self, text: &str) -> Option<Origin> {
        match followed(text)? {
            Followed::Whole(name) => match self.data(name)? {
                DataPart::Variable(id) => Some(Origin::Variable(*id)),
                DataPart::Clock(pattern) => {
                    Some(Origin::Lua(format!("time.format(time.now(), '{}')", pattern.replace('\'', ""))))
                }
                DataPart::Rows { .. } => None,
            },
            Followed::Cell(list, row, column) => {
                let DataPart::Rows { source, columns } = self.data(list)? else { return None };
                let column = BoundColumn::Own(*columns.get(&column.to_lowercase())?);
                Some(Origin::Column { source: *source, column, row: RowChoice::Number(row) })
            }
            // A whole column, one a line: the entries of a list to choose from.
            Followed::Column(list, column) => {
                let DataPart::Rows { source, columns } = self.data(list)? else { return None };
                columns.get(&column.to_lowercase())?;
                let ident = &self.project.source(*source)?.ident;
                let column = column.replace(['\'', '\\'], "");
                Some(Origin::Lua(format!("list.join(data.{ident}.values('{column}'), '\\n')")))
            }
        }
    }
}

/// A binding that writes what comes as the field *Format* of a control says; `None` where that cannot be said here.
///
/// It is `N0`, `P1`, `C2` of .NET, or `kind|preset|input|language=pattern|missing|…` with the kinds `N` number, `D` date and
/// `T` duration.
pub(super) fn formatted(mut binding: Binding, format: &str) -> (Binding, Option<LeftOut>) {
    let format = format.trim();
    let left = |binding: Binding| (binding, Some(LeftOut::Format(format.to_owned())));
    if format.is_empty() {
        return (binding, None);
    }
    let mut parts = format.split('|');
    let (kind, pattern) = match (parts.next(), parts.nth(2)) {
        (Some(kind), Some(pattern)) => (kind, pattern.split_once('=').map_or(pattern, |(_, pattern)| pattern)),
        _ => ("N", format),
    };
    let input = format.split('|').nth(2).unwrap_or_default();
    match kind {
        "N" if pattern.contains('~') => {
            let parts: Vec<&str> = pattern.split('~').collect();
            let part = |index: usize| parts.get(index).copied().unwrap_or_default();
            binding.scale = part(0).parse().unwrap_or(1.0);
            binding.thousands = !part(2).is_empty();
            binding.decimals = part(3).parse().ok();
            part(4).clone_into(&mut binding.prefix);
            part(5).clone_into(&mut binding.suffix);
            (binding, None)
        }
        "N" => {
            let mut letters = pattern.chars();
            let kind = letters.next().unwrap_or_default().to_ascii_uppercase();
            let decimals = letters.as_str().parse().ok().or_else(|| letters.as_str().is_empty().then_some(2));
            if decimals.is_none() || !matches!(kind, 'N' | 'F' | 'P' | 'C' | 'D') {
                return left(binding);
            }
            binding.decimals = decimals;
            binding.thousands = matches!(kind, 'N' | 'C');
            if kind == 'P' {
                (binding.scale, binding.suffix) = (100.0, " %".to_owned());
            }
            if kind == 'C' {
                let sign = if format.contains("de-DE=") { " €" } else { " $" };
                sign.clone_into(&mut binding.suffix);
            }
            (binding, None)
        }
        "D" => {
            let pattern = pattern.split_once('~').map_or(pattern, |(pattern, _)| pattern);
            // What comes as bare digits (`yyyyMMdd`) is no time to us.
            if input.contains('=') || pattern.contains("tt") || pattern.trim().is_empty() {
                return left(binding);
            }
            pattern.clone_into(&mut binding.time);
            (binding, None)
        }
        "T" => {
            "duration".clone_into(&mut binding.time);
            if input.ends_with("xm") {
                binding.scale = 60.0;
            }
            (binding, None)
        }
        _ => left(binding),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::VariableId;

    #[test]
    fn what_stands_in_braces_is_read() {
        assert_eq!(followed("{Menge}"), Some(Followed::Whole("Menge")));
        assert_eq!(followed("  {Liste[12].Spalte 1}"), Some(Followed::Cell("Liste", 12, "Spalte 1")));
        assert_eq!(followed("{Liste.Spalte}"), Some(Followed::Column("Liste", "Spalte")));
        for text in ["Menge", "{}", "{A?B=~C[0].D;[0].E}", "{A[x].B}", "{A[1]}", "{ {A} }"] {
            assert_eq!(followed(text), None, "{text}");
        }
    }

    #[test]
    fn formats_are_what_a_binding_says_of_numbers_and_times() {
        let read = |format| formatted(Binding::to(Origin::Variable(VariableId(1))), format);
        let (percent, left) = read("N|PERCEN0|en-US;de-DE;pb-SAP-NUM1|en-US=P0|N/A");
        assert_eq!((percent.scale, percent.decimals, percent.suffix.as_str(), left), (100.0, Some(0), " %", None));
        let (custom, _) = read("N|CUSTOMDEF|pb-DEF|pb-DEF=0.001~,~.~1~/ ~ kg~-~|N/A|0");
        let said = (custom.scale, custom.decimals, custom.thousands, custom.prefix.as_str(), custom.suffix.as_str());
        assert_eq!(said, (0.001, Some(1), true, "/ ", " kg"));
        assert_eq!(read("D|TIMEC3|pb-DEF|pb-DEF=HH:mm|N/A|0").0.time, "HH:mm");
        assert!(read("D|CUSTOMDEF|pb-DEF=yyyyMMddHHmmss|pb-DEF=HH:mm~iv|N/A|0").1.is_some());
        let (minutes, _) = read("T|CUSTOMDEF|pb-DEF=xm|pb-DEF=mm':'ss|N/A|0");
        assert_eq!((minutes.scale, minutes.time.as_str()), (60.0, "duration"));
        assert_eq!(read("N2").0.decimals, Some(2));
        assert!(read("X|Y").1.is_some());
    }
}

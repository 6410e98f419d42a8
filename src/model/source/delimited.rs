//! Rows of a spreadsheet as text: what it puts into the clipboard (tabulators), and CSV with semicolons or commas.

/// Characters that stand between cells, the surest first.
const DELIMITERS: [u8; 3] = [b'\t', b';', b','];
/// So many rows are looked at to find out which of them it is.
const LOOKED_AT: usize = 20;

/// What Windows-1252 has where Latin-1 has control characters, from 0x80 on; what is not defined stays as it is.
const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// The text of a file: UTF-8, UTF-16 where its mark says so, else Windows-1252, as older spreadsheets write it.
pub fn decoded(bytes: &[u8]) -> String {
    let wide = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.as_chunks::<2>().0.iter().map(|pair| read(*pair)).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
            Err(_) => bytes.iter().map(|byte| of_windows(*byte)).collect(),
        },
    }
}

fn of_windows(byte: u8) -> char {
    let place = (0x80..0xa0).contains(&byte).then(|| usize::from(byte) - 0x80);
    place.and_then(|place| WINDOWS.chars().nth(place)).unwrap_or_else(|| char::from(byte))
}

/// The line, from 1, of a quotation mark that is never closed: all that follows would be one cell.
pub fn open_quote(text: &str) -> Option<usize> {
    let mut opened = None;
    for (line, number) in text.lines().zip(1..) {
        for _ in line.matches('"') {
            opened = if opened.is_some() { None } else { Some(number) };
        }
    }
    opened
}

/// The cells of a text, row by row; a text without any delimiter has one cell a line. Empty lines at the end are none.
pub fn read(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or_default().as_bytes();
    // The one by which all rows are as wide as the first, or else one that stands in the first.
    let is_even = |delimiter: &u8| {
        let mut widths = rows(text, *delimiter).take(LOOKED_AT).map(|row| row.len());
        widths.next().is_some_and(|first| first > 1 && widths.all(|width| width == first))
    };
    let even = DELIMITERS.into_iter().find(is_even);
    let any = || DELIMITERS.into_iter().find(|delimiter| head.contains(delimiter));
    let mut rows: Vec<Vec<String>> = rows(text, even.or_else(any).unwrap_or(b'\t')).collect();
    while rows.last().is_some_and(|row| row.iter().all(String::is_empty)) {
        rows.pop();
    }
    rows
}

/// The cells that a spreadsheet puts into the clipboard: tabulators alone stand between them, and an empty line is a row.
pub fn pasted(text: &str) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = vec![Vec::new()];
    let (mut cell, mut is_quoted) = (String::new(), false);
    let mut chars = text.trim_start_matches('\u{feff}').chars().peekable();
    let end = |rows: &mut Vec<Vec<String>>, cell: &mut String| {
        if let Some(row) = rows.last_mut() {
            row.push(std::mem::take(cell).trim().to_owned());
        }
    };
    while let Some(letter) = chars.next() {
        match letter {
            '"' if is_quoted && chars.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if is_quoted => is_quoted = false,
            '"' if cell.is_empty() => is_quoted = true,
            '\t' if !is_quoted => end(&mut rows, &mut cell),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' if !is_quoted => {
                end(&mut rows, &mut cell);
                rows.push(Vec::new());
            }
            _ => cell.push(letter),
        }
    }
    end(&mut rows, &mut cell);
    // The end of the last line is no row of its own.
    if text.ends_with('\n') {
        rows.pop();
    }
    rows
}

fn rows(text: &str, delimiter: u8) -> impl Iterator<Item = Vec<String>> + '_ {
    let reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    // Text is never unreadable: what is no CSV is one cell.
    let rows = reader.into_records().filter_map(Result::ok);
    rows.map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect())
}

/// Rows as CSV with semicolons, as spreadsheets where numbers have a comma read it, and all others when asked.
pub fn write(rows: &[Vec<String>]) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').flexible(true).from_writer(Vec::new());
    // Nothing can fail that is written to memory.
    for row in rows {
        drop(writer.write_record(row));
    }
    writer.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheets_give_is_read() {
        let rows = [["Name", "Menge"], ["Milch; frisch", "1,5"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(read("Name\tMenge\r\nMilch; frisch\t1,5\r\n"), rows);
        assert_eq!(read("Name;Menge\n\"Milch; frisch\";1,5\n\n"), rows);
        assert_eq!(read("\u{feff}Name,Menge\nMilch; frisch,\"1,5\""), rows);
        assert_eq!(read(&write(&rows)), rows);
        assert_eq!(read("eins\nzwei"), [["eins"], ["zwei"]]);
        assert_eq!(read(""), [[""; 0]; 0]);
        assert_eq!(read("a\tb\nc"), [vec!["a", "b"], vec!["c"]]);
        assert_eq!(read("Preis; netto,Ware\n2,Milch\n"), [["Preis; netto", "Ware"], ["2", "Milch"]]);
    }

    #[test]
    fn what_is_pasted_has_a_row_for_each_line_and_is_parted_by_tabulators_alone() {
        assert_eq!(pasted("Uwaga, gorące\r\n\r\nZamknij; szybko\r\n"), [["Uwaga, gorące"], [""], ["Zamknij; szybko"]]);
        assert_eq!(pasted("a\t\nb\t\"x\"\"y\nz\"\n\n"), [vec!["a", ""], vec!["b", "x\"y\nz"], vec![""]]);
        assert_eq!(pasted("5\" Rohr"), [["5\" Rohr"]]);
    }

    #[test]
    fn files_are_read_as_programs_write_them() {
        assert_eq!(decoded("\u{feff}Käse".as_bytes()), "Käse");
        assert_eq!(decoded(b"K\xe4se 2 \x80 \x96 \x81"), "Käse 2 € – \u{81}");
        assert_eq!(decoded(b"\xff\xfeK\x00\xe4\x00"), "Kä");
        assert_eq!(decoded(b"\xfe\xff\x00K\x00\xe4"), "Kä");
        assert_eq!(WINDOWS.chars().count(), 32);
    }

    #[test]
    fn a_quotation_mark_that_stays_open_is_found() {
        assert_eq!(open_quote("a;\"b\nc\"\n\"d\"\"e\";f"), None);
        assert_eq!(open_quote("a;b\n\"c;d\ne;f"), Some(2));
    }
}

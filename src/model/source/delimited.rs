//! Rows of a spreadsheet as text: what it puts into the clipboard (tabulators), and CSV with semicolons or commas.

/// Characters that stand between cells, the surest first.
const DELIMITERS: [u8; 3] = [b'\t', b';', b','];

/// The cells of a text, row by row; a text without any delimiter has one cell a line. Empty lines at the end are none.
pub fn read(text: &str) -> Vec<Vec<String>> {
    let head = text.lines().next().unwrap_or_default().as_bytes();
    let delimiter = DELIMITERS.into_iter().find(|delimiter| head.contains(delimiter)).unwrap_or(b'\t');
    let text = text.trim_start_matches('\u{feff}');
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    // Text is never unreadable: what is no CSV is one cell.
    let mut rows: Vec<Vec<String>> = reader
        .records()
        .filter_map(Result::ok)
        .map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect())
        .collect();
    while rows.last().is_some_and(|row| row.iter().all(String::is_empty)) {
        rows.pop();
    }
    rows
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
    }
}

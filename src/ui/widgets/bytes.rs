//! Messages that are no text: their bytes, in one line or many.
//!
//! Pure; never hides that something was left out.

use crate::i18n::Lang;
use crate::model::payload::hex_begin;
use crate::model::source::table::hex;

/// `12 bytes: 00 FF …`. There may be more than `raw`: `all` is how many there were.
pub fn bytes_line(raw: &[u8], all: usize, lang: Lang) -> String {
    let unit = match (all, lang) {
        (1, Lang::De) => "Byte",
        (1, Lang::En) => "byte",
        (_, Lang::De) => "Bytes",
        (_, Lang::En) => "bytes",
    };
    format!("{all} {unit}: {}", hex_begin(raw))
}

/// A line of a hex dump: offset, bytes with a gap in the middle, and the letters among them.
pub fn dump_line(offset: usize, row: &[u8], per_row: usize) -> [String; 3] {
    let (left, right) = row.split_at(row.len().min(per_row / 2));
    let columns = format!("{:half$}  {}", hex(left), hex(right), half = (per_row / 2 * 3).saturating_sub(1));
    let letters = row.iter().map(|byte| if matches!(byte, b' '..=b'~') { char::from(*byte) } else { '·' });
    [format!("{offset:04X}"), format!("{columns:width$}", width = per_row * 3), letters.collect()]
}

/// The whole dump as text.
pub fn dump(raw: &[u8], per_row: usize) -> String {
    let rows = raw.chunks(per_row).enumerate();
    let lines = rows.map(|(i, row)| dump_line(i * per_row, row, per_row).join("  "));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_says_how_many_and_how_they_begin() {
        assert_eq!(bytes_line(&[0x00, 0xff], 2, Lang::En), "2 bytes: 00 FF");
        assert_eq!(bytes_line(&[0xff], 1, Lang::De), "1 Byte: FF");
        let line = bytes_line(&[0xab; 40], 1000, Lang::De);
        assert!(line.starts_with("1000 Bytes: AB AB") && line.ends_with("AB …"), "{line}");
    }

    #[test]
    fn a_dump_has_offset_bytes_and_letters_below_each_other() {
        let raw: Vec<u8> = (0x3c..0x47).chain([0xff]).collect();
        let lines = ["0000  3C 3D 3E 3F  40 41 42 43  <=>?@ABC", "0008  44 45 46 FF               DEF·"];
        assert_eq!(dump(&raw, 8).lines().collect::<Vec<_>>(), lines);
        assert_eq!(dump(&[], 8), "");
    }
}

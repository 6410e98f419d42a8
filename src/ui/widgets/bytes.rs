//! Messages that are no text: their bytes, line by line.
//!
//! Pure; never hides that something was left out.

use crate::model::source::table::hex;

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
    fn a_dump_has_offset_bytes_and_letters_below_each_other() {
        let raw: Vec<u8> = (0x3c..0x47).chain([0xff]).collect();
        let lines = ["0000  3C 3D 3E 3F  40 41 42 43  <=>?@ABC", "0008  44 45 46 FF               DEF·"];
        assert_eq!(dump(&raw, 8).lines().collect::<Vec<_>>(), lines);
        assert_eq!(dump(&[], 8), "");
    }
}

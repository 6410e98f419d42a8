//! Projects of Peakboard Designer: whole archives, and models in a sound archive.
#![no_main]

use std::io::{Cursor, Write as _};

use libfuzzer_sys::fuzz_target;
use steckbrett::store::pbmx;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fuzz_target!(|bytes: &[u8]| {
    let foreign = if bytes.starts_with(b"PK") { pbmx::read(bytes, "n") } else { pbmx::read(&archive(bytes), "n") };
    if let Ok(foreign) = foreign {
        steckbrett::store::to_text(&foreign.project).expect("what was taken over can be saved");
    }
});

fn archive(model: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file("Peakboard.json", options).expect("in memory");
    zip.write_all(model).expect("in memory");
    zip.finish().expect("in memory").into_inner()
}

//! The file itself: a zip archive, of which only what is needed is unpacked, and no more than is sane.

use std::collections::HashMap;
use std::io::{Cursor, Read as _};

use serde_json::Value as Json;
use zip::ZipArchive;

use super::PbmxError;

/// Most entries of an archive; the largest seen has some hundred.
const MOST_ENTRIES: usize = 4_000;
/// Most bytes of one entry, unpacked: the largest model seen has 4 MB.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// Most bytes that are unpacked of a whole archive.
const MOST_TOTAL: u64 = 192 * 1024 * 1024;

/// An archive, and where in it what is.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Place by name, in lower case and with slashes.
    names: HashMap<String, usize>,
    left: u64,
}

impl<'a> Archive<'a> {
    /// Opens it, without unpacking anything.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, PbmxError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|err| PbmxError::NoArchive { what: err.to_string() })?;
        if zip.len() > MOST_ENTRIES {
            return Err(PbmxError::TooMuch);
        }
        // The program that makes them writes backslashes.
        let names = zip.file_names().enumerate().filter_map(|(index, name)| Some((plain(&name.ok()?), index)));
        let names = names.collect();
        Ok(Self { zip, names, left: MOST_TOTAL })
    }

    /// The content of an entry; `None` where there is none of this name.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, PbmxError> {
        let Some(index) = self.names.get(&plain(name)) else { return Ok(None) };
        let damaged = |what: String| PbmxError::Damaged { part: name.to_owned(), what };
        let entry = self.zip.by_index(*index).map_err(|err| damaged(err.to_string()))?;
        // What it says of its own size is not believed.
        let most = MOST_BYTES.min(self.left);
        let mut out = Vec::new();
        entry.take(most + 1).read_to_end(&mut out).map_err(|err| damaged(err.to_string()))?;
        let size = out.len() as u64;
        if size > most {
            return Err(PbmxError::TooMuch);
        }
        self.left -= size;
        Ok(Some(out))
    }

    /// The text of an entry.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, PbmxError> {
        let Some(bytes) = self.bytes(name)? else { return Ok(None) };
        let text = String::from_utf8(bytes)
            .map_err(|err| PbmxError::Damaged { part: name.to_owned(), what: err.to_string() })?;
        Ok(Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)))
    }

    /// The files of Lua that somebody has written; those that the program itself puts in are no names.
    pub(super) fn lua_files(&mut self) -> Vec<String> {
        let is_lua = |name: &str| name.rsplit_once('.').is_some_and(|(_, ending)| ending == "lua");
        let own = |name: &&String| name.starts_with("resources/") && is_lua(name) && !name.contains("/_");
        let mut names: Vec<String> = self.names.keys().filter(own).cloned().collect();
        names.sort();
        names.iter().filter_map(|name| self.text(name).ok().flatten()).collect()
    }

    /// The JSON of an entry.
    pub(super) fn json(&mut self, name: &str) -> Result<Option<Json>, PbmxError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let json = serde_json::from_str(&text)
            .map_err(|err| PbmxError::Damaged { part: name.to_owned(), what: err.to_string() })?;
        Ok(Some(json))
    }
}

fn plain(name: &str) -> String {
    name.replace('\\', "/").to_lowercase()
}

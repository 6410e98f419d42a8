//! The text form of a project: RON.
//!
//! Knows nothing of files and repairs nothing.

use std::borrow::Cow;

use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::Deserialize;

use super::{LoadError, SaveError};
use crate::model::app_test::AppTest;
use crate::model::project::{FORMAT, Project};

/// What a file says of itself; all other fields are ignored.
#[derive(Deserialize)]
#[serde(rename = "Project")]
struct Header {
    format: u32,
}

/// The dialect of all our files: `Some(…)` is not written.
pub(super) fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

/// The layout of all our files.
pub(super) fn pretty() -> PrettyConfig {
    // The same line ends on all systems, so that a project can be shared.
    PrettyConfig::new().indentor("  ").new_line("\n")
}

/// Reads the text of a project file.
pub(super) fn read(text: &str) -> Result<Project, LoadError> {
    // Some editors put a byte order mark in front.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = unix_lines(text);
    let text = text.as_ref();
    if text.trim().is_empty() {
        return Err(LoadError::NotAProject);
    }
    match whole(text) {
        Ok(project) if (1..=FORMAT).contains(&project.format) => Ok(project),
        // Only now, as it goes over the whole text once more: what is no project says so before its fields are told.
        other => check_header(text).and(other),
    }
}

fn whole(text: &str) -> Result<Project, LoadError> {
    let mut deserializer =
        ron::Deserializer::from_str_with_options(text, &options()).map_err(|err| syntax(text, &err, None))?;
    let project: Project = serde_path_to_error::deserialize(&mut deserializer).map_err(|err| {
        let field = err.path().to_string();
        let err = deserializer.span_error(err.into_inner());
        syntax(text, &err, Some(field).filter(|field| field.as_str() != "."))
    })?;
    deserializer.end().map_err(|err| syntax(text, &deserializer.span_error(err), None))?;
    Ok(project)
}

/// Reads the text of a test, in a form up to this one.
pub(super) fn read_test(text: &str, format: u32) -> Result<AppTest, LoadError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = unix_lines(text);
    let text = text.as_ref();
    if text.trim().is_empty() {
        return Err(LoadError::NotAProject);
    }
    if let Some(newer) = self::format(text).filter(|newer| *newer > format) {
        return Err(LoadError::Newer { format: newer });
    }
    options().from_str::<AppTest>(text).map_err(|err| syntax(text, &err, None))
}

/// Refuses what is no project of a format that we know.
fn check_header(text: &str) -> Result<(), LoadError> {
    match options().from_str::<Header>(text) {
        Ok(header) if header.format > FORMAT => Err(LoadError::Newer { format: header.format }),
        Ok(header) if header.format == 0 => Err(LoadError::NotAProject),
        Ok(_) => Ok(()),
        Err(err) => {
            if let Some(format) = newer_format(text) {
                return Err(LoadError::Newer { format });
            }
            Err(match err.code {
                ron::Error::MissingStructField { .. } => LoadError::NotAProject,
                _ => syntax(text, &err, None),
            })
        }
    }
}

/// Writes a project as text.
pub(super) fn write(project: &Project) -> Result<String, SaveError> {
    let failed = |err: ron::Error| SaveError::Text { what: err.to_string() };
    let mut text = if project.format == FORMAT {
        options().to_string_pretty(project, pretty())
    } else {
        options().to_string_pretty(&Project { format: FORMAT, ..project.clone() }, pretty())
    }
    .map_err(failed)?;
    text.push('\n');
    Ok(unix_lines(&text).into_owned())
}

/// The line ends that we write. Git may have changed them on the way; inside of texts we escape the others.
fn unix_lines(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

/// The format of a file that was made by a newer version.
pub(super) fn newer_format(text: &str) -> Option<u32> {
    format(text).filter(|format| *format > FORMAT)
}

/// The format of a file; its text need not be RON that this version understands.
pub(super) fn format(text: &str) -> Option<u32> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start();
    let (name, rest) = text.split_once('(')?;
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return None;
    }
    let rest = rest.trim_start().strip_prefix("format")?.trim_start().strip_prefix(':')?.trim_start();
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Line and column, from 1, of the place behind `before`.
pub(super) fn position(before: &[u8]) -> (usize, usize) {
    let text = String::from_utf8_lossy(before);
    let line = 1 + text.matches('\n').count();
    let column = 1 + text.chars().rev().take_while(|c| *c != '\n').count();
    (line, column)
}

fn syntax(text: &str, err: &ron::error::SpannedError, field: Option<String>) -> LoadError {
    // The start is where the value begins that does not fit; some errors know only their end.
    let (start, end) = (&err.span.start, &err.span.end);
    // Only where the parser stumbled: a script may well talk about conflict markers.
    let around =
        text.lines().enumerate().skip(start.line.saturating_sub(1)).take(end.line.saturating_sub(start.line) + 2);
    for (index, line) in around {
        if line.starts_with("<<<<<<< ") {
            return LoadError::Conflict { line: index + 1 };
        }
    }
    LoadError::Syntax { line: start.line.max(1), column: start.col.max(1), what: err.code.to_string(), field }
}

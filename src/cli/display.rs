//! Whether a window can be opened: asked before, since the window library panics where a library is missing.

use std::process::Command;

use crate::i18n::{Lang, t};

/// What the window library opens at run time under X11, and the Debian package that has it.
const LIBRARIES: &[(&str, &str)] = &[
    ("libX11.so.6", "libx11-6"),
    ("libX11-xcb.so.1", "libx11-xcb1"),
    ("libXcursor.so.1", "libxcursor1"),
    ("libXi.so.6", "libxi6"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ("libGL.so.1", "libgl1"),
];

/// What to do without a window.
pub(super) fn headless_hint(lang: Lang) -> &'static str {
    t(
        "Ohne Fenster geht es mit: steckbrett run DATEI --headless",
        "Without a window it works with: steckbrett run FILE --headless",
    )
    .get(lang)
}

/// Looks for a display and the libraries of the window.
pub(super) fn probe(lang: Lang) -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if is_set("WAYLAND_DISPLAY") {
        return Ok(());
    }
    if !is_set("DISPLAY") {
        let what = t(
            "Hier gibt es keinen Bildschirm (DISPLAY ist nicht gesetzt).",
            "There is no display here (DISPLAY is not set).",
        );
        return Err(format!("{}\n{}", what.get(lang), headless_hint(lang)));
    }
    let missing = missing_packages();
    if missing.is_empty() {
        return Ok(());
    }
    let what = t("Für das Fenster fehlen Bibliotheken:", "Libraries for the window are missing:");
    Err(format!("{} sudo apt-get install {}\n{}", what.get(lang), missing.join(" "), headless_hint(lang)))
}

/// Packages whose library the loader does not know; none where it cannot be asked.
fn missing_packages() -> Vec<&'static str> {
    let asked =
        Command::new("ldconfig").arg("-p").output().or_else(|_| Command::new("/sbin/ldconfig").arg("-p").output());
    let Ok(output) = asked else { return Vec::new() };
    let known = String::from_utf8_lossy(&output.stdout);
    // An empty list means a system that keeps its libraries elsewhere.
    if known.lines().count() < 2 {
        return Vec::new();
    }
    LIBRARIES.iter().filter(|(library, _)| !known.contains(library)).map(|(_, package)| *package).collect()
}

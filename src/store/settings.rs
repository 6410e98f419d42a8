//! What the program remembers between two runs. Losing it must never hurt.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::home::Home;
use super::{disk, text};
use crate::i18n::Lang;
use crate::model::preference::{BROKER_ON_LAN, Preferences, THEME};
use crate::model::saved::SavedMessage;
use crate::model::value::Value;

/// How many recent files are remembered.
pub const MAX_RECENT: usize = 12;

/// The settings. Unknown fields are ignored, missing ones are the defaults.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// What was chosen of the table of settings.
    #[serde(skip_serializing_if = "Preferences::is_empty")]
    pub preferences: Preferences,
    /// Project files, the last one first.
    pub recent: Vec<PathBuf>,
    /// The window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// Messages kept for the tester, by the project's file, or its name before it has one.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub messages: BTreeMap<String, Vec<SavedMessage>>,
    /// Sizes of the panels in points, by the panels' own keys.
    pub panels: BTreeMap<String, f32>,
    /// The language, as files had it before there was a table.
    #[serde(skip_serializing)]
    lang: Option<Lang>,
    /// Whether the interface is dark, likewise.
    #[serde(skip_serializing)]
    dark: Option<bool>,
    /// Whether other devices may use the local broker, likewise.
    #[serde(skip_serializing)]
    broker_on_lan: bool,
}

/// Where the window stands, and how large it is where it does not fill the screen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// Left upper corner in points, with the frame; `None` where the system does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<(f32, f32)>,
    /// Whether it fills the screen.
    pub maximized: bool,
}

impl Settings {
    /// Loads the settings; what cannot be read is put aside as `.bad`, and the defaults are used.
    pub fn load(home: &Home) -> Self {
        let path = home.settings_file();
        let content = match disk::read_if_there(&path) {
            Ok(Some(content)) => content,
            Ok(None) => return Self::default(),
            Err(err) => {
                tracing::warn!("settings cannot be read: {err}: {path:?}");
                return Self::default();
            }
        };
        match text::options().from_bytes::<Self>(&content) {
            Ok(settings) => settings.sound(),
            Err(err) => {
                tracing::warn!("settings cannot be understood: {err}: {path:?}");
                disk::put_aside(&path);
                Self::default()
            }
        }
    }

    /// Saves the settings.
    ///
    /// # Errors
    /// Those of the system.
    pub fn save(&self, home: &Home) -> io::Result<()> {
        let text = text::options().to_string_pretty(self, text::pretty()).map_err(io::Error::other)?;
        home.create()?;
        disk::write(&home.settings_file(), text.as_bytes(), disk::Access::Usual)
    }

    /// Puts a project file on top of the recent ones.
    pub fn remember(&mut self, path: &Path) {
        // In full, so that it is found from any folder the program is started in.
        let path = &full(path);
        self.forget(path);
        // The file is text; a path that is not could not be written.
        if path.to_str().is_some() {
            self.recent.insert(0, path.to_owned());
            self.recent.truncate(MAX_RECENT);
        }
    }

    /// Takes a project file off the recent ones.
    pub fn forget(&mut self, path: &Path) {
        let path = full(path);
        self.recent.retain(|other| full(other) != path);
    }

    fn sound(mut self) -> Self {
        let usable = |size: f32| size.is_finite() && size >= 1.0;
        self.recent.truncate(MAX_RECENT);
        self.window = self.window.filter(|window| usable(window.width) && usable(window.height));
        if let Some(window) = &mut self.window {
            window.at = window.at.filter(|(x, y)| x.is_finite() && y.is_finite());
        }
        self.panels.retain(|_, size| usable(*size));
        self.take_over_old();
        self
    }

    /// What stands in an older file is taken into the table, unless it was chosen there already.
    fn take_over_old(&mut self) {
        if let Some(lang) = self.lang.take()
            && self.preferences.language().is_none()
        {
            self.preferences.set_language(lang);
        }
        let theme = self.dark.take().map(|dark| Value::from(if dark { "dark" } else { "light" }));
        let shared = std::mem::take(&mut self.broker_on_lan).then_some(Value::Bool(true));
        for (def, value) in [(&THEME, theme), (&BROKER_ON_LAN, shared)] {
            if let Some(value) = value.filter(|_| self.preferences.chosen(def).is_none()) {
                self.preferences.set(def, value);
            }
        }
    }
}

/// The path from the root on; as it is where the current folder is unknown.
fn full(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_no_current_folder| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> (tempfile::TempDir, Home) {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(&folder.path().join("home"));
        (folder, home)
    }

    #[test]
    fn settings_survive_the_file() {
        let (_folder, home) = home();
        assert_eq!(Settings::load(&home), Settings::default());
        let mut settings = Settings::default();
        settings.preferences.set_language(Lang::En);
        settings.preferences.set(&THEME, Value::from("light"));
        settings.preferences.set(&BROKER_ON_LAN, Value::Bool(true));
        settings.window = Some(Window { width: 1280.0, height: 720.5, at: Some((40.0, 20.5)), maximized: false });
        settings.panels.insert("explorer".to_owned(), 240.0);
        let message = SavedMessage { name: "An".to_owned(), topic: "halle/tor".to_owned(), ..SavedMessage::default() };
        settings.messages.insert("/apps/halle.ron".to_owned(), vec![message]);
        for i in 0..20 {
            settings.remember(Path::new(&format!("/apps/{i}.ron")));
        }
        settings.remember(Path::new("/apps/15.ron"));
        assert_eq!(settings.recent.len(), MAX_RECENT);
        assert_eq!(settings.recent[..2], [Path::new("/apps/15.ron"), Path::new("/apps/19.ron")]);
        settings.save(&home).unwrap();
        assert_eq!(Settings::load(&home), settings);
    }

    #[test]
    fn recent_files_are_found_from_any_folder() {
        let mut settings = Settings::default();
        settings.remember(Path::new("halle.ron"));
        assert!(settings.recent[0].is_absolute() && settings.recent[0].ends_with("halle.ron"));
        settings.forget(Path::new("halle.ron"));
        assert!(settings.recent.is_empty());
    }

    #[test]
    fn a_broken_file_is_kept_and_the_defaults_are_used() {
        let (_folder, home) = home();
        home.create().unwrap();
        for broken in ["(lang: Klingon", "", "\u{0}", "[[[[["] {
            std::fs::write(home.settings_file(), broken).unwrap();
            assert_eq!(Settings::load(&home), Settings::default());
            assert!(!home.settings_file().exists());
            let bad = std::fs::read_to_string(home.folder().join("settings.ron.bad")).unwrap();
            assert_eq!(bad, broken);
        }
    }

    #[test]
    fn a_window_without_a_place_is_read() {
        let (_folder, home) = home();
        home.create().unwrap();
        std::fs::write(home.settings_file(), "(window: (width: 900, height: 600, maximized: true))").unwrap();
        let window = Window { width: 900.0, height: 600.0, at: None, maximized: true };
        assert_eq!(Settings::load(&home).window, Some(window));
        std::fs::write(home.settings_file(), "(window: (width: 9, height: 6, at: (NaN, 0), maximized: true))").unwrap();
        assert_eq!(Settings::load(&home).window.unwrap().at, None);
    }

    #[test]
    fn fields_of_other_versions_do_no_harm() {
        let (_folder, home) = home();
        home.create().unwrap();
        let text =
            "(preferences: {\"theme\": \"light\", \"future\": [1, (x: 1)]}, future: Some(1), panels: {\"x\": NaN})";
        std::fs::write(home.settings_file(), text).unwrap();
        let settings = Settings::load(&home);
        assert!(settings.preferences.is(&THEME, "light") && settings.panels.is_empty());
        settings.save(&home).unwrap();
        let kept = std::fs::read_to_string(home.settings_file()).unwrap();
        assert!(kept.contains("\"future\": [1, (x: 1)]"), "{kept}");
    }

    #[test]
    fn what_older_versions_kept_still_counts() {
        let (_folder, home) = home();
        home.create().unwrap();
        std::fs::write(home.settings_file(), "(lang: Some(En), dark: Some(false), broker_on_lan: true)").unwrap();
        let settings = Settings::load(&home);
        assert_eq!(settings.preferences.language(), Some(Lang::En));
        assert!(settings.preferences.is(&THEME, "light") && settings.preferences.is_on(&BROKER_ON_LAN));
        settings.save(&home).unwrap();
        assert_eq!(Settings::load(&home), settings);
        let text = "(lang: Some(En), dark: Some(true), preferences: {\"language\": \"de\", \"theme\": \"light\"})";
        std::fs::write(home.settings_file(), text).unwrap();
        let newer = Settings::load(&home).preferences;
        assert!(newer.language() == Some(Lang::De) && newer.is(&THEME, "light"), "what was chosen later wins");
    }
}

//! What a user can ask for: one enum for everything, one table for what stands in menus.

use std::path::PathBuf;

use super::bound::LookTrial;
use super::debugger::FollowCommand;
use super::dialog::Dialog;
use super::request::Request;
use super::selection::Selection;
use super::tabs::{Panel, Tab};
use super::timeline::TimelineCommand;
use crate::i18n::{Lang, Text, t};
use crate::model::edit::Edit;
use crate::model::id::ControlId;
use crate::model::item::Item;
use crate::model::place::Place;
use crate::model::screen::ScreenSpot;

/// Something the user asks for, from a menu, a key, a mouse gesture or a test.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// An entry of the menu table.
    Do(Action),
    /// A change of the project; where `merge` is the last edit's key, it joins its undo step.
    Edit {
        /// The change.
        edit: Edit,
        /// The key, for text fields and drags.
        merge: Option<String>,
    },
    /// The focused field or drag has ended: the next edit is a step of its own.
    Seal,
    /// Removes things; asks first where something else still uses them.
    Delete(Vec<Item>),
    /// Selects something.
    Select(Selection),
    /// Opens a tab, or brings it to the front; an event that has no handler yet gets one with its first block.
    OpenTab(Tab),
    /// Closes a tab.
    CloseTab(Tab),
    /// Leads to a place: opens its tab and selects it.
    GoTo(Place),
    /// Opens a dialog.
    OpenDialog(Dialog),
    /// Closes the dialog.
    CloseDialog,
    /// Shows a panel at the bottom.
    ShowPanel(Panel),
    /// Opens this project file; asks first where something is not saved.
    OpenPath(PathBuf),
    /// Opens an example that ships with the program, by its file name.
    OpenExample(&'static str),
    /// Opens what a window has left behind that is gone, by its place in `UiData::lost`.
    RestoreWork(usize),
    /// Saves to this path; where another file is there already, asks first.
    SaveTo(PathBuf),
    /// Saves to this path, whatever is there: the user has said so.
    Overwrite(PathBuf),
    /// Makes the folder of this path and saves to it: the user has said so.
    SaveInNewFolder(PathBuf),
    /// Reads the project's file again, in place of what is in the editor: the user has said so.
    Reload(PathBuf),
    /// Goes on after the question about unsaved changes.
    Unsaved(UnsavedAnswer),
    /// Something for the outside world alone.
    Request(Request),
    /// Copies the rules of a control by which it changes its look.
    CopyRules(ControlId),
    /// Shows a control in the designer as its rules would have it with these values; `None` as it is.
    TryLook(Option<LookTrial>),
    /// Something about handlers that are followed.
    Follow(FollowCommand),
    /// Where the pointer is: what is pasted next lands there.
    Aim(ScreenSpot),
    /// Pastes this text, as it came from the system's clipboard.
    PasteText(String),
}

impl From<TimelineCommand> for Command {
    fn from(command: TimelineCommand) -> Self {
        Self::Request(Request::Timeline(command))
    }
}

impl From<Request> for Command {
    fn from(request: Request) -> Self {
        Self::Request(request)
    }
}

/// Answer to the question about unsaved changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsavedAnswer {
    /// Save, then go on.
    Save,
    /// Go on without saving.
    Discard,
    /// Stay.
    Cancel,
}

/// Declares the actions, and the list of all of them, so that no test can miss one.
macro_rules! actions {
    ($($action:ident),* $(,)?) => {
        /// An entry of the menus, the command palette and the shortcuts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each is documented by its row in the table below")]
        pub enum Action {
            $($action),*
        }

        impl Action {
            /// All actions, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$action),*];
        }
    };
}

actions! {
    New,
    Open,
    Save,
    SaveAs,
    History,
    Quit,
    Undo,
    Redo,
    Cut,
    Copy,
    Paste,
    PasteLook,
    Duplicate,
    Delete,
    DeleteAll,
    SelectAll,
    BringToFront,
    BringForward,
    SendBackward,
    SendToBack,
    Group,
    Ungroup,
    MakeComponent,
    Detach,
    Lock,
    Hide,
    FreeAll,
    AlignLeft,
    AlignCenters,
    AlignRight,
    AlignTop,
    AlignMiddles,
    AlignBottom,
    SpreadX,
    SpreadY,
    SameWidth,
    SameHeight,
    CopyStyle,
    PasteStyle,
    AddScreen,
    AddConnection,
    AddSource,
    AddVariable,
    AddTimer,
    AddFunction,
    Connections,
    Languages,
    Preferences,
    Run,
    Stop,
    ToggleBreakpoint,
    Resume,
    StepOver,
    StepInto,
    StepOut,
    RunToHere,
    PauseNext,
    SlowMotion,
    ShowValues,
    DesignRunning,
    FullScreen,
    Palette,
    Find,
    FindBlock,
    ZoomFit,
    ZoomReset,
    ZoomIn,
    ZoomOut,
    ValuesAsChips,
    ValuesAsWires,
    FoldAll,
    UnfoldAll,
    ToggleTheme,
    ToggleLanguage,
    StartPage,
    NextTab,
    PreviousTab,
    CloseTab,
    ShowLog,
    ShowProblems,
    ShowMonitor,
    ShowRecording,
    ToggleLeft,
    ToggleRight,
    ToggleBottom,
    FirstApp,
    Shortcuts,
    About,
}

/// Menu that an action stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Menu {
    /// Datei.
    File,
    /// Bearbeiten.
    Edit,
    /// Anordnen.
    Arrange,
    /// Einfügen.
    Insert,
    /// Ansicht.
    View,
    /// Ausführen.
    Run,
    /// Hilfe.
    Help,
}

impl Menu {
    /// All menus, in order.
    pub const ALL: [Self; 7] = [Self::File, Self::Edit, Self::Arrange, Self::Insert, Self::View, Self::Run, Self::Help];

    /// Its title.
    pub fn text(self) -> Text {
        match self {
            Self::File => t("Datei", "File"),
            Self::Edit => t("Bearbeiten", "Edit"),
            Self::Arrange => t("Anordnen", "Arrange"),
            Self::Insert => t("Einfügen", "Insert"),
            Self::View => t("Ansicht", "View"),
            Self::Run => t("Ausführen", "Run"),
            Self::Help => t("Hilfe", "Help"),
        }
    }
}

/// A key with its modifiers; `key` is a name that `egui::Key::from_name` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shortcut {
    /// Ctrl, on a Mac Command.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
    /// The key.
    pub key: &'static str,
}

impl Shortcut {
    /// How it reads in a menu: `Strg+Umschalt+Z`, `Ctrl+Shift+Z`.
    pub fn text(self, lang: Lang) -> String {
        let (ctrl, shift, delete, page_up, page_down) = match lang {
            Lang::De => ("Strg+", "Umschalt+", "Entf", "Bild↑", "Bild↓"),
            Lang::En => ("Ctrl+", "Shift+", "Del", "PgUp", "PgDn"),
        };
        let key = match self.key {
            "Delete" => delete,
            "Escape" => "Esc",
            "Plus" => "+",
            "ArrowUp" => "↑",
            "ArrowDown" => "↓",
            "PageUp" => page_up,
            "PageDown" => page_down,
            "Minus" => "−",
            key => key,
        };
        let held = [(self.ctrl, ctrl), (self.alt, "Alt+"), (self.shift, shift)];
        let held: String = held.into_iter().filter(|(is_held, _)| *is_held).map(|(_, name)| name).collect();
        format!("{held}{key}")
    }
}

/// A row of the menu table.
#[derive(Clone, Copy, Debug)]
pub struct ActionDef {
    /// The action.
    pub action: Action,
    /// The menu it stands in.
    pub menu: Menu,
    /// Its text.
    pub text: Text,
    /// Its shortcut.
    pub shortcut: Option<Shortcut>,
    /// Whether a line stands above it.
    pub line_above: bool,
}

const fn row(action: Action, menu: Menu, text: Text, shortcut: Option<Shortcut>) -> ActionDef {
    ActionDef { action, menu, text, shortcut, line_above: false }
}

const fn below_line(mut def: ActionDef) -> ActionDef {
    def.line_above = true;
    def
}

const fn plain(key: &'static str) -> Shortcut {
    Shortcut { ctrl: false, shift: false, alt: false, key }
}

const fn ctrl(key: &'static str) -> Shortcut {
    Shortcut { ctrl: true, shift: false, alt: false, key }
}

const fn ctrl_shift(key: &'static str) -> Shortcut {
    Shortcut { ctrl: true, shift: true, alt: false, key }
}

const fn shift(key: &'static str) -> Shortcut {
    Shortcut { ctrl: false, shift: true, alt: false, key }
}

const fn ctrl_alt(key: &'static str) -> Shortcut {
    Shortcut { ctrl: true, shift: false, alt: true, key }
}

const fn alt(key: &'static str) -> Shortcut {
    Shortcut { ctrl: false, shift: false, alt: true, key }
}

const fn alt_shift(key: &'static str) -> Shortcut {
    Shortcut { ctrl: false, shift: true, alt: true, key }
}

/// All actions, in the order of the menus.
pub const ACTIONS: &[ActionDef] = &[
    row(Action::New, Menu::File, t("Neues Projekt", "New project"), Some(ctrl("N"))),
    row(Action::Open, Menu::File, t("Öffnen …", "Open…"), Some(ctrl("O"))),
    row(Action::StartPage, Menu::File, t("Startseite", "Start page"), None),
    below_line(row(Action::Save, Menu::File, t("Speichern", "Save"), Some(ctrl("S")))),
    row(Action::SaveAs, Menu::File, t("Speichern unter …", "Save as…"), Some(ctrl_shift("S"))),
    row(Action::History, Menu::File, t("Verlauf …", "History…"), None),
    row(Action::CloseTab, Menu::File, t("Tab schließen", "Close tab"), Some(ctrl("W"))),
    below_line(row(Action::Quit, Menu::File, t("Beenden", "Quit"), Some(ctrl("Q")))),
    row(Action::Undo, Menu::Edit, t("Rückgängig", "Undo"), Some(ctrl("Z"))),
    row(Action::Redo, Menu::Edit, t("Wiederholen", "Redo"), Some(ctrl("Y"))),
    below_line(row(Action::Cut, Menu::Edit, t("Ausschneiden", "Cut"), Some(ctrl("X")))),
    row(Action::Copy, Menu::Edit, t("Kopieren", "Copy"), Some(ctrl("C"))),
    row(Action::Paste, Menu::Edit, t("Einfügen", "Paste"), Some(ctrl("V"))),
    row(Action::PasteLook, Menu::Edit, t("Ohne Logik einfügen", "Paste without logic"), Some(ctrl_shift("V"))),
    row(Action::Duplicate, Menu::Edit, t("Duplizieren", "Duplicate"), Some(ctrl("D"))),
    row(Action::Delete, Menu::Edit, t("Löschen", "Delete"), Some(plain("Delete"))),
    row(Action::DeleteAll, Menu::Edit, t("Mit allem darunter löschen", "Delete with all below"), Some(ctrl("Delete"))),
    row(Action::SelectAll, Menu::Edit, t("Alles auswählen", "Select all"), Some(ctrl("A"))),
    below_line(row(Action::CopyStyle, Menu::Edit, t("Aussehen kopieren", "Copy look"), Some(ctrl_shift("C")))),
    row(Action::PasteStyle, Menu::Edit, t("Aussehen übertragen", "Apply look"), Some(ctrl_shift("F"))),
    row(Action::Group, Menu::Arrange, t("Gruppieren", "Group"), Some(ctrl("G"))),
    row(Action::Ungroup, Menu::Arrange, t("Gruppierung aufheben", "Ungroup"), Some(ctrl_shift("G"))),
    below_line(row(
        Action::MakeComponent,
        Menu::Arrange,
        t("Komponente daraus machen", "Make a component of it"),
        Some(ctrl_alt("K")),
    )),
    row(Action::Detach, Menu::Arrange, t("Von der Komponente lösen", "Detach from component"), None),
    below_line(row(
        Action::BringToFront,
        Menu::Arrange,
        t("Ganz nach vorn", "Bring to front"),
        Some(ctrl_shift("ArrowUp")),
    )),
    row(Action::BringForward, Menu::Arrange, t("Nach vorn", "Bring forward"), Some(ctrl("ArrowUp"))),
    row(Action::SendBackward, Menu::Arrange, t("Nach hinten", "Send backward"), Some(ctrl("ArrowDown"))),
    row(Action::SendToBack, Menu::Arrange, t("Ganz nach hinten", "Send to back"), Some(ctrl_shift("ArrowDown"))),
    below_line(row(Action::AlignLeft, Menu::Arrange, t("Links ausrichten", "Align left"), Some(alt("A")))),
    row(Action::AlignCenters, Menu::Arrange, t("Mittig ausrichten", "Align centers"), Some(alt("H"))),
    row(Action::AlignRight, Menu::Arrange, t("Rechts ausrichten", "Align right"), Some(alt("D"))),
    row(Action::AlignTop, Menu::Arrange, t("Oben ausrichten", "Align top"), Some(alt("W"))),
    row(Action::AlignMiddles, Menu::Arrange, t("Auf halber Höhe ausrichten", "Align middles"), Some(alt("V"))),
    row(Action::AlignBottom, Menu::Arrange, t("Unten ausrichten", "Align bottom"), Some(alt("S"))),
    below_line(row(
        Action::SpreadX,
        Menu::Arrange,
        t("Waagerecht verteilen", "Distribute horizontally"),
        Some(alt_shift("X")),
    )),
    row(Action::SpreadY, Menu::Arrange, t("Senkrecht verteilen", "Distribute vertically"), Some(alt_shift("Y"))),
    row(Action::SameWidth, Menu::Arrange, t("Gleiche Breite", "Same width"), Some(alt_shift("B"))),
    row(Action::SameHeight, Menu::Arrange, t("Gleiche Höhe", "Same height"), Some(alt_shift("H"))),
    below_line(row(Action::Lock, Menu::Arrange, t("Sperren", "Lock"), Some(ctrl_shift("L")))),
    row(Action::Hide, Menu::Arrange, t("Beim Gestalten ausblenden", "Hide while designing"), Some(ctrl_shift("H"))),
    row(Action::FreeAll, Menu::Arrange, t("Alles entsperren und einblenden", "Unlock and show all"), None),
    row(Action::AddScreen, Menu::Insert, t("Bildschirm", "Screen"), None),
    row(Action::AddConnection, Menu::Insert, t("Verbindung …", "Connection…"), None),
    row(Action::AddSource, Menu::Insert, t("MQTT-Datenquelle …", "MQTT data source…"), None),
    row(Action::AddVariable, Menu::Insert, t("Variable …", "Variable…"), None),
    row(Action::AddTimer, Menu::Insert, t("Zeitgeber …", "Timer…"), None),
    row(Action::AddFunction, Menu::Insert, t("Funktion …", "Function…"), None),
    below_line(row(Action::FindBlock, Menu::Insert, t("Baustein suchen", "Find block"), Some(ctrl("B")))),
    row(Action::Palette, Menu::View, t("Suchen oder Befehl …", "Search or command…"), Some(ctrl("K"))),
    row(Action::Find, Menu::View, t("Im Projekt suchen …", "Find in project…"), Some(ctrl("F"))),
    below_line(row(Action::ZoomFit, Menu::View, t("Alles zeigen", "Zoom to fit"), Some(ctrl("1")))),
    row(Action::ZoomReset, Menu::View, t("100 %", "100%"), Some(ctrl("0"))),
    row(Action::ZoomIn, Menu::View, t("Vergrößern", "Zoom in"), Some(ctrl("Plus"))),
    row(Action::ZoomOut, Menu::View, t("Verkleinern", "Zoom out"), Some(ctrl("Minus"))),
    below_line(row(Action::ValuesAsChips, Menu::View, t("Werte als Chips", "Values as chips"), None)),
    row(Action::ValuesAsWires, Menu::View, t("Werte als Leitungen", "Values as wires"), None),
    below_line(row(Action::FoldAll, Menu::View, t("Alles einklappen", "Fold all"), None)),
    row(Action::UnfoldAll, Menu::View, t("Alles ausklappen", "Unfold all"), None),
    below_line(row(Action::ShowLog, Menu::View, t("Protokoll", "Log"), None)),
    row(Action::ShowProblems, Menu::View, t("Probleme", "Problems"), None),
    row(Action::ShowMonitor, Menu::View, t("Monitor", "Monitor"), None),
    row(Action::ShowRecording, Menu::View, t("Aufzeichnung", "Recording"), None),
    below_line(row(Action::NextTab, Menu::View, t("Nächster Tab", "Next tab"), Some(ctrl("PageDown")))),
    row(Action::PreviousTab, Menu::View, t("Voriger Tab", "Previous tab"), Some(ctrl("PageUp"))),
    below_line(row(Action::ToggleLeft, Menu::View, t("Linke Seite", "Left side"), Some(ctrl("L")))),
    row(Action::ToggleRight, Menu::View, t("Rechte Seite", "Right side"), Some(ctrl("R"))),
    row(Action::ToggleBottom, Menu::View, t("Untere Seite", "Bottom side"), Some(ctrl("J"))),
    row(Action::Connections, Menu::View, t("Verbindungen …", "Connections…"), None),
    row(Action::Languages, Menu::View, t("Sprachen der App …", "App languages…"), None),
    below_line(row(Action::ToggleTheme, Menu::View, t("Hell oder dunkel", "Light or dark"), None)),
    row(Action::ToggleLanguage, Menu::View, t("In English", "Auf Deutsch"), None),
    row(Action::Preferences, Menu::View, t("Einstellungen …", "Settings…"), None),
    row(Action::Run, Menu::Run, t("Starten", "Start"), Some(plain("F5"))),
    row(Action::Stop, Menu::Run, t("Stoppen", "Stop"), Some(plain("Escape"))),
    below_line(row(
        Action::ToggleBreakpoint,
        Menu::Run,
        t("Haltepunkt setzen oder entfernen", "Set or remove breakpoint"),
        Some(plain("F9")),
    )),
    row(Action::Resume, Menu::Run, t("Weiter", "Continue"), Some(plain("F8"))),
    row(Action::StepOver, Menu::Run, t("Schritt über", "Step over"), Some(plain("F10"))),
    row(Action::StepInto, Menu::Run, t("Schritt hinein", "Step into"), Some(plain("F7"))),
    row(Action::StepOut, Menu::Run, t("Schritt heraus", "Step out"), Some(shift("F7"))),
    row(Action::RunToHere, Menu::Run, t("Bis hierher", "Run to here"), Some(ctrl("F10"))),
    row(Action::PauseNext, Menu::Run, t("Nächste Logik anhalten", "Pause the next logic"), Some(ctrl("F8"))),
    row(Action::SlowMotion, Menu::Run, t("Zeitlupe", "Slow motion"), None),
    below_line(row(Action::ShowValues, Menu::Run, t("Werte zeigen", "Show values"), None)),
    row(
        Action::DesignRunning,
        Menu::Run,
        t("Gestalten, während die App läuft", "Design while the app runs"),
        Some(ctrl("E")),
    ),
    row(Action::FullScreen, Menu::Run, t("Nur die App zeigen", "Show the app alone"), Some(plain("F11"))),
    row(Action::FirstApp, Menu::Help, t("Erste App", "First app"), None),
    row(Action::Shortcuts, Menu::Help, t("Tastenkürzel", "Keyboard shortcuts"), Some(plain("F1"))),
    row(Action::About, Menu::Help, t("Über Steckbrett", "About Steckbrett"), None),
];

/// For each action, where its row stands. Made while compiling: an action without a row, or with two, does not compile.
const ROW_OF: [usize; Action::ALL.len()] = {
    assert!(ACTIONS.len() == Action::ALL.len(), "each action has one row");
    let mut row_of = [usize::MAX; Action::ALL.len()];
    let mut row = 0;
    while row < ACTIONS.len() {
        let action = ACTIONS[row].action as usize;
        assert!(row_of[action] == usize::MAX, "an action has two rows");
        row_of[action] = row;
        row += 1;
    }
    row_of
};

impl Action {
    /// Its row in the table.
    pub fn def(self) -> &'static ActionDef {
        &ACTIONS[ROW_OF[self as usize]]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_action_has_its_own_row() {
        for action in Action::ALL {
            assert_eq!(action.def().action, *action);
        }
    }

    #[test]
    fn no_two_actions_share_a_text_or_a_shortcut() {
        let (mut shortcuts, mut texts) = (BTreeSet::new(), BTreeSet::new());
        for def in ACTIONS {
            for lang in [Lang::De, Lang::En] {
                assert!(texts.insert((lang == Lang::De, def.text.get(lang))), "{:?}", def.text);
            }
            if let Some(shortcut) = def.shortcut {
                assert!(shortcuts.insert(shortcut.text(Lang::De)), "{shortcut:?}");
            }
        }
    }
}

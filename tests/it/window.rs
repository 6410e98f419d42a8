//! The editor's window as a person uses it: by mouse and keyboard, and by the names that a screen reader says.
//!
//! It sees only what the window shows; nothing here looks into the program.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, Vec2, ViewportCommand, ViewportEvent, ViewportId, vec2};
use egui_kittest::kittest::NodeT as _;
use egui_kittest::{Harness, Node};
use steckbrett::app::{App, Start, WindowMode};
use steckbrett::i18n::Lang;
use steckbrett::session::overrides::Overrides;
use steckbrett::store::home::Home;
use steckbrett::store::settings::Settings;
use tempfile::TempDir;

use crate::wait;

/// How long anything may take before a story fails.
const LIMIT: Duration = Duration::from_secs(20);

/// Roles of what text can be typed into.
const FIELDS: [Role; 5] =
    [Role::TextInput, Role::MultilineTextInput, Role::SpinButton, Role::PasswordInput, Role::SearchInput];

/// A file on its way onto the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|err| err.to_string())
    }
}

/// The program with its window.
pub(crate) struct Window {
    harness: Harness<'static, App>,
    home: TempDir,
}

impl Window {
    /// The start page, in German.
    pub(crate) fn open() -> Self {
        Self::open_in(TempDir::new().unwrap(), Lang::De)
    }

    /// The start page of a program whose state lies in this folder; what it opens is trusted.
    pub(crate) fn open_in(home: TempDir, lang: Lang) -> Self {
        Self::open_with(home, lang, |_| {})
    }

    /// As [`Self::open_in`], with what is different about the start.
    pub(crate) fn open_with(home: TempDir, lang: Lang, change: impl FnOnce(&mut Start)) -> Self {
        let state = Home::at(home.path());
        let settings = Settings::load(&state);
        let mut start = Start {
            file: None,
            mode: WindowMode::Editor,
            lock: None,
            trust: true,
            overrides: Overrides::default(),
            local_port: 0,
            system_dialogs: false,
        };
        change(&mut start);
        let harness = Harness::builder()
            .with_size(vec2(1280.0, 800.0))
            .with_step_dt(1.0 / 60.0)
            .build_eframe(|context| App::new(&context.egui_ctx, start, state, settings, lang));
        let mut window = Self { harness, home };
        window.settle();
        window
    }

    /// Ends the program as closing its window does; gives the folder with its state.
    pub(crate) fn quit(mut self) -> TempDir {
        eframe::App::on_exit(self.harness.state_mut(), None);
        drop(self.harness);
        self.home
    }

    /// Ends the program as a crash does; gives the folder with its state. What the system does at the end of a process,
    /// giving its locks free, takes the threads of the window as long as the write they are at.
    pub(crate) fn crash(self) -> TempDir {
        drop(self.harness);
        wait::until(LIMIT, "the locks of the window that has crashed", || {
            let logs = std::fs::read_dir(self.home.path().join("recovery")).into_iter().flatten();
            let free = |log: std::io::Result<std::fs::DirEntry>| {
                let file = std::fs::File::open(log.ok()?.path()).ok()?;
                file.try_lock().ok()
            };
            logs.map(free).all(|free| free.is_some()).then_some(())
        });
        self.home
    }

    /// The state of the project in the log of unsaved work: the last one that was written; empty where none is.
    pub(crate) fn unsaved(&self) -> String {
        let logs = std::fs::read_dir(self.path("recovery")).into_iter().flatten();
        let texts = logs.filter_map(|log| std::fs::read(log.ok()?.path()).ok());
        let all = texts.map(|text| String::from_utf8_lossy(&text).into_owned()).collect::<String>();
        all.rsplit("steckbrett-state 1 ").next().unwrap_or_default().to_owned()
    }

    /// A file beside the program's state.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    // -- looking ------------------------------------------------------------------------------------------------

    /// All that is on the screen: role, name and value, in the order in which a screen reader comes by.
    pub(crate) fn dump(&self) -> String {
        let mut text = String::new();
        for node in self.harness.root().children_recursive() {
            let inner = node.accesskit_node();
            let (label, value) = (inner.label().unwrap_or_default(), inner.value().unwrap_or_default());
            if !label.is_empty() || !value.is_empty() {
                let role = inner.role();
                writeln!(text, "{role:?} {label:?} = {value:?} at {:?}", node.rect()).unwrap();
            }
        }
        text
    }

    /// Whether a text that contains this is on the screen.
    pub(crate) fn sees(&self, text: &str) -> bool {
        self.harness.root().children_recursive().any(|node| {
            let inner = node.accesskit_node();
            [inner.label(), inner.value()].into_iter().flatten().any(|words| words.contains(text))
        })
    }

    /// Whether the project has changes that are not in its file; while it is being saved they are not there yet.
    pub(crate) fn is_changed(&self) -> bool {
        let words = self.words();
        words.contains("geändert") || words.contains("speichert …")
    }

    /// Waits until a text that contains this is on the screen.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) {
        self.wait_until(&format!("{text:?} on the screen"), |window| window.sees(text));
    }

    /// Waits until something is so, while the window lives on.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        // A story that fails shows what was on the screen.
        let end = std::time::Instant::now() + LIMIT.saturating_sub(Duration::from_secs(1));
        wait::until(LIMIT, what, || {
            self.harness.step();
            let found = holds(self);
            assert!(found || std::time::Instant::now() < end, "waited in vain for {what} among\n{}", self.dump());
            found.then_some(())
        });
    }

    fn nodes(&self, name: &str, fits: impl Fn(Role) -> bool) -> Vec<Node<'_>> {
        let all = self.harness.root().children_recursive();
        let named = all.filter(|node| node.accesskit_node().label().as_deref() == Some(name));
        named.filter(|node| fits(node.accesskit_node().role())).collect()
    }

    /// What can be clicked and has this name; what was drawn last lies on top.
    #[track_caller]
    fn thing(&self, name: &str) -> Node<'_> {
        let is_text = |role| matches!(role, Role::Label | Role::Heading);
        let mut found = self.nodes(name, |role| !is_text(role));
        found.pop().unwrap_or_else(|| panic!("nothing to click named {name:?} among\n{}", self.dump()))
    }

    #[track_caller]
    fn thing_of(&self, role: Role, name: &str) -> Node<'_> {
        let mut found = self.nodes(name, |other| other == role);
        found.pop().unwrap_or_else(|| panic!("no {role:?} named {name:?} among\n{}", self.dump()))
    }

    #[track_caller]
    fn field(&self, name: &str) -> Node<'_> {
        let mut found = self.nodes(name, |role| FIELDS.contains(&role));
        found.pop().unwrap_or_else(|| panic!("no field named {name:?} among\n{}", self.dump()))
    }

    /// All words on the screen.
    pub(crate) fn words(&self) -> BTreeSet<String> {
        let mut words = BTreeSet::new();
        for node in self.harness.root().children_recursive() {
            let inner = node.accesskit_node();
            if inner.role() != Role::TextRun {
                words.extend([inner.label(), inner.value()].into_iter().flatten());
            }
        }
        words
    }

    /// Where something is.
    #[track_caller]
    pub(crate) fn area(&self, name: &str) -> Rect {
        self.thing(name).rect()
    }

    /// Whether a switch of the running app is on.
    #[track_caller]
    pub(crate) fn is_on(&self, name: &str) -> bool {
        let found = self.nodes(name, |role| role == Role::Switch);
        let last = found.last().unwrap_or_else(|| panic!("no switch {name:?} among\n{}", self.dump()));
        last.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
    }

    /// What stands in something.
    #[track_caller]
    pub(crate) fn value(&self, name: &str) -> String {
        let found = self.nodes(name, |role| !matches!(role, Role::Label | Role::Heading));
        let last = found.last().unwrap_or_else(|| panic!("nothing named {name:?} among\n{}", self.dump()));
        last.value().unwrap_or_default()
    }

    // -- hands --------------------------------------------------------------------------------------------------

    /// Lets everything that was set off be drawn.
    pub(crate) fn settle(&mut self) {
        // A dialog that is taller than the window needs a few frames to stand still.
        self.harness.run_steps(6);
    }

    /// Lets what has just appeared come to rest, as a hand does: a dialog is laid out once unseen before it takes clicks.
    #[track_caller]
    fn at_rest(&mut self, place: impl Fn(&Self) -> Rect) {
        for _ in 0..10 {
            let before = place(self);
            self.harness.step();
            if place(self) == before {
                break;
            }
        }
    }

    /// Clicks what has this name.
    #[track_caller]
    pub(crate) fn click(&mut self, name: &str) {
        self.at_rest(|window| window.thing(name).rect());
        self.thing(name).click();
        self.settle();
    }

    /// Clicks what has this role and this name.
    #[track_caller]
    pub(crate) fn click_the(&mut self, role: Role, name: &str) {
        self.at_rest(|window| window.thing_of(role, name).rect());
        self.thing_of(role, name).click();
        self.settle();
    }

    fn click_at(&mut self, at: Pos2) {
        self.harness.hover_at(at);
        self.button(at, true);
        self.button(at, false);
        self.settle();
    }

    /// Clicks as a screen reader does, also what is scrolled out of view.
    #[track_caller]
    pub(crate) fn click_accessibly(&mut self, role: Role, name: &str) {
        self.at_rest(|window| window.thing_of(role, name).rect());
        self.thing_of(role, name).click_accesskit();
        self.settle();
    }

    /// Clicks a place twice, fast.
    pub(crate) fn double_click_at(&mut self, at: Pos2) {
        // Apart from the click before, so that no three clicks come together.
        self.harness.run_steps(40);
        self.harness.hover_at(at);
        for pressed in [true, false, true, false] {
            self.button(at, pressed);
        }
        self.settle();
    }

    /// Presses at one place, moves to the other, and lets go.
    pub(crate) fn drag(&mut self, from: Pos2, to: Pos2) {
        self.harness.hover_at(from);
        self.harness.run_steps(2);
        self.button(from, true);
        for part in 1..=8 {
            self.harness.hover_at(from + (to - from) * (part as f32 / 8.0));
            self.harness.step();
        }
        self.harness.run_steps(2);
        self.button(to, false);
        self.settle();
    }

    /// Puts a finger on a control of the running app, and leaves it there.
    #[track_caller]
    pub(crate) fn hold(&mut self, control: &str) {
        let at = self.thing_of(Role::Button, control).rect().center();
        self.harness.hover_at(at);
        self.harness.run_steps(2);
        self.button(at, true);
        self.harness.run_steps(2);
    }

    /// Moves the finger that is down.
    pub(crate) fn slide(&mut self, to: Pos2) {
        self.harness.hover_at(to);
        self.harness.run_steps(2);
    }

    /// Lifts it.
    pub(crate) fn lift(&mut self, at: Pos2) {
        self.button(at, false);
        self.settle();
    }

    fn button(&mut self, pos: Pos2, pressed: bool) {
        let button = PointerButton::Primary;
        self.harness.event(Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE });
        self.harness.step();
    }

    /// Presses a key.
    pub(crate) fn press(&mut self, key: Key) {
        self.harness.key_press(key);
        self.settle();
    }

    /// Presses a key together with Ctrl.
    pub(crate) fn press_ctrl(&mut self, key: Key) {
        self.harness.key_press_modifiers(Modifiers::COMMAND, key);
        self.settle();
    }

    /// Presses a key together with Ctrl and Shift.
    pub(crate) fn press_ctrl_shift(&mut self, key: Key) {
        self.harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, key);
        self.settle();
    }

    /// Hands the window these events in one frame, whatever they are.
    pub(crate) fn send(&mut self, events: impl IntoIterator<Item = Event>) {
        events.into_iter().for_each(|event| self.harness.event(event));
        self.harness.step();
    }

    /// Drops a file onto the window.
    pub(crate) fn drop_file(&mut self, path: &Path) {
        self.harness.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(path.to_owned())));
        self.harness.step();
    }

    /// Types into whatever has the keyboard.
    pub(crate) fn type_text(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.settle();
    }

    /// Clicks into a field and replaces what stands there.
    #[track_caller]
    pub(crate) fn type_into(&mut self, name: &str, text: &str) {
        self.at_rest(|window| window.field(name).rect());
        self.field(name).click();
        self.settle();
        self.press_ctrl(Key::A);
        self.type_text(text);
    }

    /// Opens a list and picks an entry.
    #[track_caller]
    pub(crate) fn choose(&mut self, list: &str, entry: &str) {
        self.click_the(Role::ComboBox, list);
        self.click(entry);
    }

    /// Clicks, and waits frame by frame for what lasts for one frame only.
    #[track_caller]
    pub(crate) fn click_and_look(&mut self, name: &str, what: &str, holds: impl Fn(&Self) -> bool) {
        self.thing(name).click();
        self.wait_until(what, holds);
    }

    // -- the close button of the window --------------------------------------------------------------------------

    /// Presses the window's close button; whether the program lets it close.
    pub(crate) fn close(&mut self) -> bool {
        let root = self.harness.input_mut().viewports.entry(ViewportId::ROOT).or_default();
        root.events.push(ViewportEvent::Close);
        self.harness.step();
        !self.commands().contains(&ViewportCommand::CancelClose)
    }

    /// Whether the program has asked in the last frame for its window to be closed.
    pub(crate) fn closes(&self) -> bool {
        self.commands().contains(&ViewportCommand::Close)
    }

    fn commands(&self) -> Vec<ViewportCommand> {
        let output = &self.harness.output().viewport_output;
        output.get(&ViewportId::ROOT).map(|root| root.commands.clone()).unwrap_or_default()
    }
}

/// What is done to a project, in the words of the one who does it.
impl Window {
    /// From the start page to an empty screen.
    pub(crate) fn open_new_project(&mut self) {
        self.click("Neues Projekt");
        self.wait_for("Zeichenfläche");
    }

    /// Puts a control onto the screen by a double-click on its card.
    #[track_caller]
    pub(crate) fn add_control(&mut self, card: &str) {
        self.show_tab("Start");
        self.click("Controls");
        // Whoever has a low window scrolls to it.
        self.thing_of(Role::Button, card).scroll_to_me();
        self.settle();
        let at = self.thing_of(Role::Button, card).rect().center();
        self.double_click_at(at);
    }

    /// Brings a tab to the front, wherever it has scrolled to.
    #[track_caller]
    pub(crate) fn show_tab(&mut self, name: &str) {
        self.click_accessibly(Role::Tab, name);
    }

    /// Selects a control on the canvas, by name and kind: `Senden, Button`.
    #[track_caller]
    pub(crate) fn select(&mut self, control: &str) {
        self.click(control);
    }

    /// Opens the blocks of an event of the selected control.
    #[track_caller]
    pub(crate) fn edit_event(&mut self, event: &str) {
        // Whoever has a low window scrolls to it.
        self.click_accessibly(Role::Button, &format!("{event} bearbeiten"));
    }

    /// Finds a block in the palette and inserts it by a double-click.
    #[track_caller]
    pub(crate) fn insert_block(&mut self, block: &str) {
        self.type_into("Baustein suchen", block);
        let at = self.palette_entry(block).rect().center();
        self.double_click_at(at);
        self.clear("Baustein suchen");
    }

    /// Finds a value in the palette and drags it onto the port of a slot.
    #[track_caller]
    pub(crate) fn wire_block(&mut self, search: &str, block: &str, port: &str) {
        self.drag_block(search, block, port, Vec2::ZERO);
    }

    /// Finds a block in the palette and drags it below a port of the flow.
    #[track_caller]
    pub(crate) fn hang_block(&mut self, block: &str, port: &str) {
        self.drag_block(block, block, port, vec2(20.0, 14.0));
    }

    #[track_caller]
    fn drag_block(&mut self, search: &str, block: &str, port: &str, beside: Vec2) {
        self.type_into("Baustein suchen", search);
        let from = self.palette_entry(block).rect().center();
        let to = self.thing_of(Role::GenericContainer, port).rect().center();
        self.drag(from, to + beside);
        self.clear("Baustein suchen");
    }

    /// An entry of the palette of blocks; blocks of the same name may lie on the canvas.
    #[track_caller]
    fn palette_entry(&self, block: &str) -> Node<'_> {
        let left = self.field("Baustein suchen").rect().left();
        let found = self.nodes(block, |role| role == Role::Button).into_iter().find(|node| node.rect().left() >= left);
        found.unwrap_or_else(|| panic!("no entry {block:?} in the palette among\n{}", self.dump()))
    }

    /// Opens the dialog of a connection by a double-click in the tree.
    #[track_caller]
    pub(crate) fn edit_connection(&mut self, name: &str) {
        // A source may have the same name, though none is proposed; connections stand above sources.
        let found = self.nodes(name, |role| role == Role::TreeItem);
        let at = found.first().unwrap_or_else(|| panic!("no connection {name:?}\n{}", self.dump())).rect().center();
        self.double_click_at(at);
    }

    /// Replaces what the block canvas' field holds and leaves the field.
    #[track_caller]
    pub(crate) fn fill(&mut self, name: &str, text: &str) {
        self.type_into(name, text);
        self.press(Key::Enter);
    }

    /// Empties a field.
    #[track_caller]
    pub(crate) fn clear(&mut self, field: &str) {
        self.at_rest(|window| window.field(field).rect());
        self.field(field).click();
        self.settle();
        self.press_ctrl(Key::A);
        self.press(Key::Delete);
        self.press(Key::Escape);
    }

    /// Fills in what the new data source receives; from a block, its dialog begins without that.
    #[track_caller]
    pub(crate) fn receive(&mut self, topics: &str) {
        if self.nodes("Topic-Filter", |role| role == Role::TextInput).is_empty() {
            self.click("Topics empfangen");
        }
        self.type_into("Topic-Filter", topics);
    }

    /// Makes a data source with a connection of its own, through the dialog that is open.
    #[track_caller]
    pub(crate) fn new_source(&mut self, host: &str, port: u16, topics: &str) {
        self.type_into("Host", host);
        self.type_into("Port", &port.to_string());
        self.receive(topics);
        self.click("Anlegen");
    }

    /// Starts the app.
    #[track_caller]
    pub(crate) fn start(&mut self) {
        self.press(Key::F5);
        self.wait_for("läuft · ");
    }

    /// Stops the app.
    #[track_caller]
    pub(crate) fn stop(&mut self) {
        // The toolbar comes before the app, which may have a button of the same name.
        let stop = self.nodes("Stoppen", |role| role == Role::Button).first().map(|node| node.rect().center());
        self.click_at(stop.unwrap_or_else(|| panic!("the app does not run\n{}", self.dump())));
        self.wait_until("the app to stop", |window| !window.sees("läuft · "));
    }

    /// Taps a control of the running app.
    #[track_caller]
    pub(crate) fn tap(&mut self, control: &str) {
        self.click(control);
    }

    /// Taps a button of the running app, which may be called like one of ours.
    #[track_caller]
    pub(crate) fn tap_button(&mut self, control: &str) {
        self.click_the(Role::Button, control);
    }

    /// Saves under a path that is typed.
    #[track_caller]
    pub(crate) fn save_as(&mut self, path: &Path) {
        self.press_ctrl_shift(Key::S);
        self.type_into("Pfad", &path.display().to_string());
        self.click_the(Role::Button, "Speichern");
        self.wait_for(&format!("Gespeichert: {}", path.display()));
    }
}

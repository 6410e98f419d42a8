//! Stories of an editor without a window, in the words of a user.

use std::path::PathBuf;
use std::sync::Arc;

use super::Editor;
use super::command::{Action, Command, UnsavedAnswer};
use super::dialog::Dialog;
use super::effect::{Effect, SavePolicy};
use super::request::Request;
use super::selection::Selection;
use super::tabs::Tab;
use crate::i18n::Lang;
use crate::language;
use crate::language::lower::Lowerer;
use crate::model::blocks::edit::{Fragment, GraphEdit, Target};
use crate::model::blocks::{Block, Port};
use crate::model::connection::Connection;
use crate::model::edit::Edit;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::{ConnectionId, ControlId, ScreenId};
use crate::model::invariants::check_project;
use crate::model::item::{Item, ItemKind};
use crate::model::project::Project;
use crate::model::reference::references;
use crate::model::types::Ty;

mod following;

/// An editor that checks after every command that nothing is broken.
struct Fixture(Editor);

impl Fixture {
    fn new() -> Self {
        let mut editor = Editor::new(Project::new("Test", "Start", "Lokaler Broker"), None, Lang::De);
        editor.refresh();
        Self(editor)
    }

    fn say(&mut self, command: Command) -> Vec<Effect> {
        let effects = self.0.dispatch(command);
        let project = self.0.project();
        assert_eq!(check_project(project, &language::has_trigger), Ok(()));
        for gone in references(project).iter().filter(|reference| !project.has(&reference.item)) {
            assert!(
                self.0.problems.iter().any(|problem| problem.place == gone.place),
                "nobody says that it is gone: {gone:?}"
            );
        }
        effects
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        self.say(Command::Do(action))
    }

    fn edit(&mut self, edit: Edit) {
        self.say(Command::Edit { edit, merge: None });
    }

    fn screen(&self) -> ScreenId {
        self.0.project().screens[0].id
    }

    /// Puts a control on the screen and gives its id.
    fn add(&mut self, kind: &str) -> ControlId {
        let control = language::new_control(language::control(kind).unwrap(), Lang::De);
        self.edit(Edit::AddControls(self.screen(), vec![control]));
        self.0.project().screens[0].controls.last().unwrap().id
    }

    /// Appends a block to a handler.
    fn wire(&mut self, at: &HandlerRef, block: Block) {
        let graph = self.0.project().handler(at).and_then(|handler| handler.graph().cloned()).unwrap_or_default();
        let port = graph.first.map_or(Port::First, |first| Port::Next(graph.tail(first)));
        let insert = GraphEdit::Insert { fragment: Fragment::single(block), to: Target::Port(port) };
        self.edit(Edit::Graph(at.clone(), insert));
    }

    fn names(&self) -> Vec<&str> {
        self.0.project().screens[0].controls.iter().map(|control| control.name.as_str()).collect()
    }

    fn lua(&self, at: &HandlerRef) -> &str {
        &self.0.lowered.chunk(at).unwrap().pretty
    }
}

fn local_publish(topic: &str) -> Block {
    Block::new("mqtt_publish").with("connection", Item::from(ConnectionId::local())).with("topic", topic)
}

#[test]
fn a_new_control_is_named_and_selected_and_its_first_event_opens() {
    let mut editor = Fixture::new();
    let first = editor.add("button");
    let second = editor.add("button");
    assert_eq!(editor.names(), ["Button", "Button 2"]);
    assert_eq!(editor.0.selection, Selection::one(second));
    let at = HandlerRef::new(first, "tapped");
    editor.say(Command::OpenTab(Tab::Handler(at.clone())));
    assert_eq!(editor.0.active, Some(Tab::Handler(at.clone())));
    editor.wire(&at, local_publish("a").with("message", "b"));
    assert_eq!(editor.lua(&at), "connections.getfromid('lokal').publish('a', 'b')\n");
    assert_eq!(*editor.0.problems, []);
}

#[test]
fn everything_can_be_undone_and_gone_tabs_close() {
    let mut editor = Fixture::new();
    let button = editor.add("button");
    let at = HandlerRef::new(button, "tapped");
    editor.say(Command::OpenTab(Tab::Handler(at.clone())));
    editor.wire(&at, Block::new("log").with("text", "a"));
    let done = Arc::clone(editor.0.project());
    assert_eq!(editor.0.history.undo_label().map(|label| &*label.de), Some("Baustein einfügen"));
    for _ in 0..3 {
        editor.act(Action::Undo);
    }
    assert_eq!(editor.names(), Vec::<&str>::new());
    assert_eq!(editor.0.active, Some(Tab::Screen(editor.screen())));
    assert!(!editor.0.history.is_dirty());
    for _ in 0..3 {
        editor.act(Action::Redo);
    }
    assert_eq!(*editor.0.project(), done);
}

#[test]
fn typing_is_one_step_until_the_field_is_left() {
    let mut editor = Fixture::new();
    let button = editor.add("button");
    for text in ["S", "Se", "Senden"] {
        let edit = Edit::SetProperty(vec![button], "text".to_owned(), Some(text.into()));
        editor.say(Command::Edit { edit, merge: Some("text".to_owned()) });
    }
    editor.say(Command::Seal);
    editor.act(Action::Undo);
    let text = editor.0.project().control(button).unwrap().properties["text"].clone();
    assert_eq!(text, "Antippen".into());
}

#[test]
fn a_pasted_control_brings_its_logic_and_refers_to_its_own_copy() {
    let mut editor = Fixture::new();
    let input = editor.add("text_box");
    let button = editor.add("button");
    let at = HandlerRef::new(button, "tapped");
    let mut block = Block::new("property_set").with("property", "text").with("value", "x");
    block = block.with("control", Item::from(input));
    editor.wire(&at, block);
    editor.say(Command::Select(Selection::controls(vec![input, button])));
    let effects = editor.act(Action::Copy);
    let [Effect::Request(Request::CopyText(text))] = &effects[..] else { panic!("{effects:?}") };
    let text = text.clone();
    editor.say(Command::PasteText(text.clone()));
    assert_eq!(editor.names(), ["Textfeld", "Button", "Textfeld 2", "Button 2"]);
    let copies = editor.0.selection.control_ids();
    let copy = HandlerRef::new(copies[1], "tapped");
    assert_eq!(editor.lua(&copy), "screens['Start']['Textfeld 2'].text = 'x'\n");

    editor.0.paste_text(&text, true);
    editor.0.refresh();
    assert_eq!(editor.0.project().screens[0].controls[5].handlers.len(), 0);
    assert!(!editor.0.paste_text("Hallo Welt", false).0);
}

#[test]
fn delete_heals_the_flow() {
    let mut editor = Fixture::new();
    let button = editor.add("button");
    let at = HandlerRef::new(button, "tapped");
    editor.say(Command::OpenTab(Tab::Handler(at.clone())));
    for text in ["a", "b", "c"] {
        editor.wire(&at, Block::new("log").with("text", text));
    }
    let graph = editor.0.project().handler(&at).unwrap().graph().unwrap().clone();
    let second = graph.block(graph.first.unwrap()).unwrap().next.unwrap();
    editor.say(Command::Select(Selection::Blocks(at.clone(), vec![second])));
    editor.act(Action::Delete);
    assert_eq!(editor.lua(&at), "peakboard.log('a')\npeakboard.log('c')\n");
    editor.act(Action::Undo);
    editor.say(Command::Select(Selection::Blocks(at.clone(), vec![second])));
    editor.act(Action::DeleteAll);
    assert_eq!(editor.lua(&at), "peakboard.log('a')\n");
}

#[test]
fn what_is_restored_takes_the_place_of_unsaved_changes_only_after_a_question() {
    let mut editor = Fixture::new();
    editor.add("button");
    assert_eq!(editor.say(Command::RestoreWork(1)), []);
    assert_eq!(editor.0.dialog, Some(Dialog::Unsaved));
    let effects = editor.say(Command::Unsaved(UnsavedAnswer::Discard));
    assert_eq!(effects, [Effect::Request(Request::RestoreWork(1))]);
}

#[test]
fn unsaved_changes_are_asked_for_and_nothing_is_lost() {
    let mut editor = Fixture::new();
    editor.add("button");
    let wanted = PathBuf::from("other.ron");
    assert_eq!(editor.say(Command::OpenPath(wanted.clone())), []);
    assert_eq!(editor.0.dialog, Some(Dialog::Unsaved));
    editor.say(Command::Unsaved(UnsavedAnswer::Cancel));
    assert_eq!(editor.names(), ["Button"]);

    editor.say(Command::OpenPath(wanted.clone()));
    let effects = editor.say(Command::Unsaved(UnsavedAnswer::Save));
    assert_eq!(effects, [Effect::AskSave("test.ron".to_owned())]);
    let path = PathBuf::from("here.ron");
    let effects = editor.say(Command::SaveTo(path.clone()));
    let [Effect::Save(to, project, SavePolicy::Nothing)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(*to, path);
    assert_eq!(editor.0.saved(path, &Arc::clone(project)), [Effect::Load(wanted)]);
    assert!(!editor.0.history.is_dirty());
    assert_eq!(editor.act(Action::Quit), [Effect::Quit]);
}

#[test]
fn a_project_that_nobody_named_takes_the_name_of_its_first_file() {
    let mut editor = Fixture::new();
    editor.say(Command::SaveTo(PathBuf::from("halle.ron")));
    assert_eq!(editor.0.project().name, "Test", "a name that somebody chose stays");
    editor.0.open(Project::new("Neues Projekt", "Start", "Lokaler Broker"), None);
    let effects = editor.say(Command::SaveTo(PathBuf::from("Halle 1.ron")));
    let [Effect::Save(path, project, _)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(project.name, "Halle 1");
    assert_eq!(editor.0.project().name, "Neues Projekt", "nothing is saved so far");
    assert!(matches!(editor.0.saved(path.clone(), project)[..], [Effect::ProjectChanged(_)]));
    assert_eq!(editor.0.project().name, "Halle 1");
    assert!(!editor.0.history.is_dirty());
}

#[test]
fn what_was_asked_for_is_forgotten_with_the_file_dialog() {
    let mut editor = Fixture::new();
    editor.add("button");
    editor.act(Action::Quit);
    assert!(matches!(editor.say(Command::Unsaved(UnsavedAnswer::Save))[..], [Effect::AskSave(_)]));
    editor.0.forget_pending();
    let path = PathBuf::from("later.ron");
    let project = Arc::clone(editor.0.project());
    assert_eq!(editor.0.saved(path, &project), [], "saving later does not end the program");
}

#[test]
fn edits_made_while_the_file_dialog_is_open_are_asked_for_too() {
    let mut editor = Fixture::new();
    editor.add("button");
    editor.act(Action::Open);
    assert_eq!(editor.say(Command::Unsaved(UnsavedAnswer::Discard)), [Effect::AskOpen]);
    let chosen = PathBuf::from("other.ron");
    assert_eq!(editor.say(Command::OpenPath(chosen.clone())), [Effect::Load(chosen.clone())], "asked once is enough");
    editor.add("text");
    assert_eq!(editor.say(Command::OpenPath(chosen)), []);
    assert_eq!(editor.0.dialog, Some(Dialog::Unsaved));
    editor.say(Command::Unsaved(UnsavedAnswer::Cancel));
    editor.act(Action::Open);
    editor.say(Command::Unsaved(UnsavedAnswer::Discard));
    editor.0.forget_pending();
    assert_eq!(editor.act(Action::Quit), [], "what was given up for opening is not given up for quitting");
}

#[test]
fn escape_closes_the_dialog_then_stops_the_app() {
    let mut editor = Fixture::new();
    assert!(matches!(editor.act(Action::Run)[..], [Effect::Start(_)]));
    editor.act(Action::Palette);
    assert_eq!(editor.act(Action::Stop), []);
    assert_eq!(editor.0.dialog, None);
    assert_eq!(editor.act(Action::Stop), [Effect::Stop]);
    assert!(!editor.0.running);
}

#[test]
fn the_running_app_is_used_and_designed_by_turns_and_a_start_begins_with_using_it() {
    let mut editor = Fixture::new();
    assert!(!editor.0.enabled(Action::DesignRunning));
    editor.act(Action::Run);
    assert_eq!(editor.act(Action::DesignRunning), [Effect::Request(Request::OpenShown)]);
    assert!(editor.0.designing);
    assert_eq!(editor.act(Action::DesignRunning), []);
    assert!(!editor.0.designing);
    editor.act(Action::DesignRunning);
    editor.act(Action::Stop);
    editor.act(Action::Run);
    assert!(!editor.0.designing);
}

#[test]
fn keys_walk_around_the_tabs() {
    let mut editor = Fixture::new();
    assert!(!editor.0.enabled(Action::NextTab), "there is one only");
    let first = editor.screen();
    editor.edit(Edit::AddScreen("Zwei".to_owned()));
    let second = editor.0.project().screens[1].id;
    for (action, screen) in [
        (Action::NextTab, first),
        (Action::NextTab, second),
        (Action::PreviousTab, first),
        (Action::PreviousTab, second),
    ] {
        editor.act(action);
        assert_eq!(editor.0.active, Some(Tab::Screen(screen)), "{action:?}");
    }
}

#[test]
fn stop_leads_back_to_the_handler_one_came_from() {
    let mut editor = Fixture::new();
    let at = HandlerRef::new(editor.add("button"), "tapped");
    editor.wire(&at, Block::new("log"));
    let tab = Tab::Handler(at.clone());
    editor.say(Command::OpenTab(tab.clone()));
    editor.act(Action::Run);
    assert_eq!(editor.0.active, Some(Tab::Screen(editor.screen())));
    editor.act(Action::Stop);
    assert_eq!(editor.0.active, Some(tab.clone()));
    // Who has gone somewhere meanwhile stays there, and what is gone is not led to.
    editor.act(Action::Run);
    editor.act(Action::StartPage);
    editor.act(Action::Stop);
    assert_eq!(editor.0.active, None);
    editor.say(Command::OpenTab(tab.clone()));
    editor.act(Action::Run);
    editor.say(Command::CloseTab(tab));
    editor.act(Action::Stop);
    assert_eq!(editor.0.active, Some(Tab::Screen(editor.screen())));
}

#[test]
fn blocks_are_selected_only_where_they_are_seen() {
    let mut editor = Fixture::new();
    let at = HandlerRef::new(editor.add("button"), "tapped");
    editor.say(Command::OpenTab(Tab::Handler(at.clone())));
    editor.wire(&at, Block::new("log"));
    let chosen = editor.0.selection.clone();
    assert!(matches!(chosen, Selection::Blocks(..)));
    editor.act(Action::Run);
    assert_eq!(editor.0.selection, chosen, "while the app runs, its values stand beside it");
    editor.act(Action::Stop);
    assert_eq!(editor.0.selection, chosen);
    editor.say(Command::OpenTab(Tab::Screen(editor.screen())));
    assert_eq!(editor.0.selection, Selection::Nothing, "Delete would take away what nobody sees");
}

#[test]
fn blocks_are_changed_while_the_app_runs_but_only_where_they_are_seen() {
    let mut editor = Fixture::new();
    let at = HandlerRef::new(editor.add("button"), "tapped");
    editor.say(Command::OpenTab(Tab::Handler(at.clone())));
    editor.wire(&at, Block::new("log"));
    let copied = editor.act(Action::Copy);
    let [Effect::Request(Request::CopyText(text))] = &copied[..] else { panic!("{copied:?}") };
    let text = text.clone();
    // The app itself is in front then, and the block is selected still.
    editor.act(Action::Run);
    for action in [Action::Delete, Action::DeleteAll, Action::Cut, Action::Duplicate] {
        assert!(!editor.0.enabled(action), "{action:?}");
    }
    editor.say(Command::OpenTab(Tab::Handler(at.clone())));
    for action in [Action::Delete, Action::DeleteAll, Action::Cut, Action::Duplicate, Action::Copy] {
        assert!(editor.0.enabled(action), "{action:?}");
    }
    editor.say(Command::PasteText(text));
    let blocks = |editor: &Fixture| editor.0.project().handler(&at).unwrap().graph().unwrap().blocks.len();
    assert_eq!(blocks(&editor), 2);
    let effects = editor.act(Action::Undo);
    assert!(matches!(effects[..], [Effect::ProjectChanged(_)]), "the app is told of what is taken back too");
    assert_eq!(blocks(&editor), 1);
}

#[test]
fn only_the_own_file_is_written_over_without_a_question() {
    let mut editor = Fixture::new();
    let path = PathBuf::from("halle.ron");
    let over = |effects: &[Effect]| match effects {
        [Effect::Save(_, _, over), ..] => *over,
        other => panic!("{other:?}"),
    };
    assert_eq!(over(&editor.say(Command::SaveTo(path.clone()))), SavePolicy::Nothing);
    let project = Arc::clone(editor.0.project());
    editor.0.saved(path.clone(), &project);
    assert_eq!(over(&editor.act(Action::Save)), SavePolicy::Known);
    assert_eq!(over(&editor.say(Command::SaveTo(path.clone()))), SavePolicy::Known);
    assert_eq!(over(&editor.say(Command::SaveTo(PathBuf::from("other.ron")))), SavePolicy::Nothing);

    editor.0.dialog = Some(Dialog::ChangedOutside(path.clone()));
    assert_eq!(over(&editor.say(Command::Overwrite(path.clone()))), SavePolicy::Anything);
    assert_eq!(editor.0.dialog, None);
    editor.0.dialog = Some(Dialog::ChangedOutside(path.clone()));
    assert_eq!(editor.say(Command::Reload(path.clone())), [Effect::Load(path)]);
}

#[test]
fn another_name_for_a_file_that_is_there_still_goes_on_with_what_was_asked_for() {
    let mut editor = Fixture::new();
    editor.add("button");
    editor.act(Action::Quit);
    editor.say(Command::Unsaved(UnsavedAnswer::Save));
    editor.say(Command::SaveTo(PathBuf::from("there.ron")));
    editor.0.dialog = Some(Dialog::Overwrite(PathBuf::from("there.ron")));
    assert_eq!(editor.act(Action::SaveAs), [Effect::AskSave("test.ron".to_owned())]);
    assert_eq!(editor.0.dialog, None);
    let project = Arc::clone(editor.0.project());
    assert_eq!(editor.0.saved(PathBuf::from("new.ron"), &project), [Effect::Quit]);
}

#[test]
fn ctrl_w_closes_the_tab_in_front() {
    let mut editor = Fixture::new();
    let button = editor.add("button");
    let at = HandlerRef::new(button, "tapped");
    editor.say(Command::OpenTab(Tab::Handler(at)));
    editor.act(Action::CloseTab);
    assert_eq!(editor.0.active, Some(Tab::Screen(editor.screen())));
    editor.act(Action::CloseTab);
    assert_eq!(editor.0.active, None, "the start page");
    assert!(!editor.0.enabled(Action::CloseTab));
}

#[test]
fn a_screen_is_duplicated_and_the_copy_opens() {
    let mut editor = Fixture::new();
    editor.add("button");
    let first = editor.screen();
    editor.say(Command::Select(Selection::one(first)));
    assert!(!editor.0.enabled(Action::Delete), "the last screen stays");
    editor.act(Action::Duplicate);
    let copy = editor.0.project().screens[1].id;
    assert_eq!(editor.0.active, Some(Tab::Screen(copy)));
    assert_eq!(editor.0.selection, Selection::one(copy));
    assert_eq!(editor.0.project().screens[1].controls.len(), 1);
    editor.edit(Edit::MoveScreen(copy, 0));
    assert_eq!(editor.screen(), copy);
    editor.act(Action::Delete);
    assert_eq!(editor.screen(), first);
}

#[test]
fn lua_that_did_not_change_is_not_checked_again() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static CHECKS: AtomicUsize = AtomicUsize::new(0);
    let mut editor = Fixture::new();
    editor.0.lowerer = Lowerer::new(Some(|texts| {
        CHECKS.fetch_add(texts.len(), Ordering::Relaxed);
        let check = |text: &str| if text.contains("end end") { Err((2, "unexpected".to_owned())) } else { Ok(()) };
        texts.iter().map(|text| check(text)).collect()
    }));
    let button = editor.add("button");
    let at = HandlerRef::new(button, "tapped");
    editor.edit(Edit::SetHandler(at.clone(), Some(Handler::Lua("\nend end".to_owned()))));
    for _ in 0..5 {
        editor.add("text");
    }
    assert_eq!((CHECKS.load(Ordering::Relaxed), editor.0.problems.len()), (1, 1));
    editor.edit(Edit::SetHandler(at, Some(Handler::Lua("x = 1".to_owned()))));
    assert_eq!((CHECKS.load(Ordering::Relaxed), editor.0.problems.len()), (2, 0));
}

#[test]
fn what_is_used_is_deleted_only_after_a_question() {
    let mut editor = Fixture::new();
    let shown = editor.add("text");
    let button = editor.add("button");
    let at = HandlerRef::new(button, "tapped");
    let set = Block::new("property_set").with("control", Item::from(shown)).with("property", "text").with("value", "x");
    editor.wire(&at, set);
    editor.say(Command::Select(Selection::one(shown)));
    editor.act(Action::Delete);
    assert_eq!(editor.0.dialog, Some(Dialog::DeleteUsed(vec![shown.into()])));
    assert!(editor.0.project().control(shown).is_some());
    editor.say(Command::CloseDialog);
    // Both together use nothing outside of them.
    editor.say(Command::Select(Selection::controls([shown, button])));
    editor.act(Action::Delete);
    assert_eq!((editor.0.dialog.clone(), editor.names().len()), (None, 0));
    editor.act(Action::Undo);
    editor.say(Command::Delete(vec![button.into()]));
    assert_eq!(editor.names(), ["Text"]);
}

/// What was copied in one window and is pasted in another one means nothing by its number there.
#[test]
fn the_editor_of_another_window_knows_only_names() {
    let mut from = Fixture::new();
    let add = Edit::AddVariable("Thema".to_owned(), Ty::Text, "halle1".into());
    from.say(Command::Edit { edit: add, merge: None });
    let thema = from.0.project().variables[0].id;
    let button = from.add("button");
    from.wire(&HandlerRef::new(button, "tapped"), Block::new("variable_set").with("variable", Item::from(thema)));
    from.say(Command::Select(Selection::one(button)));
    let effects = from.act(Action::Copy);
    let [Effect::Request(Request::CopyText(text))] = &effects[..] else { panic!("{effects:?}") };
    let mut into = Fixture::new();
    for name in ["PIN", "Geheimcode", "Noch eine"] {
        let add = Edit::AddVariable(name.to_owned(), Ty::Text, "0000".into());
        into.say(Command::Edit { edit: add, merge: None });
    }
    let effects = into.say(Command::PasteText(text.clone()));
    let landed = effects.iter().find_map(|effect| match effect {
        Effect::Landed(landing) => Some(landing.made.clone()),
        _ => None,
    });
    assert_eq!(landed, Some(vec![(ItemKind::Variable, "Thema".to_owned())]));
    let copy = into.0.selection.control_ids()[0];
    let handler = into.0.project().handler(&HandlerRef::new(copy, "tapped")).unwrap();
    let (_, item) = handler.graph().unwrap().items().next().unwrap();
    assert_eq!(into.0.project().name_of(&item), Some("Thema"));
    into.act(Action::Undo);
    assert_eq!(into.0.project().variables.len(), 3, "what came along goes with it, in one step");
}

#[test]
fn an_edited_connection_does_not_take_the_name_of_another() {
    let mut editor = Fixture::new();
    let id = ConnectionId::from_random(1);
    editor.edit(Edit::AddConnection(Connection::to_host(id.clone(), "Ölraum", "h", 1883)));
    let own = |editor: &Fixture| editor.0.project().connection(&id).unwrap().clone();
    editor.edit(Edit::SetConnection(Connection { name: "LOKALER BROKER".to_owned(), ..own(&editor) }));
    assert_eq!(own(&editor).name, "LOKALER BROKER 2");
    editor.edit(Edit::SetConnection(Connection { name: "ölraum".to_owned(), ..own(&editor) }));
    assert_eq!(own(&editor).name, "ölraum", "its own name is free");
}

/// What was copied refers by number; after undo this number is nobody else's.
#[test]
fn a_copy_never_means_what_was_made_in_the_place_of_what_was_undone() {
    let mut editor = Fixture::new();
    let button = editor.add("button");
    let at = HandlerRef::new(button, "tapped");
    editor.edit(Edit::AddVariable("Zähler".to_owned(), Ty::Number, 0.0.into()));
    let counter = editor.0.project().variables[0].id;
    editor.say(Command::OpenTab(Tab::Handler(at.clone())));
    editor.wire(&at, Block::new("variable_set").with("variable", Item::from(counter)));
    let block = *editor.0.project().handler(&at).unwrap().graph().unwrap().blocks.keys().next().unwrap();
    editor.say(Command::Select(Selection::Blocks(at.clone(), vec![block])));
    let effects = editor.act(Action::Copy);
    let [Effect::Request(Request::CopyText(text))] = &effects[..] else { panic!("{effects:?}") };
    editor.act(Action::Undo);
    editor.act(Action::Undo);
    assert_eq!(editor.0.project().variables.len(), 0);
    editor.edit(Edit::AddVariable("PIN".to_owned(), Ty::Number, 0.0.into()));
    editor.say(Command::OpenTab(Tab::Handler(at.clone())));
    editor.say(Command::PasteText(text.clone()));
    let project = editor.0.project();
    let graph = project.handler(&at).unwrap().graph().unwrap();
    let (_, item) = graph.items().next().unwrap();
    assert_eq!(project.name_of(&item), Some("Zähler"), "brought along, and not the PIN");
}

#[test]
fn the_menu_pastes_without_logic_where_it_says_so() {
    let mut editor = Fixture::new();
    let button = editor.add("button");
    editor.wire(&HandlerRef::new(button, "tapped"), Block::new("log").with("text", "a"));
    editor.say(Command::Select(Selection::one(button)));
    let effects = editor.act(Action::Copy);
    let [Effect::Request(Request::CopyText(text))] = &effects[..] else { panic!("{effects:?}") };
    let text = text.clone();
    for (action, handlers) in [(Action::PasteLook, 0), (Action::Paste, 1)] {
        editor.act(action);
        editor.say(Command::PasteText(text.clone()));
        let copy = editor.0.selection.control_ids()[0];
        assert_eq!(editor.0.project().control(copy).unwrap().handlers.len(), handlers, "{action:?}");
    }
}

//! What the running app shows while somebody edits it: what was just designed is seen at once, all else stays.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::RunState;
use crate::model::component::{PartIds, RepeatedRows, unfolded};
use crate::model::control::Control;
use crate::model::id::ControlId;
use crate::model::project::Project;

impl RunState {
    /// Takes over the looks of the project as it was edited, before the app itself is told.
    pub fn follow(&mut self, edited: &Arc<Project>) {
        let before = self.show(edited);
        if let Some(before) = before {
            let shown = Arc::clone(self.shown(edited));
            self.uncover(&before, &shown);
        }
        self.translate_again(edited);
    }

    /// Unfolds the project with what there is of its repeaters; what was shown before.
    fn show(&mut self, edited: &Arc<Project>) -> Option<Arc<Project>> {
        self.unfolded = match unfolded(edited, &mut self.parts, &self.rows) {
            Cow::Borrowed(_) => None,
            Cow::Owned(shown) => Some(Arc::new(shown)),
        };
        let shown = Arc::clone(self.shown(edited));
        self.shown_last.replace(shown)
    }

    /// Instances of repeaters have come or gone, or their rows are others; what is known of all that stays is kept, also
    /// what a person has typed into an instance whose row has changed: nobody has designed it otherwise.
    pub fn repeat(&mut self, (parts, rows): (PartIds, RepeatedRows), edited: &Arc<Project>) {
        self.parts = parts;
        self.rows = rows;
        self.show(edited);
        let Some(shown) = self.unfolded.clone() else { return };
        // What was deleted in the editor may come back.
        let parts = self.parts.clone();
        self.keep_controls(|id| parts.home(id) == id || shown.control(id).is_some());
        self.translate_again(edited);
    }

    /// The app has become the project as it was edited: what is gone there is gone for good.
    pub fn handed_over(&mut self, edited: &Arc<Project>) {
        let shown = Arc::clone(self.shown(edited));
        self.keep_controls(|id| shown.control(id).is_some());
        self.tables.retain(|id, _| edited.source(*id).is_some());
        self.off.retain(|id| edited.source(*id).is_some());
        self.variables.retain(|id, _| edited.variable(*id).is_some());
        self.timers.retain(|id| edited.timer(*id).is_some());
        let has_block = |(at, block): &(_, _)| {
            let graph = edited.handler(at).and_then(|handler| handler.graph());
            graph.is_some_and(|graph| graph.block(*block).is_some())
        };
        self.lit.retain(|of, _| has_block(of));
        self.receipts.retain(|of, _| has_block(of));
        self.seen.retain(|at, _| edited.handler(at).is_some());
        // Its blocks give other values once they have run again.
        for (at, seen) in &mut self.seen {
            seen.retain(|block, _| has_block(&(at.clone(), *block)));
        }
    }

    fn keep_controls(&mut self, is_there: impl Fn(ControlId) -> bool) {
        self.properties.retain(|id, _| is_there(*id));
        self.commands.retain(|id, _| is_there(*id));
        self.traces.retain(|(id, _), _| is_there(*id));
        self.quality.retain(|(id, _), _| is_there(*id));
        self.failed.retain(|at, _| at.control().is_none_or(&is_there));
    }

    /// What somebody has designed otherwise is seen, whatever the app has set of it.
    fn uncover(&mut self, before: &Project, now: &Project) {
        let screens = now.screens.iter().filter(|screen| !before.screens.iter().any(|old| Arc::ptr_eq(old, screen)));
        for control in screens.flat_map(|screen| &screen.controls) {
            let (Some(old), Some(known)) = (before.control(control.id), self.properties.get_mut(&control.id)) else {
                continue;
            };
            for key in differing(old, control) {
                known.remove(key);
            }
        }
    }
}

/// The properties that were designed otherwise and follow nothing.
fn differing<'a>(old: &'a Control, now: &'a Control) -> impl Iterator<Item = &'a String> {
    let keys: BTreeSet<&String> = old.properties.keys().chain(now.properties.keys()).collect();
    keys.into_iter().filter(|key| {
        let of_now = now.properties.get(*key);
        old.properties.get(*key) != of_now && of_now.is_none_or(|property| property.binding().is_none())
    })
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::i18n::Lang;
    use crate::language;
    use crate::model::binding::{Binding, BoundColumn, Origin, RowChoice};
    use crate::model::component::{ComponentFace, ComponentParameter, MASTER, ParameterKind, REPEATER, rows_of_table};
    use crate::model::edit::{Edit, apply};
    use crate::model::id::{ColumnId, ConnectionId, ScreenId, SourceId, VariableId};
    use crate::model::item::Item;
    use crate::model::property::Property;
    use crate::model::run::{PropertyChange, RunEvent};
    use crate::model::screen::Screen;
    use crate::model::source::convert::Cell;
    use crate::model::source::list::{ListColumn, RowList};
    use crate::model::source::table::{RowsChange, Table, TableRow};
    use crate::model::source::{ColumnType, Source};
    use crate::model::value::Value;

    #[test]
    fn what_was_designed_otherwise_is_seen_and_what_is_gone_is_forgotten_once_the_app_knows() {
        let mut project = Project::new("x", "Start", "Lokal");
        let new = || language::new_control(language::control("text").unwrap(), Lang::De);
        let made = apply(&mut project, &Edit::AddControls(ScreenId(1), vec![new(), new()])).unwrap();
        let [one, two] = made.all(Item::control)[..] else { panic!("two controls") };
        let mut project = Arc::new(project);
        let mut run = RunState::new(&project, ScreenId(1), Instant::now());
        run.follow(&project);
        let shown = |run: &RunState, id: ControlId, key: &str| run.properties.get(&id)?.get(key).cloned();
        for (control, key) in [(one, "text"), (one, "font_size"), (two, "text")] {
            let change = PropertyChange { control, property: key.to_owned(), value: Value::from("gesetzt") };
            run.take(&RunEvent::Property(change), &project, Instant::now());
        }
        let edited = Arc::make_mut(&mut project);
        let set = |project: &mut Project, id, value: Property| {
            project.control_mut(id).unwrap().properties.insert("text".to_owned(), value);
        };
        set(edited, one, Value::from("gestaltet").into());
        set(edited, two, Binding::to(Origin::Variable(VariableId(9))).into());
        run.follow(&project);
        assert_eq!(shown(&run, one, "text"), None, "the project says it");
        assert!(shown(&run, one, "font_size").is_some());
        assert!(shown(&run, two, "text").is_some(), "until the app tells what it follows now");
        // Undone before the app has heard of it, nothing is lost.
        let before = Arc::clone(&project);
        Arc::make_mut(&mut project).screen_mut(ScreenId(1)).unwrap().controls.retain(|control| control.id != two);
        run.follow(&project);
        run.follow(&before);
        assert!(shown(&run, two, "text").is_some());
        run.follow(&project);
        run.handed_over(&project);
        assert_eq!(shown(&run, two, "text"), None);
        assert!(shown(&run, one, "font_size").is_some());
    }
    /// Nobody has designed anything: the row of a repeater has changed, and what somebody has typed into its instance stays.
    #[test]
    fn what_an_instance_holds_stays_when_its_row_changes() {
        let mut list = Source::new(SourceId(90), "Liste", "Liste", ConnectionId::local());
        let column = |id, title| ListColumn::new(title, ColumnType::Text).with_id(Some(ColumnId(id)));
        list.list = Some(Arc::new(RowList { columns: vec![column(91, "Ort"), column(92, "Wert")], rows: Vec::new() }));
        let mut project = Project::new("x", "Start", "Lokal");
        let new = |id: u32, kind: &str, properties: Vec<(&str, Property)>| {
            let mut control = language::new_control(language::control(kind).unwrap(), Lang::De);
            (control.id, control.name) = (ControlId(id), format!("C{id}"));
            control.properties.extend(properties.into_iter().map(|(key, value)| (key.to_owned(), value)));
            control
        };
        let of_column = |id: u32| {
            let (source, column) = (SourceId(90), BoundColumn::Own(ColumnId(id)));
            Property::from(Binding::to(Origin::Column { source, column, row: RowChoice::Newest }))
        };
        let mut master = Screen::new(ScreenId(93), "Teil");
        let parameter = |name: &str| {
            let default = Value::from("").into();
            ComponentParameter { name: name.to_owned(), kind: ParameterKind::Text, default }
        };
        master.component = Some(ComponentFace { parameters: vec![parameter("Ort"), parameter("Wert")] });
        master.controls = vec![new(94, "text_box", vec![("text", Value::from("{Wert}").into())])].into();
        project.screens.push(Arc::new(master));
        let repeater = vec![
            (MASTER, Item::Screen(ScreenId(93)).into()),
            ("source", Item::Source(SourceId(90)).into()),
            ("{Ort}", of_column(91)),
            ("{Wert}", of_column(92)),
        ];
        project.screen_mut(ScreenId(1)).unwrap().controls.push(new(95, REPEATER, repeater));
        project.sources.push(list.clone());
        project.next_id = 100;
        let project = Arc::new(project);
        let mut parts = PartIds::default();
        let mut rows_of = |value: &str| {
            let mut table = Table::new(&list);
            let cells = ["a", value].map(|text| Cell::Text(text.to_owned())).to_vec();
            table.change_rows(&RowsChange::All(vec![TableRow::of_list(cells)]));
            let repeater = project.control(ControlId(95)).unwrap();
            let face = project.master_of(repeater).unwrap().1;
            let rows = RepeatedRows::from([(ControlId(95), rows_of_table(repeater, face, (&list, &table)))]);
            let whole = unfolded(&project, &mut parts, &rows).into_owned();
            (parts.clone(), rows, whole)
        };
        let mut run = RunState::new(&project, ScreenId(1), Instant::now());
        let (parts, rows, whole) = rows_of("eins");
        let mut fields = whole.screens.iter().flat_map(|screen| &screen.controls).filter(|it| it.kind == "text_box");
        let field = fields.find(|field| field.id != ControlId(94)).unwrap().id;
        run.repeat((parts, rows), &project);
        let change = PropertyChange { control: field, property: "text".to_owned(), value: Value::from("getippt") };
        run.take(&RunEvent::Property(change), &project, Instant::now());
        let (parts, rows, whole) = rows_of("zwei");
        assert_eq!(whole.control(field).unwrap().properties["text"], Property::from(Value::from("zwei")));
        run.repeat((parts, rows), &project);
        assert_eq!(run.properties[&field]["text"], Value::from("getippt"));
        run.follow(&project);
        assert_eq!(run.properties[&field]["text"], Value::from("getippt"));
    }
}

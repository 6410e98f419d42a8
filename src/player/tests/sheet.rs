//! The contact sheet: every control in every state, on a light and a dark screen, as pictures beside this file.
//!
//! What looks otherwise than they say is a change that somebody has to look at: `UPDATE_DOCS=1` draws them anew.

use std::path::PathBuf;

use egui::{Color32, Context, Rect, UiBuilder, pos2};
use image::RgbImage;

use super::raster::Raster;
use super::*;
use crate::language;
use crate::model::binding::{Binding, Origin};
use crate::model::command::{CommandState, CommandTopic};
use crate::model::item::Item;
use crate::model::property::Property;
use crate::model::run::Quality;
use crate::model::source::{ColumnType, Subscription};
use crate::player::common::ENABLED;
use crate::player::controls::class;
use crate::player::paint::{Look, Paint, Tables, Touch, Traces};
use crate::player::picture::Images;
use crate::player::property::Values;
use crate::player::row::ControlDef;
use crate::player::{DeviceLook, Play, play_ui};
use crate::theme::{Theme, regular, semibold};

/// What a column shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Normal,
    /// Under a pointer or with the keyboard.
    Touched(Touch),
    Disabled,
    /// Asked of a device that has not answered.
    Pending,
    /// A device that has not told yet.
    Unknown,
    /// What was asked of a device that never tells.
    Assumed,
    Worth(Quality),
    /// Its broker is away.
    Unreachable,
}

const COLUMNS: [(&str, Shown); 11] = [
    ("normal", Shown::Normal),
    ("hover", Shown::Touched(Touch::Hovered)),
    ("gedrückt", Shown::Touched(Touch::Pressed)),
    ("Fokus", Shown::Touched(Touch::Focused)),
    ("inaktiv", Shown::Disabled),
    ("wartet", Shown::Pending),
    ("unbekannt", Shown::Unknown),
    ("angenommen", Shown::Assumed),
    ("veraltet", Shown::Worth(Quality::Stale)),
    ("offline", Shown::Worth(Quality::Offline)),
    ("kein Broker", Shown::Unreachable),
];

/// What shows the time of day is another picture in each minute.
const TELL_THE_TIME: [&str; 2] = ["clock", "trend"];

const CELL: egui::Vec2 = vec2(150.0, 84.0);
const LEFT: f32 = 90.0;
const TOP: f32 = 28.0;
/// The screen of each cell; the control stands in its middle.
const SCREEN_SIZE: egui::Vec2 = vec2(300.0, 168.0);

fn kinds() -> Vec<&'static ControlDef> {
    language::controls().filter(|def| !TELL_THE_TIME.contains(&def.kind)).collect()
}

fn size() -> egui::Vec2 {
    vec2(LEFT + CELL.x * COLUMNS.len() as f32, TOP + CELL.y * kinds().len() as f32)
}

/// A value that shows what there is to show.
fn sample(def: &ControlDef, key: &str) -> Option<Value> {
    Some(match (def.kind, key) {
        ("toggle" | "checkbox", "on") => Value::from(true),
        ("lamp", "state") => Value::from("on"),
        ("button", "icon") => Value::from("play"),
        ("segments", "selected") => Value::from("Auto"),
        ("radio" | "dropdown", "selected") => Value::from("Zwei"),
        ("date_time", "value") => Value::from("2026-11-28"),
        ("text_box", "text") => Value::from("Halle 1"),
        ("qr_code", "text") => Value::from("https://example.org"),
        (_, "value") => Value::from(68.0),
        (_, "unit") => Value::from("%"),
        (_, "warn_above") => Value::from(80.0),
        (_, "alarm_above") => Value::from(90.0),
        _ => return None,
    })
}

/// A project with one control in this state; `None` where it cannot be in it.
fn project(def: &'static ControlDef, shown: Shown, theme: &Theme) -> Option<(Project, Tables)> {
    let mut project = Project::new("Test", "Start", "Lokaler Broker");
    if theme.dark {
        "dark".clone_into(&mut project.looks.theme);
    }
    let mut source = Source::new(SourceId(9), "Q", "Q", ConnectionId::local());
    source.subscriptions.push(Subscription::column("Wert", "#", "", ColumnType::Number));
    let mut table = Table::new(&source);
    for (topic, message) in [("halle1/A3", "17"), ("halle1/B1", "21.5")] {
        table.push(Message { topic: topic.to_owned(), message: message.to_owned(), ..Message::default() });
    }
    project.sources.push(source);
    let mut control = new_control(def, Lang::De);
    for property in def.properties {
        let value = sample(def, property.key);
        if property.required {
            control.properties.insert(property.key.to_owned(), Item::from(SourceId(9)).into());
        } else if let Some(value) = value {
            control.properties.insert(property.key.to_owned(), Property::Literal(value));
        }
    }
    let bound = Binding::to(Origin::Topic {
        connection: ConnectionId::local(),
        filter: "lampe".to_owned(),
        path: String::new(),
        ty: ColumnType::Automatic,
    });
    let of = def.commanded();
    match shown {
        Shown::Normal | Shown::Touched(_) | Shown::Worth(_) => {}
        Shown::Disabled if def.properties.iter().any(|property| property.key == ENABLED.key()) => {
            control.properties.insert(ENABLED.key().to_owned(), Value::from(false).into());
        }
        Shown::Pending | Shown::Unknown | Shown::Assumed | Shown::Unreachable => {
            let key = of?;
            if matches!(shown, Shown::Pending | Shown::Unknown) {
                control.properties.insert(key?.to_owned(), bound.into());
            } else if shown == Shown::Assumed {
                key?;
            }
            let command = CommandTopic::to(ConnectionId::local(), "lampe/set");
            control.properties.insert("command".to_owned(), command.into());
        }
        Shown::Disabled => return None,
    }
    let (width, height) = (def.size.0.min(280.0), def.size.1.min(140.0));
    let area = Area::new((SCREEN_SIZE.x - width) / 2.0, (SCREEN_SIZE.y - height) / 2.0, width, height);
    let screen = project.screen_mut(SCREEN).unwrap();
    (screen.width, screen.height) = SCREEN_SIZE.into();
    screen.background = if theme.dark { "#1b1e25" } else { "#ffffff" }.to_owned();
    screen.controls.push(Control { id: ControlId(2), name: "Ding".to_owned(), area, ..control });
    Some((project, BTreeMap::from([(SourceId(9), table)])))
}

fn cell_ui(ui: &mut egui::Ui, rect: Rect, def: &'static ControlDef, shown: Shown, theme: &Theme) {
    let Some((project, tables)) = project(def, shown, theme) else { return };
    let control = &project.screens[0].controls[0];
    let (images, traces) = (Images::new(), Traces::new());
    if let Shown::Touched(touch) = shown {
        let scale = rect.width() / SCREEN_SIZE.x;
        let area = &control.area;
        let place = Rect::from_min_size(rect.min + vec2(area.x, area.y) * scale, vec2(area.w, area.h) * scale);
        let motion = (def.kind == "button").then_some(f32::from(u8::from(touch == Touch::Pressed)));
        let values = Values::designed(&project, control);
        let look = Look { values, tables: &tables, images: &images, traces: &traces, outages: &[], lang: Lang::De };
        let (painter, clock) = (ui.painter(), Some(0.4));
        let device = DeviceLook::default();
        return (class(def.kind).paint)(&Paint { look, painter, rect: place, scale, touch, motion, clock, device });
    }
    let key = def.commanded().flatten().unwrap_or(def.properties[0].key);
    let value = sample(def, key).unwrap_or_else(|| Value::from("Halle 1"));
    let wish = match &value {
        Value::Number(_) => Value::from(75.0),
        Value::Bool(on) => Value::from(!on),
        _ if def.kind == "segments" => Value::from("Hand"),
        _ => Value::from("Drei"),
    };
    let properties = match shown {
        Shown::Pending => BTreeMap::from([(control.id, BTreeMap::from([(key.to_owned(), value)]))]),
        _ => BTreeMap::new(),
    };
    let commands = match shown {
        Shown::Pending => BTreeMap::from([(control.id, CommandState::Pending { wish })]),
        _ => BTreeMap::new(),
    };
    let quality = match shown {
        Shown::Worth(quality) => BTreeMap::from([((control.id, key.to_owned()), quality)]),
        _ => BTreeMap::new(),
    };
    let connected = match shown {
        Shown::Unreachable => BTreeSet::new(),
        _ => BTreeSet::from([ConnectionId::local()]),
    };
    let play = Play {
        project: &project,
        screen: SCREEN,
        popups: &[],
        since: Instant::now(),
        properties: &properties,
        quality: &quality,
        commands: &commands,
        connected: &connected,
        tables: &tables,
        images: &images,
        traces: &traces,
        notifications: &[],
        dialogs: &[],
        stoppable: false,
        outages: &[],
        marks: &[],
        lang: Lang::De,
    };
    play_ui(ui, &play, &mut State::default(), &mut Vec::new());
}

fn sheet_ui(ui: &mut egui::Ui, theme: &Theme) {
    let painter = ui.painter().clone();
    painter.rect_filled(Rect::from_min_size(Pos2::ZERO, size()), 0, theme.bg);
    for (column, (title, _)) in COLUMNS.iter().enumerate() {
        let at = pos2(LEFT + CELL.x * (column as f32 + 0.5), TOP / 2.0);
        painter.text(at, egui::Align2::CENTER_CENTER, title, semibold(12.0), theme.text);
    }
    for (row, def) in kinds().into_iter().enumerate() {
        let top = TOP + CELL.y * row as f32;
        let at = pos2(8.0, top + CELL.y / 2.0);
        painter.text(at, egui::Align2::LEFT_CENTER, def.label.get(Lang::De), regular(12.0), theme.text);
        for (column, (_, shown)) in COLUMNS.iter().enumerate() {
            let cell = Rect::from_min_size(pos2(LEFT + CELL.x * column as f32, top), CELL).shrink(2.0);
            let builder = UiBuilder::new().id_salt((def.kind, column)).max_rect(cell);
            let inner = &mut ui.new_child(builder);
            inner.painter().rect_filled(cell, 0, if theme.dark { theme.panel } else { Color32::WHITE });
            cell_ui(inner, cell, def, *shown, theme);
        }
    }
}

fn drawn(theme: &Theme) -> RgbImage {
    let ctx = Context::default();
    install_fonts(&ctx);
    let choice =
        if theme.dark { crate::editor::view::ThemeChoice::Dark } else { crate::editor::view::ThemeChoice::Light };
    crate::ui::theme::install(&ctx, choice);
    let mut raster = Raster::default();
    let mut shapes = Vec::new();
    // Fonts count from the second picture on.
    for frame in 0_u8..3 {
        let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, size()));
        let input = egui::RawInput { screen_rect, time: Some(f64::from(frame) + 1.0), ..egui::RawInput::default() };
        let mut output = ctx.run_ui(input, |ui| sheet_ui(ui, theme));
        raster.take(&mut output.textures_delta);
        shapes = std::mem::take(&mut output.shapes);
    }
    let [width, height]: [f32; 2] = size().into();
    raster.draw([width as u32, height as u32], &ctx.tessellate(shapes, 1.0))
}

/// How much of two pictures differs, as a part of all pixels: more than letters that are smoothed another way.
fn difference(one: &RgbImage, other: &RgbImage) -> f64 {
    if one.dimensions() != other.dimensions() {
        return 1.0;
    }
    let far = |a: &image::Rgb<u8>, b: &image::Rgb<u8>| a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > 24);
    let count = one.pixels().zip(other.pixels()).filter(|(a, b)| far(a, b)).count();
    count as f64 / f64::from(one.width() * one.height())
}

#[track_caller]
fn assert_as_it_was(name: &str, theme: &Theme) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/player/tests/sheets");
    let path = folder.join(name).with_extension("png");
    let now = drawn(theme);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        now.save(&path).unwrap();
    }
    let before = image::open(&path).unwrap_or_else(|err| panic!("{}: {err}", path.display())).to_rgb8();
    let part = difference(&before, &now);
    if part > 0.000_5 {
        let seen = std::env::temp_dir().join(format!("steckbrett-sheet-{name}.png"));
        now.save(&seen).unwrap();
        panic!("{:.3} % of {name} differs: compare {} with {}", part * 100.0, path.display(), seen.display());
    }
}

#[test]
fn every_control_in_every_state_looks_as_it_did_on_a_light_screen() {
    assert_as_it_was("light", &Theme::LIGHT);
}

#[test]
fn every_control_in_every_state_looks_as_it_did_on_a_dark_screen() {
    assert_as_it_was("dark", &Theme::DARK);
}

//! Controls: which of ours stands for which of theirs, and what it takes over.

use super::fields::Fields;
use super::follow::{followed, formatted, is_followed};
use super::look::{STYLES, color, first_number};
use super::{DataPart, Followed, Import, LeftOut};
use crate::model::binding::Binding;
use crate::model::control::Control;
use crate::model::item::Item;
use crate::model::place::Place;
use crate::model::property::Property;
use crate::model::value::Value;

/// What stands for a control of theirs.
pub(super) struct Twin {
    /// Its name there, without `Info` at the end.
    theirs: &'static str,
    /// The kind of ours.
    pub(super) kind: &'static str,
    /// Takes over its properties.
    pub(super) fill: fn(&mut Import<'_>, Fields<'_>, &mut Control),
    /// Whether it is another thing than there, so that somebody should look at it.
    pub(super) differs: bool,
}

const fn twin(theirs: &'static str, kind: &'static str, fill: fn(&mut Import<'_>, Fields<'_>, &mut Control)) -> Twin {
    Twin { theirs, kind, fill, differs: false }
}

const fn other(theirs: &'static str, kind: &'static str, fill: fn(&mut Import<'_>, Fields<'_>, &mut Control)) -> Twin {
    Twin { theirs, kind, fill, differs: true }
}

/// All that have one.
const TWINS: [Twin; 28] = [
    twin("TextBlock", "text", text),
    twin("Rectangle", "rectangle", rectangle),
    twin("Button", "button", button),
    twin("ButtonFlat", "button", button),
    twin("Image", "image", image),
    twin("Line", "line", line),
    twin("Ellipse", "ellipse", ellipse),
    twin("IconView", "icon", icon),
    twin("TextBox", "text_box", text_box),
    twin("SfLinearGauge", "bar", gauge),
    twin("LinearGauge", "bar", gauge),
    twin("SfCircularGauge", "gauge", gauge),
    twin("CircularGauge", "gauge", gauge),
    twin("ComboBox", "dropdown", dropdown),
    twin("TableGrid", "table", table),
    twin("SignalBlock", "lamp", lamp),
    twin("CheckBox", "checkbox", checkbox),
    other("RadioButton", "checkbox", checkbox),
    twin("ToggleSwitch", "toggle", toggle),
    twin("Slider", "slider", slider),
    twin("QRCode", "qr_code", qr_code),
    twin("SfDatePicker", "date_time", date),
    other("TextTicker", "text", text),
    twin("SfChart", "chart", chart),
    other("ListView2", "tiles", template),
    other("TileView2", "tiles", template),
    other("Tile", "tiles", template),
    other("TrianglePath", "triangle", triangle),
];

/// What stands for a control of this kind; `None` where nothing does.
pub(super) fn find(theirs: &str) -> Option<&'static Twin> {
    let theirs = theirs.trim_end_matches("Old");
    let theirs = theirs.strip_suffix("Info").unwrap_or(theirs);
    TWINS.iter().find(|twin| twin.theirs == theirs)
}

/// A name for what nobody has named.
pub(super) fn usual_name(theirs: &str) -> &str {
    let theirs = theirs.trim_end_matches("Old").trim_end_matches("Info");
    theirs.strip_prefix("Sf").unwrap_or(theirs).trim_end_matches('2')
}

/// Signs of ours for theirs, by their names.
const ICONS: [(&str, &str); 30] = [
    ("information", "info"),
    ("stopwatch2", "timer"),
    ("stopwatch", "timer"),
    ("check", "check"),
    ("ok", "circle-check"),
    ("error", "circle-alert"),
    ("message", "message-square"),
    ("sun", "sun"),
    ("pb_chart_line", "chart-line"),
    ("pb_chart_area", "chart-area"),
    ("pb_chart_column", "chart-column"),
    ("navigate left", "chevron-left"),
    ("navigate right", "chevron-right"),
    ("navigate plus", "plus"),
    ("navigate check", "check"),
    ("navigate cross", "x"),
    ("sign warning", "triangle-alert"),
    ("arrow left", "arrow-left"),
    ("arrow right", "arrow-right"),
    ("gearwheel", "settings"),
    ("clock", "clock"),
    ("user", "user"),
    ("worker", "hard-hat"),
    ("close", "x"),
    ("delete", "trash-2"),
    ("garbage can", "trash-2"),
    ("add", "plus"),
    ("pencil", "pencil"),
    ("funnel", "funnel"),
    ("location pin", "map-pin"),
];

fn set(control: &mut Control, key: &str, value: impl Into<Property>) {
    control.properties.insert(key.to_owned(), value.into());
}

fn set_color(control: &mut Control, key: &str, fields: Fields<'_>, from: &str, missing: &str) {
    let text = color(&fields.text(from)).unwrap_or_else(|| missing.to_owned());
    set(control, key, text.as_str());
}

fn set_number(control: &mut Control, key: &str, fields: Fields<'_>, from: &str, most: f64) {
    if let Some(number) = first_number(fields, from) {
        set(control, key, number.clamp(0.0, most));
    }
}

fn set_radius(control: &mut Control, fields: Fields<'_>) {
    set(control, "radius", first_number(fields, "CornerRadius").unwrap_or(0.0).clamp(0.0, 200.0));
}

impl Import<'_> {
    /// A field that holds a value of its own or follows one.
    fn set_followed(&mut self, control: &mut Control, key: &str, fields: Fields<'_>, from: &str) {
        let text = fields.text(from);
        if !is_followed(&text) {
            match fields.number(from).filter(|_| key != "text" && key != "selected" && key != "on") {
                Some(number) => set(control, key, number),
                None if key == "on" => set(control, key, fields.flag(from).unwrap_or(false)),
                None => set(control, key, text.as_str()),
            }
            return;
        }
        let Some(origin) = self.origin(&text) else {
            self.leave(Place::item(control.id), LeftOut::Binding(text));
            if key == "text" {
                set(control, key, "");
            }
            return;
        };
        let (mut binding, left) = formatted(Binding::to(origin), &fields.text("Format"));
        if key == "text" {
            binding.empty = Some(Value::from(""));
        }
        if let Some(left) = left {
            self.leave(Place::item(control.id), left);
        }
        set(control, key, binding);
    }

    /// The letters of a control.
    fn set_font(&self, control: &mut Control, fields: Fields<'_>, from: &str) {
        let name = fields.text(from).to_lowercase();
        if let Some((_, ours)) = STYLES.iter().find(|(theirs, _)| *theirs == name) {
            set(control, "text_style", *ours);
        } else if let Some(look) = self.style(&name) {
            let (size, bold, color) = (f64::from(look.size), look.bold, look.color.clone());
            set(control, "font_size", size);
            set(control, "text_color", color.as_str());
            if crate::language::property(&control.kind, "bold").is_some() {
                set(control, "bold", bold);
            }
        }
    }

    /// The titles of the columns of the rows that a field names.
    fn titles(&self, text: &str) -> Vec<String> {
        let name = text.trim().trim_matches(['{', '}']);
        let Some(DataPart::Rows { source, .. }) = self.data(name) else { return Vec::new() };
        let source = self.project.source(*source);
        source.map(|source| source.columns().iter().map(|column| column.title.to_owned()).collect()).unwrap_or_default()
    }

    /// The rows that a field names, such as `{List}`, and those of their columns that it asks for.
    fn set_source(&self, control: &mut Control, text: &str, wanted: &[String]) -> bool {
        let name = match followed(text) {
            Some(Followed::Whole(name) | Followed::Column(name, _) | Followed::Cell(name, ..)) => name,
            None => text.trim(),
        };
        let Some(DataPart::Rows { source, columns }) = self.data(name) else { return false };
        let found = wanted.iter().filter_map(|title| columns.get(&title.to_lowercase()));
        let mut list: Vec<Property> = Vec::new();
        for column in found {
            let column = Property::from(Item::from(*column));
            if !list.contains(&column) {
                list.push(column);
            }
        }
        let source = Property::from(Item::from(*source));
        control.properties.insert("source".to_owned(), source);
        if !list.is_empty() {
            control.properties.insert("columns".to_owned(), Property::List(list));
        }
        true
    }
}

fn text(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    let align = match fields.number("Align").map_or(0, |number| number as i64) {
        1 => "right",
        2 => "center",
        _ => "left",
    };
    import.set_font(control, fields, "Font");
    if let Some(Followed::Whole(name)) = followed(&fields.text("Text"))
        && let Some(DataPart::Clock(pattern)) = import.data(name)
    {
        let pattern = pattern.clone();
        "clock".clone_into(&mut control.kind);
        set(control, "pattern", pattern.as_str());
    } else {
        import.set_followed(control, "text", fields, "Text");
        set_color(control, "color", fields, "Background", "#00000000");
    }
    set(control, "align", align);
    if control.kind == "text" {
        let vertical = match (fields.number("VAlign").map_or(0, |number| number as i64), fields.text("VAlign").as_str())
        {
            (_, "Center") | (1, _) => "middle",
            (_, "Bottom") | (2, _) => "bottom",
            _ => "top",
        };
        set(control, "vertical", vertical);
    }
}

fn rectangle(_import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    set_color(control, "color", fields, "Background", "#00000000");
    set_color(control, "border_color", fields, "BorderBrush", "#00000000");
    set_number(control, "border", fields, "BorderSize", 50.0);
    set_radius(control, fields);
}

fn ellipse(_import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    set_color(control, "color", fields, "Fill", "#00000000");
    set_color(control, "border_color", fields, "BorderBrush", "#00000000");
    set_number(control, "border", fields, "BorderSize", 50.0);
}

fn triangle(_import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    set_color(control, "color", fields, "Fill", "#00000000");
}

fn button(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    import.set_followed(control, "text", fields, "Text");
    set_color(control, "color", fields, "Background", "#00000000");
    import.set_font(control, fields, "Font");
    set_radius(control, fields);
    set(control, "enabled", fields.flag("IsEnabled").unwrap_or(true));
    if !fields.text("IconName").is_empty() {
        set_icon(import, fields, control);
    } else if fields.get("IconResource").is_some() {
        import.leave(Place::item(control.id), LeftOut::ButtonImage);
    }
}

fn set_icon(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    let name = fields.text("IconName").to_lowercase();
    match ICONS.iter().find(|(theirs, _)| *theirs == name) {
        Some((_, ours)) => set(control, "icon", *ours),
        None => import.leave(Place::item(control.id), LeftOut::Icon(name)),
    }
}

/// A sign is a drawing in XAML, which becomes an image; only where it cannot, one of ours stands for it.
fn icon(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    if let Some(svg) = super::drawing::svg(&fields.text("MainIcon"), color(&fields.text("PrimaryColor")).as_deref()) {
        let name = fields.text("IconName");
        if let Some(name) = import.drawing(if name.is_empty() { "icon" } else { &name }, svg) {
            "image".clone_into(&mut control.kind);
            set(control, "file", name.as_str());
            return;
        }
    }
    set_color(control, "color", fields, "PrimaryColor", "text");
    set(control, "icon", "shapes");
    set_icon(import, fields, control);
}

fn image(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    let path = import.resource(fields, "Resource");
    match path.as_ref().and_then(|path| import.picture(path)) {
        Some(name) => set(control, "file", name.as_str()),
        None => import.leave(Place::item(control.id), LeftOut::Image(path.unwrap_or_default())),
    }
    if let Some(opacity) = fields.number("ImageOpacity") {
        set(control, "opacity", opacity.clamp(0.0, 100.0));
    }
    let fit = if fields.flag("ImageStretch") == Some(true) { "stretch" } else { "contain" };
    set(control, "fit", fit);
    set_radius(control, fields);
}

fn line(_import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    set_color(control, "color", fields, "LineBrush", "#00000000");
    set(control, "width", fields.number("LineSize").unwrap_or(1.0).clamp(0.5, 60.0));
    set(control, "course", if control.area.w >= control.area.h { "across" } else { "down" });
}

fn text_box(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    import.set_followed(control, "text", fields, "Text");
    set(control, "placeholder", "");
    set(control, "multiline", fields.flag("Multiline").unwrap_or(false));
    set(control, "numeric", fields.number("InputType") == Some(1.0));
    set_color(control, "color", fields, "InnerBackground", "#00000000");
    set_color(control, "border_color", fields, "BorderBrush", "#00000000");
    set_radius(control, fields);
    set(control, "enabled", fields.flag("IsEnabled").unwrap_or(true));
    import.set_font(control, fields, "Font");
    if fields.flag("DataValidation") == Some(true) {
        import.leave(Place::item(control.id), LeftOut::Validation);
    }
}

fn gauge(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    for (key, from) in [("value", "Value"), ("min", "Minimum"), ("max", "Maximum")] {
        import.set_followed(control, key, fields, from);
    }
    let fill = if fields.get("FilledBarBrush").is_some() { "FilledBarBrush" } else { "TrailBrush" };
    set_color(control, "color", fields, fill, "primary");
    set(control, "text", "");
    set(control, "unit", fields.text("Unit").as_str());
    import.set_font(control, fields, "ValueFont");
    if control.kind == "bar" {
        set(control, "direction", if control.area.w >= control.area.h { "right" } else { "up" });
    } else {
        let sweep = fields.number("SweepGaugeAngle").unwrap_or(270.0);
        let form = if sweep > 340.0 {
            "ring"
        } else if sweep < 200.0 {
            "half"
        } else {
            "wide"
        };
        set(control, "form", form);
    }
}

fn slider(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    for (key, from) in [("value", "Value"), ("min", "Minimum"), ("max", "Maximum")] {
        import.set_followed(control, key, fields, from);
    }
    if let Some(step) = fields.number("TickFrequency").filter(|_| fields.flag("IsSnapToTickEnabled") == Some(true)) {
        set(control, "step", step.max(0.0));
    }
    set_color(control, "color", fields, "FilledBarColor", "primary");
    set(control, "enabled", fields.flag("IsEnabled").unwrap_or(true));
    import.set_font(control, fields, "ValueFont");
}

fn dropdown(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    set(control, "options", Property::List(Vec::new()));
    import.set_followed(control, "options", fields, "Source");
    import.set_followed(control, "selected", fields, "SelectedValue");
    set_color(control, "color", fields, "InnerBackground", "surface");
    set_color(control, "border_color", fields, "BorderBrush", "line");
    import.set_font(control, fields, "Font");
}

fn table(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    // The columns are JSON in a text.
    let columns: serde_json::Value = serde_json::from_str(&fields.text("Columns")).unwrap_or_default();
    let columns: Vec<String> = columns
        .as_array()
        .map_or(&[][..], Vec::as_slice)
        .iter()
        .map(Fields)
        .map(|column| column.text("DataElementName"))
        .collect();
    let text = fields.text("Source");
    if !import.set_source(control, &text, &columns) {
        import.leave(Place::item(control.id), LeftOut::Binding(text));
    }
    let ground = color(&fields.text("BodyBackground")).filter(|color| !color.ends_with("00") || color.len() == 7);
    let ground = ground.or_else(|| color(&fields.text("Background"))).unwrap_or_else(|| "#00000000".to_owned());
    set(control, "color", ground.as_str());
    import.set_font(control, fields, "BodyFont");
    // The ground of the header is not there, so neither is the colour that is read on it.
    if let Some(look) = import.style(&fields.text("BodyFont")) {
        let color = look.color.clone();
        set(control, "header_color", color.as_str());
    }
    set_radius(control, fields);
}

/// A list whose rows are drawn by a template: tiles with the columns that the template shows, from the top.
fn template(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    let template = fields.part("Template");
    let mut shown: Vec<(f64, String)> = Vec::new();
    for part in template.list("Controls") {
        for text in [part.text("Text"), part.text("Value")] {
            if let Some(Followed::Cell(_, _, column) | Followed::Column(_, column)) = followed(&text) {
                let size = import.style(&part.text("Font")).map_or(0.0, |look| f64::from(look.size));
                shown.push((size, column.to_owned()));
            }
        }
    }
    let text = fields.text("Source");
    if !import.set_source(control, &text, &[]) {
        import.leave(Place::item(control.id), LeftOut::Binding(text.clone()));
    }
    if shown.is_empty() {
        shown = import.titles(&text).into_iter().take(3).map(|title| (0.0, title)).collect();
    }
    let side =
        |key: &str, usual: f32| template.number(key).filter(|side| *side > 1.0).unwrap_or_else(|| f64::from(usual));
    let height = side("Height", 130.0).clamp(30.0, 4000.0);
    let hole = |column: &str| format!("#[{column}]#");
    // The largest letters are what people look for; in a low tile there is room for a line only.
    let largest = (0..shown.len()).rev().max_by(|a, b| shown[*a].0.total_cmp(&shown[*b].0)).filter(|_| height >= 90.0);
    let value = largest.map(|at| hole(&shown.remove(at).1)).unwrap_or_default();
    let mut columns = shown.iter().map(|(_, column)| hole(column));
    let title = if height < 90.0 { String::new() } else { columns.next().unwrap_or_default() };
    let rest = columns.collect::<Vec<_>>().join(" · ");
    let (value, note) = if value.is_empty() { (rest, String::new()) } else { (value, rest) };
    if height < 90.0 {
        set(control, "font_size", (height * 0.36).clamp(8.0, 28.0));
    }
    set(control, "each", "row");
    for (key, text) in [("title", title), ("value", value), ("note", note)] {
        set(control, key, text.as_str());
    }
    let side =
        |key: &str, usual: f32| template.number(key).filter(|side| *side > 1.0).unwrap_or_else(|| f64::from(usual));
    set(control, "tile_width", side("Width", control.area.w).clamp(40.0, 4000.0));
    set(control, "tile_height", height);
    let gap = ["ColumnGap", "CellGap"].iter().find_map(|key| first_number(fields, key)).unwrap_or(8.0);
    set(control, "gap", gap.clamp(0.0, 200.0));
    set_color(control, "color", template, "Background", "#00000000");
    if let Some(look) = import.style("default") {
        let color = look.color.clone();
        set(control, "text_color", color.as_str());
        set(control, "quiet_color", color.as_str());
    }
}

fn chart(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    let mut wanted = Vec::new();
    let (mut source, mut kind) = (String::new(), String::new());
    for (index, series) in fields.list("Series").enumerate() {
        if index == 0 {
            (source, kind) = (series.text("Source"), series.text("SeriesTypeName"));
            wanted.push(series.text("XBindingPath"));
        }
        wanted.push(series.text("YBindingPath"));
        let key = if index == 0 { "color".to_owned() } else { format!("color{}", index + 1) };
        if index < 6
            && let Some(color) = series.text("CustomColors").split('|').next().and_then(color)
        {
            set(control, &key, color.as_str());
        }
    }
    if !import.set_source(control, &source, &wanted) {
        import.leave(Place::item(control.id), LeftOut::Binding(source));
    }
    let is = |word: &str| kind.contains(word);
    let form = if is("Doughnut") {
        "ring"
    } else if is("Pie") {
        "pie"
    } else if is("Bar") {
        "bars"
    } else {
        "columns"
    };
    set(control, "form", form);
    if is("Line") || is("Area") || is("Stack") || is("Scatter") || is("Step") {
        import.leave(Place::item(control.id), LeftOut::ChartForm(kind.replace("SfChart", "").replace("Series", "")));
    }
    import.set_font(control, fields, "Font");
}

fn lamp(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    set(control, "text", "");
    let signals = fields.text("Signals");
    let Some(first) = signals.split('|').find(|signal| !signal.trim().is_empty()) else { return };
    import.lamp_signal(control, &fields.text("Value"), first);
}

impl Import<'_> {
    /// A lamp of a stack: `#FF00AA00$Off$N;EQ;5;On~N;LT;0;Blink`, its colour, what it is at first, and when it is what.
    pub(super) fn lamp_signal(&mut self, control: &mut Control, value: &str, signal: &str) {
        let mut parts = signal.split('$');
        if let Some(color) = parts.next().and_then(color) {
            set(control, "color", color.as_str());
        }
        let state = |word: &str| match word.trim() {
            "On" => "on",
            "Blink" => "blink",
            _ => "off",
        };
        let usual = state(parts.next().unwrap_or_default());
        set(control, "state", usual);
        let Some(origin) = self.origin(value) else {
            if is_followed(value) {
                self.leave(Place::item(control.id), LeftOut::Binding(value.to_owned()));
            }
            return;
        };
        let mut binding = Binding::to(origin);
        binding.otherwise = Some(Value::from(usual));
        for rule in parts.next().unwrap_or_default().split('~').filter(|rule| !rule.is_empty()) {
            let words: Vec<&str> = rule.split(';').collect();
            match words[..] {
                [_, "EQ", right, then] => binding.table.push((right.to_owned(), Value::from(state(then)))),
                _ => self.leave(Place::item(control.id), LeftOut::Rule(rule.to_owned())),
            }
        }
        set(control, "state", binding);
    }
}

fn checkbox(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    import.set_followed(control, "on", fields, "IsChecked");
    import.set_followed(control, "text", fields, "Text");
    set_color(control, "color", fields, "PrimaryColor", "primary");
    set(control, "enabled", fields.flag("IsEnabled").unwrap_or(true));
    import.set_font(control, fields, "Font");
}

fn toggle(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    import.set_followed(control, "on", fields, "IsOn");
    let from = if fields.text("OnContent").is_empty() { "Text" } else { "OnContent" };
    import.set_followed(control, "text", fields, from);
    set_color(control, "color", fields, "OnBackgroundBrush", "good");
    set_color(control, "off_color", fields, "OffBackgroundBrush", "line");
    set(control, "enabled", fields.flag("IsEnabled").unwrap_or(true));
    import.set_font(control, fields, "Font");
}

fn qr_code(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    import.set_followed(control, "text", fields, "Value");
    set_color(control, "color", fields, "Color", "#000000");
}

fn date(import: &mut Import<'_>, fields: Fields<'_>, control: &mut Control) {
    import.set_followed(control, "value", fields, "Value");
    import.set_font(control, fields, "Font");
}

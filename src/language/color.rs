//! Which colours a project uses, and where.

use super::block::Holds;
use super::{control, property};
use crate::i18n::{Text, t};
use crate::model::item::Item;
use crate::model::looks::{STYLE_KEY, STYLED, TEXT_STYLES};
use crate::model::project::Project;
use crate::player::looks::STYLE_NAMES;

/// The colours that a project uses as digits, those of screens first, each once; not more than a picker has room for.
pub fn colors(project: &Project) -> Vec<String> {
    const MOST: usize = 24;
    let mut colors: Vec<String> = Vec::new();
    let backgrounds = project.screens.iter().map(|screen| screen.background.clone());
    let controls = project.screens.iter().flat_map(|screen| &screen.controls).flat_map(|control| {
        let properties = control.properties.iter().filter_map(|(key, value)| Some((key, value.literal()?)));
        let by_rules = control.rules.iter().flat_map(|rule| &rule.set);
        let colors = properties
            .chain(by_rules)
            .filter(|(key, _)| property(&control.kind, key).is_some_and(|def| def.holds == Holds::Color));
        colors.map(|(_, value)| value.to_text())
    });
    for color in backgrounds.chain(controls).map(|color| color.trim().to_lowercase()) {
        if colors.len() < MOST && color.starts_with('#') && !colors.contains(&color) {
            colors.push(color);
        }
    }
    colors
}

/// A place where a colour of the project is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColorUse {
    /// The control or screen; `None` for a text style.
    pub item: Option<Item>,
    /// What of it has the colour.
    pub label: Text,
}

/// Where a colour of the project is used: in screens, in properties of controls that refer to it or have it as what is
/// usual, in rules, in text styles.
pub fn color_uses(project: &Project, key: &str) -> Vec<ColorUse> {
    let mut uses = Vec::new();
    for (style, label) in TEXT_STYLES.iter().zip(STYLE_NAMES) {
        if project.looks.style(style.key).is_some_and(|look| look.color == key) {
            uses.push(ColorUse { item: None, label });
        }
    }
    for screen in &project.screens {
        if screen.background.trim() == key {
            uses.push(ColorUse { item: Some(screen.id.into()), label: t("Hintergrund", "Background") });
        }
        for each in &screen.controls {
            let rows = control(&each.kind).map_or(&[][..], |def| def.properties);
            let has_style = each.properties.contains_key(STYLE_KEY);
            for def in rows.iter().filter(|def| def.holds == Holds::Color) {
                let set = each.properties.get(def.key);
                let is_usual = set.is_none() && !(has_style && STYLED.contains(&def.key));
                let usual = || def.default.value(crate::i18n::Lang::De).filter(|_| is_usual);
                let own = set.and_then(|set| set.literal().cloned()).or_else(usual);
                let by_rules = each.rules.iter().filter_map(|rule| rule.set.get(def.key).cloned());
                if own.into_iter().chain(by_rules).any(|value| value.as_text().is_some_and(|text| text.trim() == key)) {
                    uses.push(ColorUse { item: Some(each.id.into()), label: def.label });
                }
            }
        }
    }
    uses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use crate::language::new_control;
    use crate::model::edit::{Edit, apply};
    use crate::model::id::ScreenId;

    #[test]
    fn the_uses_of_a_colour_are_what_changes_with_it() {
        let mut project = Project::new("Halle", "Start", "Lokaler Broker");
        let button = new_control(control("button").unwrap(), Lang::De);
        apply(&mut project, &Edit::AddControls(ScreenId(1), vec![button])).unwrap();
        let id = project.screens[0].controls[0].id;
        let at = |uses: &[ColorUse]| uses.iter().filter_map(|found| found.item.clone()).collect::<Vec<_>>();
        assert_eq!(at(&color_uses(&project, "accent")), [id.into()]);
        assert_eq!(at(&color_uses(&project, "background")), [ScreenId(1).into()]);
        let set = Edit::SetProperty(vec![id], "color".to_owned(), Some("#102030".into()));
        apply(&mut project, &set).unwrap();
        assert_eq!(at(&color_uses(&project, "accent")), []);
        assert_eq!(colors(&project), ["#102030"]);
        assert_eq!(color_uses(&project, "muted")[0].label.en, "Caption");
    }
}

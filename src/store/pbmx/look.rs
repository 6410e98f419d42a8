//! Colours, corners, letters.

use super::fields::Fields;
use crate::model::fit::{GradientWay, GroundGradient};
use crate::model::looks::{ProjectLooks, TextLook};

/// Names that colours have beside their digits.
const NAMES: [(&str, &str); 22] = [
    ("aliceblue", "#f0f8ff"),
    ("black", "#000000"),
    ("blue", "#0000ff"),
    ("crimson", "#dc143c"),
    ("darkgray", "#a9a9a9"),
    ("dimgray", "#696969"),
    ("dodgerblue", "#1e90ff"),
    ("gold", "#ffd700"),
    ("gray", "#808080"),
    ("green", "#008000"),
    ("lightblue", "#add8e6"),
    ("lightgray", "#d3d3d3"),
    ("lime", "#00ff00"),
    ("orange", "#ffa500"),
    ("orangered", "#ff4500"),
    ("red", "#ff0000"),
    ("silver", "#c0c0c0"),
    ("steelblue", "#4682b4"),
    ("transparent", "#00000000"),
    ("white", "#ffffff"),
    ("whitesmoke", "#f5f5f5"),
    ("yellow", "#ffff00"),
];

/// Our letters are wider than theirs, and what fitted a line shall fit it here.
const NARROWER: f32 = 0.93;

/// Their text styles that have one of ours.
pub(super) const STYLES: [(&str, &str); 6] = [
    ("header1", "title"),
    ("header2", "heading"),
    ("default", "body"),
    ("small", "caption"),
    ("extralarge", "figure"),
    ("button", "emphasis"),
];

/// A colour as our files have it; theirs have the opacity in front. Of a gradient it is the first one.
pub(super) fn color(text: &str) -> Option<String> {
    let text = text.trim();
    if text.contains('|') {
        return stops(text).first().cloned();
    }
    if let Some((_, digits)) = NAMES.iter().find(|(name, _)| text.eq_ignore_ascii_case(name)) {
        return Some((*digits).to_owned());
    }
    let digits = text.strip_prefix('#')?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let digits = digits.to_ascii_lowercase();
    match (digits.len(), digits.split_at_checked(2)) {
        (6, _) => Some(format!("#{digits}")),
        (8, Some(("ff", rgb))) => Some(format!("#{rgb}")),
        (8, Some((alpha, rgb))) => Some(format!("#{rgb}{alpha}")),
        _ => None,
    }
}

/// The colours of a gradient: `x1,y1|x2,y2|0,#FF112233|1,#FF445566`, perhaps with an opacity at the end.
fn stops(text: &str) -> Vec<String> {
    let stops = text.split('|').skip(2).filter_map(|stop| stop.split_once(','));
    stops.filter_map(|(_, digits)| color(digits)).collect()
}

/// The ground of a screen: its colour, and the one that it runs into.
pub(super) fn ground(text: &str) -> (Option<String>, Option<GroundGradient>) {
    let stops = stops(text);
    let (Some(first), Some(last)) = (stops.first(), stops.last()) else { return (color(text), None) };
    let point = |index: usize| {
        let (x, y) = text.split('|').nth(index)?.split_once(',')?;
        Some((x.trim().parse::<f32>().ok()?, y.trim().parse::<f32>().ok()?))
    };
    let (from, to) = (point(0).unwrap_or((0.0, 0.0)), point(1).unwrap_or((0.0, 1.0)));
    let (across, down) = ((to.0 - from.0).abs(), (to.1 - from.1).abs());
    let toward = match (across > 0.3, down > 0.3) {
        (true, true) => GradientWay::Corner,
        (true, false) => GradientWay::Right,
        (false, _) => GradientWay::Down,
    };
    (Some(first.clone()), Some(GroundGradient { to: last.clone(), toward }))
}

/// The first of up to four numbers: `"20,20,20,20"`, `20`, `"0"`.
pub(super) fn first_number(fields: Fields<'_>, key: &str) -> Option<f64> {
    fields.number(key).or_else(|| fields.text(key).split(',').next()?.trim().parse().ok())
}

/// The text styles of a project by name, in lower case.
pub(super) fn styles(model: Fields<'_>) -> Vec<(String, TextLook)> {
    let look = |style: Fields<'_>| {
        let setter = |name: &str| {
            let found = style.list("Setters").find(|setter| setter.text("Property") == name);
            found.map(|setter| setter.text("Value")).unwrap_or_default()
        };
        let size = setter("FontSize").trim().parse().unwrap_or(28.0) * NARROWER;
        let bold = matches!(setter("FontWeight").as_str(), "Bold" | "SemiBold");
        let color = color(&setter("Foreground")).unwrap_or_else(|| "text".to_owned());
        (style.text("Name").to_lowercase(), TextLook { size: f32::clamp(size, 6.0, 200.0), bold, color })
    };
    model.list("Styles").map(look).collect()
}

/// Those of the styles that have one of ours, as that one.
pub(super) fn looks(styles: &[(String, TextLook)]) -> ProjectLooks {
    let ours = STYLES.iter().filter_map(|(theirs, ours)| {
        let (_, look) = styles.iter().find(|(name, _)| name == theirs)?;
        Some(((*ours).to_owned(), look.clone()))
    });
    ProjectLooks { styles: ours.collect(), ..ProjectLooks::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_their_opacity_behind() {
        assert_eq!(color("#FF327788").as_deref(), Some("#327788"));
        assert_eq!(color("#80327788").as_deref(), Some("#32778880"));
        assert_eq!(color("#327788").as_deref(), Some("#327788"));
        assert_eq!(color("DimGray").as_deref(), Some("#696969"));
        assert_eq!((color("#12"), color("{Farbe}"), color("")), (None, None, None));
        assert_eq!(color("0,0|1,0|0,#FF112233|1,#FF445566").as_deref(), Some("#112233"));
    }

    #[test]
    fn a_gradient_is_a_ground_that_runs_into_another() {
        let (first, run) = ground("0,0|0,1|0,#FF112233|1,#FF445566|o:1");
        assert_eq!(first.as_deref(), Some("#112233"));
        assert_eq!(run, Some(GroundGradient { to: "#445566".to_owned(), toward: GradientWay::Down }));
        assert_eq!(ground("White"), (Some("#ffffff".to_owned()), None));
        assert_eq!(ground(""), (None, None));
    }
}

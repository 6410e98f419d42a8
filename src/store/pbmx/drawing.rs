//! Signs that are drawn in XAML, as SVG: the paths in it have the same letters for the same strokes.

use std::fmt::Write as _;

use super::look::color;

/// Most bytes of a drawing; the largest seen has 40 kB.
const MOST_BYTES: usize = 512 * 1024;

/// The drawing as SVG; `tint` is the colour of strokes that have none. `None` where nothing of it is a path.
pub(super) fn svg(xaml: &str, tint: Option<&str>) -> Option<String> {
    if xaml.trim().is_empty() || xaml.len() > MOST_BYTES {
        return None;
    }
    let options = roxmltree::ParsingOptions { nodes_limit: 5_000, ..roxmltree::ParsingOptions::default() };
    let document = roxmltree::Document::parse_with_options(xaml, options).ok()?;
    let number = |node: roxmltree::Node<'_, '_>, key: &str| {
        node.attribute(key).and_then(|text: &str| text.trim().parse::<f64>().ok()).filter(|side| *side > 0.0)
    };
    let canvas =
        document.descendants().find(|node| number(*node, "Width").is_some() && node.tag_name().name() == "Canvas");
    let size =
        canvas.and_then(|node| Some((number(node, "Width")?, number(node, "Height")?))).unwrap_or((10_240.0, 10_240.0));
    let mut out = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\">", size.0, size.1);
    let mut any = false;
    for node in document.descendants().filter(|node| node.tag_name().name() == "Path") {
        let Some(data) = node.attribute("Data") else { continue };
        // `F0` and `F1` in front say how holes are filled, which SVG says beside the path.
        let data = data.trim();
        let (rule, data) = match (data.strip_prefix("F1"), data.strip_prefix("F0")) {
            (Some(rest), _) => ("nonzero", rest),
            (None, Some(rest)) => ("evenodd", rest),
            (None, None) => ("evenodd", data),
        };
        if !data.chars().all(|c| c.is_ascii_alphanumeric() || c.is_whitespace() || matches!(c, '.' | ',' | '-' | '+')) {
            continue;
        }
        let fill = node.attribute("Fill").and_then(color).or_else(|| tint.map(str::to_owned));
        let fill = fill.unwrap_or_else(|| "#000000".to_owned());
        let (rgb, alpha) = fill.split_at_checked(7).unwrap_or((&fill, ""));
        let opacity = u8::from_str_radix(alpha, 16).map_or(1.0, |alpha| f64::from(alpha) / 255.0);
        // Writing to a text cannot fail.
        let _written =
            write!(out, "<path fill=\"{rgb}\" fill-opacity=\"{opacity:.3}\" fill-rule=\"{rule}\" d=\"{data}\"/>");
        any = true;
    }
    out.push_str("</svg>");
    any.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_paths() {
        let xaml = r##"<Viewbox xmlns="x"><Canvas Width="100" Height="50"><Path Fill="#80FF0000" Data="F1 M0 0l10,10z"/>
            <Path Data="M1 1h5"/><Path Data="&quot;&gt;&lt;script"/></Canvas></Viewbox>"##;
        let svg = svg(xaml, Some("#123456")).unwrap();
        assert_eq!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 50\">\
             <path fill=\"#ff0000\" fill-opacity=\"0.502\" fill-rule=\"nonzero\" d=\" M0 0l10,10z\"/>\
             <path fill=\"#123456\" fill-opacity=\"1.000\" fill-rule=\"evenodd\" d=\"M1 1h5\"/></svg>"
        );
        assert_eq!(super::svg("<Viewbox/>", None), None);
        assert_eq!(super::svg("<", None), None);
    }
}

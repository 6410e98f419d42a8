//! What a control shows, in words: what a screen reader is told, without a window.

use super::controls::class;
use super::paint::{Look, Tables};
use super::picture::Images;
use super::property::{Properties, Values};
use crate::i18n::Lang;
use crate::model::control::Control;
use crate::model::project::Project;
use crate::model::trace::Traces;
use crate::model::value::Value;

/// What a control shows, in words; where it is one that is on or off, that.
pub fn told(
    project: &Project,
    control: &Control,
    (properties, tables): (&Properties, &Tables),
    lang: Lang,
) -> Option<Value> {
    let values = Values::running(project, control, properties);
    let (images, traces) = (Images::default(), Traces::new());
    let look = Look { values, tables, images: &images, traces: &traces, outages: &[], lang };
    let info = (class(&control.kind).describe)(&look);
    let text = info.current_text_value.filter(|text| !text.is_empty()).map(Value::Text);
    text.or_else(|| info.selected.map(Value::Bool)).or_else(|| info.value.map(Value::Number))
}

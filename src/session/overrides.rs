//! What a start changes about a project without touching its file. Plain data; whoever starts the app makes it.

use super::specs::Redirect;
use crate::i18n::LanguageWish;
use crate::model::id::VariableId;
use crate::model::value::Value;

/// What a start changes about a project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// Connections that go elsewhere.
    pub redirects: Vec<Redirect>,
    /// Values of variables at the start.
    pub variables: Vec<(VariableId, Value)>,
    /// Which language the app shall speak, where it has several.
    pub language: LanguageWish,
}

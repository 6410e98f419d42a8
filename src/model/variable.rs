//! Variables of the app.

use serde::{Deserialize, Serialize};

use super::id::VariableId;
use super::indexed::Findable;
use super::types::Ty;
use super::value::Value;

impl Findable for Variable {
    type Id = VariableId;

    fn id(&self) -> VariableId {
        self.id
    }

    fn script_name(&self) -> &str {
        &self.ident
    }
}

/// A variable: lives as long as the app runs, shared by all handlers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// What blocks refer to.
    pub id: VariableId,
    /// What people see; unique in the project.
    pub name: String,
    /// Its name in scripts, `data.<ident>`; fixed when the variable is made.
    pub ident: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: Ty,
    /// Its value when the app starts.
    pub initial: Value,
}

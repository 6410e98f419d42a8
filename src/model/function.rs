//! Functions of the app: blocks or Lua with a name of its own, values that go in, and perhaps one that comes out.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::handler::Handler;
use super::id::FunctionId;
use super::indexed::Findable;
use super::names::TakenNames;
use super::types::Ty;

/// Key of the trigger of a function: it is called.
pub const CALLED: &str = "called";

/// Most values that go into one.
pub const MOST_PARAMETERS: usize = 20;

/// A function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// What blocks refer to.
    pub id: FunctionId,
    /// What people see; unique in the project.
    pub name: String,
    /// Its name in scripts, `functions.<ident>`.
    pub ident: String,
    /// What goes in, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// The highest number that a parameter of it had: none is given twice.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub last_parameter: u32,
    /// The type of what comes out; `None` for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gives: Option<Ty>,
    /// What happens when it is called, by trigger: there is one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub handlers: BTreeMap<String, Arc<Handler>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A value that goes into a function; inside of it scripts find it as a local variable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// What blocks know it by, unique in the function; 0 for one that has none yet.
    pub id: u32,
    /// What people see; unique in the function.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: Ty,
}

impl Function {
    /// The parameter that blocks know by this number.
    pub fn parameter(&self, id: u32) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.id == id)
    }

    /// Gives new parameters a number that none had, and all of them names of their own.
    pub fn settle_parameters(&mut self) {
        let mut names = TakenNames::new(std::iter::empty());
        let mut last = self.parameters.iter().map(|parameter| parameter.id).max().unwrap_or(0).max(self.last_parameter);
        let mut known = std::collections::BTreeSet::new();
        for parameter in &mut self.parameters {
            parameter.name = names.take(parameter.name.trim());
            if parameter.id == 0 || !known.insert(parameter.id) {
                last += 1;
                parameter.id = last;
            }
        }
        self.last_parameter = last;
    }
}

impl Findable for Function {
    type Id = FunctionId;

    fn id(&self) -> FunctionId {
        self.id
    }

    fn script_name(&self) -> &str {
        &self.ident
    }
}

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
            let name = parameter.name.trim();
            // A number behind nothing would be a name that begins with a space, which the next time goes.
            parameter.name = names.take(if name.is_empty() { "x" } else { name });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::types::Ty;

    #[test]
    fn settled_parameters_stay_as_they_are() {
        let parameter = |name: &str| Parameter { id: 0, name: name.to_owned(), ty: Ty::Text };
        let mut function = Function {
            id: FunctionId(1),
            name: "F".to_owned(),
            ident: "f".to_owned(),
            parameters: ["", " ", "a ", "a", "x"].map(parameter).into(),
            last_parameter: 0,
            gives: None,
            handlers: BTreeMap::new(),
        };
        function.settle_parameters();
        let settled = function.clone();
        function.settle_parameters();
        assert_eq!(function, settled);
        assert_eq!(
            settled.parameters.iter().map(|each| each.name.as_str()).collect::<Vec<_>>(),
            ["x", "x 2", "a", "a 2", "x 3"]
        );
    }
}

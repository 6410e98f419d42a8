//! What a running app asks the person in front of it, and what comes back. Plain data.

use super::value::Value;

/// Something that a handler asks; it waits until that is answered.
#[derive(Clone, Debug, PartialEq)]
pub struct AppDialog {
    /// Counts up within one run.
    pub number: u64,
    /// What stands above the text; may be empty.
    pub title: String,
    /// What is told or asked.
    pub text: String,
    /// What can be answered.
    pub form: DialogForm,
    /// Whether the handler asks over and over, so that whoever is asked may end it.
    pub insists: bool,
}

impl AppDialog {
    /// What it holds, in bytes.
    pub fn bytes(&self) -> usize {
        let of_form = match &self.form {
            DialogForm::Message { done } => done.len(),
            DialogForm::Confirm { yes, no } => yes.len() + no.len(),
            DialogForm::Choose { choices } => choices.iter().map(String::len).sum(),
            DialogForm::Text { given, hint } => given.len() + hint.len(),
            DialogForm::Number { .. } => 0,
        };
        self.title.len() + self.text.len() + of_form
    }
}

/// What can be answered in a dialog. Words of buttons are empty where the script has none of its own.
#[derive(Clone, Debug, PartialEq)]
pub enum DialogForm {
    /// Nothing: it is read.
    Message {
        /// On the button.
        done: String,
    },
    /// Yes or no.
    Confirm {
        /// On the button for yes.
        yes: String,
        /// On the button for no.
        no: String,
    },
    /// One of these.
    Choose {
        /// In their order.
        choices: Vec<String>,
    },
    /// A text.
    Text {
        /// What stands in the field at first.
        given: String,
        /// What stands in it while it is empty.
        hint: String,
    },
    /// A number.
    Number {
        /// What stands in the field at first.
        given: Option<f64>,
        /// The smallest that is taken.
        min: Option<f64>,
        /// The largest that is taken.
        max: Option<f64>,
    },
}

/// How a dialog ends.
#[derive(Clone, Debug, PartialEq)]
pub enum DialogAnswer {
    /// By this: a text, a number, or yes or no.
    Given(Value),
    /// By nothing: somebody has closed it, its time was over, or nobody is there.
    Cancelled,
    /// Nobody wants to be asked any more: the handler ends as well.
    Ended,
}

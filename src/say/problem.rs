//! What the rules for topics and wires say, where they refuse something at once. Problems know their own words.

use crate::i18n::Lang;
use crate::language::checks::{bad_topic, bad_wire};
use crate::model::blocks::check::WireRefusal;
use crate::model::topic::TopicError;

/// Which rule a topic breaks.
pub fn topic_error(error: &TopicError, lang: Lang) -> String {
    bad_topic::rule(error).get(lang).to_owned()
}

/// Why a block may not be attached somewhere.
pub fn wire_refusal(refusal: &WireRefusal, lang: Lang) -> String {
    bad_wire::refusal(refusal).get(lang).to_owned()
}

//! What a source receives while it is being filled in: checked, and made into its settings.
//!
//! Pure; the fields themselves are in [`super::receiving`].

use std::collections::BTreeMap;

use crate::i18n::{Lang, t};
use crate::model::id::ColumnId;
use crate::model::source::path::ValuePlace;
use crate::model::source::{
    ColumnType, MOST_MIB, MOST_ROWS, MessageKind, PayloadForm, Runs, Source, Subscription, USUAL_MIB, setting,
};
use crate::model::topic::{TopicFilter, disjoint};
use crate::model::value::Value;
use crate::say;

/// Titles that every row has already.
const TAKEN: &[&str] = &["zeit", "time", "topic", "nachricht", "message", "retained", "qos", "at_ms"];

/// One subscription in the fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RowDraft {
    pub(super) title: String,
    pub(super) filter: String,
    pub(super) path: String,
    pub(super) ty: ColumnType,
    /// `None` takes that of the source.
    pub(super) qos: Option<u8>,
    /// The column that it fills: what refers to it follows a new title.
    column: Option<ColumnId>,
    /// Settings that this dialog does not show; they survive.
    other: BTreeMap<String, Value>,
}

/// Everything about receiving in the fields.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Receiving {
    /// At least one, maybe empty.
    pub(super) rows: Vec<RowDraft>,
    pub(super) kind: MessageKind,
    pub(super) runs: Runs,
    pub(super) payload: PayloadForm,
    pub(super) enabled: bool,
    /// The quality of service of the source, for rows without one of their own.
    pub(super) qos: u8,
    /// How many rows are kept, as typed; empty is the usual.
    pub(super) most: String,
    /// How many MiB they hold, likewise.
    pub(super) mib: String,
    /// Whether what is seldom needed is shown.
    pub(super) more: bool,
}

/// A field of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReceivingPart {
    Title,
    Filter,
    Path,
}

impl Default for Receiving {
    fn default() -> Self {
        Self {
            rows: vec![RowDraft::default()],
            kind: MessageKind::All,
            runs: Runs::Every,
            payload: PayloadForm::Text,
            enabled: true,
            qos: 1,
            most: MessageKind::All.usual_rows().to_string(),
            mib: USUAL_MIB.to_string(),
            more: false,
        }
    }
}

impl RowDraft {
    fn of(subscription: &Subscription) -> Self {
        let mut other = subscription.settings.clone();
        for key in [setting::PATH, setting::TYPE, setting::QOS] {
            other.remove(key);
        }
        Self {
            title: subscription.title.clone(),
            filter: subscription.filter.clone(),
            path: subscription.path().to_owned(),
            ty: subscription.ty(),
            qos: subscription.qos(),
            column: subscription.column,
            other,
        }
    }

    fn is_blank(&self) -> bool {
        [&self.title, &self.filter, &self.path].iter().all(|text| text.trim().is_empty())
    }

    /// Whether it is a topic filter and nothing else.
    fn is_plain(&self) -> bool {
        let untitled = self.title.trim().is_empty() && self.path.trim().is_empty();
        untitled && self.ty == ColumnType::Automatic && self.qos.is_none() && self.other.is_empty()
    }

    pub(super) fn subscription(&self) -> Subscription {
        let mut out = Subscription::column(self.title.trim(), self.filter.trim(), self.path.trim(), self.ty);
        out.column = self.column;
        out.settings.extend(self.other.clone());
        out.set(setting::QOS, self.qos.map(|qos| Value::from(f64::from(qos))));
        out
    }

    fn parsed(&self) -> Option<TopicFilter> {
        TopicFilter::parse(self.filter.trim()).ok()
    }

    /// What a shared subscription means, where it is one.
    pub(super) fn shared(&self, lang: Lang) -> Option<String> {
        let filter = self.parsed()?;
        let group = filter.share()?;
        Some(match lang {
            Lang::De => format!("Geteilt: Jede Nachricht geht nur an ein Mitglied der Gruppe „{group}“"),
            Lang::En => format!("Shared: each message goes to one member of the group “{group}” only"),
        })
    }

    /// What is wrong with it, and in which field.
    pub(super) fn flaw(&self, lang: Lang) -> Option<(ReceivingPart, String)> {
        let flaw = |part, text: crate::i18n::Text| Some((part, text.get(lang).to_owned()));
        if self.is_blank() {
            return None;
        }
        if let Err(error) = TopicFilter::parse(self.filter.trim()) {
            return Some((ReceivingPart::Filter, say::topic_error(&error, lang)));
        }
        if TAKEN.contains(&self.title.trim().to_lowercase().as_str()) {
            let text =
                t("Diese Spalte hat jede Zeile schon: anders nennen", "Every row has this column: choose another");
            return flaw(ReceivingPart::Title, text);
        }
        if let Err(error) = ValuePlace::parse(&self.path) {
            return Some((ReceivingPart::Path, say::path_error(error, lang).to_owned()));
        }
        if self.title.trim().is_empty() && !self.path.trim().is_empty() {
            let text =
                t("Ein Datenpfad füllt eine Spalte: Titel eintragen", "A data path fills a column: enter a title");
            return flaw(ReceivingPart::Title, text);
        }
        None
    }
}

impl Receiving {
    /// The fields of a source.
    pub(super) fn of(source: &Source) -> Self {
        let mut rows: Vec<RowDraft> = source.all_subscriptions().map(|each| RowDraft::of(&each)).collect();
        if rows.is_empty() {
            rows.push(RowDraft::default());
        }
        let of = |key: &str, usual: u32| source.settings.get(key).map_or_else(|| usual.to_string(), Value::to_text);
        Self {
            rows,
            kind: source.kind(),
            runs: source.runs(),
            payload: source.payload(),
            enabled: source.enabled(),
            qos: source.qos(),
            most: of(setting::ROWS, source.kind().usual_rows()),
            mib: of(setting::MIB, USUAL_MIB),
            more: source.runs() != Runs::Every || source.payload() != PayloadForm::Text || !source.enabled(),
        }
    }

    /// Rows that say something.
    pub(super) fn filled(&self) -> impl Iterator<Item = &RowDraft> {
        self.rows.iter().filter(|row| !row.is_blank())
    }

    /// Which of its filters cross others on their connection, so that more comes over it than is wanted. `others`: what
    /// the connection listens to for other sources.
    pub(super) fn widened(&self, others: &[TopicFilter], lang: Lang) -> Option<String> {
        const NAMED: usize = 3;
        let own: Vec<TopicFilter> = self.rows.iter().filter_map(RowDraft::parsed).collect();
        let groups = disjoint(own.iter().chain(others));
        let group =
            groups.iter().find(|group| group.is_widened() && own.iter().any(|own| group.members.contains(own)))?;
        let more = if group.members.len() > NAMED { ", …" } else { "" };
        let named: Vec<&str> = group.members.iter().take(NAMED).map(TopicFilter::as_str).collect();
        let (members, asked) = (format!("{}{more}", named.join(", ")), group.filter.as_str());
        Some(match lang {
            Lang::De => format!(
                "{members} überschneiden sich. Mit MQTT 3.1.1 fragt die App den Broker deshalb nach {asked}: Über die Leitung kommt mehr, in der Datenquelle nur das Gewünschte. Mit MQTT 5 kommt nur dieses."
            ),
            Lang::En => format!(
                "{members} overlap. With MQTT 3.1.1 the app therefore asks the broker for {asked}: more comes over the network, only what is wanted reaches the data source. With MQTT 5 only that comes."
            ),
        })
    }

    /// Another look of the table, with as many rows as are usual for it unless another number was entered.
    pub(super) fn choose(&mut self, kind: MessageKind) {
        if self.most.trim() == self.kind.usual_rows().to_string() {
            self.most = kind.usual_rows().to_string();
        }
        self.kind = kind;
    }

    pub(super) fn most_flaw(&self, lang: Lang) -> Option<&'static str> {
        let text = t("Eine ganze Zahl von 1 bis 10000", "A whole number from 1 to 10000");
        let is_whole = number(&self.most).is_none_or(|most| most.fract() == 0.0);
        (!is_whole || !fits(&self.most, MOST_ROWS)).then(|| text.get(lang))
    }

    pub(super) fn mib_flaw(&self, lang: Lang) -> Option<&'static str> {
        let text = t("Eine Zahl von 1 bis 1024", "A number from 1 to 1024");
        (!fits(&self.mib, MOST_MIB)).then(|| text.get(lang))
    }

    /// Whether something is wrong.
    pub(super) fn is_flawed(&self, lang: Lang) -> bool {
        self.most_flaw(lang).is_some()
            || self.mib_flaw(lang).is_some()
            || self.rows.iter().any(|row| row.flaw(lang).is_some())
    }

    /// Puts everything into a source. What is as usual leaves no trace in the file.
    pub(super) fn apply(&self, source: &mut Source) {
        source.topics.clear();
        source.subscriptions.clear();
        if self.filled().all(RowDraft::is_plain) {
            source.topics = self.filled().map(|row| row.filter.trim().to_owned()).collect();
        } else {
            source.subscriptions = self.filled().map(RowDraft::subscription).collect();
        }
        let mut set = |key: &str, value: Option<Value>| {
            match value {
                Some(value) => source.settings.insert(key.to_owned(), value),
                None => source.settings.remove(key),
            };
        };
        let unusual = |usual: bool, key: &'static str| (!usual).then(|| Value::from(key));
        set(setting::KIND, unusual(self.kind == MessageKind::default(), self.kind.key()));
        set(setting::RUNS, unusual(self.runs == Runs::default(), self.runs.key()));
        set(setting::PAYLOAD, unusual(self.payload == PayloadForm::default(), self.payload.key()));
        set(setting::ENABLED, (!self.enabled).then_some(Value::from(false)));
        let number =
            |text: &str, usual: u32| number(text).filter(|number| *number != f64::from(usual)).map(Value::from);
        set(setting::ROWS, number(&self.most, self.kind.usual_rows()));
        set(setting::MIB, number(&self.mib, USUAL_MIB));
    }
}

fn number(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok()
}

/// Whether a field is empty or has a number from 1 to `most`.
fn fits(text: &str, most: u32) -> bool {
    text.trim().is_empty() || number(text).is_some_and(|number| (1.0..=f64::from(most)).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::{ConnectionId, SourceId};

    fn source() -> Source {
        Source::new(SourceId(1), "Q", "Q", ConnectionId::local())
    }

    #[test]
    fn an_untouched_source_stays_as_it_is() {
        let mut with = source();
        with.topics = vec!["a/#".to_owned(), "b".to_owned()];
        with.settings = BTreeMap::from([("qos".to_owned(), Value::from(0.0)), ("neu".to_owned(), Value::from("x"))]);
        let mut again = with.clone();
        Receiving::of(&with).apply(&mut again);
        assert_eq!(again, with);
        let mut rich = source();
        let mut subscription = Subscription::column("T", "a", "x.y", ColumnType::Number);
        subscription.set("neu", Some(Value::from(5.0)));
        subscription.set(setting::QOS, Some(Value::from(2.0)));
        rich.subscriptions = vec![subscription, Subscription::plain("b/#")];
        for (key, value) in [(setting::KIND, "last"), (setting::RUNS, "latest"), (setting::PAYLOAD, "json")] {
            rich.settings.insert(key.to_owned(), Value::from(value));
        }
        rich.settings.insert(setting::ENABLED.to_owned(), Value::from(false));
        rich.settings.insert(setting::ROWS.to_owned(), Value::from(50.0));
        rich.settings.insert(setting::MIB.to_owned(), Value::from(1.5));
        let mut again = rich.clone();
        Receiving::of(&rich).apply(&mut again);
        assert_eq!(again, rich);
    }

    #[test]
    fn filters_that_cross_are_told_with_what_is_asked_for_and_shared_ones_with_their_group() {
        let of = |filters: &[&str]| {
            let mut with = source();
            with.topics = filters.iter().map(|filter| (*filter).to_owned()).collect();
            Receiving::of(&with)
        };
        let parse = |filter: &str| TopicFilter::parse(filter).unwrap();
        let told = of(&["a/+", "+/b"]).widened(&[], Lang::De).unwrap();
        assert!(told.starts_with("+/b, a/+ überschneiden sich.") && told.contains("nach +/+:"), "{told}");
        let told = of(&["a/+"]).widened(&[parse("+/b")], Lang::En).unwrap();
        assert!(told.starts_with("+/b, a/+ overlap."), "{told}");
        assert_eq!(of(&["c"]).widened(&[parse("a/+"), parse("+/b")], Lang::De), None, "none of its own");
        assert_eq!(of(&["a/#", "a/b", "c/+"]).widened(&[], Lang::De), None, "one covers the other");
        let shared = |filter: &str| of(&[filter]).rows[0].shared(Lang::De);
        assert!(shared("$share/halle/a/+").unwrap().contains("Gruppe „halle“"));
        assert_eq!((shared("a/+"), shared("$share/halle")), (None, None));
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let row = |title: &str, filter: &str, path: &str| RowDraft {
            title: title.to_owned(),
            filter: filter.to_owned(),
            path: path.to_owned(),
            ..RowDraft::default()
        };
        let part = |row: RowDraft| row.flaw(Lang::De).map(|(part, _)| part);
        assert_eq!(part(row("", "", "")), None);
        assert_eq!(part(row("T", "a/+", "x[0]")), None);
        assert_eq!(part(row("T", "", "")), Some(ReceivingPart::Filter));
        assert_eq!(part(row("", "a/#/b", "")), Some(ReceivingPart::Filter));
        assert_eq!(part(row("Topic", "a", "")), Some(ReceivingPart::Title));
        assert_eq!(part(row("T", "a", "x..y")), Some(ReceivingPart::Path));
        assert_eq!(part(row("", "a", "x")), Some(ReceivingPart::Title));
        let with = |most: &str| Receiving { most: most.to_owned(), ..Receiving::default() };
        assert!(with("0").is_flawed(Lang::De) && with("viele").is_flawed(Lang::En));
        assert!(!with("").is_flawed(Lang::De) && !with(" 500 ").is_flawed(Lang::De) && with("2.5").is_flawed(Lang::De));
        let with = |mib: &str| Receiving { mib: mib.to_owned(), ..Receiving::default() };
        assert!(["0", "1025", "viel", "-5"].iter().all(|mib| with(mib).is_flawed(Lang::De)));
        assert!(["", "1", " 1,5 ", "1024"].iter().all(|mib| !with(mib).is_flawed(Lang::De)));
    }

    #[test]
    fn what_is_usual_stands_there_and_leaves_no_trace() {
        let mut form = Receiving::of(&source());
        assert_eq!((form.most.as_str(), form.mib.as_str()), ("200", "64"));
        form.choose(MessageKind::Nodes);
        assert_eq!(form.most, "10000");
        let mut nodes = source();
        form.apply(&mut nodes);
        assert_eq!(nodes.settings.keys().collect::<Vec<_>>(), [setting::KIND]);
        (form.most, form.mib) = ("50".to_owned(), "16".to_owned());
        form.choose(MessageKind::All);
        form.apply(&mut nodes);
        assert_eq!((nodes.max_rows(), nodes.max_bytes()), (50, 16 << 20), "what was entered stays");
    }
}

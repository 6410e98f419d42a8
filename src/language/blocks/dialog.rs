//! Funktionen → Dialoge: what the person in front of the app is asked. The handler waits; everything else goes on.

use super::slots::{self, FUNCTIONS};
use crate::i18n::{Text, same, t};
use crate::language::ITEM;
use crate::language::api::{ApiDef, dialog, list};
use crate::language::block::{BlockDef, BranchDef, CategoryDef, Form, Hue, Literal, SlotDef, Takes};
use crate::language::emit::{Code, Emit, Expr, Node};
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef = CategoryDef::new(&[FUNCTIONS, t("Dialoge", "Dialogs")], Hue::System, ROWS);

/// What is told or asked.
const TEXT: SlotDef = SlotDef::new(
    "text",
    same("Text"),
    Takes::Value(Ty::Text),
    Literal::Text(""),
    t("Was gemeldet oder gefragt wird.", "What is told or asked."),
)
.required()
.read();

const TITLE: SlotDef =
    words("title", t("Titel", "Title"), t("Steht groß darüber.", "Stands above it in large letters."))
        .advanced()
        .read();

const TIMEOUT: SlotDef = slots::number(
    "timeout",
    t("Schließt nach (s)", "Closes after (s)"),
    0.0,
    t(
        "So lange wird gewartet; dann schließt sich der Dialog wie mit „Abbrechen“. 0: bis jemand antwortet.",
        "How long is waited; then the dialog closes as with “Cancel”. 0: until somebody answers.",
    ),
)
.advanced();

const DONE: SlotDef = words(
    "ok",
    t("Knopf", "Button"),
    t("Was auf dem Knopf steht; ohne Angabe „OK“.", "What stands on the button; “OK” unless given."),
)
.advanced()
.read();

const YES: SlotDef = words(
    "yes",
    t("Knopf für Ja", "Button for yes"),
    t(
        "Was geschieht, wenn man zustimmt, etwa „Löschen“; ohne Angabe „Ja“.",
        "What happens by agreeing, such as “Delete”; “Yes” unless given.",
    ),
)
.advanced()
.read();

const NO: SlotDef = words(
    "no",
    t("Knopf für Nein", "Button for no"),
    t("Etwa „Behalten“; ohne Angabe „Nein“.", "Such as “Keep”; “No” unless given."),
)
.advanced()
.read();

const CHOICE: SlotDef = SlotDef::new(
    ITEM,
    t("Eintrag", "Entry"),
    Takes::Value(Ty::Text),
    Literal::Text(""),
    t("Was man auswählen kann.", "What can be chosen."),
)
.read()
.repeated(1, 50);

const FROM_LIST: SlotDef = SlotDef::new(
    "list",
    t("Aus Liste", "From list"),
    Takes::Value(Ty::List),
    Literal::Nothing,
    t("Eine Liste von Texten statt der einzelnen Einträge.", "A list of texts instead of single entries."),
)
.advanced();

const GIVEN_TEXT: SlotDef =
    words("default", t("Vorgabe", "Preset"), t("Was schon im Feld steht.", "What stands in the field already."));

const HINT: SlotDef =
    words("hint", t("Platzhalter", "Placeholder"), t("Steht blass im leeren Feld.", "Stands pale in the empty field."))
        .advanced()
        .read();

const GIVEN_NUMBER: SlotDef =
    limit("default", t("Vorgabe", "Preset"), t("Was schon im Feld steht.", "What stands in the field already."));
const MIN: SlotDef =
    limit("min", t("Mindestens", "At least"), t("Die kleinste Zahl, die gilt.", "The smallest number that counts."))
        .advanced();
const MAX: SlotDef =
    limit("max", t("Höchstens", "At most"), t("Die größte Zahl, die gilt.", "The largest number that counts."))
        .advanced();

const CHOSEN: SlotDef = answer(t("Auswahl →", "choice →"), t("auswahl", "choice"));
const ENTERED: SlotDef = answer(t("Eingabe →", "entry →"), t("eingabe", "entry"));

/// A text that may be left out.
const fn words(key: &'static str, label: Text, help: Text) -> SlotDef {
    SlotDef::new(key, label, Takes::Value(Ty::Text), Literal::Text(""), help)
}

/// A number that may be left out.
const fn limit(key: &'static str, label: Text, help: Text) -> SlotDef {
    SlotDef::new(key, label, Takes::Value(Ty::Number), Literal::Nothing, help)
}

const fn answer(label: Text, name: Text) -> SlotDef {
    let help = t(
        "Ein Name für die Antwort; mit „Lokale Variable“ wird sie gelesen.",
        "A name for the answer; “Local variable” reads it.",
    );
    SlotDef::new("answer", label, Takes::Local, Literal::Words(name), help)
}

const AGREED: BranchDef = BranchDef::new("yes", t("bei Ja", "if yes"));
const REFUSED: BranchDef = BranchDef::new("no", t("bei Nein", "if no"));
const ANSWERED: BranchDef = BranchDef::new("answered", t("mit Antwort", "answered"));
const CANCELLED: BranchDef = BranchDef::new("cancelled", t("abgebrochen", "cancelled"));

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "dialog_message",
        icon: "message-square-text",
        label: t("Meldung zeigen", "Show message"),
        help: t(
            "Zeigt eine Meldung und wartet, bis sie jemand schließt. Alles andere läuft weiter.",
            "Shows a message and waits until somebody closes it. Everything else goes on.",
        ),
        words: &["dialog", "meldung", "hinweis", "message", "alert", "ok", "popup", "fenster"],
        form: Form::statement(message),
        slots: &[TEXT, TITLE, DONE, TIMEOUT],
    },
    BlockDef {
        kind: "dialog_confirm",
        icon: "message-circle-question-mark",
        label: t("Nachfragen (Ja/Nein)", "Ask yes or no"),
        help: t(
            "Fragt nach und wartet auf Ja oder Nein; wer schließt, meint Nein. Alles andere läuft weiter.",
            "Asks and waits for yes or no; who closes it means no. Everything else goes on.",
        ),
        words: &["dialog", "nachfrage", "frage", "sicher", "confirm", "question", "ja", "nein", "yes", "no", "popup"],
        form: Form::branching(&[AGREED, REFUSED], confirm),
        slots: &[TEXT, YES, NO, TITLE, TIMEOUT],
    },
    BlockDef {
        kind: "dialog_choose",
        icon: "list-checks",
        label: t("Auswählen lassen", "Let choose"),
        help: t(
            "Zeigt Einträge und wartet, bis jemand einen antippt. Alles andere läuft weiter.",
            "Shows entries and waits until somebody taps one. Everything else goes on.",
        ),
        words: &["dialog", "auswahl", "auswählen", "choose", "choice", "select", "menü", "menu", "liste", "popup"],
        form: Form::branching(&[ANSWERED, CANCELLED], choose),
        slots: &[TEXT, CHOICE, CHOSEN, FROM_LIST, TITLE, TIMEOUT],
    },
    BlockDef {
        kind: "dialog_text",
        icon: "text-cursor-input",
        label: t("Text eingeben lassen", "Ask for a text"),
        help: t(
            "Lässt einen Text eingeben und wartet darauf. Alles andere läuft weiter.",
            "Lets somebody enter a text and waits for it. Everything else goes on.",
        ),
        words: &["dialog", "eingabe", "text", "input", "prompt", "ask", "fragen", "popup"],
        form: Form::branching(&[ANSWERED, CANCELLED], ask_text),
        slots: &[TEXT, ENTERED, GIVEN_TEXT, HINT, TITLE, TIMEOUT],
    },
    BlockDef {
        kind: "dialog_number",
        icon: "calculator",
        label: t("Zahl eingeben lassen", "Ask for a number"),
        help: t(
            "Lässt eine Zahl eingeben, mit einem Ziffernblock, und wartet darauf. Alles andere läuft weiter.",
            "Lets somebody enter a number, with a number pad, and waits for it. Everything else goes on.",
        ),
        words: &["dialog", "eingabe", "zahl", "number", "input", "ziffernblock", "ask", "fragen", "popup"],
        form: Form::branching(&[ANSWERED, CANCELLED], ask_number),
        slots: &[TEXT, ENTERED, GIVEN_NUMBER, MIN, MAX, TITLE, TIMEOUT],
    },
];

fn message(e: &mut Emit<'_>, n: &Node<'_>) {
    let text = e.arg(n, &TEXT);
    let call = asking(e, n, &dialog::SHOW_MESSAGE, vec![text], &[&TITLE, &DONE, &TIMEOUT]);
    e.line(call);
}

fn confirm(e: &mut Emit<'_>, n: &Node<'_>) {
    let text = e.arg(n, &TEXT);
    let call = asking(e, n, &dialog::CONFIRM, vec![text], &[&YES, &NO, &TITLE, &TIMEOUT]);
    decided(e, n, Code::new(n, "if ").expr(call).text(n, " then"), [&AGREED, &REFUSED]);
}

fn choose(e: &mut Emit<'_>, n: &Node<'_>) {
    let text = e.arg(n, &TEXT);
    let items = e.items(n, &CHOICE, Ty::Text);
    let choices = if e.is_wired(n, &FROM_LIST) { e.arg(n, &FROM_LIST) } else { Code::call(n, &list::NEW, items) };
    let call = asking(e, n, &dialog::CHOOSE, vec![text, choices], &[&TITLE, &TIMEOUT]);
    answered(e, n, (&CHOSEN, call));
}

fn ask_text(e: &mut Emit<'_>, n: &Node<'_>) {
    let text = e.arg(n, &TEXT);
    let call = asking(e, n, &dialog::ASK_TEXT, vec![text], &[&GIVEN_TEXT, &HINT, &TITLE, &TIMEOUT]);
    answered(e, n, (&ENTERED, call));
}

fn ask_number(e: &mut Emit<'_>, n: &Node<'_>) {
    let text = e.arg(n, &TEXT);
    let call = asking(e, n, &dialog::ASK_NUMBER, vec![text], &[&GIVEN_NUMBER, &MIN, &MAX, &TITLE, &TIMEOUT]);
    answered(e, n, (&ENTERED, call));
}

/// The call, with those options that say something.
fn asking(e: &mut Emit<'_>, n: &Node<'_>, call: &ApiDef, mut args: Vec<Expr>, options: &[&SlotDef]) -> Expr {
    let mut entries = Vec::new();
    for slot in options {
        let says = e.is_wired(n, slot) || !["", "0"].contains(&e.choice(n, slot).trim()) || is_zero_meant(e, n, slot);
        if says {
            entries.push((slot.key.to_owned(), e.arg(n, slot)));
        }
    }
    if !entries.is_empty() {
        args.push(Code::table(n, entries));
    }
    Code::call(n, call, args)
}

/// Whether a 0 in the slot is a value and not its emptiness.
fn is_zero_meant(e: &Emit<'_>, n: &Node<'_>, slot: &SlotDef) -> bool {
    slot.key != TIMEOUT.key && e.choice(n, slot).trim() == "0"
}

/// Keeps the answer by its name, and does the one or the other.
fn answered(e: &mut Emit<'_>, n: &Node<'_>, (slot, call): (&SlotDef, Expr)) {
    let condition = match e.local_if_named(n, slot.key) {
        Some(name) => {
            e.line(Code::new(n, format!("{name} = ")).expr(call));
            Code::new(n, format!("if {name} ~= nil then"))
        }
        None => Code::new(n, "if ").expr(call).text(n, " ~= nil then"),
    };
    decided(e, n, condition, [&ANSWERED, &CANCELLED]);
}

/// The one branch or the other; where nothing hangs on either, the question alone.
fn decided(e: &mut Emit<'_>, n: &Node<'_>, condition: Code, [first, second]: [&BranchDef; 2]) {
    e.line(condition);
    e.branch(n, first);
    if n.block.branches.contains_key(second.key) {
        e.line(Code::new(n, "else"));
    }
    e.branch(n, second);
    e.line(Code::new(n, "end"));
}

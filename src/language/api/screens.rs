//! `screens`: the properties of all controls.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, option};
use crate::i18n::t;

const OF: &str = "screens";

pub(super) const GROUP: Group = Group { object: Some(OF), rows: &[&PROPERTY] };

pub(super) const OF_CONTROLS: Group = Group { object: None, rows: &[&ANIMATE, &REFRESH] };

pub(super) const OF_GROUPS: Group = Group { object: None, rows: &[&SHOW, &HIDE, &VISIBLE, &IS_VISIBLE, &VISIBILITY] };

/// What leads from a screen to its groups.
pub const GROUPS: &str = "groups";

/// A group of controls.
pub const GROUP_OF: &str = "screens.<screen>.groups.<group>";

/// `screens.<screen>.<control>.<property>`
pub const PROPERTY: ApiDef = ApiDef::writable(
    OF,
    "<screen>.<control>.<property>",
    "value",
    t(
        "Liest oder setzt eine Eigenschaft. screens[0] ist der erste Bildschirm",
        "Reads or sets a property. screens[0] is the first screen",
    ),
);

/// A control.
pub const CONTROL_OF: &str = "screens.<screen>.<control>";

/// `screens.<screen>.<control>.animate`
pub const ANIMATE: ApiDef = ApiDef::call(
    CONTROL_OF,
    "animate",
    &[option("effect"), option("times")],
    "",
    t(
        "Tut nichts: Elemente bewegen sich nicht. Da, damit Skripte aus Peakboard auch hier laufen",
        "Does nothing: controls do not move. There so that scripts from Peakboard run here too",
    ),
);

/// `screens.<screen>.<control>.refresh`
pub const REFRESH: ApiDef = ApiDef::call(
    CONTROL_OF,
    "refresh",
    &[],
    "",
    t("Tut nichts: Was sich ändert, wird von selbst gezeigt", "Does nothing: what changes is shown by itself"),
);

/// `screens.<screen>.groups.<group>.show`
pub const SHOW: ApiDef = ApiDef::call(
    GROUP_OF,
    "show",
    &[],
    "",
    t(
        "Zeigt eine Gruppe wieder: jedes Element, wie es selbst ist; eine, von der nichts zu sehen wäre, ganz",
        "Shows a group again: each control as it is itself; one of which nothing would be seen as a whole",
    ),
);

/// `screens.<screen>.groups.<group>.hide`
pub const HIDE: ApiDef = ApiDef::call(
    GROUP_OF,
    "hide",
    &[],
    "",
    t("Blendet eine Gruppe von Elementen als Ganzes aus", "Hides a group of controls as a whole"),
);

const fn visible(name: &'static str) -> ApiDef {
    ApiDef::writable(
        GROUP_OF,
        name,
        "true | false",
        t(
            "Ob von der Gruppe etwas zu sehen ist; gesetzt wie show und hide",
            "Whether anything of the group is seen; set as by show and hide",
        ),
    )
}

/// `screens.<screen>.groups.<group>.visible`
pub const VISIBLE: ApiDef = visible("visible");

/// `screens.<screen>.groups.<group>.isvisible`
pub const IS_VISIBLE: ApiDef = visible("isvisible");

/// `screens.<screen>.groups.<group>.visibility`
pub const VISIBILITY: ApiDef = visible("visibility");

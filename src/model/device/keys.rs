//! The short keys of the discovery of Home Assistant that we read, and the topics that begin or end with `~`.
//!
//! Source: home-assistant.io, MQTT, "Supported abbreviations in MQTT discovery messages".

use serde_json::{Map, Value as Json};

/// Short and long, of a configuration.
const KEYS: &[(&str, &str)] = &[
    ("avty", "availability"),
    ("avty_t", "availability_topic"),
    ("avty_tpl", "availability_template"),
    ("bri_cmd_t", "brightness_command_topic"),
    ("bri_cmd_tpl", "brightness_command_template"),
    ("bri_scl", "brightness_scale"),
    ("bri_stat_t", "brightness_state_topic"),
    ("bri_val_tpl", "brightness_value_template"),
    ("cmd_off_tpl", "command_off_template"),
    ("cmd_on_tpl", "command_on_template"),
    ("cmd_t", "command_topic"),
    ("cmd_tpl", "command_template"),
    ("cmps", "components"),
    ("curr_temp_t", "current_temperature_topic"),
    ("curr_temp_tpl", "current_temperature_template"),
    ("dev", "device"),
    ("dev_cla", "device_class"),
    ("en", "enabled_by_default"),
    ("ent_cat", "entity_category"),
    ("exp_aft", "expire_after"),
    ("hum_cmd_t", "target_humidity_command_topic"),
    ("hum_cmd_tpl", "target_humidity_command_template"),
    ("hum_stat_t", "target_humidity_state_topic"),
    ("hum_state_tpl", "target_humidity_state_template"),
    ("max_hum", "max_humidity"),
    ("min_hum", "min_humidity"),
    ("mode_cmd_t", "mode_command_topic"),
    ("mode_cmd_tpl", "mode_command_template"),
    ("mode_stat_t", "mode_state_topic"),
    ("mode_stat_tpl", "mode_state_template"),
    ("o", "origin"),
    ("ops", "options"),
    ("p", "platform"),
    ("pct_cmd_t", "percentage_command_topic"),
    ("pct_cmd_tpl", "percentage_command_template"),
    ("pct_stat_t", "percentage_state_topic"),
    ("pct_val_tpl", "percentage_value_template"),
    ("pl_avail", "payload_available"),
    ("pl_cls", "payload_close"),
    ("pl_lock", "payload_lock"),
    ("pl_not_avail", "payload_not_available"),
    ("pl_off", "payload_off"),
    ("pl_on", "payload_on"),
    ("pl_open", "payload_open"),
    ("pl_prs", "payload_press"),
    ("pl_stop", "payload_stop"),
    ("pl_unlk", "payload_unlock"),
    ("pos_clsd", "position_closed"),
    ("pos_open", "position_open"),
    ("pos_t", "position_topic"),
    ("pos_tpl", "position_template"),
    ("ret", "retain"),
    ("set_pos_t", "set_position_topic"),
    ("set_pos_tpl", "set_position_template"),
    ("spd_rng_max", "speed_range_max"),
    ("spd_rng_min", "speed_range_min"),
    ("stat_locked", "state_locked"),
    ("stat_off", "state_off"),
    ("stat_on", "state_on"),
    ("stat_t", "state_topic"),
    ("stat_tpl", "state_template"),
    ("stat_unlocked", "state_unlocked"),
    ("stat_val_tpl", "state_value_template"),
    ("sug_dsp_prc", "suggested_display_precision"),
    ("sup_clrm", "supported_color_modes"),
    ("t", "topic"),
    ("temp_cmd_t", "temperature_command_topic"),
    ("temp_cmd_tpl", "temperature_command_template"),
    ("temp_stat_t", "temperature_state_topic"),
    ("temp_stat_tpl", "temperature_state_template"),
    ("temp_unit", "temperature_unit"),
    ("uniq_id", "unique_id"),
    ("unit_of_meas", "unit_of_measurement"),
    ("val_tpl", "value_template"),
];

/// Short and long, of the device in a configuration.
const DEVICE_KEYS: &[(&str, &str)] =
    &[("cns", "connections"), ("ids", "identifiers"), ("mdl", "model"), ("mf", "manufacturer")];

/// Everything by its long key and with whole topics. A long key that is there too counts.
pub(super) fn expanded(config: &Map<String, Json>) -> Map<String, Json> {
    let base = config.get("~").and_then(Json::as_str).unwrap_or_default();
    expand(config, KEYS, base)
}

fn expand(config: &Map<String, Json>, keys: &[(&str, &str)], base: &str) -> Map<String, Json> {
    let mut long = Map::new();
    for (key, value) in config {
        let name = keys.iter().find(|(short, _)| short == key).map_or(key.as_str(), |(_, long)| long);
        if name != key && config.contains_key(name) {
            continue;
        }
        let inner = |value: &Json| match value {
            Json::Object(inner) => Json::Object(expand(inner, KEYS, base)),
            other => other.clone(),
        };
        let value = match (name, value) {
            ("device", Json::Object(device)) => Json::Object(expand(device, DEVICE_KEYS, "")),
            // Each of them has its own `~`, or that of the whole.
            ("components", Json::Object(parts)) => Json::Object(
                parts
                    .iter()
                    .map(|(name, part)| {
                        let own = part.get("~").and_then(Json::as_str).unwrap_or(base);
                        let part = match part {
                            Json::Object(part) => Json::Object(expand(part, KEYS, own)),
                            other => other.clone(),
                        };
                        (name.clone(), part)
                    })
                    .collect(),
            ),
            ("availability", Json::Array(list)) => Json::Array(list.iter().map(inner).collect()),
            ("availability", single @ Json::Object(_)) => inner(single),
            (name, Json::String(topic)) if name.ends_with("topic") => Json::String(whole(topic, base)),
            (_, other) => other.clone(),
        };
        long.insert(name.to_owned(), value);
    }
    long
}

fn whole(topic: &str, base: &str) -> String {
    if let Some(rest) = topic.strip_prefix('~') {
        format!("{base}{rest}")
    } else if let Some(rest) = topic.strip_suffix('~') {
        format!("{rest}{base}")
    } else {
        topic.to_owned()
    }
}

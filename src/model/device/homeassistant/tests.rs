//! Configurations as publishers send them, and such that break the rules.

use super::*;

fn entities(topic: &str, config: &str) -> Vec<Entity> {
    read(topic, config).unwrap_or_else(|| panic!("{topic}: {config}")).1
}

#[test]
fn topics_say_which_component() {
    for (topic, wanted) in [
        ("homeassistant/sensor/a/config", Some(("sensor", "a"))),
        ("homeassistant/sensor/node/a/config", Some(("sensor", "a"))),
        ("haus/eg/switch/a/config", Some(("switch", "a"))),
        ("homeassistant/device/a/config", Some(("device", "a"))),
        ("homeassistant/light/sensor/a/config", Some(("light", "a"))),
        ("homeassistant/other/a/config", None),
        ("sensor/a/config", None),
        ("homeassistant/sensor/a/state", None),
    ] {
        assert_eq!(component(topic), wanted, "{topic}");
    }
}

/// As zigbee2mqtt sends it.
#[test]
fn a_sensor_of_zigbee2mqtt() {
    let config = r#"{"availability":[{"topic":"zigbee2mqtt/bridge/state","value_template":"{{ value_json.state }}"},
        {"topic":"zigbee2mqtt/Fenster/availability","value_template":"{{ value_json.state }}"}],
        "availability_mode":"all","device":{"identifiers":["zigbee2mqtt_0x00158d"],"manufacturer":"Aqara",
        "model":"Door sensor","name":"Fenster"},"device_class":"temperature","enabled_by_default":true,
        "object_id":"fenster_temperature","state_class":"measurement","state_topic":"zigbee2mqtt/Fenster",
        "unique_id":"0x00158d_temperature_zigbee2mqtt","unit_of_measurement":"°C",
        "value_template":"{{ value_json[\"temperature\"] }}"}"#;
    let (device, found) = read("homeassistant/sensor/0x00158d/temperature/config", config).unwrap();
    assert_eq!((device.name.as_str(), device.model.as_str()), ("Fenster", "Aqara Door sensor"));
    let [sensor] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((sensor.name.as_str(), sensor.unit.as_str()), ("temperature", "°C"));
    assert_eq!(sensor.state.as_ref().unwrap().reading.text(), "temperature");
    let availability = sensor.availability.as_ref().unwrap();
    assert_eq!(
        (availability.topic.as_str(), availability.reading.text()),
        ("zigbee2mqtt/Fenster/availability", "state")
    );
}

#[test]
fn a_lamp_that_speaks_json_is_a_switch_and_a_brightness() {
    let config = r#"{"schema":"json","brightness":true,"bri_scl":254,"cmd_t":"~/set","stat_t":"~","~":"zigbee2mqtt/Lampe",
        "sup_clrm":["brightness"],"uniq_id":"l","name":null,"dev":{"ids":"l","name":"Lampe"}}"#;
    let found = entities("homeassistant/light/l/light/config", config);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].name.as_str(), found[1].name.as_str()), ("", "brightness"));
    assert_eq!(found[0].state.as_ref().unwrap().topic, "zigbee2mqtt/Lampe");
    let command = found[0].command.as_ref().unwrap();
    assert_eq!(
        (command.topic.as_str(), command.message_for("ON").as_str()),
        ("zigbee2mqtt/Lampe/set", r#"{"state":"ON"}"#)
    );
    assert_eq!(found[1].command.as_ref().unwrap().message_for("120"), r#"{"brightness":120}"#);
    assert_eq!(found[1].kind, EntityKind::Number { min: 0.0, max: 254.0, step: 1.0 });
}

/// As `ESPHome` sends it: no template anywhere.
#[test]
fn a_switch_of_esphome() {
    let config = r#"{"name":"Relais","stat_t":"esp/switch/relais/state","cmd_t":"esp/switch/relais/command",
        "avty_t":"esp/status","uniq_id":"esp1","dev":{"ids":"aabb","name":"esp","sw":"esphome v2026.1","mdl":"esp32","mf":"espressif"}}"#;
    let found = entities("homeassistant/switch/esp/relais/config", config);
    let EntityKind::Switch { words, send } = &found[0].kind else { panic!("{found:?}") };
    assert_eq!((words, send), (&Words::new("ON", "OFF"), &Words::new("ON", "OFF")));
    let availability = found[0].availability.as_ref().unwrap();
    assert_eq!((availability.topic.as_str(), availability.offline.as_str()), ("esp/status", "offline"));
    assert_eq!(found[0].name, "Relais");
}

#[test]
fn payloads_may_be_any_json() {
    let config = r#"{"cmd_t":"a/set","stat_t":"a","pl_on":true,"pl_off":false,"val_tpl":"{{ value_json.state }}","uniq_id":"s",
        "ret":true,"qos":1}"#;
    let found = entities("homeassistant/switch/s/config", config);
    let EntityKind::Switch { words, .. } = &found[0].kind else { panic!("{found:?}") };
    assert_eq!(*words, Words::new("true", "false"));
    let command = found[0].command.as_ref().unwrap();
    assert!(command.retain && command.qos == 1);
}

#[test]
fn a_whole_device_at_once() {
    let config = r#"{"dev":{"ids":"ea334450945afc","name":"Küche"},"o":{"name":"bla2mqtt"},"stat_t":"sensor/state","qos":2,
        "cmps":{"temp":{"p":"sensor","dev_cla":"temperature","unit_of_meas":"°C","val_tpl":"{{ value_json.temperature }}","uniq_id":"t1"},
        "gone":{"p":"sensor"},"press":{"p":"event","stat_t":"x"},
        "sw":{"p":"switch","cmd_t":"sensor/set","uniq_id":"s1","avty_t":"sensor/online"}}}"#;
    let (device, found) = read("homeassistant/device/kueche/config", config).unwrap();
    assert_eq!((device.key.as_str(), device.name.as_str()), ("ea334450945afc", "Küche"));
    let keys: Vec<&str> = found.iter().map(|entity| entity.key.as_str()).collect();
    assert!(keys.contains(&"t1") && keys.contains(&"s1") && !keys.contains(&"x"), "{keys:?}");
    let switch = found.iter().find(|entity| entity.key == "s1").unwrap();
    assert_eq!(switch.command.as_ref().unwrap().qos, 2, "said once for all");
    assert_eq!(switch.availability.as_ref().unwrap().topic, "sensor/online");
}

#[test]
fn short_and_long_keys_and_tildes_in_every_place() {
    let config = r#"{"~":"haus/tor","state_topic":"~/state","stat_t":"falsch","cmd_t":"set/~","uniq_id":"u",
        "avty":[{"t":"~/online","pl_not_avail":"weg"}],"val_tpl":"{{ value ~ 'x' }}"}"#;
    let found = entities("homeassistant/switch/u/config", config);
    let state = found[0].state.as_ref().unwrap();
    assert_eq!(
        (state.topic.as_str(), found[0].command.as_ref().unwrap().topic.as_str()),
        ("haus/tor/state", "set/haus/tor")
    );
    assert_eq!(state.reading, Reading::Template("{{ value ~ 'x' }}".to_owned()));
    let availability = found[0].availability.as_ref().unwrap();
    assert_eq!((availability.topic.as_str(), availability.offline.as_str()), ("haus/tor/online", "weg"));
}

#[test]
fn numbers_choices_covers_and_climates() {
    let number = entities(
        "homeassistant/number/n/config",
        r#"{"cmd_t":"n/set","stat_t":"n","min":-5,"step":0.5,"cmd_tpl":"{\"v\": {{ value }} }"}"#,
    );
    assert_eq!(number[0].kind, EntityKind::Number { min: -5.0, max: 100.0, step: 0.5 });
    assert_eq!(number[0].command.as_ref().unwrap().message_for("2.5"), r#"{"v": 2.5 }"#);
    let only_shown =
        entities("homeassistant/number/n/config", r#"{"cmd_t":"n/set","stat_t":"n","cmd_tpl":"{{ value * 2 }}"}"#);
    assert!(only_shown[0].command.is_none() && only_shown[0].kind == EntityKind::Value);
    let choice = entities("homeassistant/select/s/config", r#"{"cmd_t":"s/set","ops":["a","b",3]}"#);
    assert_eq!(choice[0].kind, EntityKind::Choice { options: vec!["a".into(), "b".into(), "3".into()] });
    let cover = entities(
        "homeassistant/cover/c/config",
        r#"{"cmd_t":"c/set","pl_stop":null,"set_pos_t":"c/pos","pos_t":"c","stat_t":"c/state"}"#,
    );
    let names: Vec<&str> = cover.iter().map(|entity| entity.name.as_str()).collect();
    assert_eq!(names, ["c open", "c close", "c position", "c state"]);
    let climate = entities(
        "homeassistant/climate/k/config",
        r#"{"temp_cmd_t":"k/set","temp_stat_t":"k/soll","curr_temp_t":"k/ist","modes":["off","heat"],"mode_cmd_t":"k/mode","name":"Heizung"}"#,
    );
    assert_eq!(climate.len(), 3);
    assert!(climate[..2].iter().all(|entity| entity.unit == "°C"));
}

#[test]
fn what_cannot_be_read_is_no_device() {
    for (topic, config) in [
        ("homeassistant/sensor/a/config", "kaputt"),
        ("homeassistant/sensor/a/config", ""),
        ("homeassistant/sensor/a/config", "[1]"),
        ("homeassistant/sensor/a/config", "{}"),
        ("homeassistant/device_automation/a/config", r#"{"topic":"x"}"#),
        ("homeassistant/device/a/config", r#"{"migrate_discovery":true}"#),
    ] {
        assert!(read(topic, config).is_none(), "{config}");
    }
}

//! MQTT: shared connections, the outbox, the local broker.

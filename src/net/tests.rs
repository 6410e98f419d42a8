//! Against real brokers on 127.0.0.1.

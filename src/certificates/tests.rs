//! Files of all kinds, read.

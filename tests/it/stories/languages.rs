//! Everything on the screen is in the language that was chosen.

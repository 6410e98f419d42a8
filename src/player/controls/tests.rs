//! What holds for every control, by its being in the table.

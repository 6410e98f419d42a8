//! Where the program writes what it does.

//! Painters of the controls, one file each, used by designer and run mode alike.

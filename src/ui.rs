//! The interface: reads a View, pushes Commands.

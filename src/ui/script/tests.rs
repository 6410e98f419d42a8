//! The Lua editor by keyboard and screen reader.



//! Rows.

use super::def::BlockDef;

pub(super) const ROWS: &[BlockDef] = &[];

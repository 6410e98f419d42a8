//! What all parts of the canvas need to know in a frame.

use std::sync::Arc;

use egui::{Id, Pos2, Rect, Ui};

use super::layout::{self, Layout};
use super::viewport::Camera;
use crate::editor::selection::Selection;
use crate::editor::view::View;
use crate::i18n::Lang;
use crate::model::blocks::edit::GraphEdit;
use crate::model::blocks::{Block, Graph};
use crate::model::edit::Edit;
use crate::model::handler::HandlerRef;
use crate::model::id::BlockId;
use crate::model::project::Project;
use crate::ui::theme::Theme;

/// From this zoom on, fields can be edited.
pub(super) const FIELDS: f32 = 0.5;
/// From this zoom on, texts can be read.
pub(super) const TEXTS: f32 = 0.36;

/// What all parts of the canvas need to know in a frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene<'a> {
    /// Everything the interface may read.
    pub(super) view: &'a View<'a>,
    /// The project.
    pub(super) project: &'a Arc<Project>,
    /// The handler in front.
    pub(super) at: &'a HandlerRef,
    /// Its blocks.
    pub(super) graph: &'a Graph,
    /// Where they lie.
    pub(super) layout: &'a Layout,
    /// What is seen of them.
    pub(super) camera: Camera,
    /// The colours.
    pub(super) theme: Theme,
    /// Language of the interface.
    pub(super) lang: Lang,
    /// Whether nothing may be changed, because the app runs.
    /// Root of all ids of this handler's canvas.
    pub(super) id: Id,
    /// What is behind all blocks; it has the keyboard after a click on the canvas.
    pub(super) canvas: Id,
    /// The pointer on the canvas, where nothing covers that.
    pub(super) pointer: Option<Pos2>,
    /// Whether a screen reader or a test wants to know everything that is seen.
    pub(super) told: bool,
}

/// How far around the pointer blocks are sensed, on the screen.
const REACH: f32 = 60.0;

impl<'a> Scene<'a> {
    /// The blocks that are selected.
    pub(super) fn selected(&self) -> &'a [BlockId] {
        match &self.view.editor.selection {
            Selection::Blocks(at, blocks) if at == self.at => blocks,
            Selection::Nothing | Selection::Items(_) | Selection::Blocks(..) => &[],
        }
    }

    /// The block with this id.
    pub(super) fn block(&self, id: BlockId) -> Option<&'a Block> {
        self.graph.block(id)
    }

    /// Name of a block for screen readers.
    pub(super) fn name(&self, id: BlockId) -> &'a str {
        self.layout.blocks.get(&id).map_or("", |block| &block.name)
    }

    /// A change of this handler's blocks.
    pub(super) fn edit(&self, edit: GraphEdit) -> Edit {
        Edit::Graph(self.at.clone(), edit)
    }

    /// Where the blocks would lie, if they were these.
    pub(super) fn layout_of(&self, ui: &Ui, graph: &Graph) -> Layout {
        let measure = |text: &str| super::width(ui, text);
        let Self { project, at, lang, .. } = *self;
        layout::layout(layout::Input { project, at, graph, lang, folds: &self.layout.folds, measure: &measure })
    }

    /// Whether a canvas rect is at least partly seen.
    pub(super) fn sees(&self, rect: Rect) -> bool {
        self.camera.seen().expand(24.0).intersects(rect)
    }

    /// Whether the pointer can be in this canvas rect when it is pressed next; everything, where all is told.
    pub(super) fn reaches(&self, rect: Rect) -> bool {
        let reach = REACH / self.camera.zoom;
        self.told || self.pointer.is_some_and(|pointer| rect.expand(reach).contains(pointer))
    }

    /// Blocks that move when `root` moves.
    pub(super) fn moving(&self, root: BlockId, alone: bool) -> Vec<BlockId> {
        if alone { self.graph.piece(root) } else { self.graph.subtree(root) }
    }
}

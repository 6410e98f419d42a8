//! Image files from outside.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::*;
use crate::editor::images::{ImageCommand, ImagePlace};
use crate::editor::request::Request;

#[derive(Debug)]
struct File(PathBuf);

impl egui::DroppedFile for File {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|err| err.to_string())
    }
}

#[test]
fn an_image_file_that_is_let_go_over_the_screen_is_taken_in_there() {
    let mut harness = harness(Lang::De);
    let at = center(&harness, "Zeichenfläche");
    harness.hover_at(at);
    harness.run_steps(1);
    harness.input_mut().dropped_files.push(Arc::new(File("/bilder/plan.png".into())));
    harness.run_steps(1);
    let takes = harness.state().commands.iter().find_map(|command| match command {
        Command::Request(Request::Image(ImageCommand::Take(ImagePlace::New(spot), path))) => Some((spot, path)),
        _ => None,
    });
    let (spot, path) = takes.unwrap();
    assert_eq!((spot.at.0, path.as_path()), (640.0, Path::new("/bilder/plan.png")));
    assert!((spot.at.1 - 400.0).abs() < 20.0, "{spot:?}");
}

//! Images that are taken into the project: what shall show one, and the edit that does it. Pure.

use std::path::PathBuf;
use std::sync::Arc;

use crate::i18n::{Lang, t};
use crate::language;
use crate::model::edit::{Edit, ScreenLook};
use crate::model::embedded::{EmbeddedFile, check_room};
use crate::model::id::{ControlId, ScreenId};
use crate::model::picture::{GroundImage, IMAGE_KEY, PictureFlaw};
use crate::model::project::Project;
use crate::model::screen::{Area, ScreenSpot};
use crate::model::value::Value;

/// What shall show an image.
#[derive(Clone, Debug, PartialEq)]
pub enum ImagePlace {
    /// A property of controls.
    Property(Vec<ControlId>, String),
    /// The ground of a screen.
    Ground(ScreenId),
    /// A new control with its middle here.
    New(ScreenSpot),
}

/// Something about images for the outside world.
#[derive(Clone, Debug, PartialEq)]
pub enum ImageCommand {
    /// Ask for an image file with the system's dialog, and take it in.
    Choose(ImagePlace),
    /// Take this file in.
    Take(ImagePlace, PathBuf),
}

/// Shows an image of this name and size: of the project where its bytes are given, else in a file beside it.
///
/// # Errors
/// [`PictureFlaw::TooLarge`] where all images together would become too large.
pub fn show_image(
    project: &Project,
    place: &ImagePlace,
    (name, size): (&str, (f32, f32)),
    embedded: Option<Arc<EmbeddedFile>>,
    lang: Lang,
) -> Result<Edit, PictureFlaw> {
    let mut edits = Vec::new();
    if let Some(image) = embedded {
        check_room(&project.images, name, &image)?;
        edits.push(Edit::SetImage(name.to_owned(), Some(image)));
    }
    match place {
        ImagePlace::Property(controls, key) => {
            edits.push(Edit::SetProperty(controls.clone(), key.clone(), Some(Value::from(name).into())));
        }
        ImagePlace::Ground(id) => {
            if let Some(screen) = project.screen(*id) {
                let fit = screen.image.as_ref().map(|image| image.fit).unwrap_or_default();
                let image = Some(GroundImage { file: name.to_owned(), fit });
                edits.push(Edit::SetScreen(*id, ScreenLook { image, ..ScreenLook::from(&**screen) }));
            }
        }
        ImagePlace::New(spot) => {
            if let (Some(screen), Some(def)) = (project.screen(spot.screen), language::control("image")) {
                let mut control = language::new_control_on(screen, def, lang);
                let room = (screen.width / 2.0, screen.height / 2.0);
                let zoom = (room.0 / size.0.max(1.0)).min(room.1 / size.1.max(1.0)).min(1.0);
                let (w, h) = ((size.0 * zoom).round().max(10.0), (size.1 * zoom).round().max(10.0));
                let inside = |middle: f32, length: f32, room: f32| (middle - length / 2.0).min(room - length).max(0.0);
                let (x, y) = (inside(spot.at.0, w, screen.width), inside(spot.at.1, h, screen.height));
                control.area = Area::new(x.round(), y.round(), w, h);
                control.properties.insert(IMAGE_KEY.to_owned(), Value::from(name).into());
                edits.push(Edit::AddControls(spot.screen, vec![control]));
            }
        }
    }
    Ok(Edit::All(t("Bild einsetzen", "Put in image"), edits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::apply;
    use crate::model::embedded::{MAX_FILE_BYTES, MAX_FILES_BYTES};

    #[test]
    fn a_dropped_image_becomes_a_control_that_fits_and_a_ground_keeps_how_it_is_filled() {
        let mut project = Project::new("P", "Start", "Lokal");
        let image = || Some(Arc::new(EmbeddedFile::new(vec![1, 2]).unwrap()));
        let place = ImagePlace::New(ScreenSpot { screen: ScreenId(1), at: (1270.0, 400.0) });
        let edit = show_image(&project, &place, ("plan.png", (4000.0, 2000.0)), image(), Lang::De).unwrap();
        apply(&mut project, &edit).unwrap();
        let control = &project.screens[0].controls[0];
        assert_eq!((control.kind.as_str(), control.area), ("image", Area::new(640.0, 240.0, 640.0, 320.0)));
        assert_eq!(project.images["plan.png"].bytes(), [1, 2]);
        let edit = show_image(&project, &ImagePlace::Ground(ScreenId(1)), ("plan.png", (1.0, 1.0)), None, Lang::De);
        apply(&mut project, &edit.unwrap()).unwrap();
        assert_eq!(project.screens[0].image.as_ref().unwrap().file, "plan.png");
    }

    #[test]
    fn all_images_together_have_a_bound() {
        let mut project = Project::new("P", "Start", "Lokal");
        let image = Arc::new(EmbeddedFile::new(vec![0; MAX_FILE_BYTES]).unwrap());
        let mut add = |name: &str| {
            let place = ImagePlace::Ground(ScreenId(1));
            let edit = show_image(&project, &place, (name, (1.0, 1.0)), Some(Arc::clone(&image)), Lang::De)?;
            apply(&mut project, &edit).unwrap();
            Ok(())
        };
        for n in 0..MAX_FILES_BYTES / MAX_FILE_BYTES {
            assert_eq!(add(&n.to_string()), Ok(()));
        }
        assert_eq!(add("one more"), Err(PictureFlaw::TooLarge));
        assert_eq!(add("0"), Ok(()));
    }
}

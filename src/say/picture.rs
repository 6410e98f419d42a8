//! Why images cannot be shown, in words.

use crate::i18n::{Text, t};
use crate::model::picture::PictureFlaw;

/// Why an image cannot be shown or taken in, and what to do.
pub fn picture_flaw(flaw: PictureFlaw) -> Text {
    match flaw {
        PictureFlaw::Unreadable => t(
            "Diese Datei lässt sich nicht lesen. Prüfen, ob es sie gibt und ob sie gelesen werden darf.",
            "This file cannot be read. Check that it exists and that it may be read.",
        ),
        PictureFlaw::Unknown => t(
            "Das ist kein Bild, oder es ist beschädigt. Ein PNG, JPEG oder SVG nehmen.",
            "This is no image, or it is damaged. Use a PNG, JPEG or SVG.",
        ),
        PictureFlaw::TooLarge => t(
            "Das Bild ist zu groß: im Projekt höchstens 4 MiB und alle zusammen 24 MiB, höchstens 16.384 Pixel je Seite. Kleiner speichern, oder in den Ordner des Projekts legen.",
            "The image is too large: 4 MiB at most inside a project and 24 MiB for all, 16,384 pixels a side at most. Save it smaller, or put it into the folder of the project.",
        ),
        PictureFlaw::TooComplex => t(
            "Die Zeichnung ist zu aufwendig. Als PNG speichern, oder Muster und Effekte daraus entfernen.",
            "The drawing takes too long to be drawn. Save it as PNG, or remove patterns and effects from it.",
        ),
    }
}

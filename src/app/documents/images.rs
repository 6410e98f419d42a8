//! The images that a project names, read on jobs.

use std::sync::Arc;

use super::DocumentDone;
use crate::app::hub::Hub;
use crate::app::jobs::Done;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::value::Value;
use crate::store::files;

/// Reads images that the project names and that were not read yet; with `again` also those that could not be: whoever
/// comes back to the window may have mended the file.
pub(super) fn read(hub: &mut Hub, project: &Project, again: bool) {
    if hub.data.preview.is_some() {
        return;
    }
    let images = project.screens.iter().flat_map(|screen| &screen.controls).filter(|image| image.kind == "image");
    let names: Vec<String> = images
        .flat_map(|control| {
            let own = control.properties.get("file").and_then(Property::literal);
            own.into_iter().chain(control.rules.iter().filter_map(|rule| rule.set.get("file")))
        })
        .filter_map(Value::as_text)
        .filter(|name| !name.is_empty())
        .filter(|name| match hub.data.images.get(*name) {
            None => true,
            Some(None) => again,
            Some(Some(_)) => false,
        })
        .map(str::to_owned)
        .collect();
    for name in names {
        let path = files::resolve(hub.editor.path.as_deref(), &name);
        hub.data.images.insert(name.clone(), None);
        hub.jobs.start("image", move || {
            let bytes = files::read(&path).ok().map(Arc::from);
            Some(Done::Document(DocumentDone::Image(name, bytes)))
        });
    }
}

//! Whatever another program has put into the clipboard, pasted into a project.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steckbrett::editor::Editor;
use steckbrett::i18n::Lang;
use steckbrett::language::lower;
use steckbrett::model::project::Project;

fuzz_target!(|bytes: &[u8]| {
    let mut editor = Editor::new(Project::new("P", "Start", "Lokal"), None, Lang::De);
    editor.paste_text(&String::from_utf8_lossy(bytes), false);
    let _problems = lower::lower(editor.project());
});

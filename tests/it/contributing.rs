//! The recipes of CONTRIBUTING.md are true: the files they name exist and hold what stands behind them in brackets.

use std::path::Path;

/// A place that a recipe names: a path, and the word behind it in brackets.
#[derive(Debug, PartialEq, Eq)]
struct Named<'a> {
    path: &'a str,
    word: Option<&'a str>,
}

/// All paths in backticks, with the word in backticks and brackets that follows at once.
fn named(text: &str) -> Vec<Named<'_>> {
    let pieces: Vec<&str> = text.split('`').collect();
    let is_path = |piece: &str| {
        let file = piece.rsplit('/').next().is_some_and(|name| name.contains('.'));
        file && !piece.contains(' ') && piece.chars().all(|c| c.is_ascii_graphic())
    };
    // Every other piece is between backticks.
    (1..pieces.len())
        .step_by(2)
        .filter(|&index| is_path(pieces[index]))
        .map(|index| {
            let follows =
                pieces.get(index + 1) == Some(&" (") && pieces.get(index + 3).is_some_and(|p| p.starts_with(')'));
            Named { path: pieces[index], word: follows.then(|| pieces[index + 2]) }
        })
        .collect()
}

/// The files that a path stands for: itself, or all of the folder where a name is left open.
fn files(root: &Path, path: &str) -> Vec<std::path::PathBuf> {
    if !path.contains('<') {
        return vec![root.join(path)];
    }
    let open = Path::new(path);
    let folder = root.join(open.parent().unwrap());
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().path()).filter(|file| file.extension() == open.extension()).collect()
}

/// What is wrong with a recipe's place; `None` if it holds.
fn wrong(root: &Path, named: &Named<'_>) -> Option<String> {
    let texts: Vec<String> =
        files(root, named.path).iter().filter_map(|file| std::fs::read_to_string(file).ok()).collect();
    if texts.is_empty() {
        return Some(format!("{} does not exist", named.path));
    }
    let word = named.word?;
    // A folder has files without the table too, such as those of the tests.
    (!texts.iter().any(|text| text.contains(word))).then(|| format!("{} does not hold {word}", named.path))
}

#[test]
fn every_recipe_names_files_that_exist_and_hold_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
    let mut recipes = Vec::new();
    for recipe in text.split("\n## ").skip(1) {
        let (title, steps) = recipe.split_once('\n').unwrap();
        let places = named(steps);
        assert!(!places.is_empty(), "{title} names no file");
        let wrong: Vec<String> = places.iter().filter_map(|named| wrong(root, named)).collect();
        assert_eq!(wrong, [""; 0], "{title}");
        recipes.push(title);
    }
    for thing in ["block", "control", "event", "host function", "check", "setting", "kind of connection"] {
        assert!(recipes.contains(&format!("New {thing}").as_str()), "no recipe for a {thing}");
    }
}

#[test]
fn a_recipe_that_lies_is_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = named(
        "A row in `src/language/blocks/<category>.rs` (`ROWS`) and `src/gone.rs`, see `Code::call(n, &x)`, `docs/lua.md`.",
    );
    let paths: Vec<&str> = places.iter().map(|named| named.path).collect();
    assert_eq!(paths, ["src/language/blocks/<category>.rs", "src/gone.rs", "docs/lua.md"]);
    assert_eq!(places[0].word, Some("ROWS"));
    assert_eq!(wrong(root, &places[0]), None);
    assert_eq!(wrong(root, &places[1]).as_deref(), Some("src/gone.rs does not exist"));
    let lost = Named { path: "src/language.rs", word: Some("NOWHERE_TO_BE_FOUND") };
    assert_eq!(wrong(root, &lost).as_deref(), Some("src/language.rs does not hold NOWHERE_TO_BE_FOUND"));
}

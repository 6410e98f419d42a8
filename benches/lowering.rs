//! Lowering: budget 10 ms for 1,000 blocks; yardstick: reading the same blocks from their file. One edit in a project of
//! 100 handlers with 100 blocks each: budget 1 ms until problems and Lua are up to date; yardstick: lowering all of it.
//! Raising: 5,000 blocks from the Lua that they became, budget 50 ms.

use std::hint::black_box;

use criterion::Criterion;
use steckbrett::language::lower::{Lowerer, lower};
use steckbrett::language::raise::raise;
use steckbrett::model::blocks::edit::GraphEdit;
use steckbrett::model::edit::{Edit, apply};
use steckbrett::store;

use crate::projects::{many_handlers, project};

pub(crate) fn bench(criterion: &mut Criterion) {
    let (single, _) = project(1_000);
    let mut group = criterion.benchmark_group("lower 1,000 blocks");
    group.bench_function("ours", |bencher| bencher.iter(|| black_box(lower(black_box(&single)))));
    let text = store::to_text(&single).expect("a sound project");
    group.bench_function("yardstick: reading the same blocks from their file", |bencher| {
        bencher.iter(|| store::parse(black_box(&text)).expect("sound"));
    });
    group.finish();

    let (whole, at) = project(5_000);
    let lua = lower(&whole).chunk(&at).map(|chunk| chunk.pretty.clone()).expect("a handler");
    let mut group = criterion.benchmark_group("5,000 blocks, there and back");
    group.sample_size(10);
    group.bench_function("to Lua", |bencher| bencher.iter(|| black_box(lower(black_box(&whole)))));
    group.bench_function("from Lua", |bencher| {
        bencher.iter(|| raise(black_box(&whole), &at, black_box(&lua)).expect("it was written by us"));
    });
    group.finish();

    let (mut project, at) = many_handlers(100, 100);
    let block = project.handler(&at).and_then(|handler| handler.graph()?.first).expect("a block");
    let mut lowerer = Lowerer::default();
    lowerer.update(&project);
    let mut count = 0_u32;
    let mut group =
        criterion.benchmark_group("edit in 100 handlers of 100 blocks, until problems and Lua are up to date");
    group.bench_function("ours", |bencher| {
        bencher.iter(|| {
            count += 1;
            let slot = GraphEdit::SetSlot {
                block,
                slot: "topic".to_owned(),
                value: Some(format!("halle1/{count}").as_str().into()),
            };
            // As the history does it, which keeps what was before.
            let mut next = project.clone();
            apply(&mut next, &Edit::Graph(at.clone(), slot)).expect("the block is there");
            project = next;
            black_box(lowerer.update(&project))
        });
    });
    group.bench_function("yardstick: lowering the whole project", |bencher| {
        bencher.iter(|| black_box(lower(black_box(&project))));
    });
    group.finish();
}

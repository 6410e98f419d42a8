//! Lowering: budget 10 ms for 1,000 blocks. Yardstick: reading the same blocks from their file.

use std::hint::black_box;

use criterion::Criterion;
use steckbrett::language::lower::lower;
use steckbrett::store;

use crate::projects::project;

pub(crate) fn bench(criterion: &mut Criterion) {
    let (project, _) = project(1_000);
    let mut group = criterion.benchmark_group("lower 1,000 blocks");
    group.bench_function("ours", |bencher| bencher.iter(|| black_box(lower(black_box(&project)))));
    let text = store::to_text(&project).expect("a sound project");
    group.bench_function("yardstick: reading the same blocks from their file", |bencher| {
        bencher.iter(|| store::parse(black_box(&text)).expect("sound"));
    });
    group.finish();
}

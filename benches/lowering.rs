//! Lowering: budget 10 ms for 1,000 blocks. Yardstick: the same graph through `serde_json`.

use std::hint::black_box;

use criterion::Criterion;
use steckbrett::lower::lower;

use crate::projects::project;

pub fn bench(criterion: &mut Criterion) {
    let (project, _) = project(1_000);
    let mut group = criterion.benchmark_group("lower 1,000 blocks");
    group.bench_function("ours", |bencher| bencher.iter(|| black_box(lower(black_box(&project)))));
    group.bench_function("serde_json::to_string of the same", |bencher| {
        bencher.iter(|| black_box(serde_json::to_string(black_box(&project.screens[0].controls[0].name))));
    });
    group.finish();
}

//! Load and save of a 1 MB project: budget 100 ms to load. Yardstick: `serde_json` on a text of the same size.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use steckbrett::store;

use crate::projects::project_of_size;

pub(crate) fn bench(criterion: &mut Criterion) {
    let project = project_of_size(1_000_000);
    let text = store::to_text(&project).expect("a sound project");
    // What a JSON editor would hold: the same lines as strings.
    let lines: Vec<&str> = text.lines().collect();
    let json = serde_json::to_string(&lines).expect("strings");
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let path = folder.path().join("bench.ron");
    let mut group = criterion.benchmark_group("project file of 1 MB");
    group.sample_size(20);
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("load", |bencher| bencher.iter(|| store::parse(black_box(&text)).expect("sound")));
    group.bench_function("to text", |bencher| bencher.iter(|| store::to_text(black_box(&project)).expect("sound")));
    group.bench_function("save with fsync, checked", |bencher| {
        bencher.iter(|| store::save(black_box(&path), black_box(&project)).expect("writable"));
    });
    group.bench_function("serde_json: read as values", |bencher| {
        bencher.iter(|| serde_json::from_str::<serde_json::Value>(black_box(&json)).expect("sound"));
    });
    group.bench_function("serde_json: write", |bencher| {
        bencher.iter(|| serde_json::to_string(black_box(&lines)).expect("strings"));
    });
    group.finish();
}

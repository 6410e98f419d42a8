//! The budgets of the product, printed with a yardstick from the same run; nothing is asserted here.
//!
//! Run with `cargo bench`.

mod canvas;
mod file;
mod flood;
mod large;
mod latency;
mod long;
mod lowering;
mod monitor;
mod panel;
mod projects;
mod throughput;
mod trend;

/// As in the program, for us and for the yardsticks.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use criterion::{Criterion, criterion_group, criterion_main};

fn all(criterion: &mut Criterion) {
    lowering::bench(criterion);
    file::bench(criterion);
    canvas::bench(criterion);
    latency::bench(criterion);
    monitor::bench(criterion);
    trend::bench(criterion);
    panel::bench(criterion);
    throughput::bench();
    flood::bench();
    long::bench();
    large::bench();
}

criterion_group!(benches, all);
criterion_main!(benches);

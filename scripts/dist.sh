#!/usr/bin/env bash
# Builds the small binary that is given to others: target/dist/steckbrett. Takes a quarter of an hour.
set -euo pipefail
cd "$(dirname "$0")/.."

# A C library writes down when it was compiled: the time of the last commit, so that the same sources say the same.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 315532800)}
export SOURCE_DATE_EPOCH

flags=()
# The linker that comes with Rust there folds functions that are the same; others do not know the flag.
if [[ $(rustc -vV | sed -n 's/host: //p') == x86_64-unknown-linux-gnu ]]; then
    flags=(-- -Clink-arg=-Wl,--icf=all)
fi
cargo rustc --profile dist --bin steckbrett --locked "${flags[@]}"
ls -l target/dist/steckbrett

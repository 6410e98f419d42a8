#!/usr/bin/env bash
# Fuzzes what comes in from outside: each target of fuzz/ for so many seconds, two at a time, with bounded memory.
#
#   scripts/fuzz.sh 60                 all targets, a minute each
#   scripts/fuzz.sh 3600 project       one of them, an hour
#
# Begins with the files of this repository and what it has found before (target/fuzz/corpus). Runs on stable Rust. A
# finding ends the script with its input in target/fuzz/found; it becomes a test beside the code that it concerns.
# Needs: cargo install cargo-fuzz, and a C++ compiler.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
shift || true
targets=("$@")
if [[ ${#targets[@]} -eq 0 ]]; then
    mapfile -t targets < <(cargo fuzz list)
fi
fuzz=target/fuzz
mkdir -p "$fuzz/found"

seed() {
    local corpus=$fuzz/corpus/$1
    mkdir -p "$corpus"
    case $1 in
    app_test) cp projects/*.test.ron "$corpus" ;;
    project | clipboard) find projects tests/it/format1 tests/it/cases -name '*.ron' -exec cp {} "$corpus" \; ;;
    script | raise)
        find tests/it/format1 -name '*.lua' -exec cp {} "$corpus" \;
        cp fuzz/seeds/raise/* "$corpus"
        ;;
    *) if [[ -d fuzz/seeds/$1 ]]; then cp fuzz/seeds/"$1"/* "$corpus"; fi ;;
    esac
}

cargo fuzz build -s none --target-dir "$fuzz"
for target in "${targets[@]}"; do seed "$target"; done
# shellcheck disable=SC2016 # The shell that xargs starts sees to these.
printf '%s\n' "${targets[@]}" | xargs -P 2 -I{} bash -c '
    ran=$0/$(rustc -vV | sed -n "s/host: //p")/release/$1
    "$ran" "$0/corpus/$1" -max_total_time="$2" -rss_limit_mb=2048 -timeout=20 -max_len=65536 -print_final_stats=1 \
        -artifact_prefix="$0/found/$1-" >"$0/$1.log" 2>&1 \
        && echo "$1: $(sed -n "s/stat::number_of_executed_units: //p" "$0/$1.log") inputs, nothing found" \
        || { echo "$1: FOUND, see $0/$1.log"; exit 255; }
' "$fuzz" {} "$seconds"

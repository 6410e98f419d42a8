#!/usr/bin/env bash
# What must hold before a commit, the fast checks first.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo fmt --check
cargo clippy --all-targets --locked -- -D warnings
scripts/test.sh

#!/usr/bin/env bash
# Runs all tests: installs what they need (scripts/setup.sh), then cargo test. Arguments go to cargo test.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh
exec cargo test --locked "$@"

#!/usr/bin/env bash
# Which names the scripts of Peakboard projects need and do not find here: counts over a folder of .pbmx files.
#
#   scripts/names.sh FOLDER            the most frequent first, with a line in which each stands
#
# The last lines say how many different scripts find every name they use. Formulas of dataflows are no scripts; what hangs
# on an event that is not here is told by the event in brackets. Nothing is written.
set -euo pipefail
folder=$(realpath "${1:?usage: scripts/names.sh FOLDER}")
cd "$(dirname "$0")/.."

LANG=en_US.UTF-8 exec cargo run --quiet --locked -- import --names "$folder"

#!/usr/bin/env bash
# Installs the system packages that the tests need, where apt-get and the right to use it are there.
#
#   scripts/setup.sh            mosquitto, the real broker that the tests talk to
#   scripts/setup.sh --window   also what opening the window needs, and what scripts/try.sh drives it with
set -euo pipefail

test_packages=(mosquitto mosquitto-clients)
window_packages=(
    # The window: OpenGL (software rendering is enough) and the X libraries that are opened at run time.
    libgl1 libgl1-mesa-dri libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0
    # The hand trial: virtual display, window manager, mouse and keyboard, screenshots.
    xvfb openbox xdotool imagemagick x11-xkb-utils
)

wanted=("${test_packages[@]}")
purpose="a real MQTT broker for the tests"
if [[ "${1:-}" == "--window" ]]; then
    wanted+=("${window_packages[@]}")
    purpose+=", libraries and tools for the window"
elif [[ $# -gt 0 ]]; then
    echo "usage: scripts/setup.sh [--window]" >&2
    exit 2
fi

missing=()
if command -v dpkg-query >/dev/null; then
    for package in "${wanted[@]}"; do
        state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
        [[ "$state" == installed ]] || missing+=("$package")
    done
else
    # Not Debian: the programs themselves are what counts.
    for tool in mosquitto mosquitto_sub; do
        command -v "$tool" >/dev/null || [[ -x "/usr/sbin/$tool" ]] || missing+=("$tool")
    done
fi
if [[ ${#missing[@]} -eq 0 ]]; then
    exit 0
fi

echo "Missing for $purpose: ${missing[*]}"
if ! command -v apt-get >/dev/null; then
    echo "No apt-get here: please install them with this system's package manager." >&2
    exit 1
fi
as_root=()
if [[ "$(id -u)" != 0 ]]; then
    if ! command -v sudo >/dev/null; then
        echo "Please install them as root: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -q
"${as_root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}" </dev/null

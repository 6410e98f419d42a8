#!/usr/bin/env bash
# A hand trial without a screen of one's own: a virtual display with a window manager, the program on it, and
# afterwards a screenshot. Drive it with xdotool in between.
#
#   scripts/try.sh shot.png cargo run -- projects/mqtt-senden.ron
#   SIZE=1920x1080 STEPS='xdotool key F5' scripts/try.sh shot.png target/debug/steckbrett projects/mqtt-senden.ron
#
# SIZE   size of the display (1280x800)
# STEPS  shell commands that run once the window is there, with DISPLAY and WINDOW set
# PAUSE  seconds to let the picture settle before the screenshot (2)
# KEYS   keyboard layout, so that xdotool can type umlauts (de)
#
# All state goes to a temporary folder, unless STECKBRETT_HOME is set. Needs: scripts/setup.sh --window
set -euo pipefail

if [[ $# -lt 2 ]]; then
    sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"
    exit 2
fi
shot=$1
shift

scratch=$(mktemp -d)
started=()
finish() {
    # Only what this script has started, the newest first.
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        kill "${started[i]}" 2>/dev/null || true
        wait "${started[i]}" 2>/dev/null || true
    done
    rm -rf "$scratch"
}
trap finish EXIT

# Xvfb picks a free display itself and writes its number.
mkfifo "$scratch/display"
Xvfb -displayfd 3 -screen 0 "${SIZE:-1280x800}x24" +extension GLX -nolisten tcp 3>"$scratch/display" 2>"$scratch/xvfb" &
started+=($!)
read -r number <"$scratch/display"
export DISPLAY=":$number"
setxkbmap "${KEYS:-de}"
# No title bar and the whole display, so that the screenshot is the window and coordinates are its own.
cat >"$scratch/openbox.xml" <<'XML'
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <applications>
    <application type="normal"><decor>no</decor><maximized>yes</maximized></application>
  </applications>
</openbox_config>
XML
openbox --config-file "$scratch/openbox.xml" &
started+=($!)

export STECKBRETT_HOME=${STECKBRETT_HOME:-$scratch/home}
export LIBGL_ALWAYS_SOFTWARE=1
unset WAYLAND_DISPLAY
"$@" &
program=$!
started+=("$program")

WINDOW=""
for ((i = 0; i < 6000; i++)); do
    WINDOW=$(xdotool search --onlyvisible --name Steckbrett 2>/dev/null | head -n 1 || true)
    [[ -n "$WINDOW" ]] && break
    kill -0 "$program" 2>/dev/null || { wait "$program" || true; echo "the program ended before its window opened" >&2; exit 1; }
    sleep 0.1
done
[[ -n "$WINDOW" ]] || { echo "no window within ten minutes" >&2; exit 1; }
export WINDOW
echo "display $DISPLAY, window $WINDOW"
xdotool windowactivate --sync "$WINDOW" 2>/dev/null || true
sleep "${PAUSE:-2}"
if [[ -n "${STEPS:-}" ]]; then
    bash -euo pipefail -c "$STEPS"
    sleep "${PAUSE:-2}"
fi
import -window root "$shot"
echo "screenshot: $shot"

#!/usr/bin/env python3
"""Kills the program at random moments of editing, saving, running and restoring, and counts what is lost.

    scripts/kills.py --rounds 200 --program target/debug/steckbrett

Each round moves a coloured square with the keyboard through the real window, and kills the program with -9 at a random
moment. What must be there afterwards is not taken from the keys that were pressed, nor from the program: it is where the
square stood on the screen a second before the kill, read from the frame buffer of the virtual display. Two marks in
corners of the screen say how large and where it is drawn. After the next start, and restoring where that is offered, the
square must stand there or farther, on the screen and in the file once it is saved.

Counted: states lost that were shown more than a second before the kill, files that are half (a state that never was, or
that cannot be read), files left over beside the project or in the folder of unsaved work. Needs: scripts/setup.sh --window
"""

import argparse
import collections
import mmap
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

MARK_A, MARK_B, SQUARE = "#ff00ff", "#00ffff", "#ff8800"
LEFT, RIGHT, TOP = 60, 1180, 380
# How long a window may take for anything; a debug build under load is slow.
PATIENCE = 60.0
OPENBOX = """<openbox_config xmlns="http://openbox.org/3.4/rc"><applications>
<application type="normal"><decor>no</decor><maximized>yes</maximized></application></applications>
<keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard></openbox_config>"""


def rectangle(number, color, x, y):
    return (f'(id: {number}, kind: "rectangle", name: "R{number}", area: (x: {x}, y: {y}, w: 40, h: 40), '
            f'properties: {{"color": "{color}", "radius": 0}}),')


def project(filler):
    controls = [rectangle(10, MARK_A, 0, 0), rectangle(11, MARK_B, 1240, 760), rectangle(12, SQUARE, LEFT, TOP)]
    # A second screen, so that a save takes long enough to be killed in the middle.
    others = [rectangle(100 + n, "#cccccc", n % 30 * 40, n // 30 % 20 * 40) for n in range(filler)]
    screen = 'width: 1280, height: 800, grid: 10, background: "#ffffff"'
    return (f'(format: 2, name: "Steckbrett Kills", id: "kills", next_id: {200 + filler}, screens: ['
            f'(id: 1, name: "Start", {screen}, controls: [{"".join(controls)}]),'
            f'(id: 2, name: "Filler", {screen}, controls: [{"".join(others)}])])')


class Display:
    """A virtual display whose frame buffer is a file."""

    def __init__(self, folder):
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "+extension", "GLX", "-nolisten", "tcp",
             "-fbdir", folder], pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with open(read) as number:
            os.environ["DISPLAY"] = ":" + number.readline().strip()
        rules = os.path.join(folder, "openbox.xml")
        with open(rules, "w") as file:
            file.write(OPENBOX)
        self.manager = subprocess.Popen(["openbox", "--config-file", rules], stderr=subprocess.DEVNULL)
        buffer = os.path.join(folder, "Xvfb_screen0")
        while not os.path.exists(buffer):
            time.sleep(0.05)
        with open(buffer, "rb") as file:
            self.memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        header = struct.unpack(">25I", self.memory[:100])
        self.width, self.height, self.stride = header[4], header[5], header[12]
        self.start = header[0] + header[19] * 12

    def end(self):
        for process in (self.manager, self.server):
            process.terminate()
            process.wait()

    def find(self, color, columns=None):
        """The left and upper edge of an area of this colour, and its width; nothing where there is none."""
        left, right = columns or (0, self.width)
        red, green, blue = bytes.fromhex(color[1:])
        pixels = re.compile(rb"(?:" + re.escape(bytes([blue, green, red])) + rb".){12,}", re.S)
        for y in range(self.height):
            line = self.start + y * self.stride
            row = self.memory[line + left * 4:line + right * 4]
            for found in pixels.finditer(row):
                if found.start() % 4 == 0:
                    return left + found.start() // 4, y, (found.end() - found.start()) // 4
        return None

    def square(self):
        """Where the square stands in the project, by what the screen shows; nothing while it does not show all."""
        first, last = self.find(MARK_A), self.find(MARK_B)
        if not first or not last or last[0] <= first[0]:
            return None
        # Between them: beside, the inspector shows the colour too.
        square = self.find(SQUARE, (first[0], last[0] + last[2]))
        if not square:
            return None
        begin, end, middle = (x + width / 2 for x, _, width in (first, last, square))
        # It moves in steps of ten; a line around it when it is selected costs a pixel.
        return round((middle - begin) / (end - begin) * 124) * 10, (int(middle), square[1] + square[2] // 2)


def keys(*names):
    subprocess.run(["xdotool", "key", *names], check=False, stderr=subprocess.DEVNULL)


def click(x, y):
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=False, stderr=subprocess.DEVNULL)


class Watch(threading.Thread):
    """Looks at the screen all the time, and remembers what it has shown when."""

    def __init__(self, display):
        super().__init__(daemon=True)
        self.display, self.seen, self.over = display, [], False

    def run(self):
        while not self.over:
            shown = self.display.square()
            if shown:
                self.seen.append((time.monotonic(), shown[0]))
            time.sleep(0.02)


class Kills:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.display = Display(folder)
        self.apps = os.path.join(folder, "apps")
        self.home = os.path.join(folder, "home")
        os.mkdir(self.apps)
        self.file = os.path.join(self.apps, "kills.ron")
        with open(self.file, "w") as file:
            file.write(project(options.filler))
        self.child, self.child_lock = None, threading.Lock()
        self.counts = collections.Counter()
        self.log = open(os.path.join(folder, "stderr"), "wb")

    def unsaved(self):
        """Whether a window that is gone has left work behind that must be offered: what is not in the file."""
        with open(self.file, "rb") as file:
            saved = file.read()
        folder = os.path.join(self.home, "recovery")
        logs = os.listdir(folder) if os.path.isdir(folder) else []
        return any(self.last_state(os.path.join(folder, log)) not in (None, saved) for log in logs)

    @staticmethod
    def last_state(log):
        """The last state in a log that is whole."""
        last = None
        with open(log, "rb") as file:
            content = file.read()
        for head in re.finditer(rb"steckbrett-state 1 (\d+) .*\n", content):
            text = content[head.end():head.end() + int(head.group(1))]
            last = text if len(text) == int(head.group(1)) else last
        return last

    def start(self):
        self.offered = self.unsaved()
        self.child = subprocess.Popen([self.options.program, "edit", self.file, "--trust"], stdout=subprocess.DEVNULL,
                                      stderr=self.log)

    def kill(self):
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()

    def ready(self):
        """Waits until the project is open, restores what must be offered, and says where the square stands then."""
        end = time.monotonic() + PATIENCE
        pressed, stands = 0.0, None
        while time.monotonic() < end:
            if self.child.poll() is not None:
                sys.exit(f"the program ended by itself: {self.child.returncode}, see {self.folder}/stderr")
            shown = self.display.square()
            if shown and shown == stands and not self.offered:
                return shown
            stands = shown
            # Behind a dialog the screen is dimmed, so that the marks have other colours.
            if not shown and self.offered and self.is_open() and time.monotonic() - pressed > 2:
                # A dialog that has just come may not have the keyboard yet.
                time.sleep(0.7)
                keys("Return")
                self.counts["restored"] += 1
                self.offered, pressed = False, time.monotonic()
            time.sleep(0.3)
        shot = os.path.join(self.folder, "stuck.png")
        subprocess.run(["import", "-window", "root", shot], check=False)
        sys.exit(f"nothing to be seen within {PATIENCE} s: {shot}")

    def is_open(self):
        return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Steckbrett Kills"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout != b""

    def in_file(self):
        """Where the square stands in the file; nothing if it is half."""
        with open(self.file) as file:
            text = file.read()
        whole = text.startswith("(") and text.rstrip().endswith(")")
        names = len(re.findall(r"name: \"R\d+\"", text)) == 3 + self.options.filler
        found = re.search(r'name: "R12",\s*area: \(\s*x: ([0-9.]+)', text)
        readable = subprocess.run([self.options.program, "check", self.file], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL).returncode == 0
        return round(float(found.group(1))) if whole and names and found and readable else None

    def left_over(self, allowed_logs):
        beside = [name for name in os.listdir(self.apps) if name not in ("kills.ron", "kills.ron.bak")]
        recovery = os.path.join(self.home, "recovery")
        logs = os.listdir(recovery) if os.path.isdir(recovery) else []
        return beside + (logs if len(logs) > allowed_logs else [])

    def act(self, phase, direction, until):
        """What somebody does until the program is killed: in its own time, for the kill does not wait for it."""
        step = "shift+Right" if direction > 0 else "shift+Left"
        runs = False
        while time.monotonic() < until and self.child.poll() is None:
            keys(step)
            self.counts["steps"] += 1
            if phase == "saving" and random.random() < 0.4:
                keys("ctrl+s")
                self.counts["saves"] += 1
            if phase == "running" and not runs and time.monotonic() > until - 1.2:
                keys("F5")
                self.counts["runs"] += 1
                runs = True
                break
            time.sleep(random.uniform(0.01, 0.25))

    def round(self, number):
        position, (x, y) = self.ready()
        direction = 1 if position < (LEFT + RIGHT) // 2 else -1
        phase = random.choice(["editing", "saving", "running", "restoring"])
        click(x, y)
        watch = Watch(self.display)
        watch.start()
        kill_at = time.monotonic() + random.uniform(0.8, 4.5)
        acting = threading.Thread(target=self.act, args=(phase, direction, kill_at), daemon=True)
        acting.start()
        time.sleep(max(0.0, kill_at - time.monotonic()))
        killed = time.monotonic()
        self.kill()
        acting.join()
        watch.over = True
        watch.join()
        sure = [at for when, at in watch.seen if when <= killed - 1.0]
        ahead = max if direction > 0 else min
        must = ahead(sure, default=position)
        shown = ahead((at for _, at in watch.seen), default=position)
        # A file that was never shown so is half, whatever it says.
        in_file = self.in_file()
        if in_file is None:
            self.counts["half"] += 1
            sys.exit(f"round {number}: the file is half, kept in {self.folder}")
        if phase == "restoring":
            for _ in range(random.randint(1, 3)):
                self.start()
                time.sleep(random.uniform(0.1, 4.0))
                if random.random() < 0.5:
                    keys("Return")
                    time.sleep(random.uniform(0.0, 1.5))
                self.kill()
                self.counts["kills"] += 1
        self.start()
        restored, (x, y) = self.ready()
        keys("ctrl+s")
        end = time.monotonic() + PATIENCE
        while self.in_file() != restored and time.monotonic() < end:
            time.sleep(0.2)
        saved = self.in_file()
        lost = max(0, (must - restored) * direction) // 10
        self.counts["kills"] += 1
        self.counts["lost"] += lost
        self.counts["wrong"] += saved != restored
        # A killed save goes with the next one, which may still be on its way where the file was right already.
        end = time.monotonic() + 10
        while self.left_over(1) and time.monotonic() < end:
            time.sleep(0.2)
        left = self.left_over(1)
        self.counts["left"] += len(left)
        print(f"round {number} ({phase}): from {position}, a second before the kill {must}, shown last {shown}, "
              f"restored {restored}, saved {saved}{', LOST' if lost else ''}{f', left over {left}' if left else ''}",
              flush=True)

    def end(self):
        if self.child.poll() is None:
            self.ready()
            keys("alt+F4")
            self.child.wait(PATIENCE)
        left = self.left_over(0)
        self.counts["left"] += len(left)
        if left:
            print(f"left over at the end: {left}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--program", default="target/debug/steckbrett")
    parser.add_argument("--filler", type=int, default=300, help="controls on a second screen, to make the file large")
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    random.seed(options.seed)
    folder = tempfile.mkdtemp(prefix="kills-")
    os.environ.update(LIBGL_ALWAYS_SOFTWARE="1", LC_ALL="C", STECKBRETT_HOME=os.path.join(folder, "home"),
                      STECKBRETT_KEYRING="off")
    os.environ.pop("WAYLAND_DISPLAY", None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    kills = Kills(options, folder)
    try:
        kills.start()
        for number in range(1, options.rounds + 1):
            kills.round(number)
        kills.end()
    finally:
        if kills.child.poll() is None:
            kills.kill()
        kills.display.end()
        c = kills.counts
        print(f"{c['kills']} kills, {c['steps']} steps, {c['saves']} saves, {c['runs']} runs, {c['restored']} restored: "
              f"{c['lost']} steps lost that were shown more than a second before, {c['half']} files half, "
              f"{c['wrong']} saved otherwise than shown, {c['left']} leftovers", flush=True)
    bad = c["lost"] + c["half"] + c["wrong"] + c["left"]
    if not bad:
        shutil.rmtree(folder)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()

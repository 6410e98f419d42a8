#!/usr/bin/env python3
"""Lets the editor run, edit and stop an app for a long time, with messages both ways, and watches its memory.

    scripts/soak.py --minutes 30 --program target/debug/steckbrett

A mosquitto of its own; a publisher sends 200 messages a second to a data source, which a handler and a bound label take
in; a timer of the app publishes 200 a second, which a subscriber of another program counts (QoS 1). Each minute the app
is stopped, a square is moved with the keyboard, saved now and then, and the app is started again.

Told: memory (RSS), threads and open files once a minute, how much the memory grows an hour after the first third, how
many messages the app has published by its own counter and how many have arrived. Needs: scripts/setup.sh --window, and
paho-mqtt 2.
"""

import argparse
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time

import paho.mqtt.client as paho

from kills import Display, MARK_A, MARK_B, SQUARE, click, keys, rectangle

RATE = 200


def project(port):
    controls = [rectangle(10, MARK_A, 0, 0), rectangle(11, MARK_B, 1240, 760), rectangle(12, SQUARE, 60, 380)]
    label = ('(id: 13, kind: "text", name: "Text", area: (x: 100, y: 100, w: 300, h: 40), properties: {'
             '"text": Bound(from: Topic(connection: Connection("abc"), filter: "soak/in"))}),')
    lua = (f"for i = 1, {RATE // 10} do data.n = data.n + 1 "
           "connections.getfromid('abc').publish('soak/out', data.n) end")
    taken = "data.letzte = e.message"
    return (f'(format: 2, name: "Steckbrett Soak", id: "soak", next_id: 90, connections: [(id: "abc", name: "Halle", '
            f'settings: {{"host": "127.0.0.1", "port": {port}, "qos": "1"}})],'
            f'sources: [(id: 30, name: "Ein", ident: "Ein", connection: "abc", topics: ["soak/in"], handlers: {{'
            f'"refreshed": Lua("{taken}")}})],'
            'variables: [(id: 40, name: "n", ident: "n", type: Number, initial: 0),(id: 41, name: "letzte", ident: "letzte", type: Text, initial: "")],'
            f'timers: [(id: 50, name: "Takt", ident: "Takt", when: Every(ms: 100), handlers: {{"tick": Lua("{lua}")}})],'
            'screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", '
            f'controls: [{"".join(controls)}{label}])])')


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Traffic:
    def __init__(self, port):
        self.arrived, self.over = 0, False
        self.sender = paho.Client(paho.CallbackAPIVersion.VERSION2)
        self.taker = paho.Client(paho.CallbackAPIVersion.VERSION2)
        self.taker.on_message = self.take
        self.taker.on_connect = lambda client, *_: client.subscribe("soak/out", 1)
        for client in (self.sender, self.taker):
            client.connect("127.0.0.1", port)
            client.loop_start()
        threading.Thread(target=self.send, daemon=True).start()

    def take(self, _client, _data, message):
        self.arrived += 1

    def send(self):
        number, start = 0, time.monotonic()
        while not self.over:
            number += 1
            self.sender.publish("soak/in", f'{{"zahl": {number}, "text": "{"x" * 60}"}}', qos=1)
            time.sleep(max(0.0, start + number / RATE - time.monotonic()))


def status(pid):
    with open(f"/proc/{pid}/status") as file:
        text = file.read()
    number = lambda name: int(re.search(rf"^{name}:\s+(\d+)", text, re.M).group(1))
    return number("VmRSS") / 1024, number("Threads"), len(os.listdir(f"/proc/{pid}/fd"))


def slope(points):
    """By how much the second grows with the first, by least squares."""
    count = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / count, sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--program", default="target/debug/steckbrett")
    options = parser.parse_args()
    folder, port = tempfile.mkdtemp(prefix="soak-"), free_port()
    os.environ.update(LIBGL_ALWAYS_SOFTWARE="1", LC_ALL="C", STECKBRETT_HOME=os.path.join(folder, "home"),
                      STECKBRETT_KEYRING="off")
    os.environ.pop("WAYLAND_DISPLAY", None)
    settings = os.path.join(folder, "mosquitto.conf")
    with open(settings, "w") as file:
        file.write(f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n")
    broker = subprocess.Popen(["mosquitto", "-c", settings], stderr=subprocess.DEVNULL)
    time.sleep(1)
    display, file = Display(folder), os.path.join(folder, "soak.ron")
    with open(file, "w") as out:
        out.write(project(port))
    program = subprocess.Popen([os.path.abspath(options.program), "edit", file, "--trust"], stdout=subprocess.DEVNULL,
                               stderr=open(os.path.join(folder, "stderr"), "wb"))
    signal.signal(signal.SIGTERM, lambda *_: exit(1))
    points, traffic = [], Traffic(port)
    try:
        while not display.square():
            time.sleep(0.3)
        time.sleep(2)
        start = time.monotonic()
        for minute in range(options.minutes):
            _, at = display.square()
            click(*at)
            for _ in range(20):
                keys("shift+Right" if minute % 2 == 0 else "shift+Left")
                time.sleep(0.1)
            if minute % 3 == 0:
                keys("ctrl+s")
                time.sleep(1)
            before = traffic.arrived
            keys("F5")
            while time.monotonic() < start + (minute + 1) * 60 - 3:
                time.sleep(1)
                points.append((time.monotonic() - start, status(program.pid)[0]))
            if minute == 0:
                subprocess.run(["import", "-window", "root", os.path.join(folder, "running.png")], check=False)
            memory, threads, files = status(program.pid)
            keys("Escape")
            time.sleep(1.5)
            while not display.square():
                time.sleep(0.2)
            print(f"minute {minute + 1}: {memory:.0f} MiB, {threads} threads, {files} files, "
                  f"{traffic.arrived - before} messages out", flush=True)
        late = [point for point in points if point[0] > options.minutes * 20]
        state = sum(os.path.getsize(os.path.join(path, name)) for path, _, names in os.walk(os.path.join(folder, "home"))
                    for name in names)
        print(f"grows by {slope(late) * 3600:.1f} MiB an hour after the first third ({late[0][1]:.0f} to "
              f"{late[-1][1]:.0f} MiB), {traffic.arrived} messages out, {state / 1024:.0f} KiB of state; {folder}")
    finally:
        traffic.over = True
        program.terminate()
        program.wait(20)
        display.end()
        broker.terminate()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Sends messages with quality of service 1 and 2 while everything breaks, and counts what is lost and what comes twice.

    scripts/once.py --messages 10000 --rounds 20 --program target/debug/steckbrett [--mqtt 5]

In each round the link is cut, the broker is restarted, and the program is killed with -9, all while it sends: half of the
messages with quality of service 1, half with 2, in a persistent session with an outbox that is kept. Counted is what
mosquitto_sub has received, with a session of its own straight at the broker. A round's messages are numbered: what it had
accepted when it was killed is what arrives, so there must be no gap, and at least what the program had said to be sent.
Quality of service 1 may come twice by its definition; with 2 nothing may, but
for what the broker itself sends its listener again after a restart, by its log. Needs: scripts/setup.sh
"""

import argparse
import asyncio
import collections
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

DELAY = 0.005
PATIENCE = 120


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Link:
    """A slow link to the broker that can be cut."""

    def __init__(self, broker):
        self.broker, self.port, self.open = broker, free_port(), set()

    async def start(self):
        self.server = await asyncio.start_server(self.connect, "127.0.0.1", self.port)

    async def connect(self, reader, writer):
        try:
            broker = await asyncio.open_connection("127.0.0.1", self.broker)
        except OSError:
            writer.transport.abort()
            return
        ends = [writer, broker[1]]
        self.open.update(ends)
        await asyncio.gather(self.pump(reader, broker[1]), self.pump(broker[0], writer))
        for end in ends:
            self.open.discard(end)
            end.close()

    @staticmethod
    async def pump(reader, writer):
        loop = asyncio.get_running_loop()
        try:
            while data := await reader.read(65536):
                loop.call_later(DELAY, lambda data=data: writer.is_closing() or writer.write(data))
        except OSError:
            pass
        loop.call_later(2 * DELAY, writer.close)

    def cut(self):
        for end in list(self.open):
            end.transport.abort()
        self.open.clear()


class Trial:
    def __init__(self, options, folder):
        self.options, self.folder, self.port = options, folder, free_port()
        self.link = Link(self.port)
        self.config = os.path.join(folder, "mosquitto.conf")
        self.log = os.path.join(folder, "mosquitto.log")
        with open(self.config, "w") as file:
            file.write(f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\nuser root\n"
                       f"persistence_location {folder}/\nmax_queued_messages 0\nmax_inflight_messages 0\n"
                       f"log_type all\nlog_dest file {self.log}\n")
        self.said, self.counts = {}, collections.Counter()

    def start_broker(self):
        self.broker = subprocess.Popen(["mosquitto", "-c", self.config], stderr=subprocess.DEVNULL)

    async def restart_broker(self):
        self.broker.terminate()
        await asyncio.to_thread(self.broker.wait)
        self.start_broker()
        self.counts["restarts"] += 1

    async def until(self, what, reached):
        for _ in range(PATIENCE * 20):
            if reached():
                return
            await asyncio.sleep(0.05)
        raise TimeoutError(what)

    def project(self):
        lua = ("local c = connections.getfromid('abc')\nlocal round = data.Runde\n"
               f"for i = 1, {self.each} do\n"
               "  c.publish('strom/x', round .. '-' .. i, { qos = 1 + i % 2 })\n"
               "  if i % 5 == 0 then wait(0.05) end\nend")
        settings = (f'"host": "127.0.0.1", "port": {self.link.port}, "session": "persistent", "outbox_keep": true, '
                    f'"client_id": "anlage", "offline": "buffer", "version": "{self.options.mqtt}"')
        return (f'(format: 2, name: "Strom", id: "strom", next_id: 9, connections: [(id: "abc", name: "Halle", '
                f'settings: {{{settings}}})], variables: [(id: 5, name: "Runde", ident: "Runde", type: Text, initial: "0")], screens: [(id: 1, '
                f'name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [(id: 2, '
                f'kind: "button", name: "Senden", area: (x: 0, y: 0, w: 100, h: 50), '
                f'handlers: {{"tapped": Lua({json.dumps(lua)})}})])])')

    async def run(self, number):
        """The program, sending the messages of a round."""
        command = [self.options.program, "run", self.file, "--headless", "--trust", "--set", f"Runde={number}"]
        child = await asyncio.create_subprocess_exec(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                                     stderr=self.errors, limit=1 << 20)
        self.said[number] = said = collections.defaultdict(set)

        async def listen():
            async for line in child.stdout:
                event = json.loads(line)
                if event.get("t") == "publish":
                    said[event["fate"]].add(event["payload"])
                elif event.get("t") in ("fault", "error"):
                    print(line.decode().strip())

        listening = asyncio.create_task(listen())
        child.stdin.write(b"tap Senden\n")
        return child, listening

    def received(self):
        with open(self.heard) as file:
            return file.read().split()

    async def go(self):
        await self.link.start()
        rounds = self.options.rounds
        self.each = self.options.messages // (rounds + 1) + 1
        self.file = os.path.join(self.folder, "strom.ron")
        with open(self.file, "w") as file:
            file.write(self.project())
        self.heard = os.path.join(self.folder, "heard")
        self.errors = open(os.path.join(self.folder, "stderr"), "wb")
        self.start_broker()
        probe = ["mosquitto_pub", "-p", str(self.port), "-r", "-t", "bereit", "-m", "bereit"]
        await self.until("the broker", lambda: subprocess.run(probe, stderr=subprocess.DEVNULL).returncode == 0)
        listener = subprocess.Popen(
            ["mosquitto_sub", "-p", str(self.port), "-i", "hoerer", "-c", "-q", "2", "-t", "strom/#", "-t", "bereit"],
            stdout=open(self.heard, "wb"), stderr=subprocess.DEVNULL)
        try:
            await self.until("the listener", lambda: "bereit" in self.received())
            for number in range(1, rounds + 1):
                child, listening = await self.run(number)
                # A loaded machine may take its time until the first message is out.
                await self.until("the first message", lambda: self.said[number]["sent"])
                steps = sorted((random.uniform(0.5, 3.5), step) for step in ("cut", "restart"))
                at = 0.0
                for when, step in steps:
                    await asyncio.sleep(when - at)
                    at = when
                    if step == "cut":
                        self.link.cut()
                        self.counts["cuts"] += 1
                    else:
                        await self.restart_broker()
                await asyncio.sleep(random.uniform(0.0, 2.0))
                child.send_signal(signal.SIGKILL)
                await listening
                await child.wait()
                self.counts["kills"] += 1
                print(f"round {number}: " + ", ".join(f"{len(of)} {fate}" for fate, of in self.said[number].items()),
                      flush=True)
            child, listening = await self.run(rounds + 1)
            last = f"{rounds + 1}-{self.each}"
            await self.until("the last message", lambda: last in self.said[rounds + 1]["acknowledged"])
            await self.until("the last message at the listener", lambda: last in self.received())
            child.stdin.write(b"quit\n")
            await listening
            self.counts["code"] = await child.wait()
            await asyncio.sleep(2)
        finally:
            listener.terminate()
            self.broker.terminate()
            self.link.server.close()

    def sent_again_by_broker(self):
        """How often the broker has sent the listener a message of quality of service 2 again that it had confirmed.

        mosquitto 2.0 does that after a restart, where the last word was still on its way: no fault of who has published."""
        confirmed, again = set(), 0
        with open(self.log) as log:
            for line in log:
                if found := re.search(r"Sending PUBLISH to hoerer \(d(\d), q2, r0, m(\d+)", line):
                    again += found[1] == "1" and found[2] in confirmed
                    confirmed.discard(found[2])
                elif found := re.search(r"Received PUBREC from hoerer \(Mid: (\d+)", line):
                    confirmed.add(found[1])
        return again

    def judge(self):
        received = collections.Counter(line for line in self.received() if re.fullmatch(r"\d+-\d+", line))
        numbers = collections.defaultdict(set)
        twice = collections.Counter()
        for payload, times in received.items():
            number, at = map(int, payload.split("-"))
            numbers[number].add(at)
            if times > 1:
                twice[1 + at % 2] += times - 1
        lost = []
        for number, said in self.said.items():
            promised = {int(payload.split("-")[1]) for fate in ("sent", "acknowledged") for payload in said[fate]}
            if number == self.options.rounds + 1:
                promised = set(range(1, self.each + 1))
            most = max(numbers[number] | promised, default=0)
            lost += [f"{number}-{at}" for at in range(1, most + 1) if at not in numbers[number]]
        c, again = self.counts, min(self.sent_again_by_broker(), twice[2])
        ours = twice[2] - again
        print(f"MQTT {self.options.mqtt}: {sum(map(len, numbers.values()))} messages, {c['cuts']} cuts, "
              f"{c['restarts']} broker restarts, {c['kills']} kills: {len(lost)} lost, {ours} of quality of service "
              f"2 twice ({again} more that the broker itself sent again), {twice[1]} of quality of service 1 twice", flush=True)
        if lost:
            print("lost:", *lost[:50])
        if ours:
            print("twice:", *[p for p, n in received.items() if n > 1 and int(p.split("-")[1]) % 2 == 1][:50])
        return not lost and not ours


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=10000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--program", default="target/debug/steckbrett")
    parser.add_argument("--mqtt", choices=["3.1.1", "5"], default="3.1.1")
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = tempfile.mkdtemp(prefix="once-")
    os.environ.update(LC_ALL="C", STECKBRETT_HOME=os.path.join(folder, "home"), STECKBRETT_KEYRING="off")
    trial = Trial(options, folder)
    asyncio.run(trial.go())
    good = trial.judge()
    if good:
        shutil.rmtree(folder)
    else:
        print(f"kept: {folder}")
    sys.exit(0 if good else 1)


main()

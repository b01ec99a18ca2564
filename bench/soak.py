#!/usr/bin/env python3
"""A long watch, compressed: a restless cluster, logs followed, screens opened and closed, and what the program takes meanwhile.

Usage: bench/soak.py PROGRAM [--seconds N] [--pods N] [--churn N] [--chatter N]
Screens are opened and closed until the time is over. Memory, threads, timers, connections and the heap after a collection are taken
at the same place, the list of all pods, once before (after one round, so that everything has been used once) and after; and on the way.
"""
import argparse
import os
import re
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pseudoterminal import PseudoTerminal, Server, percentile  # noqa: E402


class Soak:
    def __init__(self, terminal, log):
        self.terminal, self.log, self.keys, self.problems = terminal, log, [], []

    def press(self, text, expect=None, limit=30.0):
        start = time.perf_counter()
        self.terminal.send(text)
        if expect:
            if self.terminal.wait(lambda screen: re.search(expect, screen) is not None, limit) is None:
                self.problems.append(f"after {text!r} still no {expect!r}; the last line says {self.terminal.text().splitlines()[-1].strip()!r}")
            else:
                self.keys.append((time.perf_counter() - start) * 1000)
        self.terminal.pump(0.2)

    def command(self, text, expect):
        self.press(":")
        self.press(text)
        self.press("\r", expect)

    def round(self):
        """What a person does in a minute or two, and back to all pods."""
        self.command("svc -A", r"services\(")
        self.press("v", r"[Vv]erify|verdict|pass|PASS")
        self.terminal.pump(2)
        self.press("v")
        self.press("\x1b")
        self.command("svc team-000", r"accounts-0000")
        self.press("g")
        self.press("l", r"logs? ")
        self.terminal.pump(4)
        self.press("\x1b")
        self.command("deploy -A", r"deployments\(")
        self.command("nodes", r"node-0000")
        self.press("y", r"apiVersion")
        self.press("\x1b", r"nodes\(")
        self.press("d", r"Name|name")
        self.press("\x1b", r"nodes\(")
        self.command("iptables node-0000", r"iptables")
        self.terminal.pump(2)
        self.press("\x1b")
        self.command("events -A", r"events\(")
        self.command("pods -A", r"pods\(all|pods\(")
        self.press("/")
        self.press("node-001\r")
        self.press("G")
        self.press("g")
        self.press("/")
        self.press("\x15\r")
        self.press("?", r"[Hh]elp")
        self.press("\x1b")

    def state(self):
        pid = self.terminal.pid
        resident, cpu = self.terminal.statistics()
        sockets = 0
        for name in os.listdir(f"/proc/{pid}/fd"):
            try:
                sockets += os.readlink(f"/proc/{pid}/fd/{name}").startswith("socket:")
            except OSError:
                pass
        vitals = {}
        with open(self.log) as file:
            for line in file:
                if " vitals " in line:
                    vitals = dict(re.findall(r"(\w+)=(\S+)", line))
        return {
            "resident MB": resident / 1024, "heap MB": float(vitals.get("heap", "nan")), "timers": int(vitals.get("timers", 0)),
            "threads": len(os.listdir(f"/proc/{pid}/task")), "sockets": sockets, "files": len(os.listdir(f"/proc/{pid}/fd")),
            "queued": int(vitals.get("queued", 0)), "CPU s": cpu,
        }


def show(name, state):
    print(f"{name:14} " + "  ".join(f"{key} {value:.1f}" if isinstance(value, float) else f"{key} {value}" for key, value in state.items()), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--pods", type=int, default=30_000)
    parser.add_argument("--churn", type=int, default=1_000)
    parser.add_argument("--chatter", type=int, default=500)
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    with tempfile.TemporaryDirectory() as folder, Server(program, folder, arguments.pods, churn=arguments.churn, chatter=arguments.chatter) as server:
        log = os.path.join(folder, "log")
        open(log, "w").close()
        terminal = PseudoTerminal(
            [program, "--kubeconfig", server.kubeconfig, "--log-file", log, "-c", "pods -A"], environment={"XDG_STATE_HOME": folder, "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder})
        if terminal.wait(lambda text: "live · " in text, 180) is None:
            sys.exit("the list of all pods never came:\n" + terminal.text())
        print(f"{arguments.pods:,} pods, {arguments.churn:,} watch events and {arguments.chatter:,} log lines a second, {arguments.seconds} s; load {os.getloadavg()[0]:.1f}")
        soak = Soak(terminal, log)
        soak.round()
        terminal.pump(12)
        before, start, rounds, told = soak.state(), time.time(), 0, time.time()
        show("before", before)
        while time.time() - start < arguments.seconds:
            soak.round()
            rounds += 1
            if time.time() - told > 60:
                told = time.time()
                show(f"{told - start:.0f} s", soak.state())
        terminal.pump(15)
        after = soak.state()
        show("after", after)
        requests, failed = 0, 0
        with open(log) as file:
            for line in file:
                match = re.search(r"Z (?:GET|POST|PATCH|DELETE|PUT) \S+ (\d+)", line)
                requests += match is not None
                failed += match is not None and int(match.group(1)) >= 500
        print(f"{rounds} rounds of screens, {requests} requests ({failed} failed), load {os.getloadavg()[0]:.1f}")
        if soak.keys:
            print(f"key to the screen that it opens: p50 {percentile(soak.keys, 50):.0f} ms, p99 {percentile(soak.keys, 99):.0f} ms, of {len(soak.keys)}")
        for key in before:
            if key != "CPU s":
                print(f"{key:14} {before[key]:8.1f} -> {after[key]:8.1f}")
        for problem in soak.problems[:10]:
            print("! " + problem)
        print(f"screen at the end: {terminal.text().splitlines()[-1].strip()}")
        terminal.close()


if __name__ == "__main__":
    main()

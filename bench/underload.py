#!/usr/bin/env python3
"""The explorer while the cluster does not keep still: keys, frames, screens and logs, measured from outside.

Usage: bench/underload.py PROGRAM [--pods N] [--churn N] [--chatter N] [--keys N] [PART ...]
PARTS: churn ages contexts yaml logs; without, all.
PROGRAM is the installed binary. The load of the machine is told beside each part: the terminal emulator, the demo server and whatever
else runs take their share of the processors.
"""
import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pseudoterminal import PseudoTerminal, Server, percentile  # noqa: E402

SELECTED_LIMIT = 5.0


def say(name, value):
    print(f"{'  ' + name:52} {value}", flush=True)


def part(name):
    print(f"\n{name} (load {os.getloadavg()[0]:.1f})", flush=True)


def wait(terminal, pattern, limit=60.0):
    took = terminal.wait(lambda text: re.search(pattern, text) is not None, limit)
    if took is None:
        print(terminal.text(), file=sys.stderr)
        sys.exit(f"never seen on the screen: {pattern}")
    return took


def command(terminal, text, pattern, limit=60.0):
    """A command after the colon; returns the seconds from Enter until the pattern is seen."""
    terminal.send(":")
    terminal.pump(0.3)
    terminal.send(text)
    terminal.pump(0.3)
    start = time.perf_counter()
    terminal.send("\r")
    wait(terminal, pattern, limit)
    return time.perf_counter() - start


def cursor_keys(terminal, count):
    """Milliseconds from a key to the row below being the selected one."""
    found = []
    row = terminal.selected_row()
    for index in range(count):
        down = (index // 15) % 2 == 0
        wanted = row + (1 if down else -1)
        start = time.perf_counter()
        terminal.send("j" if down else "k")
        if terminal.wait_selected(wanted, SELECTED_LIMIT) is None:
            found.append(SELECTED_LIMIT * 1000)
            wanted = terminal.selected_row()
        else:
            found.append((time.perf_counter() - start) * 1000)
        row = wanted
        terminal.pump(0.03 + 0.02 * (index % 4))
    return found


def typed_keys(terminal, count):
    """Milliseconds from a letter typed after the colon to the letter on the screen."""
    terminal.send(":")
    terminal.pump(0.5)
    found, typed = [], ""
    for index in range(count):
        typed = "" if len(typed) >= 12 else typed
        if not typed:
            terminal.send("\x15")  # Ctrl-U empties the prompt
            terminal.wait(lambda text: "qz" not in text, 2)
        typed += "qz"[len(typed) % 2]
        start = time.perf_counter()
        terminal.send(typed[-1])
        shown = typed
        if len(shown) > 1 and terminal.wait(lambda text: shown in text, SELECTED_LIMIT) is not None:
            found.append((time.perf_counter() - start) * 1000)
        elif len(shown) > 1:
            found.append(SELECTED_LIMIT * 1000)
        terminal.pump(0.03 + 0.02 * (index % 4))
    terminal.send("\x1b")
    terminal.pump(0.3)
    return found


def say_keys(name, keys, wanted=""):
    say(name, f"p50 {percentile(keys, 50):.0f} ms, p99 {percentile(keys, 99):.0f} ms, worst {max(keys):.0f} ms, of {len(keys)}{wanted}")


def churn(program, folder, arguments):
    part(f"{arguments.pods:,} pods, {arguments.churn:,} watch events a second")
    with Server(program, folder, arguments.pods, churn=arguments.churn) as server:
        terminal = PseudoTerminal([program, "--kubeconfig", server.kubeconfig, "-c", "pods -A"])
        wait(terminal, r"live · ", 180)
        terminal.pump(5)
        _, cpu = terminal.statistics()
        bytes_before, frames_before, start = terminal.received, terminal.frames, time.perf_counter()
        terminal.pump(10)
        seconds, frames = time.perf_counter() - start, terminal.frames - frames_before
        say("frames a second", f"{frames / seconds:.1f}")
        say("bytes a frame", f"{(terminal.received - bytes_before) / max(1, frames):.0f}")
        say("processor", f"{(terminal.statistics()[1] - cpu) / seconds * 100:.0f} % of one core; {terminal.statistics()[0] / 1024:.0f} MB resident")
        say_keys("key to paint, cursor in the list of all pods", cursor_keys(terminal, arguments.keys))
        say_keys("key to paint, typed after the colon", typed_keys(terminal, arguments.keys))
        terminal.close()


def ages(program, folder, arguments):
    part("only ages change: events of the shop, a still cluster")
    with Server(program, folder, 0) as server:
        terminal = PseudoTerminal([program, "--kubeconfig", server.kubeconfig, "-c", "events -A"])
        wait(terminal, r"live · ", 60)
        terminal.pump(4)
        bytes_before, frames_before = terminal.received, terminal.frames
        terminal.pump(20)
        frames = terminal.frames - frames_before
        say("frames in 20 s", f"{frames}")
        say("bytes a frame", f"{(terminal.received - bytes_before) / max(1, frames):.0f}")
        terminal.close()


def contexts(program, folder, arguments):
    part("from one context to the other and back")
    with Server(program, folder, 0) as shop, Server(program, folder, 1000) as size:
        terminal = PseudoTerminal([program, "--context", "shop", "-c", "pods -A"], environment={"KUBECONFIG": f"{shop.kubeconfig}:{size.kubeconfig}"})
        wait(terminal, r"live · ", 60)
        times = []
        for index in range(10):
            name, rows = ("size", r"1\D?000") if index % 2 == 0 else ("shop", r"[1-9]\d")
            times.append(command(terminal, f"ctx {name}", rf"Context +{name}\b[\s\S]*live · {rows} pods") * 1000)
            terminal.pump(1)
        say("Enter to the other cluster's rows", f"median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms, of {len(times)}")
        terminal.close()


def yaml(program, folder, arguments):
    part("YAML of an object of 1 MB")
    with Server(program, folder, 0) as server:
        big = os.path.join(folder, "big.txt")
        with open(big, "w") as file:
            for line in range(14_000):
                file.write(f"line {line:06} of a configuration that somebody let grow, for years and years\n")
        subprocess.run(["kubectl", "--kubeconfig", server.kubeconfig, "create", "configmap", "big", "-n", "shop", f"--from-file={big}"],
                       check=True, stdout=subprocess.DEVNULL)
        terminal = PseudoTerminal([program, "--kubeconfig", server.kubeconfig, "-c", "configmaps shop"])
        wait(terminal, r"\bbig\b", 60)
        times = []
        for _ in range(5):
            terminal.send("/")
            terminal.pump(0.3)
            terminal.send("\x15big\r")
            terminal.pump(1)
            start = time.perf_counter()
            terminal.send("y")
            wait(terminal, r"line 000003 of a configuration", 60)
            times.append((time.perf_counter() - start) * 1000)
            terminal.pump(1)
            start = time.perf_counter()
            terminal.send("G")
            wait(terminal, r"line 01399\d|uid: |name: big", 60)
            terminal.pump(0.5)
            terminal.send("\x1b")
            terminal.pump(1)
        say("key to the first lines", f"median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms; {os.path.getsize(big) / 1e6:.2f} MB")
        terminal.close()


def logs(program, folder, arguments):
    part(f"logs of 100 pods, {arguments.chatter:,} lines a second")
    with Server(program, folder, 2000, services=20, chatter=arguments.chatter) as server:
        terminal = PseudoTerminal([program, "--kubeconfig", server.kubeconfig, "-c", "svc team-000"])
        wait(terminal, r"accounts-0000", 60)
        terminal.pump(1)
        terminal.send("g")
        terminal.send("l")
        wait(terminal, r"100 of 100 logs", 60)
        terminal.pump(5)
        _, cpu = terminal.statistics()
        start, first = time.perf_counter(), lines_of(terminal)
        say_keys("key to paint while they come", typed_keys(terminal, arguments.keys), " (wanted: under 20 ms)")
        seconds, last = time.perf_counter() - start, lines_of(terminal)
        if first and last and last > first:
            say("lines taken", f"{(last - first) / seconds:,.0f} a second")
        say("processor", f"{(terminal.statistics()[1] - cpu) / seconds * 100:.0f} % of one core; {terminal.statistics()[0] / 1024:.0f} MB resident")
        say("the status line says", terminal.text().splitlines()[-1].strip().split("  ")[-1].strip())
        terminal.close()


def lines_of(terminal):
    """Lines that have come: those that are kept, and those that were dropped to make room."""
    line = terminal.text().splitlines()[-1]
    found = re.findall(r"([\d,]+) (?:lines|older ones dropped)", line)
    return sum(int(number.replace(",", "")) for number in found) if found else None


PARTS = {"churn": churn, "ages": ages, "contexts": contexts, "yaml": yaml, "logs": logs}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    parser.add_argument("--pods", type=int, default=30_000)
    parser.add_argument("--churn", type=int, default=1_000)
    parser.add_argument("--chatter", type=int, default=20_000)
    parser.add_argument("--keys", type=int, default=200)
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.parts or PARTS:
            PARTS[name](program, folder, arguments)


if __name__ == "__main__":
    main()

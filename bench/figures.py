#!/usr/bin/env python3
"""The figures of the explorer, measured from outside, beside kubectl's in the same run.

Usage: bench/figures.py PROGRAM [--pods N]... [--runs N]
PROGRAM is the installed binary. Machines are noisy: read the ratios, and the median of several runs.
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
from pseudoterminal import PseudoTerminal, Server  # noqa: E402

NEVER = float("nan")
FILTER = "node-001"  # matches in the NODE column; measured key by key


def median(values):
    return statistics.median(values) if values else NEVER


def first_frame(program, kubeconfig, runs):
    times = []
    for _ in range(runs):
        terminal = PseudoTerminal([program, "--kubeconfig", kubeconfig])
        terminal.wait(lambda text: text.strip() != "", 10)
        times.append(terminal.first_frame or NEVER)
        terminal.close()
    return median(times)


def expect(terminal, pattern, limit):
    """Waits for the pattern; returns when it was seen, in seconds since the program started."""
    if terminal.wait(lambda text: re.search(pattern, text) is not None, limit) is None:
        print(terminal.text(), file=sys.stderr)
        sys.exit(f"never seen on the screen: {pattern}")
    return terminal.elapsed()


def switch(program, kubeconfig, runs):
    """Another context of the same server: from Enter to its first frame, and to its rows (one round trip, and a new connection)."""
    text = open(kubeconfig).read()
    name = re.search(r"current-context: (\S+)", text).group(1)
    beside = kubeconfig + "-two"
    with open(beside, "w") as file:
        file.write(text.replace("contexts:\n", f"contexts:\n- name: other\n  context: {{cluster: {name}, user: {name}, namespace: shop}}\n", 1))
    frames, rows = [], []
    for _ in range(runs):
        terminal = PseudoTerminal([program, "--kubeconfig", beside, "-c", "pods shop"])
        expect(terminal, r"live · \d+ pods", 60)
        terminal.pump(2)
        terminal.send(":ctx other")
        terminal.pump(1)
        sent = time.perf_counter()
        terminal.send("\r")
        expect(terminal, r"Context +other", 10)
        frames.append((time.perf_counter() - sent) * 1000)
        expect(terminal, r"(?s)Context +other.*\d/\d +(Running|Pending|CrashLoop)", 10)
        rows.append((time.perf_counter() - sent) * 1000)
        terminal.close()
    return median(frames), median(rows)


def all_pods(program, kubeconfig, pods, runs):
    """What opening all pods costs and what comes after, each the median of the runs; times count from the start of the process."""
    found = {name: [] for name in ("rows", "complete", "resident", "filter", "move", "bytes", "cpu")}
    total = f"{pods:,}".replace(",", r"\s")
    for _ in range(runs):
        terminal = PseudoTerminal([program, "--kubeconfig", kubeconfig, "-c", "pods -A"])
        found["rows"].append(expect(terminal, r"\d/\d +(Running|Pending|CrashLoop)", 60))
        found["complete"].append(expect(terminal, rf"live · {total} pods", 120))

        terminal.pump(4)  # the verdicts and what else is read after the rows
        found["resident"].append(terminal.statistics()[0] / 1024)
        cpu = terminal.statistics()[1]
        found["bytes"].append(terminal.pump(10))
        found["cpu"].append((terminal.statistics()[1] - cpu) / 10 * 100)

        for _ in range(10):
            terminal.send("j")
            found["move"].append(terminal.pump(0.2))

        terminal.send("/")
        terminal.pump(0.5)
        typed = ""
        for key in FILTER:
            typed += key
            sent = time.perf_counter()
            terminal.send(key)
            expect(terminal, rf"\d of {total} /{typed} ", 10)
            found["filter"].append((time.perf_counter() - sent) * 1000)
            terminal.pump(0.2)
        terminal.close()
    return {name: median(values) for name, values in found.items()}


def kubectl(kubeconfig, runs):
    times = []
    environment = dict(os.environ, KUBECONFIG=kubeconfig)
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(["kubectl", "get", "pods", "-A"], env=environment, stdout=subprocess.DEVNULL, check=True, timeout=300)
        times.append(time.perf_counter() - start)
    return median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--pods", type=int, action="append")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)

    print(f"{'':34} {'measured':>12}   wanted")
    with tempfile.TemporaryDirectory() as folder:
        with Server(program, folder, 0) as server:
            value = first_frame(program, server.kubeconfig, arguments.runs * 3) * 1000
            frame, rows = switch(program, server.kubeconfig, arguments.runs)
        print(f"{'start to first frame':34} {value:>9.0f} ms   under 80 ms")
        print(f"{'another context: first frame':34} {frame:>9.0f} ms   under 100 ms")
        print(f"{'another context: its rows':34} {rows:>9.0f} ms   under 100 ms and a round trip", flush=True)

        for pods in arguments.pods or [10_000, 30_000]:
            with Server(program, folder, pods) as server:
                theirs = [kubectl(server.kubeconfig, 1)]
                ours = all_pods(program, server.kubeconfig, pods, arguments.runs)
                theirs = median([*theirs, kubectl(server.kubeconfig, 1)])
            print(f"\n{pods:,} pods, all namespaces")
            print(f"{'  first rows (from process start)':34} {ours['rows']:>10.2f} s   under 0.3 s")
            print(f"{'  all rows (from process start)':34} {ours['complete']:>10.2f} s   under a fifth of kubectl's")
            print(f"{'  kubectl get pods -A':34} {theirs:>10.2f} s")
            print(f"{'  ratio':34} {ours['complete'] / theirs:>12.2f}   under 0.20")
            print(f"{'  resident':34} {ours['resident']:>9.0f} MB   under {150 if pods <= 10_000 else 250} MB")
            print(f"{'  filter, key to screen':34} {ours['filter']:>9.0f} ms   under 50 ms")
            print(f"{'  cursor down a row':34} {ours['move']:>6.0f} bytes   under 600 bytes")
            print(f"{'  unchanged for 10 s':34} {ours['bytes']:>6.0f} bytes   0 but for ages")
            print(f"{'  CPU idle':34} {ours['cpu']:>10.1f} %   under 1 %", flush=True)


if __name__ == "__main__":
    main()

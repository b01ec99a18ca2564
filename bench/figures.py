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
from pseudoterminal import PseudoTerminal  # noqa: E402

NEVER = float("nan")


def median(values):
    return statistics.median(values) if values else NEVER


def serve(program, folder, pods):
    kubeconfig = os.path.join(folder, f"kubeconfig-{pods}")
    command = [program, "demo", "--serve", "--still", "--kubeconfig", kubeconfig]
    if pods:
        command += ["--pods", str(pods), "--nodes", str(max(3, pods // 100)), "--services", str(max(1, pods // 20))]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    line = server.stdout.readline()
    if not line:
        sys.exit("the demo server did not start")
    return server, kubeconfig


def first_frame(program, kubeconfig, runs):
    times = []
    for _ in range(runs):
        terminal = PseudoTerminal([program, "--kubeconfig", kubeconfig])
        terminal.wait(lambda text: text.strip() != "", 10)
        times.append(terminal.first_frame or NEVER)
        terminal.close()
    return median(times)


def all_pods(program, kubeconfig, pods, runs):
    """Seconds to the first rows and to all rows, both from the start of the process; what it costs afterwards."""
    rows, complete, resident, filtered, moved, idle_bytes, idle_cpu = [], [], [], [], [], [], []
    number = re.compile(rf"\b{pods:,}\b|\b{pods}\b")
    for _ in range(runs):
        terminal = PseudoTerminal([program, "--kubeconfig", kubeconfig, "--all-namespaces"])
        if terminal.wait(lambda text: re.search(r"Running|Pending|CrashLoop", text) is not None, 60) is None:
            print(terminal.text(), file=sys.stderr)
            sys.exit("no rows came")
        rows.append(terminal.elapsed())
        if terminal.wait(lambda text: number.search(text) is not None, 120) is None:
            print(terminal.text(), file=sys.stderr)
            sys.exit(f"{pods} rows never came")
        complete.append(terminal.elapsed())
        terminal.pump(3)
        resident.append(terminal.statistics()[0] / 1024)

        terminal.pump(1)
        cpu = terminal.statistics()[1]
        idle_bytes.append(terminal.pump(5))
        idle_cpu.append((terminal.statistics()[1] - cpu) / 5 * 100)

        for _ in range(3):
            terminal.send("j")
            terminal.pump(0.3)
        for _ in range(5):
            terminal.send("j")
            moved.append(terminal.pump(0.3))

        terminal.send("/")
        terminal.pump(0.5)
        before = terminal.text()
        sent = time.perf_counter()
        terminal.send("7")
        terminal.wait(lambda text: text != before and number.search(text) is None or text.count("7") > before.count("7") + 20, 10)
        filtered.append((time.perf_counter() - sent) * 1000)
        terminal.close()
    return [median(v) for v in (rows, complete, resident, filtered, moved, idle_bytes, idle_cpu)]


def kubectl(kubeconfig, runs):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(["kubectl", "--kubeconfig", kubeconfig, "get", "pods", "-A"], stdout=subprocess.DEVNULL, check=True)
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
        server, kubeconfig = serve(program, folder, 0)
        value = first_frame(program, kubeconfig, arguments.runs * 3) * 1000
        print(f"{'start to first frame':34} {value:>9.0f} ms   under 80 ms")
        server.terminate()
        server.wait()

        for pods in arguments.pods or [10_000, 30_000]:
            server, kubeconfig = serve(program, folder, pods)
            theirs = kubectl(kubeconfig, arguments.runs)
            rows, complete, resident, filtered, moved, idle_bytes, idle_cpu = all_pods(program, kubeconfig, pods, arguments.runs)
            theirs = median([theirs, kubectl(kubeconfig, arguments.runs)])
            print(f"\n{pods:,} pods, all namespaces")
            print(f"{'  first rows (from process start)':34} {rows:>10.2f} s   under 0.3 s")
            print(f"{'  all rows (from process start)':34} {complete:>10.2f} s   under a fifth of kubectl's")
            print(f"{'  kubectl get pods -A':34} {theirs:>10.2f} s")
            print(f"{'  ratio':34} {complete / theirs:>12.2f}   under 0.20")
            print(f"{'  resident':34} {resident:>9.0f} MB   under {150 if pods <= 10_000 else 250} MB")
            print(f"{'  filter, key to screen':34} {filtered:>9.0f} ms   under 50 ms")
            print(f"{'  cursor down a row':34} {moved:>7.0f} bytes   under 600 bytes")
            print(f"{'  unchanged for 5 s':34} {idle_bytes:>7.0f} bytes   0 but for ages")
            print(f"{'  CPU idle':34} {idle_cpu:>10.1f} %   under 1 %")
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()

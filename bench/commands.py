#!/usr/bin/env python3
"""What commands cost that read a large cluster: time on the clock, processor time and the most memory, each in a process of its own.

Usage: bench/commands.py PROGRAM [PART ...]
PARTS: services nodes bundle; without, all.
"""
import argparse
import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pseudoterminal import Server  # noqa: E402


def run(command):
    """Clock and processor seconds, peak MB, exit status; the output is thrown away."""
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)])
    _, status, usage = os.wait4(pid, 0)
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def tell(name, taken, more=""):
    clock, processor, memory, status = taken
    print(f"{name}: {clock:.1f} s, {processor:.1f} s of processor time, {memory:.0f} MB at most, exit {status}{more} (load {os.getloadavg()[0]:.1f})", flush=True)


def services(program, folder):
    with Server(program, folder, 20_000, services=5_000) as server:
        tell("check of 5,000 services by the API alone, with reading (20,000 pods)",
             run([program, "check", "-A", "--no-nodes", "--no-probes", "--only", "service.endpoints,service.ports,service.conflicts,service.traffic-policy,service.load-balancer,service.dual-stack", "--kubeconfig", server.kubeconfig]))


def nodes(program, folder):
    with Server(program, folder, 10_000, services=500) as server:
        tell("check of 100 nodes in parallel (10,000 pods)",
             run([program, "check", "-A", "--nodes", "100", "--only", "node.forward,node.routes,node.hairpin,node.conntrack,node.sysctls", "--kubeconfig", server.kubeconfig]))


def bundle(program, folder):
    file = os.path.join(folder, "taken.tgz")
    with Server(program, folder, 10_000, services=500) as server:
        taken = run([program, "bundle", "take", "-A", "--no-nodes", "-o", file, "--kubeconfig", server.kubeconfig])
        tell("bundle of 10,000 pods, the API alone", taken, f", a file of {os.path.getsize(file) / 1e6:.1f} MB")


PARTS = {"services": services, "nodes": nodes, "bundle": bundle}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.parts or PARTS:
            PARTS[name](program, folder)


if __name__ == "__main__":
    main()

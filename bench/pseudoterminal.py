"""A command in a pseudo-terminal, its screen kept by a small VT emulator, every byte counted and timed.

Measures the program from outside, as a terminal sees it: nothing in the program knows that it is measured.
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
import unicodedata

SEQUENCE = re.compile(
    rb"\x1b\[[0-9;:?<>=]*[ !\"$']?[@-~]"      # CSI
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"    # OSC
    rb"|\x1b[PX^_].*?\x1b\\"                  # DCS, SOS, PM, APC
    rb"|\x1b[()*+][0-9A-Za-z]|\x1b[0-9=>A-Za-z\\]", re.S)


def percentile(values, percent):
    """Of an unordered list, the value below which so many percent lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


class Server:
    """The demo server of the same binary, in a process of its own."""

    def __init__(self, program, folder, pods, services=None, churn=0, chatter=0):
        self.kubeconfig = os.path.join(folder, f"kubeconfig-{pods}-{churn}-{chatter}")
        command = [program, "demo", "--serve", "--still", "--kubeconfig", self.kubeconfig]
        if pods:
            command += ["--pods", str(pods), "--nodes", str(max(3, pods // 100)), "--services", str(services or max(1, pods // 20))]
            command += ["--churn", str(churn), "--chatter", str(chatter)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        if not self.process.stdout.readline():
            sys.exit("the demo server did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class PseudoTerminal:
    def __init__(self, command, columns=200, rows=50, environment=None):
        self.columns, self.rows = columns, rows
        self.cells = [[" "] * columns for _ in range(rows)]
        self.grounds = [[""] * columns for _ in range(rows)]
        self.ground = ""
        self.frames = 0
        self.x = self.y = 0
        self.last = " "
        self.received = 0
        self.pending = b""
        self.started = time.perf_counter()
        self.first_frame = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            env = dict(os.environ, TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8", LC_ALL="C.UTF-8")
            env.pop("NO_COLOR", None)
            env.update(environment or {})
            os.execvpe(command[0], command, env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def elapsed(self):
        return time.perf_counter() - self.started

    def send(self, text):
        os.write(self.fd, text.encode())

    def pump(self, seconds):
        """Reads what comes within the time; returns the number of bytes."""
        before, end = self.received, time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if select.select([self.fd], [], [], left)[0] and not self._read():
                break
        return self.received - before

    def wait(self, holds, limit=60.0):
        """Reads until holds(screen text) is true; returns the seconds that took, or None past the limit."""
        start = time.perf_counter()
        while time.perf_counter() - start < limit:
            if holds(self.text()):
                return time.perf_counter() - start
            if select.select([self.fd], [], [], 0.5)[0] and not self._read():
                return None
        return None

    def text(self):
        return "\n".join("".join(row) for row in self.cells)

    def selected_row(self):
        """The row of the screen that has a background of its own over most of its width; None where there is none or are several."""
        found = []
        for y, row in enumerate(self.grounds):
            ground = row[self.columns // 2]
            if ground and row.count(ground) > self.columns * 0.6:
                found.append((y, ground))
        rows = [y for y, ground in found if sum(g == ground for _, g in found) == 1]
        return rows[-1] if rows else None

    def wait_selected(self, wanted, limit):
        """Reads until the row is the selected one; returns the seconds that took, or None past the limit."""
        start = time.perf_counter()
        while time.perf_counter() - start < limit:
            if self.selected_row() == wanted:
                return time.perf_counter() - start
            if select.select([self.fd], [], [], 0.05)[0] and not self._read():
                return None
        return None

    def statistics(self):
        """Resident kB and CPU seconds used so far, from /proc."""
        with open(f"/proc/{self.pid}/status") as status:
            resident = int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))
        with open(f"/proc/{self.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return resident, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        try:
            os.kill(self.pid, signal.SIGTERM)
            deadline = time.time() + 10
            while time.time() < deadline:
                self.pump(0.05)
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    break
            else:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(self.fd)

    def _read(self):
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            return False
        if not data:
            return False
        self.received += len(data)
        self._feed(self.pending + data)
        if self.first_frame is None and self.text().strip():
            self.first_frame = self.elapsed()
        return True

    def _feed(self, data):
        i = 0
        while i < len(data):
            if data[i] == 0x1B:
                match = SEQUENCE.match(data, i)
                if not match:
                    break
                self._control(match.group())
                i = match.end()
                continue
            end = data.find(b"\x1b", i)
            end = len(data) if end < 0 else end
            chunk = data[i:end]
            # A character may be cut at the end of what was read.
            keep = 0
            for back in range(1, min(4, len(chunk)) + 1):
                byte = chunk[-back]
                if byte >= 0xC0:
                    need = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
                    keep = back if back < need else 0
                    break
                if byte < 0x80:
                    break
            if keep and end == len(data):
                chunk, end = chunk[:-keep], end - keep
            for character in chunk.decode("utf-8", "replace"):
                self._put(character)
            i = end
            if keep and i + keep == len(data):
                break
        self.pending = data[i:]

    def _put(self, character):
        if character == "\r":
            self.x = 0
        elif character == "\n":
            self.y = min(self.y + 1, self.rows - 1)
        elif character == "\b":
            self.x = max(self.x - 1, 0)
        elif character >= " ":
            if unicodedata.combining(character) or character in "\ufe0f\u200d":
                return
            width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
            if self.x + width > self.columns:
                self.x, self.y = 0, min(self.y + 1, self.rows - 1)
            self.cells[self.y][self.x] = character
            self.grounds[self.y][self.x] = self.ground
            if width == 2:
                self.cells[self.y][self.x + 1] = ""
            self.x += width
            self.last = character

    def _control(self, sequence):
        if sequence == b"\x1b[?2026h":
            self.frames += 1
        if not sequence.startswith(b"\x1b[") or sequence[2:3] in b"?<>=":
            return
        final = sequence[-1:]
        numbers = [int(n) if n.isdigit() else 0 for n in re.split(rb"[;:]", sequence[2:-1])]
        first = numbers[0] if numbers else 0
        count = max(first, 1)
        if final in b"Hf":
            self.y = min(max(first, 1), self.rows) - 1
            self.x = min(max(numbers[1] if len(numbers) > 1 else 1, 1), self.columns) - 1
        elif final == b"A":
            self.y = max(self.y - count, 0)
        elif final == b"B":
            self.y = min(self.y + count, self.rows - 1)
        elif final == b"C":
            self.x = min(self.x + count, self.columns - 1)
        elif final == b"D":
            self.x = max(self.x - count, 0)
        elif final == b"G":
            self.x = min(count, self.columns) - 1
        elif final == b"d":
            self.y = min(count, self.rows) - 1
        elif final == b"m":
            self._style(numbers)
        elif final == b"K":
            start, end = (self.x, self.columns) if first == 0 else (0, self.x + 1) if first == 1 else (0, self.columns)
            self.cells[self.y][start:end] = [" "] * (end - start)
            self.grounds[self.y][start:end] = [self.ground] * (end - start)
        elif final == b"X":
            end = min(self.x + count, self.columns)
            self.cells[self.y][self.x:end] = [" "] * (end - self.x)
            self.grounds[self.y][self.x:end] = [self.ground] * (end - self.x)
        elif final == b"b":
            for _ in range(count):
                self._put(self.last)
        elif final == b"J" and first >= 2:
            self.cells = [[" "] * self.columns for _ in range(self.rows)]
            self.grounds = [[""] * self.columns for _ in range(self.rows)]

    def _style(self, numbers):
        """Keeps the background alone: by it the selected row is known."""
        numbers = numbers or [0]
        at = 0
        while at < len(numbers):
            number = numbers[at]
            if number in (38, 48):
                length = 5 if numbers[at + 1:at + 2] == [2] else 3
                if number == 48:
                    self.ground = str(numbers[at:at + length])
                at += length
                continue
            if number in (0, 49):
                self.ground = ""
            elif number == 7:
                self.ground = "reverse"
            elif number == 27 and self.ground == "reverse":
                self.ground = ""
            elif 40 <= number <= 47 or 100 <= number <= 107:
                self.ground = str(number)
            at += 1

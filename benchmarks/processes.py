"""Start-up time and memory of each process, as `make run` starts them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
WAIT = 300


def measure(folder: Path) -> list[tuple[str, str]]:
    """Rows of the table: the second start (data there), and resident memory by process a few seconds later."""
    ports = free_ports(2)
    environment = os.environ | {
        "VAR_DIR": str(folder), "SANDBOX_PORT": str(ports[0]), "ADMIN_PORT": str(ports[1]), "BOT_TOKEN": "",
    }  # fmt: skip
    first, _seconds = _started(environment, ports)
    first.send_signal(signal.SIGINT)
    first.wait(WAIT)
    program, seconds = _started(environment, ports)
    rows = [("start of everything, data there, s", f"{seconds:.1f}")]
    time.sleep(3)
    parent = psutil.Process(program.pid)
    for process in (parent, *parent.children(recursive=True)):
        words = process.cmdline()
        name = next((word for word in ("sandbox", "bot", "admin") if word in words), "supervisor")
        rows.append((f"resident memory, {name}, MiB", f"{process.memory_info().rss / 2**20:.0f}"))
    program.send_signal(signal.SIGINT)
    started = time.perf_counter()
    program.wait(30)
    rows.append(("clean stop, s", f"{time.perf_counter() - started:.1f}"))
    return rows


def _started(environment: dict[str, str], ports: list[int]) -> tuple[subprocess.Popen[bytes], float]:
    started = time.perf_counter()
    command = [sys.executable, "-m", "marshrut", "run"]
    program = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while time.perf_counter() - started < WAIT:
        if program.poll() is not None:
            raise RuntimeError(f"the program ended with {program.returncode} before it was ready")
        if all(answers(port) for port in ports):
            return program, time.perf_counter() - started
        time.sleep(0.1)
    raise TimeoutError("the program did not become ready")


def answers(port: int) -> bool:
    """Whether somebody serves on a port."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _number in range(count)]
    ports = [int(re.sub(r"\D", "", str(one.getsockname()[1]))) for one in sockets]
    for one in sockets:
        one.close()
    return ports

"""One child process of ``marshrut run``: started, looked at, begun again after a fall, stopped."""

from __future__ import annotations

import subprocess
import sys
from time import monotonic

from marshrut.trouble import EXIT_CODE

BACKOFF_SECONDS = (1, 2, 5, 15, 30)
STEADY_SECONDS = 60.0
STOP_SECONDS = 20.0


class Child:
    """A room in a process of its own. It gets a pipe whose end tells it that this process is gone."""

    def __init__(self, room: str) -> None:
        self.room = room
        self.falls = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._start_at = 0.0

    def start(self) -> None:
        """Start the process; Ctrl+C of the terminal does not reach it, the parent stops it in order."""
        command = [sys.executable, "-m", "marshrut", "--supervised", self.room]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, process_group=0)  # noqa: S603 our own program
        self._started = monotonic()

    @property
    def pid(self) -> int:
        """Process id; 0 before the first start."""
        return self._process.pid if self._process else 0

    def runs(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.poll() is None

    def code(self) -> int | None:
        """Its exit code once it has ended; negative for a signal."""
        return self._process.poll() if self._process else None

    def told(self) -> bool:
        """Whether it ended after saying what is wrong: starting again would only say it again."""
        return self.code() == EXIT_CODE

    def fell(self) -> int | None:
        """Count a fall; returns the seconds until the next start, or None when it has fallen too often."""
        steady = monotonic() - self._started > STEADY_SECONDS
        self.falls = 1 if steady else self.falls + 1
        if self.falls > len(BACKOFF_SECONDS):
            return None
        wait = BACKOFF_SECONDS[self.falls - 1]
        self._start_at, self._process = monotonic() + wait, None
        return wait

    def restart_when_due(self) -> None:
        """Start again after a fall, when the wait is over."""
        if self._process is None and monotonic() >= self._start_at:
            self.start()

    def ask_to_stop(self) -> None:
        """Ask it to end what it is doing and stop."""
        if self.runs() and self._process:
            self._process.terminate()

    def stop(self) -> None:
        """Ask it to stop and wait; a process that does not is killed."""
        self.ask_to_stop()
        if self._process is None:
            return
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()

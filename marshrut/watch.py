"""A process started by ``marshrut run`` ends with it, even when that one was killed and could say nothing."""

from __future__ import annotations

import os
import signal
import threading


def end_with_parent() -> None:
    """Ask this process to stop when its standard input, a pipe held by the parent, comes to its end."""

    def wait() -> None:
        os.read(0, 1)  # not sys.stdin: its lock would be held at the interpreter's end
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()

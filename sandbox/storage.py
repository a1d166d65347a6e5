"""Where the state and the files lie between starts: one JSON file and a folder beside it."""

import asyncio
import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from sandbox.state import State

DELAY = 0.5


class Storage:
    """Writes the state at most every half second after a change, and once more at the end."""

    def __init__(self, state_file: Path | None) -> None:
        self._file = state_file
        self._temporary = state_file is None
        self._dirty = asyncio.Event()
        if state_file is None:
            self.folder = Path(tempfile.mkdtemp(prefix="sandbox-"))
        else:
            self.folder = state_file.with_name(state_file.name + ".files")
            self.folder.mkdir(parents=True, exist_ok=True)

    def load(self) -> State:
        """Return the remembered state, an empty one at first; raises ValueError when the file is not readable."""
        if self._file is None or not self._file.exists():
            return State()
        try:
            return State.from_json(json.loads(self._file.read_text(encoding="utf-8")))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ValueError(f"{self._file} is not a state of this sandbox: remove it to start afresh") from error

    def touch(self) -> None:
        """Note that the state changed."""
        self._dirty.set()

    async def keep(self, dump: Callable[[], str]) -> None:
        """Write whatever `dump` returns after every change until cancelled, then write the last of it."""
        if self._file is None:
            return
        try:
            while True:
                await self._dirty.wait()
                await asyncio.sleep(DELAY)
                self._dirty.clear()
                await asyncio.to_thread(_write, self._file, dump())
        finally:
            _write(self._file, dump())

    def close(self) -> None:
        """Remove the files of a sandbox that remembers nothing."""
        if self._temporary:
            shutil.rmtree(self.folder, ignore_errors=True)

    def write_file(self, path: str, content: bytes) -> None:
        """Store a file under its relative path."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    def clear_files(self) -> None:
        """Remove all files."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)


def _write(target: Path, text: str) -> None:
    fresh = target.with_name(target.name + ".new")
    with fresh.open("w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        with contextlib.suppress(OSError):
            os.fsync(opened.fileno())
    fresh.replace(target)

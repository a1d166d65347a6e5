"""What stops the program for a reason a person can mend: one line that says what is wrong and what to do."""

from __future__ import annotations

from locales import Text

#: Exit code after Trouble; 1 is Python's own, for a fault of ours.
EXIT_CODE = 3


class Trouble(Exception):
    """Ends the program with a line on stderr and ``EXIT_CODE``, without a traceback."""

    def __init__(self, *lines: Text) -> None:
        super().__init__(" ".join(line.msgid for line in lines))
        self.lines = lines

    def __str__(self) -> str:
        return "\n".join(str(line) for line in self.lines)

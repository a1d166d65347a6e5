"""The command line's own words: argparse asks its module's ``_`` for them, so that is where ours are put."""

from __future__ import annotations

import argparse

from locales import catalog

_ = catalog("marshrut").lazy

#: Every sentence of argparse that our commands can meet.
SAID = {
    text.msgid: text
    for text in (
        _("usage: "),
        _("positional arguments"),
        _("options"),
        _("show this help message and exit"),
        _("%(prog)s: error: %(message)s\n"),
        _("argument %(argument_name)s: %(message)s"),
        _("the following arguments are required: %s"),
        _("unrecognized arguments: %s"),
        _("invalid choice: %(value)r (choose from %(choices)s)"),
        _("expected one argument"),
        _("ignored explicit argument %r"),
        _("ambiguous option: %(option)s could match %(matches)s"),
    )
}


def translate() -> None:
    """Let argparse speak the reader's language."""
    vars(argparse)["_"] = lambda said: str(SAID.get(said, said))

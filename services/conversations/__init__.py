"""Questions to the curator of a route or to the centre, and their answers, without phone numbers.

A thread is a person × a desk × one thing: a route, an application, or the centre in general. The curator's desk is the
curator of the day, so a new curator reads on where the last one stopped. The school has no part in it (К-01).
Source: annex 2, cl. 5.5.4; annex 3, cl. 3.2.1, 4.4.1, 4.4.4, 4.4.5.
"""

from services.conversations.asking_back import ask_back
from services.conversations.reading import (
    Age,
    MessageLine,
    OnlyThreads,
    ThreadCard,
    ThreadLine,
    ThreadState,
    desk,
    desk_counts,
    my_threads,
    of_person,
    state_counts,
    thread,
    thread_about,
    waiting_about,
)
from services.conversations.recording import Asker, asker, record
from services.conversations.threads import TEXT_MAX
from services.conversations.writing import ask, close, reply, why_not

__all__ = [
    "TEXT_MAX",
    "Age",
    "Asker",
    "MessageLine",
    "OnlyThreads",
    "ThreadCard",
    "ThreadLine",
    "ThreadState",
    "ask",
    "ask_back",
    "asker",
    "close",
    "desk",
    "desk_counts",
    "my_threads",
    "of_person",
    "record",
    "reply",
    "state_counts",
    "thread",
    "thread_about",
    "waiting_about",
    "why_not",
]

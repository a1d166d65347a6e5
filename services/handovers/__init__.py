"""Work of a staff member handed over to another: leave, illness, dismissal."""

from services.handovers.steps import HandedOver, Handing, Stays, Why, hand_over, handing
from services.handovers.work import HANDED, Taker, Worker, takers, workers

__all__ = [
    "HANDED",
    "HandedOver",
    "Handing",
    "Stays",
    "Taker",
    "Why",
    "Worker",
    "hand_over",
    "handing",
    "takers",
    "workers",
]

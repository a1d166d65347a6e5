"""Global search of the back office: people, wards, organisations, accounts, the catalogue, and numbers of applications
and routes.

Each kind is searched within what the actor may see anyway, and only for roles that see the kind at all. People are
found by the beginnings of their names, through an index for each name, or by their phone; a part in the middle of a
word is tried when nothing begins so.
"""

from services.search.finding import MOST, SHORTEST, Found, Group, kinds, long_enough, search
from services.search.people import named, rank
from services.search.sources import Hit

__all__ = [
    "MOST",
    "SHORTEST",
    "Found",
    "Group",
    "Hit",
    "kinds",
    "long_enough",
    "named",
    "rank",
    "search",
]

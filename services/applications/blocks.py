"""Which blocks of competences are asked for in which subject: pairs, because a consent is given per subject × blocks
(annex 2, form of consent, notes * and **)."""

from __future__ import annotations

from collections.abc import Iterable

from models.applications import Participation, ParticipationBlock

Pair = tuple[str, str]


def pairs_of(row: Participation) -> set[Pair]:
    """The subjects and blocks chosen so far."""
    return {(one.subject, one.block) for one in row.blocks}


def common_blocks(row: Participation) -> list[str]:
    """The blocks chosen for every subject, in the order of their choice; before a subject is chosen, those kept."""
    if not row.subjects:
        return list(row.chosen_blocks)
    chosen = pairs_of(row)
    found = dict.fromkeys(one.block for one in row.blocks)
    return [block for block in found if all((subject, block) in chosen for subject in row.subjects)]


def put_pairs(row: Participation, subjects: Iterable[str], wanted: Iterable[Pair], known: list[str]) -> None:
    """Make ``wanted`` the pairs of a participation, each subject's blocks in the order of ``known``; what stays keeps
    its row. What every subject has is remembered for subjects that are still to come."""
    row.subjects = list(subjects)
    chosen = set(wanted)
    kept = {(one.subject, one.block): one for one in row.blocks if (one.subject, one.block) in chosen}
    ordered = [(subject, block) for subject in row.subjects for block in known if (subject, block) in chosen]
    row.blocks = [kept.get(pair) or ParticipationBlock(subject=pair[0], block=pair[1]) for pair in ordered]
    if row.subjects:
        row.chosen_blocks = [block for block in known if all((one, block) in chosen for one in row.subjects)]

"""Who may do and see what. Deny by default: a right comes from a role in a scope, or from being the person concerned.

К-01 is held here (``cases``): a school never sees an individual result, whoever asks and by whichever way out.
"""

from services.rights.cases import (
    Who,
    approvers,
    approves,
    curates,
    evidence_seen,
    is_heads_own,
    is_who,
    may_approve,
    of_the_school,
    outside_seen,
    sees_evidence,
    sees_result,
    sees_route,
)
from services.rights.disclosures import is_disclosed, may_be_disclosed_to, sees_card
from services.rights.holding import (
    actor_of,
    centre_of,
    centres_of,
    holds,
    holds_on,
    is_curator,
    organizations_of,
    require,
    serves,
)

__all__ = [
    "Who",
    "actor_of",
    "approvers",
    "approves",
    "centre_of",
    "centres_of",
    "curates",
    "evidence_seen",
    "holds",
    "holds_on",
    "is_curator",
    "is_disclosed",
    "is_heads_own",
    "is_who",
    "may_approve",
    "may_be_disclosed_to",
    "of_the_school",
    "organizations_of",
    "outside_seen",
    "require",
    "sees_card",
    "sees_evidence",
    "sees_result",
    "sees_route",
    "serves",
]

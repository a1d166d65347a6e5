"""Where people work and what follows when it changes; duplicates made one; cases handed over during leave."""

from services.employments.handing_over import HandedOver, hand_over
from services.employments.jobs import (
    POSITION_MAX,
    JobLine,
    add_job,
    change_school,
    checked_position,
    dismiss,
    jobs,
    main_job,
    make_main,
)
from services.employments.merging import merge_people
from services.employments.previewing import MergePreview, merge_preview, mergeable

__all__ = [
    "POSITION_MAX",
    "HandedOver",
    "JobLine",
    "MergePreview",
    "add_job",
    "change_school",
    "checked_position",
    "dismiss",
    "hand_over",
    "jobs",
    "main_job",
    "make_main",
    "merge_people",
    "merge_preview",
    "mergeable",
]

"""Where people work and what follows when it changes; duplicates made one; cases handed over during leave."""

from services.employments.handing_over import HandedOver, hand_over
from services.employments.jobs import JobLine, add_job, change_school, dismiss, jobs, make_main
from services.employments.merging import merge_people
from services.employments.previewing import MergePreview, merge_preview, mergeable

__all__ = [
    "HandedOver",
    "JobLine",
    "MergePreview",
    "add_job",
    "change_school",
    "dismiss",
    "hand_over",
    "jobs",
    "make_main",
    "merge_people",
    "merge_preview",
    "mergeable",
]

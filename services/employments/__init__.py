"""Where people work and what follows when it changes; duplicates made one."""

from services.employments.jobs import JobLine, add_job, change_school, dismiss, jobs, make_main
from services.employments.merging import merge_people
from services.employments.previewing import MergePreview, merge_preview, mergeable

__all__ = [
    "JobLine",
    "MergePreview",
    "add_job",
    "change_school",
    "dismiss",
    "jobs",
    "make_main",
    "merge_people",
    "merge_preview",
    "mergeable",
]

"""Where people work and what follows when it changes; duplicates made one."""

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
    "JobLine",
    "MergePreview",
    "add_job",
    "change_school",
    "checked_position",
    "dismiss",
    "jobs",
    "main_job",
    "make_main",
    "merge_people",
    "merge_preview",
    "mergeable",
]

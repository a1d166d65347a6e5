"""Where people work and what follows when it changes; duplicates made one."""

from services.employments.jobs import (
    POSITION_MAX,
    JobLine,
    add_job,
    change_school,
    check_job,
    checked_position,
    dismiss,
    jobs,
    main_job,
    make_main,
)
from services.employments.merging import merge_people
from services.employments.moving import Moving, bears_name, what_moves
from services.employments.previewing import MergePreview, merge_preview, mergeable

__all__ = [
    "POSITION_MAX",
    "JobLine",
    "MergePreview",
    "Moving",
    "add_job",
    "bears_name",
    "change_school",
    "check_job",
    "checked_position",
    "dismiss",
    "jobs",
    "main_job",
    "make_main",
    "merge_people",
    "merge_preview",
    "mergeable",
    "what_moves",
]

"""The one loose shape the stand-in passes around: an object as it travels in JSON."""

from typing import Any

Json = dict[str, Any]

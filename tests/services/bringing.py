"""Files that people bring."""

from __future__ import annotations

from services import files
from tests.world import World

JPEG = b"\xff\xd8\xff\xe0" + b"photo" * 10
PDF = b"%PDF-1.7 scan"


def keep(w: World, person_id: int, content: bytes = JPEG, name: str = "Фото.jpg") -> int:
    """A person brings a file; returns it."""
    card = files.register(w.session, w.ctx(person_id), inspected=files.inspect(content, original_name=name))
    w.session.commit()
    return card.id

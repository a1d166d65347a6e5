"""Files on their way through the sandbox: stored, described as the Bot API does, found again by id."""

import mimetypes
import secrets
from pathlib import PurePath

from sandbox.errors import bad_request
from sandbox.limits import PHOTO_BYTES
from sandbox.parameters import Upload
from sandbox.pictures import picture_size
from sandbox.shapes import Json
from sandbox.state import State, StoredFile
from sandbox.storage import Storage

FOLDERS = {"photo": "photos", "document": "documents", "sticker": "stickers", "voice": "voice"}
ENDINGS = {"photo": ".jpg", "sticker": ".webp", "voice": ".oga"}


class Files:
    """All files of one sandbox."""

    def __init__(self, state: State, storage: Storage) -> None:
        self._state = state
        self._storage = storage

    def add(self, kind: str, upload: Upload) -> StoredFile:
        """Store an upload; raises ApiError when it is empty, or is no photo though sent as one."""
        size = len(upload.content)
        if not size:
            raise bad_request("file must be non-empty")
        width, height = _photo_size(upload) if kind == "photo" else (0, 0)
        number = self._state.next_file
        self._state.next_file += 1
        ending = PurePath(upload.name).suffix or ENDINGS.get(kind, "")
        stored = StoredFile(
            file_id=f"SBX{kind[0].upper()}{number}_{secrets.token_urlsafe(18)}",
            unique_id=f"SBU{number}",
            kind=kind,
            path=f"{FOLDERS[kind]}/file_{number}{ending}",
            name=upload.name,
            mime=_mime(upload),
            size=size,
            width=width,
            height=height,
        )
        self._storage.write_file(stored.path, upload.content)
        self._state.files[stored.file_id] = stored
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        """Return a file by its id."""
        return self._state.files.get(file_id)

    def find_path(self, path: str) -> StoredFile | None:
        """Return a file by its path."""
        return next((item for item in self._state.files.values() if item.path == path), None)

    def read(self, stored: StoredFile) -> bytes:
        """Return a file's content; raises FileNotFoundError when somebody removed it."""
        return (self._storage.folder / stored.path).read_bytes()


def describe(stored: StoredFile) -> Json:
    """Return the message field of a file: `{"photo": […]}`, `{"document": {…}}` and so on."""
    base: Json = {"file_id": stored.file_id, "file_unique_id": stored.unique_id, "file_size": stored.size}
    if stored.kind == "photo":
        return {"photo": [{**base, "width": stored.width, "height": stored.height}]}
    if stored.kind == "voice":
        return {"voice": {**base, "duration": 1, "mime_type": stored.mime}}
    if stored.kind == "sticker":
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return {"sticker": {**base, **shape}}
    return {"document": {**base, "file_name": stored.name, "mime_type": stored.mime}}


def _photo_size(upload: Upload) -> tuple[int, int]:
    if len(upload.content) > PHOTO_BYTES:
        raise bad_request(f'file "{upload.name}" of size {len(upload.content)} bytes is too big for a photo')
    size = picture_size(upload.content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if not width or not height or width + height > 10000 or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size


def _mime(upload: Upload) -> str:
    guessed = mimetypes.guess_type(upload.name)[0]
    return guessed or upload.mime or "application/octet-stream"

"""Files of the back office: handed out by the right that the services know, never shown as a page of ours."""

from __future__ import annotations

from io import BytesIO
from typing import ClassVar

from flask import Response, send_file

from admin.access import About, Everyone, served
from admin.addresses import number
from admin.base import PageView
from admin.work import options, read
from models.files import StoredFile
from services import files


class FilesPage(PageView):
    """A file to save."""

    allowed = Everyone.signed_in
    about: ClassVar[About] = {"id": StoredFile}

    @served("/")
    def index(self) -> Response:
        """The file of ``?id=``; without the right it is answered like one that does not exist."""
        card = read(files.open_file, file_id=number())
        answer = send_file(
            BytesIO(files.path_of(options().files, card).read_bytes()), mimetype=card.media_type, as_attachment=True,
            download_name=card.original_name,
        )  # fmt: skip
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

"""Turning a bot's request into typed parameters, whichever way it was encoded."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from sandbox.errors import ApiError, bad_request, too_large
from sandbox.limits import UPLOAD_BYTES
from sandbox.shapes import Json
from sandbox.specification import MethodSpec

MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "file_id": "file_id is not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "reply_markup": "object expected as reply markup",
}
TRUE_WORDS = {"true", "yes", "1"}


@dataclass(frozen=True)
class Upload:
    """A file that came inside the request."""

    name: str
    mime: str
    content: bytes


@dataclass
class Params:
    """Decoded parameters and the uploads they point at with `attach://`."""

    values: Json = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        """Return one parameter or the default."""
        return self.values.get(name, default)

    def upload(self, reference: object, name: str = "") -> Upload | None:
        """Return the upload that `attach://key` points at, or the one sent under the field's own name."""
        if isinstance(reference, str) and reference.startswith("attach://"):
            found = self.uploads.get(reference.removeprefix("attach://"))
            if found is None:
                raise bad_request("wrong file identifier/HTTP URL specified")
            return found
        return self.uploads.get(name) if name else None

    def summary(self) -> Json:
        """Return the parameters for the call log, uploads as name and size."""
        shown = dict(self.values)
        shown.update({key: f"<{item.name}, {len(item.content)} B>" for key, item in self.uploads.items()})
        return shown


async def read_params(request: web.Request, spec: MethodSpec) -> Params:
    """Read query, form, multipart or JSON; raises ApiError when it cannot be decoded or is too large."""
    params = Params(values=dict(request.query))
    try:
        await _read_body(request, params)
    except web.HTTPRequestEntityTooLarge as error:
        raise too_large() from error
    decode(params, spec)
    return params


async def _read_body(request: web.Request, params: Params) -> None:
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError as error:
            raise bad_request("can't parse JSON object") from error
        params.values.update(body if isinstance(body, dict) else {})
        return
    for key, value in (await request.post()).items():
        if isinstance(value, FileField):
            params.uploads[key] = _upload(value)
        else:
            params.values[key] = value


def _upload(field_: FileField) -> Upload:
    content = field_.file.read()
    if len(content) > UPLOAD_BYTES:
        raise too_large()
    return Upload(field_.filename, field_.content_type, content)


def decode(params: Params, spec: MethodSpec) -> None:
    """Bring values to the kinds of the specification in place; raises ApiError on a bad or missing one."""
    for name, value in list(params.values.items()):
        kind = spec.kinds.get(name)
        if kind is None or value is None:
            del params.values[name]
        else:
            params.values[name] = _decode(name, kind, value)
    for name in spec.required:
        if name not in params.values and name not in params.uploads:
            raise _missing(name)


def _missing(name: str) -> ApiError:
    return bad_request(MISSING.get(name, f'parameter "{name}" is required'))


def _decode(name: str, kind: str, value: Any) -> Any:
    if not isinstance(value, str):
        return str(value) if kind == "str" else value
    try:
        return DECODERS[kind](value)
    except ValueError as error:
        raise bad_request(f'can\'t parse parameter "{name}"') from error


def _id(value: str) -> int | str:
    return value if value.startswith("@") else int(value)


def _json(value: str) -> Any:
    return json.loads(value) if value[:1] in "[{" else value


DECODERS: dict[str, Any] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": lambda value: value.lower() in TRUE_WORDS,
    "id": _id,
    "json": _json,
}

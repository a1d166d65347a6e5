"""Endpoints that act as a person."""

from aiohttp import web
from aiohttp.web_request import FileField

from sandbox.errors import PageError
from sandbox.limits import UPLOAD_BYTES
from sandbox.options import Persona
from sandbox.page.reading import body_of, person_of
from sandbox.parameters import Upload
from sandbox.person import Phone
from sandbox.world import World

FILE_KINDS = ("photo", "document", "sticker", "voice")


class Acts:
    """What a person can do, one endpoint each; answers carry the ids of what came about."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return the routes below `/sandbox/people`."""
        person = r"/sandbox/people/{id:-?\d+}"
        return [
            web.post("/sandbox/people", self.add_person),
            web.post(f"{person}/text", self.text),
            web.post(f"{person}/start", self.start),
            web.post(f"{person}/tap", self.tap),
            web.post(f"{person}/forge", self.forge),
            web.post(f"{person}/contact", self.contact),
            web.post(f"{person}/file", self.file),
            web.post(f"{person}/block", self.block),
            web.post(f"{person}/unblock", self.unblock),
            web.post(f"{person}/repeat", self.repeat),
            web.post(f"{person}/read", self.read),
        ]

    async def add_person(self, request: web.Request) -> web.Response:
        """Let a newcomer in; without an id the next free one is given."""
        body = await body_of(request)
        body.setdefault("id", max([*self._world.state.chats, 7_000_000]) + 1)
        try:
            person = Persona(**body)
        except TypeError as error:
            raise PageError(str(error)) from error
        if not isinstance(person.id, int) or not person.first_name:
            raise PageError("a person needs a name, and an id that is a number")
        self._world.add_person(person)
        return web.json_response({"id": person.id})

    async def text(self, request: web.Request) -> web.Response:
        """Write `text`."""
        return web.json_response(self._phone(request).send_text(str((await body_of(request)).get("text", ""))))

    async def start(self, request: web.Request) -> web.Response:
        """Open a deep link with `payload`."""
        return web.json_response(self._phone(request).start(str((await body_of(request)).get("payload", ""))))

    async def tap(self, request: web.Request) -> web.Response:
        """Tap the button with `text` or `data`, on `message_id` if given."""
        body = await body_of(request)
        return web.json_response(self._phone(request).tap(body.get("text"), body.get("data"), body.get("message_id")))

    async def forge(self, request: web.Request) -> web.Response:
        """Send callback `data` that no button offers."""
        body = await body_of(request)
        return web.json_response(self._phone(request).forge(str(body.get("data", "")), body.get("message_id")))

    async def contact(self, request: web.Request) -> web.Response:
        """Share one's own contact, or `contact` of another."""
        return web.json_response(self._phone(request).share_contact((await body_of(request)).get("contact")))

    async def file(self, request: web.Request) -> web.Response:
        """Send the form's `file` as `kind` with a `caption`."""
        form = await request.post()
        kind, given = str(form.get("kind", "document")), form.get("file")
        if kind not in FILE_KINDS or not isinstance(given, FileField):
            raise PageError("a file and a kind are needed: " + ", ".join(FILE_KINDS))
        content = given.file.read()
        if len(content) > UPLOAD_BYTES:
            raise PageError("the file is larger than 50 MB", 413)
        upload = Upload(given.filename, given.content_type, content)
        return web.json_response(self._phone(request).send_file(kind, upload, str(form.get("caption", ""))))

    async def block(self, request: web.Request) -> web.Response:
        """Block the bot."""
        return web.json_response(self._phone(request).set_blocked(True))

    async def unblock(self, request: web.Request) -> web.Response:
        """Let the bot in again."""
        return web.json_response(self._phone(request).set_blocked(False))

    async def repeat(self, request: web.Request) -> web.Response:
        """Deliver the last update again; with `same_id` false under new ids, as a client resends."""
        return web.json_response(self._phone(request).repeat(bool((await body_of(request)).get("same_id", True))))

    async def read(self, request: web.Request) -> web.Response:
        """Note that the person has seen the chat."""
        chat = person_of(self._world, request)
        if chat.unread:
            chat.unread = 0
            self._world.storage.touch()
            self._world.bell.ring("people")
        return web.json_response({})

    def _phone(self, request: web.Request) -> Phone:
        return Phone(self._world, int(request.match_info["id"]))

"""Putting the sandbox together and running it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.bot_door import BotDoor
from sandbox.errors import ApiError, PageError
from sandbox.limits import FORM_SLACK_BYTES, UPLOAD_BYTES
from sandbox.options import SandboxOptions
from sandbox.page.acts import Acts
from sandbox.page.control import Control
from sandbox.storage import Storage
from sandbox.webhook import WebhookSender
from sandbox.world import World

WORLD = web.AppKey("world", World)
LOOPBACK_NAMES = {"127.0.0.1", "localhost", "::1"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def create_app(options: SandboxOptions) -> web.Application:
    """Return the server; raises ValueError when the options are refused or the state file is unreadable."""
    options.check()
    world = World(options, Storage(options.state_file))
    door = BotDoor(world)
    app = web.Application(middlewares=[_guard], client_max_size=UPLOAD_BYTES + FORM_SLACK_BYTES)
    app[WORLD] = world
    app.add_routes(door.routes())
    app.add_routes(Acts(world).routes())
    app.add_routes(Control(world).routes())
    static = Path(str(files("sandbox"))) / "static"
    app.router.add_get("/", _page(static / "index.html"))
    app.router.add_static("/static", static)
    app.on_shutdown.append(_closer(world))
    app.cleanup_ctx.append(_background(world, door))
    return app


def run(options: SandboxOptions) -> None:
    """Serve until interrupted; raises ValueError on refused options and OSError when the port is taken."""
    web.run_app(
        create_app(options), host=options.host, port=options.port, print=None, access_log=None, shutdown_timeout=0.2
    )


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    refusal = _foreign(request)
    if refusal:
        return web.json_response({"error": refusal}, status=403)
    try:
        response = await handler(request)
    except PageError as error:
        response = web.json_response({"error": str(error)}, status=error.status)
    except ApiError as error:
        response = web.json_response({"error": error.description}, status=error.code)
    if not response.prepared:
        response.headers.update(HEADERS)
        response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _foreign(request: web.Request) -> str:
    # A web page from elsewhere must not reach the stand-in through the visitor's own browser.
    if urlsplit(f"//{request.host}").hostname not in LOOPBACK_NAMES:
        return "this host is not served here"
    origin = request.headers.get("Origin")
    return "this page is not ours" if origin and urlsplit(origin).netloc != request.host else ""


def _page(path: Path) -> Handler:
    async def page(request: web.Request) -> web.StreamResponse:
        return web.FileResponse(path)

    return page


def _closer(world: World) -> Callable[[web.Application], Awaitable[None]]:
    async def close(app: web.Application) -> None:
        world.close()

    return close


def _background(world: World, door: BotDoor) -> Callable[[web.Application], AsyncIterator[None]]:
    async def background(app: web.Application) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(world.storage.keep(lambda: world.state.to_text())),
            asyncio.create_task(WebhookSender(world, door).run()),
        ]
        yield
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        world.storage.close()

    return background

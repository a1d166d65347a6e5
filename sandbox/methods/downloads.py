"""Files for the bot."""

from sandbox.errors import bad_request
from sandbox.limits import DOWNLOAD_BYTES
from sandbox.parameters import Params
from sandbox.shapes import Json
from sandbox.world import World


async def get_file(world: World, params: Params) -> Json:
    """Return where a file can be downloaded; raises 400 when unknown or beyond 20 MB."""
    stored = world.files.find(str(params.get("file_id")))
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if stored.size > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }

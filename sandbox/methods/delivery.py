"""How the bot gets its updates."""

from typing import Any

from sandbox.errors import bad_request, conflict
from sandbox.parameters import Params
from sandbox.shapes import Json
from sandbox.world import World


async def get_updates(world: World, params: Params) -> list[Json]:
    """Long poll."""
    allowed = params.get("allowed_updates")
    return await world.updates.poll(
        params.get("offset", 0),
        params.get("limit", 100),
        params.get("timeout", 0),
        allowed if isinstance(allowed, list) else None,
    )


async def set_webhook(world: World, params: Params) -> bool:
    """Send updates to an address from now on; an empty address switches back to polling."""
    url = params.get("url") or ""
    if url and not url.startswith(("http://", "https://")):
        raise bad_request("bad webhook: invalid webhook URL specified")
    if params.get("drop_pending_updates"):
        world.updates.clear()
    if url:
        world.updates.interrupt(conflict("terminated by setWebhook request"))
    allowed = params.get("allowed_updates")
    if isinstance(allowed, list):
        world.state.allowed_updates = allowed
    world.state.webhook = {"url": url, "secret": params.get("secret_token") or ""} if url else {}
    world.updates.arrived.set()
    world.storage.touch()
    return True


async def delete_webhook(world: World, params: Params) -> bool:
    """Switch back to polling."""
    return await set_webhook(world, Params(values={**params.values, "url": ""}))


async def get_webhook_info(world: World, params: Params) -> Json:
    """Tell where updates go and what went wrong last."""
    hook = world.state.webhook
    info: dict[str, Any] = {
        "url": hook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(world.state.pending),
    }
    info.update({key: hook[key] for key in ("last_error_date", "last_error_message") if key in hook})
    if world.state.allowed_updates:
        info["allowed_updates"] = world.state.allowed_updates
    return info

"""Whether Telegram can be reached with this token, through this proxy: asked before the bot starts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import aiohttp
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError

from locales import catalog
from marshrut.reasons import why
from marshrut.settings import Settings
from marshrut.trouble import Trouble

_ = catalog("marshrut").lazy
OFFICIAL = "https://api.telegram.org"
TIMEOUT = aiohttp.ClientTimeout(total=15)
WRONG_TOKEN = (401, 404)


@dataclass(frozen=True)
class Me:
    """The bot as Telegram knows it."""

    username: str
    name: str

    @property
    def link(self) -> str:
        """Where people open the chat."""
        return f"https://t.me/{self.username}"


def me(settings: Settings) -> Me:
    """Ask Telegram who the token belongs to; raises Trouble for a bad token or an unreachable network."""
    return asyncio.run(_me(settings))


async def _me(settings: Settings) -> Me:
    api = settings.telegram_api_url or OFFICIAL
    url = f"{api}/bot{settings.bot_token.get_secret_value()}/getMe"
    connector = ProxyConnector.from_url(settings.telegram_proxy) if settings.telegram_proxy else None
    try:
        async with aiohttp.ClientSession(connector=connector, timeout=TIMEOUT) as session, session.get(url) as response:
            if response.status in WRONG_TOKEN:
                raise Trouble(_("Telegram does not know this token. Copy BOT_TOKEN from @BotFather once more."))
            answer = await response.json(content_type=None)
            return Me(str(answer["result"]["username"]), str(answer["result"].get("first_name", "")))
    except (aiohttp.ClientError, ProxyError, ProxyConnectionError, OSError, TimeoutError) as error:
        raise _unreachable(api, error) from None
    except (ValueError, KeyError, TypeError) as error:
        raise _unreachable(api, error) from None


def _unreachable(api: str, error: Exception) -> Trouble:
    # Never the error's own words: they may hold the address with the token in it.
    return Trouble(
        _(
            "Telegram does not answer at {api} ({why}). Check the network, or set TELEGRAM_PROXY or TELEGRAM_API_URL.",
            api=api,
            why=why(error),
        )
    )

"""Whom the sandbox does not serve."""

import aiohttp
import pytest

from sandbox.app import create_app
from sandbox.options import Persona, SandboxOptions
from tests.sandbox.running import Running


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "::"])  # noqa: S104 what is refused
def test_only_loopback_is_served(host: str) -> None:
    with pytest.raises(ValueError, match="loopback only"):
        create_app(SandboxOptions(host=host))


@pytest.mark.parametrize("tokens", [(), ("123456:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc",)])
def test_a_token_that_looks_real_is_refused(tokens: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="never a real one"):
        create_app(SandboxOptions(tokens=tokens))


def test_two_people_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="share one id"):
        create_app(SandboxOptions(people=(Persona(1, "А"), Persona(1, "Б"))))


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
async def test_pages_from_elsewhere_are_kept_out(box: Running, headers: dict[str, str]) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{box.url}/sandbox/state", headers=headers) as answer:
        assert answer.status == 403


async def test_page_forbids_inline_scripts(box: Running) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{box.url}/") as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy

"""Photos and documents, both ways."""

import io

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto
from aiohttp import ClientSession

from tests.sandbox.running import ANNA, Running, png


async def test_document_goes_up_and_comes_down(box: Running) -> None:
    sent = await box.bot.send_document(ANNA.id, BufferedInputFile(b"%PDF-1", "Маршрут.pdf"), caption="Ваш маршрут")
    shown = await box.client.person(ANNA.id).last()
    assert (shown.text, shown.file_name) == ("Ваш маршрут", "Маршрут.pdf")
    assert await box.client.file(shown.file_id) == b"%PDF-1"
    assert sent.document is not None
    target = io.BytesIO()
    await box.bot.download(sent.document, target)
    assert target.getvalue() == b"%PDF-1"


async def test_person_sends_a_document_the_bot_downloads(box: Running) -> None:
    await box.client.person(ANNA.id).send_file("план.docx", b"PK", caption="вот")
    message = (await box.bot.get_updates())[0].message
    assert message is not None
    assert message.document is not None
    assert (message.caption, message.document.file_name) == ("вот", "план.docx")
    target = await box.bot.download(message.document)
    assert target is not None
    assert target.read() == b"PK"


@pytest.mark.parametrize("kind", ["photo", "sticker", "voice"])
async def test_person_sends_other_files(box: Running, kind: str) -> None:
    await box.client.person(ANNA.id).send_file("a.png", png(), kind=kind)
    message = (await box.bot.get_updates())[0].message
    assert message is not None
    assert getattr(message, kind)


async def test_photo_knows_its_size(box: Running) -> None:
    sent = await box.bot.send_photo(ANNA.id, BufferedInputFile(png(30, 20), "a.png"))
    assert sent.photo is not None
    assert (sent.photo[-1].width, sent.photo[-1].height) == (30, 20)


async def test_photo_must_be_a_picture(box: Running) -> None:
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await box.bot.send_photo(ANNA.id, BufferedInputFile(b"not a picture", "a.png"))


async def test_photo_must_have_sensible_sides(box: Running) -> None:
    with pytest.raises(TelegramBadRequest, match="PHOTO_INVALID_DIMENSIONS"):
        await box.bot.send_photo(ANNA.id, BufferedInputFile(png(100, 2), "a.png"))


async def test_file_is_sent_again_by_its_id(box: Running) -> None:
    sent = await box.bot.send_document(ANNA.id, BufferedInputFile(b"x", "a.txt"))
    assert sent.document is not None
    again = await box.bot.send_document(ANNA.id, sent.document.file_id)
    assert again.document == sent.document


async def test_unknown_file_id_is_refused(box: Running) -> None:
    with pytest.raises(TelegramBadRequest, match="wrong file identifier/HTTP URL specified"):
        await box.bot.send_document(ANNA.id, "nothing")


async def test_addresses_are_not_fetched(box: Running) -> None:
    with pytest.raises(TelegramBadRequest, match="failed to get HTTP URL content"):
        await box.bot.send_photo(ANNA.id, "https://example.org/a.png")


async def test_empty_file_is_refused(box: Running) -> None:
    with pytest.raises(TelegramBadRequest, match="file must be non-empty"):
        await box.bot.send_document(ANNA.id, BufferedInputFile(b"", "a.txt"))


async def test_album_arrives_as_several_messages(box: Running) -> None:
    files = [BufferedInputFile(b"x", f"{n}.txt") for n in "ab"]
    sent = await box.bot.send_media_group(ANNA.id, [InputMediaDocument(media=file) for file in files])
    assert len({message.media_group_id for message in sent}) == 1
    assert [m.file_name for m in (await box.client.person(ANNA.id).chat()).from_bot()] == ["a.txt", "b.txt"]


async def test_media_and_caption_can_be_edited(box: Running) -> None:
    sent = await box.bot.send_photo(ANNA.id, BufferedInputFile(png(), "a.png"), caption="раз")
    await box.bot.edit_message_caption(chat_id=ANNA.id, message_id=sent.message_id, caption="два")
    media = InputMediaPhoto(media=BufferedInputFile(png(4, 4), "b.png"), caption="<b>три</b>", parse_mode="HTML")
    await box.bot.edit_message_media(media, chat_id=ANNA.id, message_id=sent.message_id)
    shown = await box.client.person(ANNA.id).last()
    assert (shown.text, shown.edited, shown.raw["photo"][0]["width"]) == ("три", True, 4)


async def test_text_of_a_photo_cannot_be_edited(box: Running) -> None:
    sent = await box.bot.send_photo(ANNA.id, BufferedInputFile(png(), "a.png"))
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await box.bot.edit_message_text("?", chat_id=ANNA.id, message_id=sent.message_id)


async def test_download_needs_the_token(box: Running) -> None:
    sent = await box.bot.send_document(ANNA.id, BufferedInputFile(b"x", "a.txt"))
    assert sent.document is not None
    path = (await box.bot.get_file(sent.document.file_id)).file_path
    async with ClientSession() as session, session.get(f"{box.url}/file/bot1:sandbox-other/{path}") as response:
        assert response.status == 401

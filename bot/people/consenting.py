"""Handlers of first contact: the consent is read, given, or left for later."""

from __future__ import annotations

import asyncio

from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.middlewares import HomeScreen
from bot.people import welcome
from bot.people.calls import ConsentFile, GiveConsent, NotNow, ReadConsent, state_of
from bot.people.questions import question
from bot.screens import Attachment, acknowledge, bring, show
from bot.start import Invited
from bot.taking import settle, subject_router
from bot.work import Work
from documents import consent
from locales import catalog
from services import invites, people, places
from services.errors import Invalid

t = catalog("bot").gettext
router = subject_router("consenting")


@router.message(Invited())
async def come_by_link(
    message: Message, work: Work, state: FSMContext, token: str, home_screen: HomeScreen
) -> None:  # fmt: skip
    """Greet a newcomer who came by a link of their school; a link that does not work leads the ordinary way."""
    await state.clear()
    if work.person_id is not None:
        await show(message, await home_screen(work))
        return
    try:
        place = await work.read(invites.peek, token=token)
    except Invalid as error:
        await show(message, welcome.welcome(str(error), centres=await work.read(places.serving_centres)))
        return
    centres = await work.read(places.serving_centres)
    await show(message, welcome.welcome(school=place.organization, invite=token, centres=centres))


@router.callback_query(ReadConsent.filter())
async def read_consent(query: CallbackQuery, callback_data: ReadConsent, work: Work) -> None:
    """Show the text of the consent."""
    await show(
        query, welcome.consent(work.ctx.region.personal_data_consent, callback_data.page, invite=callback_data.invite)
    )


@router.callback_query(ConsentFile.filter())
async def send_consent(query: CallbackQuery, callback_data: ConsentFile, work: Work) -> None:
    """Send the paper of the consent, with what is known of the person; made outside any transaction."""
    region = work.ctx.region
    known = await work.read(people.my_card) if work.person_id is not None else None
    paper = consent.personal_data(known, region) if known else consent.blank_personal_data(region)
    await acknowledge(query, t("Preparing the paper…"))
    made = await asyncio.to_thread(consent.personal_data_pdf, paper)
    await bring(query, welcome.consent_file(Attachment(made.name, made.content), invite=callback_data.invite))


@router.callback_query(NotNow.filter())
async def leave_consent(query: CallbackQuery, work: Work, home_screen: HomeScreen) -> None:
    """Nothing is kept of a newcomer who does not agree; one whom we know already is home."""
    if work.person_id is not None:
        await show(query, await home_screen(work))
        return
    await show(query, welcome.not_now(await work.read(places.serving_centres)))


@router.callback_query(GiveConsent.filter())
async def give_consent(
    query: CallbackQuery, callback_data: GiveConsent, work: Work, state: FSMContext, home_screen: HomeScreen
) -> None:  # fmt: skip
    """Take the consent and ask the first question; one who has answered some is asked the next, or is home."""
    region = work.ctx.region
    known = await work.read(people.my_card) if work.person_id is not None else None
    following, trouble = people.first_question(known), None
    try:
        if callback_data.invite:
            accepted = await settle(
                work, state, state_of(following), invites.accept, token=callback_data.invite, chat_id=work.chat_id,
                version=callback_data.version, language=work.language,
            )  # fmt: skip
            card, trouble = accepted.card, accepted.trouble
        else:
            card = await settle(
                work, state, state_of(following), people.consent_to_personal_data, chat_id=work.chat_id,
                version=callback_data.version, language=work.language,
            )  # fmt: skip
    except Invalid as error:
        await show(
            query, welcome.consent(region.personal_data_consent, trouble=str(error), invite=callback_data.invite)
        )
        return
    told = str(trouble or "")
    screen = question(following, card, region, trouble=told) if following else await home_screen(work)
    await show(query, screen, t("Thank you. Your consent is kept."))

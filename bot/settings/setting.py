"""Handlers of the settings."""

from __future__ import annotations

from aiogram.types import CallbackQuery

from bot.screens import show
from bot.settings import screens
from bot.settings.calls import ChooseLanguage, Mute, OpenSettings, UnlinkChat, WithdrawConsent
from bot.taking import attempt, subject_router
from bot.work import Work
from locales import catalog, reading_in
from services import linking, people, personal_data, settings

t = catalog("bot").gettext
router = subject_router("settings")


@router.callback_query(OpenSettings.filter())
async def open_settings(query: CallbackQuery, work: Work) -> None:
    """Show the settings."""
    await show(query, screens.settings_screen(await work.read(settings.my_settings), work.ctx.region))


@router.callback_query(Mute.filter())
async def mute(query: CallbackQuery, callback_data: Mute, work: Work) -> None:
    """Switch a kind of notice off or on: the button says which is wanted."""
    kept = await work.run(settings.mute, kind=callback_data.kind, muted=callback_data.muted)
    toast = t("These notices will not come.") if callback_data.muted else t("These notices will come.")
    await show(query, screens.settings_screen(kept, work.ctx.region), toast)


@router.callback_query(ChooseLanguage.filter())
async def choose_language(query: CallbackQuery, callback_data: ChooseLanguage, work: Work) -> None:
    """Speak another language from this screen on."""
    kept = await work.run(settings.choose_language, language=callback_data.language)
    with reading_in(kept.language):
        await show(query, screens.settings_screen(kept, work.ctx.region), t("Saved"))


@router.callback_query(UnlinkChat.filter())
async def unlink(query: CallbackQuery, callback_data: UnlinkChat, work: Work) -> None:
    """Unlink this chat once the person is sure."""
    me = (await work.read(people.my_card)).id
    if not callback_data.sure:
        await show(query, screens.ask_unlink())
        return
    await work.run(linking.unlink_chat, person_id=me)
    await show(query, screens.unlinked())


@router.callback_query(WithdrawConsent.filter())
async def withdraw_consent(query: CallbackQuery, callback_data: WithdrawConsent, work: Work) -> None:
    """Withdraw the consent once the person is sure; what follows is said before."""
    if not callback_data.sure:
        await show(query, screens.ask_withdraw(await work.read(personal_data.what_ends)))
        return
    trouble = await attempt(work, personal_data.withdraw_personal_data_consent)
    await show(query, screens.withdrawn(), trouble)

"""The Bot API as aiogram's method classes specify it: which methods, which fields, of which kind."""

import datetime
import functools
import inspect
from dataclasses import dataclass
from typing import Any, get_args, get_origin

import aiogram.methods
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile
from pydantic import BaseModel


@dataclass(frozen=True)
class MethodSpec:
    """One method: its name on the wire, required fields, the kind of each field, and whether it returns a bool."""

    name: str
    required: tuple[str, ...]
    kinds: dict[str, str]
    returns_bool: bool


@functools.cache
def read_specification() -> dict[str, MethodSpec]:
    """Return every method aiogram knows, by its lower-cased name (Telegram ignores the case)."""
    classes = [value for value in vars(aiogram.methods).values() if _is_method(value)]
    specs = (_spec(method) for method in classes)
    return {spec.name.lower(): spec for spec in specs}


def _is_method(value: object) -> bool:
    return inspect.isclass(value) and issubclass(value, TelegramMethod) and value is not TelegramMethod


def _spec(method: type[TelegramMethod[Any]]) -> MethodSpec:
    fields = method.model_fields
    return MethodSpec(
        name=method.__api_method__,
        required=tuple(name for name, field in fields.items() if field.is_required()),
        kinds={name: _kind(field.annotation) for name, field in fields.items()},
        returns_bool=method.__returning__ is bool,
    )


def _kind(annotation: object) -> str:
    leaves = set(_leaves(annotation)) - {type(None), Default}
    if any(get_origin(leaf) in (list, dict) or _is_model(leaf) for leaf in leaves):
        return "json"
    if bool in leaves:
        return "bool"
    if leaves & {int, datetime.datetime, datetime.timedelta}:
        return "id" if str in leaves else "int"
    return "float" if float in leaves else "str"


def _is_model(leaf: object) -> bool:
    return inspect.isclass(leaf) and issubclass(leaf, BaseModel) and not issubclass(leaf, InputFile)


def _leaves(annotation: object) -> list[Any]:
    if get_origin(annotation) in (list, dict):
        return [annotation]
    args = get_args(annotation)
    return [leaf for arg in args for leaf in _leaves(arg)] if args else [annotation]

"""The lists of registers: what is looked for, in which order, and which page of it; always within the scope."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import sqlalchemy as sa
from flask import abort, request
from flask_admin.contrib.sqla import ModelView
from sqlalchemy.orm import Query
from sqlalchemy.sql.base import ExecutableOption

from admin.base import LARGEST_ID, MOST_TYPED, PAGE_SIZE
from admin.work import context, work
from locales import Text
from models.base import fold
from services.context import Context

#: Counting further would cost more than the page itself (docs/performance.md, lists).
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Column:
    """A column of a register: its value is shown and exported; ``cell`` draws it, ``sort`` makes its head a link."""

    key: str
    label: Text
    value: Callable[[Any], Any]
    sort: Any = None
    cell: Callable[[Any], Any] | None = None
    kind: str = ""


@dataclass(frozen=True)
class Choice:
    """A filter of a register: a list to choose from and the condition a choice means."""

    key: str
    label: Text
    options: Callable[[], Sequence[tuple[str, str]]]
    where: Callable[[str], sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Listing:
    """One page of a register."""

    rows: Sequence[Any]
    count: int
    #: There are more than the ``count`` that was counted: the list is long, and a search shortens it.
    over: bool
    page: int
    pages: int
    search: str
    chosen: dict[str, str]
    sort: str
    desc: bool


class Lists(ModelView):  # type: ignore[misc]  # flask_admin ships no usable types
    """The rows of one table, as an address asks for them."""

    columns: ClassVar[Sequence[Column]] = ()
    #: A choice drawn as tabs above the list: one of them is always chosen, the first unless another is asked for.
    tabs: ClassVar[Choice | None] = None
    choices: ClassVar[Sequence[Choice]] = ()
    search_in: ClassVar[Sequence[Any]] = ()
    search_hint: ClassVar[Text | str] = ""
    order: ClassVar[Sequence[Any]] = ()
    loads: ClassVar[Sequence[ExecutableOption]] = ()
    page_size = PAGE_SIZE

    def scope(self, ctx: Context) -> sa.ColumnElement[bool]:
        """Which rows the actor may see; ``sa.true()`` says "all" aloud."""
        raise NotImplementedError

    # One condition, three doors.

    def get_query(self) -> Query[Any]:
        """Rows within the scope."""
        return work().session.query(self.model).filter(self.scope(context()))

    def get_count_query(self) -> Query[Any]:
        """How many rows lie within the scope."""
        return work().session.query(sa.func.count(self.model.id)).filter(self.scope(context()))

    def get_one(self, id: Any) -> Any:
        """The row of that id within the scope, or None: also for an id that is none."""
        number = str(id)
        if not (number.isascii() and number.isdigit()) or int(number) > LARGEST_ID:
            return None
        return self.get_query().options(*self.loads).filter(self.model.id == int(number)).one_or_none()

    def one(self) -> Any:
        """The row of ``?id=``; a missing, foreign or senseless id is answered by 404 alike."""
        row = self.get_one(request.args.get("id", ""))
        return row if row is not None else abort(404)

    def listing(self) -> Listing:
        """The page that the address asks for; whatever it says is brought into bounds."""
        search = " ".join(request.args.get("q", "").split())[:MOST_TYPED]
        chosen = {choice.key: value for choice in self._all_choices() if (value := self._chosen(choice))}
        wanted = self.conditions(search, chosen)
        count = self._count(wanted)
        pages = max(1, -(-min(count, MOST_COUNTED) // self.page_size))
        typed = request.args.get("page", "1")
        page = min(max(int(typed), 1), pages) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 1
        sort, desc = request.args.get("sort", ""), request.args.get("desc") == "1"
        ordered = self.ordered(sort, desc, search)
        query = self.get_query().filter(*wanted).options(*self.loads).order_by(*ordered)
        rows = query.limit(self.page_size).offset((page - 1) * self.page_size).all()
        return Listing(
            self.prepare(rows), min(count, MOST_COUNTED), count > MOST_COUNTED, page, pages, search, chosen, sort, desc
        )

    def _count(self, conditions: Sequence[sa.ColumnElement[bool]]) -> int:
        """How many rows there are; counting stops behind the most that is told."""
        some = self.get_query().filter(*conditions).with_entities(self.model.id).limit(MOST_COUNTED + 1)
        return work().session.query(sa.func.count()).select_from(some.subquery()).scalar() or 0

    def prepare(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The rows of a page as the columns take them: for what one query for all is better than one each."""
        return rows

    def _all_choices(self) -> Sequence[Choice]:
        return (*([self.tabs] if self.tabs else []), *self.choices)

    def _chosen(self, choice: Choice) -> str:
        value, options = request.args.get(choice.key, ""), [option for option, _label in choice.options()]
        if value in options:
            return value
        return options[0] if choice is self.tabs else ""

    def conditions(self, search: str, chosen: dict[str, str]) -> list[sa.ColumnElement[bool]]:
        """What rows must fulfil to be in the list."""
        found = [choice.where(chosen[choice.key]) for choice in self._all_choices() if choice.key in chosen]
        if search and self.search_in:
            found.append(self.found(search))
        return found

    def found(self, text: str) -> sa.ColumnElement[bool]:
        """Which rows typed words mean: those that hold each of them."""
        return sa.and_(*(self._holds(word) for word in text.split()))

    def _holds(self, word: str) -> sa.ColumnElement[bool]:
        return sa.or_(*(column.contains(fold(word), autoescape=True) for column in self.search_in))

    def ranked(self, text: str) -> list[Any]:
        """What goes before the register's own order while words are typed: a better hit first."""
        return []

    def ordered(self, sort: str, desc: bool, search: str = "") -> list[Any]:
        """The order of a column with ``sort``, or the register's own, with better hits of a search first."""
        own = next((column.sort for column in self.columns if column.key == sort and column.sort is not None), None)
        if own is None:
            return [*(self.ranked(search) if search else ()), *self.order, self.model.id]
        return [own.desc() if desc else own.asc(), self.model.id]

"""What every page of the back office stands on: closed unless opened, and a register sees its own scope only.

Flask-Admin's stock views are replaced where they are soft: no inline edit, no lookup, no mass action, no CSV, no
commit of their own, no answer to an id outside the scope.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from flask import Response, abort, render_template, request, url_for
from flask_admin import BaseView
from flask_admin.contrib.sqla import ModelView
from sqlalchemy.orm import Query
from sqlalchemy.sql.base import ExecutableOption
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import Form

from admin.access import NOBODY, About, Allowed, Everyone, served
from admin.export import download, workbook
from admin.work import context, work
from locales import Text
from models.base import fold
from services.context import Context

PAGE_SIZE = 50
#: Counting further would cost more than the page itself (docs/performance.md, lists).
MOST_COUNTED = 10_000
MOST_EXPORTED = 20_000
LARGEST_ID = 2**31 - 1
MOST_TYPED = 100


class Closed:
    """What is common to all views: who may enter must be said in the class itself."""

    allowed: ClassVar[Allowed] = NOBODY
    #: The table that each number in an address of this view means; ``{}`` says aloud that there is none.
    about: ClassVar[About | None] = None
    title: ClassVar[Text | str] = ""
    icon: ClassVar[str] = "dot"
    #: The item of the navigation that is current on this view's pages, where it has none of its own.
    section: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__module__ != __name__ and not isinstance(cls.allowed, Everyone) and not cls.allowed:
            raise TypeError(f"{cls.__name__} does not say who may enter: set ``allowed``")

    def render(self, template: str, **values: Any) -> str:
        """Render one of our own templates; ``view`` is this view."""
        return render_template(template, view=self, **values)

    def _run_view(self, handler: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        # The stock one takes any TypeError for a wrong signature and calls the view a second time.
        return handler(self, *args, **kwargs)


class PageView(Closed, BaseView):  # type: ignore[misc]  # flask_admin ships no usable types
    """A hand-written page. The rows it shows are scoped by the services it calls; which rows an address may ask for
    is said in ``about``, for the matrix of the tests to try those of others."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.about is None:
            raise TypeError(f"{cls.__name__} does not say which rows its addresses name: set ``about``")


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


class RegisterView(Closed, ModelView):  # type: ignore[misc]  # flask_admin ships no usable types
    """A register of one table. A subclass says who may enter, what they see there (``scope``) and the columns."""

    columns: ClassVar[Sequence[Column]] = ()
    #: A choice drawn as tabs above the list: one of them is always chosen, the first unless another is asked for.
    tabs: ClassVar[Choice | None] = None
    choices: ClassVar[Sequence[Choice]] = ()
    search_in: ClassVar[Sequence[Any]] = ()
    search_hint: ClassVar[Text | str] = ""
    order: ClassVar[Sequence[Any]] = ()
    loads: ClassVar[Sequence[ExecutableOption]] = ()
    empty: ClassVar[Text | str] = ""
    list_page: ClassVar[str] = "register.html"
    details_page: ClassVar[str] = ""
    can_export = True
    can_create = can_edit = can_delete = False
    page_size = PAGE_SIZE

    # Not registered at all: a step goes through a service, a lookup through a page of its own.
    ajax_update = ajax_lookup = action_view = export = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.scope is RegisterView.scope:
            raise TypeError(f"{cls.__name__} does not say which rows may be seen: define ``scope``")
        if not cls.columns:
            raise TypeError(f"{cls.__name__} has no columns")

    def scope(self, ctx: Context) -> sa.ColumnElement[bool]:
        """Which rows the actor may see; ``sa.true()`` says "all" aloud."""
        raise NotImplementedError

    # What Flask-Admin would scaffold from the model, and we write by hand.

    def scaffold_form(self) -> type[Form]:
        """No form from the model: a form is written for its service."""
        return cast(type[Form], Form)

    def scaffold_list_columns(self) -> list[str]:
        """Keys of our own columns."""
        return [column.key for column in self.columns]

    def scaffold_sortable_columns(self) -> dict[str, Any]:
        """Sorting is by our own columns."""
        return {}

    def get_column_names(self, only_columns: Iterable[str], excluded_columns: object) -> list[tuple[str, str]]:
        """Pairs of key and label, which Flask-Admin keeps and we do not use."""
        return [(key, key) for key in only_columns]

    # Queries: one condition, three doors.

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
        conditions = self._conditions(search, chosen)
        count = self._count(conditions)
        pages = max(1, -(-min(count, MOST_COUNTED) // self.page_size))
        typed = request.args.get("page", "1")
        page = min(max(int(typed), 1), pages) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 1
        sort, desc = request.args.get("sort", ""), request.args.get("desc") == "1"
        query = self.get_query().filter(*conditions).options(*self.loads).order_by(*self._order(sort, desc))
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

    def _conditions(self, search: str, chosen: dict[str, str]) -> list[sa.ColumnElement[bool]]:
        found = [choice.where(chosen[choice.key]) for choice in self._all_choices() if choice.key in chosen]
        if search and self.search_in:
            found.append(self.found(search))
        return found

    def found(self, text: str) -> sa.ColumnElement[bool]:
        """Which rows typed words mean: those that hold each of them."""
        return sa.and_(*(self._holds(word) for word in text.split()))

    def _holds(self, word: str) -> sa.ColumnElement[bool]:
        return sa.or_(*(column.contains(fold(word), autoescape=True) for column in self.search_in))

    def _order(self, sort: str, desc: bool) -> list[Any]:
        own = next((column.sort for column in self.columns if column.key == sort and column.sort is not None), None)
        if own is None:
            return [*self.order, self.model.id]
        return [own.desc() if desc else own.asc(), self.model.id]

    def address(self, listing: Listing, to: str = "index_view", **changes: Any) -> str:
        """The address of this list, or of its export, with something changed; a link to it is a saved filter."""
        values: dict[str, Any] = {"q": listing.search, **listing.chosen, "sort": listing.sort}
        values |= {"desc": "1" if listing.desc else "", "page": ""} | changes
        return url_for(f"{self.endpoint}.{to}", **{key: value for key, value in values.items() if value})

    def row_address(self, row: Any) -> str | None:
        """Where a row leads; None when it has no page of its own."""
        return url_for(f"{self.endpoint}.details_view", id=row.id) if self.details_page else None

    def tab_addresses(self, listing: Listing) -> list[tuple[str, str, bool]]:
        """The tabs above the list: words, address, whether it is the one at hand."""
        if self.tabs is None:
            return []
        key = self.tabs.key
        return [
            (label, self.address(listing, **{key: value}), listing.chosen[key] == value)
            for value, label in self.tabs.options()
        ]

    # Pages

    @served("/")
    def index_view(self) -> str:
        """The list."""
        return self.render(self.list_page, listing=self.listing())

    @served("/export/")
    def export_view(self) -> Response:
        """The whole list within the scope and the filters, as a workbook."""
        if not self.can_export:
            abort(404)
        listing = self.listing()
        conditions = self._conditions(listing.search, listing.chosen)
        query = (
            self.get_query().filter(*conditions).options(*self.loads).order_by(*self._order(listing.sort, listing.desc))
        )
        found = self.prepare(query.limit(MOST_EXPORTED).all())
        rows = ([column.value(row) for column in self.columns] for row in found)
        title = str(self.title)
        return download(workbook(title, [str(column.label) for column in self.columns], rows), title)

    @served("/details/")
    def details_view(self) -> str:
        """One row."""
        if not self.details_page:
            abort(404)
        row = self.one()
        return self.render(self.details_page, row=row, **self.details(row))

    def details(self, row: Any) -> dict[str, Any]:
        """What the page of a row shows beside the row."""
        return {}

    @served("/new/", methods=("GET", "POST"))
    def create_view(self) -> str | WerkzeugResponse:
        """A form for a new row, where the register takes one."""
        return self.create_page() if self.can_create else abort(404)

    @served("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> str | WerkzeugResponse:
        """A form for a row, where it may be changed."""
        return self.edit_page(self.one()) if self.can_edit else abort(404)

    @served("/delete/", methods=("GET", "POST"))
    def delete_view(self) -> str | WerkzeugResponse:
        """Asks first; then takes the row away, where it may be."""
        return self.delete_page(self.one()) if self.can_delete else abort(404)

    def create_page(self) -> str | WerkzeugResponse:
        """The new row's form; a register with ``can_create`` defines it."""
        raise NotImplementedError

    def edit_page(self, row: Any) -> str | WerkzeugResponse:
        """The row's form; a register with ``can_edit`` defines it."""
        raise NotImplementedError

    def delete_page(self, row: Any) -> str | WerkzeugResponse:
        """The question and the step; a register with ``can_delete`` defines it."""
        raise NotImplementedError

    def create_model(self, form: Form) -> Any:
        """Stock saving is closed: a row is created by a service."""
        raise NotImplementedError

    update_model = delete_model = create_model

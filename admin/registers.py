"""A register of one table: its list, its export, its rows. It sees its own scope only.

Flask-Admin's stock views are replaced where they are soft: no inline edit, no lookup, no mass action, no CSV, no
commit of their own, no answer to an id outside the scope.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from flask import Response, abort, url_for
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import Form

from admin.access import served
from admin.base import Closed
from admin.export import download, workbook
from admin.listing import Listing, Lists
from locales import Text

MOST_EXPORTED = 20_000


class RegisterView(Closed, Lists):
    """A register of one table. A subclass says who may enter, what they see there (``scope``) and the columns."""

    abstract = True
    empty: ClassVar[Text | str] = ""
    list_page: ClassVar[str] = "register.html"
    details_page: ClassVar[str] = ""
    can_export = True
    can_create = can_edit = can_delete = False

    # Not registered at all: a step goes through a service, a lookup through a page of its own.
    ajax_update = ajax_lookup = action_view = export = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.scope is Lists.scope:
            raise TypeError(f"{cls.__name__} does not say which rows may be seen: define ``scope``")
        if not cls.columns:
            raise TypeError(f"{cls.__name__} has no columns")

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
        conditions = self.conditions(listing.search, listing.chosen)
        query = (
            self.get_query()
            .filter(*conditions)
            .options(*self.loads)
            .order_by(*self.ordered(listing.sort, listing.desc, listing.search))
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

"""The pages of a register whose rows are entered, changed and deleted: each by a form whose step is a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from admin.forms import PageForm
from admin.navigation import may_enter
from locales import Text, catalog
from services.registers import Saved

_ = catalog("admin").gettext


class FormPages:
    """What the registers share: a form whose step is a service, and a question before deleting."""

    form_class: type[PageForm] = PageForm
    #: The field by which a row is called.
    named: ClassVar[str] = "name"
    new_title: Text | str = ""
    endpoint: str
    render: Callable[..., str]

    def prepared(self, form: PageForm) -> PageForm:
        """The form with its lists filled."""
        return form

    def save(self, row_id: int | None, data: dict[str, Any]) -> Saved:
        """The service that saves."""
        raise NotImplementedError

    def check(self, row_id: int | None, data: dict[str, Any]) -> None:
        """What the service would refuse of a form that is not sound."""

    def remove(self, row_id: int) -> Saved:
        """The service that deletes."""
        raise NotImplementedError

    def row_address(self, row: Any) -> str | None:
        """A row leads to its form, for those who may change it."""
        return url_for(f"{self.endpoint}.edit_view", id=row.id) if may_enter(f"{self.endpoint}.edit_view") else None

    def create_page(self) -> str | Response:
        """The form of a new row."""
        return self._form(self.prepared(self.form_class()), None, str(self.new_title))

    def edit_page(self, row: Any) -> str | Response:
        """The form of a row."""
        return self._form(self.prepared(self.form_class(obj=row)), row, getattr(row, self.named))

    def _form(self, form: PageForm, row: Any, title: str) -> str | Response:
        data = {name: value for name, value in form.data.items() if name != "csrf_token"}
        row_id = row.id if row else None
        if form.accept(lambda: self.save(row_id, data), lambda: self.check(row_id, data)):
            flash(_("Saved: {name}", name=form.data[self.named]), "success")
            return redirect(url_for(f"{self.endpoint}.index_view"), 303)
        return self.render("form.html", form=form, title=title, row=row)

    def delete_page(self, row: Any) -> str | Response:
        """Ask, then delete."""
        form, name, row_id = PageForm(), getattr(row, self.named), row.id
        if form.accept(lambda: self.remove(row_id)):
            flash(_("Deleted: {name}", name=name), "success")
            return redirect(url_for(f"{self.endpoint}.index_view"), 303)
        return self.render("delete.html", form=form, row=row, name=name)

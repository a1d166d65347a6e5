"""What every page of the back office stands on: closed unless opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask import render_template
from flask_admin import BaseView

from admin.access import NOBODY, About, Allowed, Everyone
from locales import Text

PAGE_SIZE = 50
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
    #: Said by a class that only others are made from.
    abstract: ClassVar[bool] = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not vars(cls).get("abstract") and not isinstance(cls.allowed, Everyone) and not cls.allowed:
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

    abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.about is None:
            raise TypeError(f"{cls.__name__} does not say which rows its addresses name: set ``about``")

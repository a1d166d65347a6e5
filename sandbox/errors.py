"""Refusals in Telegram's own words."""

from sandbox.shapes import Json


class ApiError(Exception):
    """A refusal the bot gets: HTTP code, description, and parameters such as `retry_after`."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """Return the JSON body Telegram would answer with."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class PageError(Exception):
    """A wish of the page or of a test that cannot be met; `status` is the HTTP answer."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def bad_request(reason: str) -> ApiError:
    """Return a 400 with Telegram's prefix."""
    return ApiError(400, f"Bad Request: {reason}")


def conflict(reason: str) -> ApiError:
    """Return a 409 with Telegram's prefix."""
    return ApiError(409, f"Conflict: {reason}")


def too_many(seconds: int) -> ApiError:
    """Return a 429 that asks to come back after so many seconds."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def blocked() -> ApiError:
    """Return the 403 of a person who stopped the bot."""
    return ApiError(403, "Forbidden: bot was blocked by the user")


def too_large() -> ApiError:
    """Return the 413 of an upload beyond the limit."""
    return ApiError(413, "Request Entity Too Large")

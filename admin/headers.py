"""What each answer says to the browser: nothing from other hosts, nothing inline, nothing kept, no frames."""

from __future__ import annotations

from flask import Flask, Response, request

#: Presentation attributes of SVG are allowed; style attributes, inline scripts and handlers are not.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Robots-Tag": "noindex, nofollow",
}
YEAR = 31_536_000


def install(app: Flask, *, secure: bool) -> None:
    """Send the headers with every answer; ``secure``: people come over HTTPS and shall go on so."""

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        if secure:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
        if request.endpoint == "static":
            response.headers["Cache-Control"] = f"public, max-age={YEAR if 'v' in request.args else 300}"
        else:
            response.headers["Cache-Control"] = "no-store"
        return response

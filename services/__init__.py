"""The rules: what may happen, to whom, by when. Plain functions on a session and a context."""

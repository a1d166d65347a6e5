"""An offline stand-in for Telegram's Bot API with a chat page; it imports nothing else of the project."""

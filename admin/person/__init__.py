"""One person's page: the profile edited by staff, places of work, the chat, duplicates, people without Telegram."""

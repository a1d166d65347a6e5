"""What a person sets for themselves: notices, language, this chat, the consent to personal data."""

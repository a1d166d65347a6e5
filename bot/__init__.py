"""What a teacher, curator or head sees and taps in Telegram."""

"""What each kind of notice says and offers, for any channel."""

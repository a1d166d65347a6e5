"""One tick that turns due deadlines into notices and wakes the senders."""

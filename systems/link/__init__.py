"""Other programs: what the puppet does, sent to them as they want it."""

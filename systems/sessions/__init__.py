"""Recording what is tracked, and playing it again."""

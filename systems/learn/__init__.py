"""Measuring what the puppet does against what is known to be true."""

"""Visemes from sound: a small causal net, and how it is trained."""

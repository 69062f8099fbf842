"""Tests of the engine, on a small fish simulator: the engine knows no faces."""

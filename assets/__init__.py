"""Shipped data: models.toml, shaders, avatars, example scripts."""

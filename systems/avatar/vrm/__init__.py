"""VRM 0.x and 1.0 avatars, and plain glTF heads, as one kind of figure that a pose drives."""

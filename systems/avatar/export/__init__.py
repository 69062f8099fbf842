"""Avatars for other programs: glTF 2.0 and VRM 1.0 files."""

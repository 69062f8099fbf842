"""glTF 2.0 files as arrays: nodes, meshes with morph targets, skins, materials, textures."""

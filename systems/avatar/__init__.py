"""The puppet: procedural head, morphs, shaders, window and video."""

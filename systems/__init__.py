"""Everything about faces: one sub-package per stage, one idea per file."""

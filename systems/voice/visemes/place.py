"""Where the shipped files of this package lie."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import assets

_ASSETS: Final = Path(assets.__file__).parent

SHIPPED: Final = _ASSETS / "models" / "visemes.onnx"
"""The net."""

SENTENCES: Final = _ASSETS / "speech" / "sentences.txt"
"""What the voices of the training read."""

PASSAGE: Final = _ASSETS / "speech" / "passage.txt"
"""What a person reads whom the net shall fit, about a minute."""

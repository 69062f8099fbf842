"""What lasts from one run to the next about sound."""

from __future__ import annotations

from typing import Annotated

import msgspec


class SoundSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is listened to, as ``--mic``, ``--mic-gain``, ... say it, and how much it counts."""

    mic: str = "none"  # nobody is listened to who has not asked for it
    gain: Annotated[float, msgspec.Meta(ge=-60, le=60)] = 0.0  # dB
    gate: Annotated[float, msgspec.Meta(ge=-120, le=0)] = -60.0  # dB
    offset: Annotated[float, msgspec.Meta(ge=-2000, le=2000)] = 0.0  # ms
    mouth: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.5  # 0 the camera's .. 1 the voice's

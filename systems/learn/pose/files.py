"""The table of the head's pose as a file: numbers to read, and the log of where they come from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from systems.solve.pose_table import PoseTable


def as_toml(table: PoseTable, log: Mapping[str, Any]) -> str:
    """Return what `systems.solve.pose_table.read_pose_table` reads, with a log before it."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in log.items()]
    motion = [f"{1000 * m:.2f}" for m in table.motion.tolist()]
    lines += ["motion = [", *(f"  {', '.join(motion[i : i + 18])}," for i in range(0, 468, 18))]
    lines += ["]", "", "[influence]"]
    for row, told in zip(table.rows.tolist(), table.influence.round(4).tolist(), strict=True):
        lines += [f"{row} = [", *(f"  {axis}," for axis in told), "]"]
    return "\n".join(lines) + "\n"

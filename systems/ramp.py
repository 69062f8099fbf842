"""A part that grows evenly between two values."""


def ramp(value: float, low: float, high: float) -> float:
    """Return 0 at or below `low`, 1 at or above `high`, and in between how far between them.

    Examples
    --------
    >>> ramp(1.5, 1.0, 3.0), ramp(5.0, 1.0, 3.0)
    (0.25, 1.0)
    """
    return min(max((value - low) / (high - low), 0.0), 1.0)

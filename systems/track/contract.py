"""What a role demands of its net: the shapes of its input and outputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import ModelError

Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class Contract:
    """The shapes a role demands of its net; None where any size will do.

    Leading dimensions of size 1 do not count, so that ``(1, 52)`` and ``(52,)`` are the same.
    """

    role: str
    input: Shape
    outputs: tuple[Shape, ...]

    def check(self, name: str, inputs: Sequence[Shape], outputs: Sequence[Shape]) -> Contract:
        """Compare with what a model file has; return the contract that it keeps.

        Raises
        ------
        ModelError
            If an input or output is missing, surplus or of another shape; names the first such.
        """
        wanted = [("input", self.input)] + [(f"output {i}", s) for i, s in enumerate(self.outputs)]
        found = [*inputs, *outputs]
        if len(inputs) != 1 or len(outputs) != len(self.outputs):
            what = f"{len(inputs)} inputs and {len(outputs)} outputs"
            raise self._broken(name, f"has {what}, not 1 and {len(self.outputs)}")
        for (place, shape), other in zip(wanted, found, strict=True):
            if not _agree(shape, other):
                raise self._broken(name, f"has {place} {_text(other)}, not {_text(shape)}")
        return self

    def filled(self, found: Shape) -> tuple[int, ...]:
        """Return an input shape that keeps the contract, with its free sizes by the contract.

        What is free in both is 1.
        """
        ours, theirs = _aligned(self.input, found)
        sizes = [b or a or 1 for a, b in zip(ours, theirs, strict=True)]
        return tuple(sizes[len(sizes) - len(found) :])

    def _broken(self, name: str, fault: str) -> ModelError:
        msg = f"{name} cannot serve as '{self.role}': it {fault}"
        return ModelError(
            msg, fix=f"give a model made for this role, or leave out --model {self.role}"
        )


@dataclass(frozen=True)
class Either:
    """Contracts of one role, of which a net keeps one."""

    contracts: tuple[Contract, ...]

    def check(self, name: str, inputs: Sequence[Shape], outputs: Sequence[Shape]) -> Contract:
        """Compare with what a model file has; return the contract that it keeps.

        Of free size it may keep several: one of as many dimensions goes before the others.

        Raises
        ------
        ModelError
            If no contract is kept; names each one's first fault.
        """
        faults = []
        ranks = {len(shape) for shape in inputs}
        for contract in sorted(self.contracts, key=lambda c: len(c.input) not in ranks):
            try:
                return contract.check(name, inputs, outputs)
            except ModelError as error:
                faults.append(error)
        first, *others = faults
        more = "".join(f"; nor in its other form: it {f.message.split(': it ')[1]}" for f in others)
        raise ModelError(first.message + more, fix=first.fix)


def _agree(wanted: Shape, found: Shape) -> bool:
    pairs = zip(*_aligned(wanted, found), strict=True)
    return all(a is None or b is None or a == b for a, b in pairs)


def _aligned(wanted: Shape, found: Shape) -> tuple[Shape, Shape]:
    """Return both with as many dimensions, by leading ones."""
    rank = max(len(wanted), len(found))
    return (1,) * (rank - len(wanted)) + wanted, (1,) * (rank - len(found)) + found


def _text(shape: Shape) -> str:
    return "x".join("any" if size is None else str(size) for size in shape)

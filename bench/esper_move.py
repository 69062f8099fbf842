"""One esper processor that moves many entities; runs in the peers' interpreter.

Each line on standard input asks for one turn, the answer is the seconds it took.
"""

import sys
import time

import esper


class Position:
    __slots__ = ("x", "y", "z")

    def __init__(self):
        self.x, self.y, self.z = 0.0, 0.0, 0.0


class Velocity:
    __slots__ = ("x", "y", "z")

    def __init__(self):
        self.x, self.y, self.z = 1.0, 2.0, 3.0


class Move(esper.Processor):
    def process(self, dt):
        for _, (position, velocity) in esper.get_components(Position, Velocity):
            position.x += velocity.x * dt
            position.y += velocity.y * dt
            position.z += velocity.z * dt


def main(entities):
    for _ in range(entities):
        esper.create_entity(Position(), Velocity())
    esper.add_processor(Move())
    for _ in sys.stdin:
        began = time.perf_counter()
        esper.process(0.01)
        print(time.perf_counter() - began, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))

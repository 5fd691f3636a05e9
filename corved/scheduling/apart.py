"""Divides work among workers, so that what needs the same people stays together and in its order."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def apart(items: Sequence[tuple[Iterable[Hashable], Item]], workers: int) -> list[list[Item]]:
    """Return the items of each worker, in their order. items: (what each needs, item).

    Two that need the same thing, also through others, have the same worker. The largest groups are dealt out first,
    each to the worker who has the least so far.
    """
    leader: dict[Hashable, Hashable] = {}

    def of(thing: Hashable) -> Hashable:
        while leader.setdefault(thing, thing) != thing:
            leader[thing] = leader[leader[thing]]
            thing = leader[thing]
        return thing

    needs = [tuple(things) for things, _item in items]
    for first, *others in needs:
        for other in others:
            leader[of(other)] = of(first)
    groups: dict[Hashable, list[int]] = {}
    for number, (first, *_others) in enumerate(needs):
        groups.setdefault(of(first), []).append(number)
    shares: list[list[int]] = [[] for _worker in range(workers)]
    for group in sorted(groups.values(), key=len, reverse=True):
        min(shares, key=len).extend(group)
    return [[items[number][1] for number in sorted(share)] for share in shares]


def batched(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """Yield the items in tuples of `size`, the last of what is left."""
    left = iter(items)
    while batch := tuple(islice(left, size)):
        yield batch

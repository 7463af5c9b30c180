"""Who does the work of `unspasm learn cohort`: this process, some of this computer's cores, or a Dask cluster."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar

from unspasm.cli.refusal import refuse

In = TypeVar("In")
Out = TypeVar("Out")


class Crew(Protocol):
    """Does the same thing with each of many, in order, with few of them in hand at a time."""

    def __call__(self, do: Callable[[In], Out], each: Iterable[In]) -> Iterator[Out]: ...


@contextmanager
def crew(workers: int, cluster: str) -> Iterator[Crew]:
    """A crew. workers: processes on this computer. cluster: address of a Dask scheduler, or `local` for one here."""
    if cluster:
        with _dask(workers, cluster) as client:
            yield in_hand(client.submit, 2 * max(workers, len(client.ncores()) or 1))
    elif workers > 1:
        # a fresh process, never a copy of this one: a copy keeps locks that other threads hold, and may wait for ever
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            yield in_hand(pool.submit, 2 * workers)
    else:
        yield _here


def _here(do: Callable[[In], Out], each: Iterable[In]) -> Iterator[Out]:
    return map(do, each)


def in_hand(submit: Callable[..., Any], most: int) -> Crew:
    """A crew that hands out tasks one by one and gives back their results in order. most: tasks out at a time."""

    def run(do: Callable[[In], Out], each: Iterable[In]) -> Iterator[Out]:
        waiting: deque[Any] = deque()
        for one in each:
            waiting.append(submit(do, one))
            if len(waiting) >= most:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    return run


def _dask(workers: int, cluster: str) -> Any:
    try:
        client: Any = import_module("distributed").Client
    except ImportError:
        refuse("Dask is not installed; install unspasm with the extra `cluster`, or use --workers.")
    if cluster == "local":
        return client(n_workers=workers, threads_per_worker=1, dashboard_address=None)
    return client(cluster)

"""A service that costs its clients nothing: every answer is known, and comes after the same delay.

Started as `python service.py DELAY` it reads one line of JSON, the list of the bodies of its answers, prints its port,
and serves until its input ends. A request says by its seed which answer it wants (seed modulo the number of answers):
so nothing of it needs to be parsed, and a few hundred different requests have the size of the few real ones.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from types import TracebackType

__all__ = ["Service"]

_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_SEED = re.compile(rb'"seed": ?(\d+)')  # a quoted one in a message has backslashes


class _Connection(asyncio.Protocol):
    """HTTP/1.1 kept alive, one request at a time."""

    def __init__(self, answers: list[bytes], delay: float) -> None:
        self.answers, self.delay = answers, delay
        self.received = bytearray()
        self.expected = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        if not self.expected and (end := self.received.find(_HEAD_END)) >= 0:
            length = _LENGTH.search(self.received, 0, end)
            self.expected = end + len(_HEAD_END) + (int(length[1]) if length else 0)
        if self.expected and len(self.received) >= self.expected:
            seed = _SEED.search(self.received)
            assert seed is not None
            answer = self.answers[int(seed[1]) % len(self.answers)]
            self.received.clear()
            self.expected = 0
            asyncio.get_running_loop().call_later(self.delay, self.transport.write, answer)


def _response(body: str) -> bytes:
    data = body.encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(data), data)


async def _serve(delay: float) -> None:
    answers = [_response(body) for body in json.loads(sys.stdin.readline())]
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(answers, delay), "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await loop.run_in_executor(None, sys.stdin.read)


class Service:
    """The service in a process of its own; `url` is its base URL.

    Args:
        answers: the bodies of the answers.
        delay: seconds from the end of a request to its answer.

    """

    def __init__(self, answers: list[str], delay: float) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(delay)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(answers), file=self._process.stdin, flush=True)
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}/v1"

    def __enter__(self) -> Service:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))

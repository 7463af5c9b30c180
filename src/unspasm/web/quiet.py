"""Log lines that say where something went wrong and never what anybody told us."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PrivateFormatter(logging.Formatter):
    """Level, logger and status; of an exception its type and places. No message, address, body or value."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record)} {record.levelname} {record.name}"
        status = getattr(record, "status_code", None)
        if status is not None:
            line += f" {status}"
        if record.name.partition(".")[0] not in ("django", "unspasm", "ninja"):
            line += f" {record.getMessage()}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line

    def formatException(self, ei: ExcInfo) -> str:
        kind, _, where = ei
        lines = [kind.__name__ if kind else "no exception"]
        for frame in traceback.extract_tb(where):
            lines.append(f"  {frame.filename}:{frame.lineno} in {frame.name}")
        return "\n".join(lines)

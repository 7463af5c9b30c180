"""Settings of the app, but it waits one second for another program instead of twenty."""

from unspasm.config.settings import *  # noqa: F403
from unspasm.config.settings import DATABASES

DATABASES["default"]["OPTIONS"]["timeout"] = 1

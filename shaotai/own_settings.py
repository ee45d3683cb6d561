"""The seat's own settings for a command: what was said on the command line wins."""

from __future__ import annotations

import os
from argparse import Namespace

from console.settings.loading import load
from console.settings.values import Settings
from shaotai.language import choose


def own_settings(options: Namespace) -> Settings:
    """Read the settings; from now on speak their language unless another was asked for."""
    settings = load(os.environ)
    if settings.lang and not options.lang:
        choose(settings.lang)
    return settings

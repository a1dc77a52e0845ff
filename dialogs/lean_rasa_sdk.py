"""Lets rasa_sdk's parts be imported without its server, which costs each process 7 MB and a third of a second."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any, Final

PACKAGE: Final = "rasa_sdk"
# What the package's own first lines offer, by the part that it comes from.
OFFERED: Final = {
    "Tracker": "interfaces",
    "Action": "interfaces",
    "ActionExecutionRejection": "interfaces",
    "ValidationAction": "forms",
    "FormValidationAction": "forms",
    "__version__": "version",
}


def leave_the_server_out() -> None:
    """From now on the package stands without its first lines having run; where they have, it stays as it is."""
    spec = find_spec(PACKAGE)
    if PACKAGE in sys.modules or spec is None:
        return
    package = module_from_spec(spec)
    package.__dict__["__getattr__"] = _offered
    sys.modules[PACKAGE] = package


def _offered(name: str) -> Any:
    if name not in OFFERED:
        raise AttributeError(name)
    return getattr(import_module(f"{PACKAGE}.{OFFERED[name]}"), name)

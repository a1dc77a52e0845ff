"""What the console is built on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cases.clocks import Calendar
from console.statics import Statics
from console.talks import Live
from dialogs.script import Script
from handlers.case_evidence import CaseEvidence
from handlers.casework import Casework
from handlers.figures import FigureHandler
from handlers.passwords import Below, Passwords
from handlers.placing import Placing
from handlers.reception import Reception, Words
from handlers.sign_in import SignIn
from handlers.site_lists import SiteLists
from handlers.sites import SiteHandler
from handlers.staff import StaffHandler
from handlers.tasks import StaffTasks
from storage.database import Database
from storage.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The parts that the console takes from the running service; `below` is chance, as `secrets.randbelow`."""

    database: Database
    vault: Vault
    script: Script
    calendar: Calendar
    now: Callable[[], datetime]
    below: Below
    new_id: Callable[[], str]
    live: Live
    passwords: Passwords = field(default_factory=Passwords)
    statics: Statics = field(default_factory=Statics)

    @property
    def sign_in(self) -> SignIn:
        return SignIn(self.database, self.vault, self.passwords, self.now, self.below)

    @property
    def staff(self) -> StaffHandler:
        return StaffHandler(self.database, self.passwords, self.now, self.below)

    @property
    def sites(self) -> SiteHandler:
        return SiteHandler(self.database, self.vault, self.now)

    @property
    def site_lists(self) -> SiteLists:
        return SiteLists(self.database, self.vault, self.now, self.new_id)

    @property
    def case_evidence(self) -> CaseEvidence:
        return CaseEvidence(self.database, self.vault, self.now)

    @property
    def tasks(self) -> StaffTasks:
        return StaffTasks(self.database, self.vault, self.calendar, self.now)

    @property
    def reception(self) -> Reception:
        return Reception(self.database, Words(self.vault, self.script), self.calendar, self.now, self.new_id)

    @property
    def placing(self) -> Placing:
        return Placing(self.database, self.vault, self.now)

    @property
    def casework(self) -> Casework:
        return Casework(self.database, self.vault, self.calendar, self.now)

    @property
    def figures(self) -> FigureHandler:
        return FigureHandler(self.database, self.calendar, self.now)

"""Every page of the console: its address, who may come, and what shows it."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from cases.roster_tables import LARGEST
from console.access import Asked, Guard, NotThere, Page
from console.door import Door
from console.pages import Pages
from console.parts import Console
from console.statics import PREFIX
from console.views.account import AccountViews
from console.views.audit import AuditViews
from console.views.case import CaseViews
from console.views.cases import CaseListViews
from console.views.crew import CrewViews
from console.views.dashboard import DashboardViews
from console.views.evidence import EvidenceViews
from console.views.reception import ReceptionViews
from console.views.site_lists import SiteListViews
from console.views.sites import SiteViews
from console.views.staff import StaffViews
from console.views.talks.routes import talk_pages
from console.views.tasks import TaskViews
from console.views.undelivered import UndeliveredViews
from console.views.unplaced import UnplacedViews
from handlers.viewer import Right

LARGER_BODIES = {"/console/sites/lists": LARGEST + 64 * 1024}  # bytes, by address


def make_console_routes(console: Console) -> list[BaseRoute]:
    """All routes under /console, those without a session among them."""
    pages = Pages(console.statics, console.now)
    door = Door(console.sign_in, pages, console.now, console.below)
    guard = Guard(console.sign_in, pages, door)
    return [
        Route(f"{PREFIX}/{{name}}", console.statics.serve, methods=["GET"]),
        *door.routes(),
        *(guard.route(page) for page in pages_of(console, pages)),
        guard.route(Page("GET", "/console/{rest:path}", _nowhere)),
    ]


def pages_of(console: Console, pages: Pages) -> list[Page]:
    """The table of pages behind the door."""
    account = AccountViews(console, pages)
    return [
        Page("POST", "/console/sign-out", account.leave),
        Page("GET", "/console/password", account.show_password),
        Page("POST", "/console/password", account.change_password),
        *talk_pages(console, pages),
        *_case_pages(console, pages),
        *_undelivered_pages(console, pages),
        *_after_pages(console, pages),
        *_site_pages(console, pages),
        *_office_pages(console, pages),
    ]


def _case_pages(console: Console, pages: Pages) -> list[Page]:
    listed, one, proof = CaseListViews(console, pages), CaseViews(console, pages), EvidenceViews(console, pages)
    address = "/console/cases/{number}"
    return [
        Page("GET", "/console/cases", listed.show, Right.SEE_CASES),
        Page("POST", "/console/cases/find", listed.find, Right.SEE_CASES),
        Page("GET", address, one.show, Right.SEE_CASES),
        Page("GET", f"{address}/evidence", proof.show, Right.SEE_CASES),
        Page("POST", f"{address}/evidence/{{id}}", proof.name, Right.MOVE_CASES),
        Page("GET", "/console/evidence/{id}/play", proof.play, Right.SEE_CASES),
        Page("POST", f"{address}/preview", one.preview, Right.MOVE_CASES),
        Page("POST", f"{address}/step", one.step, Right.MOVE_CASES),
        Page("POST", f"{address}/reveal", one.reveal, Right.REVEAL),
        Page("POST", f"{address}/sums", one.sums, Right.MOVE_CASES),
        *_crew_pages(console, pages, f"{address}/crew"),
        *_unplaced_pages(console, pages),
    ]


def _unplaced_pages(console: Console, pages: Pages) -> list[Page]:
    views, at = UnplacedViews(console, pages), "/console/unplaced"
    return [Page("GET", at, views.show, Right.PLACE), Page("POST", at, views.place, Right.PLACE)]


def _crew_pages(console: Console, pages: Pages, address: str) -> list[Page]:
    crew = CrewViews(console, pages)
    return [
        Page("GET", address, crew.show, Right.SEE_CASES),
        Page("GET", f"{address}/card", crew.card, Right.SEE_CASES),
        Page("GET", f"{address}/{{member}}", crew.member, Right.SEE_CASES),
        Page("POST", f"{address}/{{member}}", crew.reveal, Right.REVEAL),
    ]


def _undelivered_pages(console: Console, pages: Pages) -> list[Page]:
    views, at = UndeliveredViews(console, pages), "/console/undelivered"
    return [
        Page("GET", at, views.show, Right.SEE_TALKS),
        Page("GET", f"{at}/badge", views.badge, Right.SEE_TALKS),
        Page("POST", f"{at}/take", views.take, Right.TALK),
        Page("POST", f"{at}/let-go", views.let_go, Right.TALK),
        Page("POST", f"{at}/called", views.called, Right.TALK),
        Page("POST", f"{at}/retry", views.retry, Right.TALK),
        Page("POST", f"{at}/drop", views.drop, Right.TALK),
    ]


def _after_pages(console: Console, pages: Pages) -> list[Page]:
    tasks, reception, at = TaskViews(console, pages), ReceptionViews(console, pages), "/console/reception"
    return [
        Page("GET", "/console/tasks", tasks.show, Right.SEE_CASES),
        Page("GET", "/console/tasks/badge", tasks.badge, Right.SEE_CASES),
        Page("POST", "/console/tasks/finish", tasks.finish, Right.MOVE_CASES),
        Page("GET", at, reception.show, Right.SEE_CASES),
        Page("POST", f"{at}/point", reception.add_point, Right.MOVE_CASES),
        Page("POST", f"{at}/close", reception.close_point, Right.MOVE_CASES),
        Page("POST", f"{at}/times", reception.add_times, Right.MOVE_CASES),
        Page("POST", f"{at}/visit", reception.note_visit, Right.MOVE_CASES),
        Page("POST", f"{at}/visit/off", reception.call_off, Right.MOVE_CASES),
    ]


def _site_pages(console: Console, pages: Pages) -> list[Page]:
    sites, lists, at = SiteViews(console, pages), SiteListViews(console, pages), "/console/sites"
    return [
        Page("GET", at, sites.show, Right.SEE_CASES),
        Page("GET", f"{at}/lists", lists.show, Right.MANAGE_SITES),
        Page("POST", f"{at}/lists", lists.give, Right.MANAGE_SITES, files=1),
        Page("GET", f"{at}/lists/template", lists.template, Right.MANAGE_SITES),
        Page("GET", f"{at}/lists/{{id}}", lists.one, Right.MANAGE_SITES),
        Page("POST", f"{at}/lists/{{id}}/take-in", lists.take_in, Right.MANAGE_SITES),
        Page("POST", f"{at}/lists/{{id}}/drop", lists.drop, Right.MANAGE_SITES),
        Page("GET", f"{at}/{{code}}", sites.one, Right.SEE_CASES),
        Page("POST", f"{at}/{{code}}/party", sites.add_party, Right.MOVE_CASES),
        Page("POST", f"{at}/{{code}}/party/end", sites.end_party, Right.MOVE_CASES),
    ]


def _office_pages(console: Console, pages: Pages) -> list[Page]:
    dashboard, audit, staff = DashboardViews(console, pages), AuditViews(console, pages), StaffViews(console, pages)
    return [
        Page("GET", "/console/dashboard", dashboard.show, Right.SEE_FIGURES),
        Page("GET", "/console/audit", audit.show, Right.SEE_AUDIT),
        Page("GET", "/console/staff", staff.show, Right.MANAGE_STAFF),
        Page("POST", "/console/staff", staff.add, Right.MANAGE_STAFF),
        Page("POST", "/console/staff/assign", staff.assign, Right.MANAGE_STAFF),
        Page("POST", "/console/staff/reset", staff.reset, Right.MANAGE_STAFF),
    ]


async def _nowhere(_: Asked) -> Response:
    raise NotThere

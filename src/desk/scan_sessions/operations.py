"""Scan sessions: start, scan, undo lines, and end.

A session does not store a list of expected devices, only its scans. Devices ticked in a list are
handled at once as if they were scanned: each has its line, done or refused, and can be undone; then
scanning continues. Modes that need each device in hand, such as receiving, are not offered.
"""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from catalogue.models import Category
from catalogue.names import kind_named
from core.workflow.lifecycle import NeedsConfirmation, Refused
from core.workflow.operations import operation
from desk.lifecycle import LineStatus, Mode, Result, ScanSessionStatus
from desk.models import ScanLine, ScanSession
from desk.scan_sessions.modes import MODES, put
from desk.scan_sessions.undo import UNDOS
from desk.scanning.scan import Answer, look_up
from donations.models import Donation
from inventory.models import Device, ImportBatch, Place
from loans.models import Loan
from people.models import Site, User


@operation("desk.scan")
def start(
    act: Mode,
    *,
    by: User,
    donation: Donation | None = None,
    category: Category | None = None,
    brand: str = "",
    model: str = "",
    place: Place | None = None,
    loan: Loan | None = None,
    batch: ImportBatch | None = None,
    grade: str = "",
    devices: Iterable[Device] = (),
) -> ScanSession:
    """Start a scan session of one mode, with its parameters.

    Each of `devices`, ticked in a list, is handled as a scan; its line has the result.
    """
    _check_may(act, by)
    site = _site_of(by, donation or loan or batch)
    _check_place(place, site)
    maker, kind = kind_named(brand, model, by=by)
    session = ScanSession(
        act=act,
        owner=by,
        site=site,
        donation=donation,
        category=category,
        brand=maker,
        model=kind,
        place=place,
        loan=loan,
        batch=batch,
        grade=grade,
    )
    session.save()
    for device in sorted(devices, key=lambda device: device.pk):
        scan(session, by=by, code=device.asset_tag)
    return session


def _check_may(act: Mode, by: User) -> None:
    if not by.has_perm(MODES[act].permission):
        raise PermissionDenied(MODES[act].permission)


def _site_of(by: User, subject: Donation | Loan | ImportBatch | None) -> Site:
    """Site of a session: the site of its lot, loan or list, else of its owner."""
    site = subject.site if subject else by.site or Site.objects.visible_to(by).first()
    if site is None:
        raise Refused(_("You are not assigned to a site yet."))
    return site


def _check_place(place: Place | None, site: Site) -> None:
    if place and place.site_id != site.pk:
        raise Refused(_("%(place)s is at another site.") % {"place": place})


@operation("desk.scan")
def change(
    session: ScanSession,
    *,
    by: User,
    category: Category | None = None,
    brand: str = "",
    model: str = "",
    place: Place | None = None,
    grade: str = "",
) -> ScanSession:
    """Change the options of a session for the next scans."""
    _hold(session, by)
    _check_place(place, session.site)
    session.category = category or session.category
    session.brand, session.model = kind_named(brand, model, by=by)
    session.place, session.grade = place, grade or session.grade
    session.device = None
    session.save(update_fields=["category", "brand", "model", "place", "grade", "device"])
    return session


@operation("desk.scan")
def scan(session: ScanSession, *, by: User, code: str, override: bool = False) -> ScanLine | None:
    """Run the action of a session for this code, and return the line.

    Returns None if it was done already. A refusal is a line too, one for each device, with its
    reason. With `override`, a session of a loan takes devices promised to others.
    """
    _hold(session, by)
    _check_may(session.act, by)
    answer = look_up(code, by, is_search=False)
    more = {"override": True} if override and session.act == Mode.LEND else {}
    line, refusal = _attempt(lambda: MODES[session.act].do(session, answer, by, **more))
    device = line.device if line else session.device
    if refusal:
        line = ScanLine(session=session, status=LineStatus.REFUSED, **refusal)
    if line is None:
        session.save(update_fields=["device"])
        return None
    line.code = _name_of(answer)
    same = session.lines.filter(code__in=[line.code, answer.safe_code])
    same.filter(status=LineStatus.REFUSED).delete()
    if line.deed == Result.SHELF:
        _put_what_waits(session, line, by)
    line.save(force_insert=True)
    _remember(session, line, device)
    return line


def _name_of(answer: Answer) -> str:
    """Code of a line: the code of the device, whichever of its codes was scanned."""
    devices = [match for match in answer.matches if isinstance(match, Device)]
    return str(devices[0]) if len(devices) == 1 else answer.safe_code


def _attempt(act: Callable[[], ScanLine | None]) -> tuple[ScanLine | None, dict[str, dict]]:
    """Run an action; return (its line, {}), or (None, its refusal as fields of a line).

    The action is run again in each other language, so that every reader sees the refusal in
    their own: a refused action has changed nothing.
    """
    texts, data = {}, {}
    for language in dict.fromkeys([get_language(), *dict(settings.LANGUAGES)]):
        try:
            with override(language), transaction.atomic():
                return act(), {}
        except ValidationError as refusal:
            texts[language] = " ".join(refusal.messages)
            data["needs_confirmation"] = isinstance(refusal, NeedsConfirmation)
    return None, {"refusal": texts, "data": data}


def _put_what_waits(session: ScanSession, shelf: ScanLine, by: User) -> None:
    """Put waiting devices on a shelf; each is done, or refused with its reason."""
    moved, refused = [], []
    for line in session.waiting().order_by("device_id"):
        new, refusal = _attempt(lambda line=line: put(session, line.device, shelf.place, by))
        if refusal:
            line.transition_to(LineStatus.REFUSED, **refusal)
            refused.append(str(line.device))
            continue
        line.transition_to(LineStatus.DONE, deed=new.deed, place=new.place, data=new.data)
        moved.append(line.pk)
    shelf.data |= {"moved": moved, "refused": refused}


def _remember(session: ScanSession, line: ScanLine, device: Device | None) -> None:
    """Store the context of the next scan: the device just scanned, and its shelf.

    A shelf scanned after its devices applies only to them: the next devices wait for another
    shelf.
    """
    session.device = device if line.status == LineStatus.DONE else None
    if line.deed == Result.SHELF:
        waited = line.data["moved"] or line.data["refused"]
        session.place = None if waited else line.place
    session.save(update_fields=["device", "place"])


@operation("desk.scan")
def undo(line: ScanLine, *, by: User) -> ScanLine:
    """Undo the result of this line, and mark the line as undone."""
    _hold(line.session, by)
    line.lock()
    if not line.can_be_undone:
        raise Refused(_("This is already “%(status)s”.") % {"status": line.status_label})
    if line.status == LineStatus.DONE:
        UNDOS[line.deed](line, by)
    line.transition_to(LineStatus.UNDONE)
    if line.session.device_id:
        ScanSession.objects.filter(pk=line.session_id).update(device=None)
    return line


@operation("desk.scan")
def end(session: ScanSession, *, by: User, without_waiting: bool = False) -> ScanSession:
    """End a session; its lines remain visible.

    Raises `Refused`, naming the devices that wait for a shelf, unless `without_waiting`.
    """
    _hold(session, by)
    waiting = [] if without_waiting else [str(line.device) for line in session.waiting()]
    if waiting:
        text = ngettext(
            "%(count)s device has no shelf yet: %(devices)s. Scan its shelf, or end without it.",
            "%(count)s devices have no shelf yet: %(devices)s. Scan their shelf, or end without"
            " them.",
            len(waiting),
        )
        raise Refused(text % {"count": len(waiting), "devices": ", ".join(waiting)})
    session.transition_to(ScanSessionStatus.ENDED)
    return session


@operation("desk.scan", locks=True)
def go_on(session: ScanSession, *, by: User) -> ScanSession:
    """Reopen an ended session."""
    _check_own(session, by)
    session.transition_to(ScanSessionStatus.OPEN)
    return session


def _hold(session: ScanSession, by: User) -> None:
    """Lock the user's own open session, which serialises its scans."""
    session.lock()
    _check_own(session, by)
    if session.status != ScanSessionStatus.OPEN:
        raise Refused(_("This batch has ended: reopen it first."))


def _check_own(session: ScanSession, by: User) -> None:
    if session.owner_id != by.pk:
        raise Refused(_("This batch belongs to somebody else: start your own."))

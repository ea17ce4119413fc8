"""Operations on sites and organisations: open, enter, correct and decide."""

from core.models import Event, Identity
from core.workflow.operations import operation, save_valid
from people.base.lifecycle import OrganisationStatus
from people.base.models.user import SYSTEM_EMAIL
from people.models import Organisation, Site, User


@operation("people.change_site")
def save_site(site: Site, *, by: User) -> Site:
    """Save a site; the user who adds it is assigned to it."""
    is_new = site.pk is None
    save_valid(site)
    if is_new and by.email != SYSTEM_EMAIL:
        by.sites.add(site)
    Event.objects.record("site.opened" if is_new else "site.changed", site, by=by)
    return site


@operation("people.change_organisation")
def enter_organisation(organisation: Organisation, *, by: User) -> Organisation:
    """Create an approved organisation from the values of its form."""
    save_valid(organisation)
    Event.objects.record("organisation.entered", organisation, by=by)
    organisation.transition_to(OrganisationStatus.APPROVED)
    Event.objects.record("organisation.approved", organisation, by=by)
    return organisation


@operation("people.change_organisation")
def enter_own(identity: Identity, *, by: User) -> Organisation:
    """Create or rename the organisation of our association, approved and named like `identity`.

    An existing organisation with that name becomes ours, unless ours exists under another name.
    """
    ours = Organisation.objects.filter(is_ours=True).first()
    namesake = Organisation.objects.filter(name__iexact=identity.name).first()
    namesake = namesake and (namesake.merged_into or namesake)
    if ours and ours.name != identity.name and not namesake:
        ours.name = identity.name
        return correct_organisation(ours, by=by)
    if ours:
        return ours
    if namesake:
        namesake.is_ours = True
        namesake.save(update_fields=["is_ours"])
        Event.objects.record("organisation.changed", namesake, by=by)
        if namesake.status != OrganisationStatus.APPROVED:
            decide_organisation(namesake, by=by, status=OrganisationStatus.APPROVED)
        return namesake
    contact = {name: getattr(identity, name) for name in ("address", "town", "phone", "email")}
    return enter_organisation(Organisation(name=identity.name, is_ours=True, **contact), by=by)


@operation("people.change_organisation")
def correct_organisation(organisation: Organisation, *, by: User) -> Organisation:
    """Save corrected fields of an organisation; its status does not change."""
    organisation.full_clean()
    fields = ["name", "kind", "siret", "rna", "address", "town", "phone", "email"]
    organisation.save(update_fields=fields)
    Event.objects.record("organisation.changed", organisation, by=by)
    return organisation


@operation("people.change_organisation", locks=True)
def decide_organisation(
    organisation: Organisation, *, by: User, status: OrganisationStatus
) -> Organisation:
    """Approve, suspend or expire `organisation`; only approved ones may request equipment."""
    organisation.transition_to(OrganisationStatus(status))
    Event.objects.record(f"organisation.{status}", organisation, by=by)
    return organisation

"""Global search from any page: a code redirects to its row, words list all matches."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.lists.encrypted_params import veil
from core.qr import document_address
from inventory.models import Voucher
from people.models import Recipient, User
from people.privacy.operations import anonymise
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    DonorFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    TagFactory,
    UserFactory,
    VoucherFactory,
)
from tests.factories import DeviceModelFactory as ModelFactory
from tests.of_modules import listed
from tests.visits import pages_unrendered

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def names(visitor, text):
    """Return the results of a search as {kind: names}."""
    user = User.objects.get(pk=visitor.session["_auth_user_id"])
    with pages_unrendered():
        page = visitor.get(reverse("find"), {"q": veil(text, user)})
    return {f.kind.name: [row for row, *_ in f.rows] for f in page.context["found"]}


def test_a_whole_code_leads_to_its_device(sign_in, volunteer, site):
    device = DeviceFactory(site=site, serial="5CG123", imei="490154203237518")
    visitor = sign_in(volunteer)
    for code in (device.asset_tag, device.serial, device.imei):
        answer = visitor.post(reverse("find"), {"code": f" {code} "})
        assert answer.url == device.get_absolute_url(), code


def test_devices_are_found_by_prefix_and_by_model(sign_in, volunteer, site):
    model = ModelFactory(name="Latitude 7490", brand__name="Dell")
    device = DeviceFactory(site=site, serial="5CG99ABC", model=model, brand=model.brand)
    DeviceFactory(serial="5CG99XYZ")
    tablets = CategoryFactory(code="tablet", names__fr="Tablette")
    visitor = sign_in(volunteer)
    for text in ("tablettes", "iPads"):
        answer = visitor.post(reverse("find"), {"code": text})
        assert answer.url == reverse("device_list", query={"category": tablets.pk}), text
    for text in ("5cg99", "5cg 99a", "latitude", "dell 7490", device.asset_tag[:-1]):
        assert names(visitor, text)["devices"] == [device], text


def test_people_are_found_by_their_phone_number_or_a_part_however_it_is_written(
    sign_in, counter, volunteer
):
    organisation = OrganisationFactory(approved=True)
    worker = UserFactory(association=True, organisation=organisation)
    ours = RecipientFactory(phone="01 99 00 12 34", organisation=organisation)
    written = RecipientFactory(phone="0199001235")
    abroad = RecipientFactory(phone="+33 1 99 00 12 36")
    RecipientFactory(phone="")
    visitor = sign_in(counter)
    for text in ("0199001234", "01.99.00.12.34", "01 99 00 12 34", "+33 1 99 00 12 34"):
        assert names(visitor, text)["people"] == [ours], text
    assert names(visitor, "01 99 00 12 35")["people"] == [written]
    assert names(visitor, "01 99 00 12 36")["people"] == [abroad]
    for part in ("00 12 34", "1234", "+33 1 99 00 12 34"):
        assert names(visitor, part)["people"] == [ours], part
    assert len(names(visitor, "01 99 00")["people"]) == 3
    assert "people" not in names(visitor, "123")
    assert "people" not in names(sign_in(volunteer), "1234")
    assert "people" not in names(sign_in(worker), "1235")
    assert "people" not in names(sign_in(worker), "01 99 00 12 35")
    assert names(sign_in(worker), "0199001234")["people"] == [ours]


WHOLE = "Amina Louise Ben Salah-El Khadra D’Arc (née Öz)"


def test_people_are_found_by_any_words_of_their_names_in_any_order_or_by_a_reference(
    sign_in, counter
):
    """Accents are ignored; a reference matches by prefix, with or without separators."""
    first, last = WHOLE.split(" Ben ")
    reference = "Fam. 2024/12-B"
    person = RecipientFactory(first_name=first, last_name=f"Ben {last}", reference=reference)
    RecipientFactory(first_name="Aminata", last_name="Benali", reference="Fam. 2025/12-B")
    visitor = sign_in(counter)
    for text in ("salah", "amina sal", "SALAH AMINA", "ben salah", "khadra", "el-kh"):
        assert names(visitor, text) == {"people": [person]}, text
    for text in ("arc", "d'arc", "oz a", "Öz", "fam. 2024", "FAM. 2024/12-b"):
        assert names(visitor, text)["people"] == [person], text
    # neither the middle of a word nor single letters match
    for text in ("lah", "salah zoe", "a b", "salahel"):
        assert names(visitor, text) == {}, text


def test_an_anonymised_person_is_not_found(admin):
    person = RecipientFactory(first_name="Amina", last_name="Ben Salah", reference="F-12")
    sought = ["amina", "ben", "salah", "f-12"]
    assert all(person in Recipient.objects.beginning(text) for text in sought)
    anonymise([person], by=admin)
    assert not any(Recipient.objects.beginning(text) for text in sought)


def test_organisations_and_donors_are_found_by_any_words_without_accents(sign_in, coordinator):
    body = OrganisationFactory(name="Centre d'action sociale de Sémène-lès-Zaubes")
    donor = DonorFactory(name="Établissements Zaubère & Fils")
    visitor = sign_in(coordinator)
    assert names(visitor, "zaubes SEMENE") == {"bodies": [body]}
    assert names(visitor, "fils zaubere") == {"donors": [donor]}
    assert names(visitor, "zaube") == {"bodies": [body], "donors": [donor]}


def test_lots_are_found_by_donor_name_and_siren_for_users_who_see_donors(
    sign_in, volunteer, coordinator, site
):
    company = DonorFactory(name="Ateliers Zaubert", kind="company", siren="732829320")
    person = DonorFactory(individual=True, name="Yves Zaubert")
    of_company, of_person = (DonationFactory(donor=d, site=site) for d in (company, person))
    visitor, office = sign_in(volunteer), sign_in(coordinator)
    for text in ("zaubert", "732829320", "732 829 320"):
        assert names(visitor, text) == {"lots": [of_company]}, text
    assert names(office, "yves zaubert") == {"lots": [of_person], "donors": [person]}
    assert names(office, "732 829 320")["donors"] == [company]
    page = visitor.get(reverse("donation_list")).content.decode()
    assert "Ateliers Zaubert" in page
    assert "Y. Z." in page
    assert "Yves" not in page


def test_the_search_box_is_on_an_empty_home_page(sign_in, volunteer):
    page = sign_in(volunteer).get("/").content.decode()
    assert 'id="scan-code"' in page
    assert "scan-big" not in page  # the page has a larger box instead


def test_the_warehouse_finds_no_people(sign_in, technician, site):
    person = RecipientFactory(last_name="Quillévéré", organisation__name="Quillet")
    loan = LoanFactory(recipient=person, organisation=person.organisation, site=site)
    visitor = sign_in(technician)
    assert names(visitor, "quill") == {}
    page = visitor.get(reverse("find"), {"q": veil(loan.number[:-1], technician)})
    assert "Quill" not in page.content.decode()


def test_an_association_finds_only_its_own_rows(sign_in, association):
    own = RequestFactory(
        organisation=association.organisation, sent=True, reference="Fam. 12", recipient=None
    )
    RequestFactory(sent=True, reference="Fam. 13")
    RecipientFactory(last_name="Famille")
    visitor = sign_in(association)
    assert names(visitor, "fam") == {"requests": [own]}
    answer = visitor.post(reverse("find"), {"code": own.number.lower()})
    assert answer.url == own.get_absolute_url()


def test_other_kinds_of_rows_are_found(sign_in, admin, site):
    donor = DonorFactory(name="Belvoir SA")
    lot = DonationFactory(donor=donor, site=site)
    voucher = VoucherFactory(batch__site=site)
    user = UserFactory(name="Belvoire Martin")
    visitor = sign_in(admin)
    assert names(visitor, "belvoi") == {"lots": [lot], "donors": [donor], "users": [user]}
    assert names(visitor, voucher.last_digits)["vouchers"] == [voucher]


def test_all_vouchers_with_the_same_last_characters_are_listed(sign_in, coordinator, site):
    vouchers = VoucherFactory.create_batch(7, batch__site=site)
    Voucher.objects.update(last_digits="ABCD")
    visitor = sign_in(coordinator)
    answer = visitor.post(reverse("find"), {"code": "abcd"})
    (group,) = visitor.get(answer.url).context["found"]
    assert len(group.rows) == 6
    whole = visitor.get(group.more)
    assert whole.resolver_match.url_name == "voucher_list"
    assert set(whole.context["table"].paginated_rows) == set(vouchers)


def test_search_terms_are_in_no_url(sign_in, coordinator):
    RecipientFactory.create_batch(7, last_name="Quillévéré")
    visitor = sign_in(coordinator)
    answer = visitor.post(reverse("find"), {"code": "Quillévéré"})
    assert "uill" not in answer.url.lower()
    page = visitor.get(answer.url)
    (people,) = page.context["found"]
    assert len(people.rows) == 6
    assert "uill" not in people.more.lower()
    whole = visitor.get(people.more)
    assert len(whole.context["table"].page.object_list) == 7


def test_the_warehouse_finds_no_request_by_personal_data(sign_in, site):
    loan_request = RequestFactory(sent=True, site=site, reference="KERJEAN-4")
    page = reverse("request_list")
    for trait, expected in (("technician", []), ("counter", [loan_request])):
        visitor = sign_in(UserFactory(**{trait: True}, sites=[site]))
        assert names(visitor, "kerjean").get("requests", []) == expected
        rows = visitor.get(page, {"q": "kerjean"}).context["table"].page.object_list
        assert list(rows) == expected


def test_all_results_of_a_kind_are_on_its_list(sign_in, coordinator):
    for number in range(7):
        OrganisationFactory(name=f"Bélvoir {number}")
        RecipientFactory(first_name="Zoé", last_name=f"Ben Martin-{number}")
        RequestFactory(sent=True, number=f"R19-0070{number}")
    visitor = sign_in(coordinator)
    for text in ("belvoir", "martin zoe", "R19-0070"):
        page = visitor.post(reverse("find"), {"code": text}, follow=True)
        (group,) = page.context["found"]
        assert len(group.rows) == 6
        whole = visitor.get(group.more)
        assert len(whole.context["table"].page.object_list) == 7, text


def test_loans_are_found_by_their_person_and_by_numbers_of_an_earlier_register(
    sign_in, association, site
):
    """Users who may see people find loans by name, former agreement and device."""
    person = RecipientFactory(first_name="Awa", last_name="Kerjean")
    taken_over = {"taken_over_at": timezone.now(), "former_agreement": "CONV-12"}
    loan = LoanFactory(
        active=True, recipient=person, organisation=person.organisation, site=site, **taken_over
    )
    LoanFactory(active=True, site=site)
    item = LoanItemFactory(open=True, loan=loan)
    TagFactory(foreign=True, code="PC-0012", device=item.device)
    page = reverse("loan_list")
    for trait, sees in (("technician", False), ("counter", True)):
        visitor = sign_in(UserFactory(**{trait: True}, sites=[site]))
        for text in ("kerjean awa", "conv-12"):
            rows = visitor.get(page, {"q": text}).context["table"].page.object_list
            assert list(rows) == [loan] * sees, (trait, text)
        rows = visitor.get(page, {"q": "pc-0012"}).context["table"].page.object_list
        assert list(rows) == [loan], trait
        assert names(visitor, "kerj").get("loans", []) == [loan] * sees, trait
    assert list(sign_in(association).get(page, {"q": "kerjean"}).context["table"].rows) == []


def test_an_unknown_code_is_reported_by_the_scan_page(sign_in, volunteer):
    visitor = sign_in(volunteer)
    answer = visitor.post(reverse("find"), {"code": "BELVOIR-17"})
    assert answer.url.startswith(reverse("scan"))
    assert "BELVOIR-17" not in answer.url
    assert visitor.get(answer.url).context["answer"].is_unknown


def test_one_letter_finds_nothing(sign_in, coordinator):
    RecipientFactory(last_name="Quillévéré")
    visitor = sign_in(coordinator)
    for text in ("q", "%", "\0'é_%"):
        assert names(visitor, text) == {}, text


def test_a_search_without_results_names_who_can_help(sign_in, volunteer, coordinator):
    page = sign_in(volunteer).get(reverse("find"), {"q": "Qwertz"}).content.decode()
    assert coordinator.email in page


@pytest.mark.parametrize(
    ("language", "text", "page"),
    [
        ("en", "export the overdue loans", "overdue_list"),
        ("en", "overdue loan", "overdue_list"),
        ("fr", "exporter les prêts en retard", "overdue_list"),
        ("fr", "retards", "overdue_list"),
        ("fr", "relance", "overdue_list"),
        ("fr", "modèles de lettres", "lettertext_list"),
        ("fr", "rebut", "exit_list"),
        ("fr", "recycl", "exit_list"),
        ("fr", "accepter une demande", "answer_queue"),
        ("fr", "prolonger un prêt", "renewal_list"),
        ("fr", "enregistrer un retour", "return_scan"),
        ("fr", "envoyer un e-mail d’essai", "sending_edit"),
        ("fr", "sauvegarde", "safekeeping"),
        ("en", "PC", "device_list"),
        *listed("SEARCHED"),
    ],
)
def test_enter_opens_the_page_that_fits_the_words_best(sign_in, admin, language, text, page):
    """Synonyms and plurals count too."""
    admin.language = language
    admin.save()
    answer = sign_in(admin).post(reverse("find"), {"code": text})
    assert answer.url == reverse(page)


@pytest.mark.parametrize("text", ["relance", "sms"])
def test_words_of_several_pages_find_them_all(sign_in, admin, text):
    answer = sign_in(admin).post(reverse("find_suggest"), {"code": text})
    assert answer.content.decode().count("suggestion-page-") >= 2


def test_the_only_person_is_opened_even_with_loans_but_a_person_is_never_guessed(
    sign_in, counter, site
):
    person = RecipientFactory(first_name="Amina", last_name="Quillet", phone="06 39 98 53 50")
    theirs = {"recipient": person, "organisation": person.organisation}
    LoanFactory.create_batch(2, active=True, site=site, **theirs)
    visitor = sign_in(counter)
    for text in ("quillet", "53 50"):
        answer = visitor.post(reverse("find"), {"code": text})
        assert answer.url == person.get_absolute_url(), text
    RecipientFactory(first_name="Zoé", last_name="Quillet")
    assert names(visitor, "quillet")["people"]


def test_a_request_number_opens_the_request_but_its_scanned_paper_the_counter(
    sign_in, counter, site
):
    accepted_request = RequestFactory(accepted=True, site=site)
    visitor = sign_in(counter)
    typed = visitor.post(reverse("find"), {"code": accepted_request.number})
    assert typed.url == accepted_request.get_absolute_url()
    paper = document_address(accepted_request.number)
    assert visitor.post(reverse("find"), {"code": paper}).url == accepted_request.counter_url

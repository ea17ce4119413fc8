from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter
from django_tables2 import Column

from core.lists.filters import ALL_FEMININE, FilterSet, SearchFilter
from core.lists.tables import Table, badge, link
from loans.base.filters import numbered
from loans.base.lifecycle.aftercare import TO_SIGN, AmendmentKind, AmendmentStatus
from loans.base.lifecycle.agreements import WhyNotSigned
from loans.base.lifecycle.loans import AgreementStatus, LoanStatus
from loans.models import Agreement, Amendment, Loan, SignatureLink
from people.organisations.tables import SiteFilter

UNSIGNED, DECLINED, SENT, EMPLOYER = "unsigned", "declined", "sent", "employer"


def to_sign(loans):
    """The loans with a paper that is not signed yet, or was declined."""
    return loans.filter(_with(UNSIGNED, DECLINED))


def with_employer_to_ask(loans):
    """The loans whose employer still has to sign, and was sent no link that is still valid."""
    return loans.filter(_with(EMPLOYER))


def _with(*states):
    """Condition for loans with a paper or link in one of these states, as a subquery of few ids."""
    first, *more = (rows.order_by().values_list(loan) for s in states for rows, loan in _papers(s))
    return Q(pk__in=first.union(*more))


def _papers(state):
    """Pairs (papers or links in this state, the path to their loan)."""
    links, issued = SignatureLink.objects.standing(), Q(status=AgreementStatus.ISSUED)
    if state == SENT:
        return [(links, "agreement__loan"), (links, "amendment__loan")]
    if state == EMPLOYER:
        waiting = Amendment.objects.filter(
            ~Exists(links.filter(amendment=OuterRef("pk"))),
            status=AmendmentStatus.ISSUED,
            kind=AmendmentKind.EMPLOYER,
        )
        return [(waiting, "loan")]
    agreements, amendments = Agreement.objects.all(), Amendment.objects.all()
    if state == UNSIGNED:
        papers = [agreements.filter(issued), amendments.filter(status=AmendmentStatus.ISSUED)]
    else:
        drawn_anew = agreements.filter(issued, loan=OuterRef("loan"))
        refused = agreements.filter(
            ~Exists(drawn_anew), status=AgreementStatus.DECLINED, loan__status=LoanStatus.PREPARED
        ).exclude(declined_because=WhyNotSigned.REPLACED)
        papers = [refused, amendments.filter(status=AmendmentStatus.DECLINED)]
    return [(rows, "loan") for rows in papers]


class SigningFilter(FilterSet):
    q = SearchFilter(gettext_lazy("number or organisation"))
    state = ChoiceFilter(
        label=gettext_lazy("Signature"),
        method="by_state",
        choices=[
            (UNSIGNED, gettext_lazy("to be signed")),
            (DECLINED, gettext_lazy("not signed")),
            (SENT, gettext_lazy("link sent")),
            (EMPLOYER, gettext_lazy("link to send to the employer")),
        ],
        empty_label=ALL_FEMININE,
    )
    site = SiteFilter()

    def search(self, loans, name, text):
        return numbered(loans, text)

    def by_state(self, loans, name, value):
        return loans.filter(_with(value))


class SigningTable(Table):
    list_name = "signing_list"
    list_title = gettext_lazy("documents to sign")
    borrower = Column(gettext_lazy("signatory"))
    papers = Column(gettext_lazy("to sign"))
    sent = Column(gettext_lazy("link"))
    sent_by = Column(gettext_lazy("link sent by"))

    class Meta(Table.Meta):
        model = Loan
        more_columns = ["sent_by"]
        fields = ["number", "borrower", "organisation", "papers", "sent", *more_columns]
        is_stacked = True
        empty_text = gettext_lazy("No document matches.")
        none_yet = gettext_lazy("Nothing is waiting for a signature.")

    def __init__(self, data, *, user, token, **kwargs):
        super().__init__(data, **kwargs)
        self.user, self.token = user, token
        self.waiting, self.links = {}, {}

    def prepare(self, loans):
        """Read the papers and links of all these loans at once."""
        agreements = Agreement.objects.filter(
            loan__in=loans, status__in=[AgreementStatus.ISSUED, AgreementStatus.DECLINED]
        ).exclude(declined_because=WhyNotSigned.REPLACED)
        amendments = Amendment.objects.filter(loan__in=loans, status__in=TO_SIGN)
        for paper in [*agreements.order_by("pk"), *amendments.order_by("pk")]:
            self.waiting.setdefault(paper.loan_id, []).append(paper)
        links = SignatureLink.objects.standing().select_related("agreement", "amendment")
        of_these = Q(agreement__loan__in=loans) | Q(amendment__loan__in=loans)
        for sent in links.filter(of_these).order_by("pk"):
            self.links.setdefault(sent.paper.loan_id, []).append(sent)

    cell_number = staticmethod(link)

    def cell_borrower(self, loan):
        return loan.recipient.seen_by(self.user) if loan.recipient else loan.organisation

    def cell_papers(self, loan):
        lines = [
            (paper.sign_url if paper.is_to_sign else loan.counter_url, paper, badge(paper))
            for paper in self._latest(loan)
        ]
        return format_html_join("", '<div><a href="{}">{}</a> {}</div>', lines)

    def value_papers(self, loan):
        return ", ".join(f"{paper} ({paper.status_label})" for paper in self._latest(loan))

    def _latest(self, loan):
        """The papers to be signed, and only the latest of the declined agreements."""
        papers = self.waiting.get(loan.pk, [])
        open_ones = [paper for paper in papers if paper.is_to_sign]
        return open_ones or papers[-1:]

    def cell_sent(self, loan):
        lines = [(self._sent(sent), self._remind(sent)) for sent in self.links.get(loan.pk, [])]
        return format_html_join("", "<div>{}{}</div>", lines)

    def value_sent(self, loan):
        return max((sent.at for sent in self.links.get(loan.pk, [])), default=None)

    def cell_sent_by(self, loan):
        return ", ".join(sent.get_channel_display() for sent in self.links.get(loan.pk, []))

    def _sent(self, sent):
        day = date_format(timezone.localtime(sent.at), "SHORT_DATE_FORMAT")
        params = {"channel": sent.get_channel_display(), "day": day}
        return _("%(channel)s, sent on %(day)s") % params

    def _remind(self, sent):
        return format_html(
            '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken"'
            ' value="{}"><button class="btn btn-outline" name="list" value="1" type="submit">{}'
            '<span class="visually-hidden"> {}</span></button></form>',
            reverse("signaturelink_remind", args=[sent.pk]),
            self.token,
            _("Send a reminder"),
            sent,
        )

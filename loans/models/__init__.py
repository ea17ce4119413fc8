from loans.models.agreement import Agreement, AgreementText, Signature
from loans.models.amendment import Amendment, Renewal
from loans.models.appointment import Appointment
from loans.models.back import ReturnLine, ReturnRun
from loans.models.briefing import Attachment, Briefing, Mandate
from loans.models.campaign import Campaign, CampaignLoan
from loans.models.ceiling import CeilingLift
from loans.models.contribution import ContributionReceipt
from loans.models.convention import Convention, LateLeave, Quota
from loans.models.followup import FollowUp
from loans.models.group import RequestGroup
from loans.models.hours import Closure, OpeningHours
from loans.models.incident import Incident
from loans.models.item import LoanItem
from loans.models.line import RequestLine
from loans.models.loan import Loan
from loans.models.message import RequestMessage
from loans.models.referral import Referral, ReferralLine
from loans.models.request import Request
from loans.models.rules import Rules
from loans.models.stafflist import StaffLine, StaffRun
from loans.models.weight import Weight
from loans.models.wording import LoanTerm, ResourceLink

__all__ = [
    "Agreement",
    "AgreementText",
    "Amendment",
    "Appointment",
    "Attachment",
    "Briefing",
    "Campaign",
    "CampaignLoan",
    "CeilingLift",
    "Closure",
    "ContributionReceipt",
    "Convention",
    "FollowUp",
    "Incident",
    "LateLeave",
    "Loan",
    "LoanItem",
    "LoanTerm",
    "Mandate",
    "OpeningHours",
    "Quota",
    "Referral",
    "ReferralLine",
    "Renewal",
    "Request",
    "RequestGroup",
    "RequestLine",
    "RequestMessage",
    "ResourceLink",
    "ReturnLine",
    "ReturnRun",
    "Rules",
    "Signature",
    "StaffLine",
    "StaffRun",
    "Weight",
]

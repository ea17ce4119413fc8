from loans.tables.afterwards import IncidentTable, OverdueTable
from loans.tables.appointments import AppointmentTable, AttendanceTable
from loans.tables.campaigns import CampaignRowTable, CampaignTable
from loans.tables.loans import LoanTable
from loans.tables.people import OrganisationTable, RecipientTable
from loans.tables.referrals import ReferralTable
from loans.tables.requests import RequestTable

__all__ = [
    "AppointmentTable",
    "AttendanceTable",
    "CampaignRowTable",
    "CampaignTable",
    "IncidentTable",
    "LoanTable",
    "OrganisationTable",
    "OverdueTable",
    "RecipientTable",
    "ReferralTable",
    "RequestTable",
]

"""Anonymisation of people whom users named in titles of saved reports."""

from desk.privacy.anonymisation import forget_in_names
from modules.reports.models import Report
from people.models import Recipient


def forget_in_reports(recipients: list[Recipient]) -> None:
    """Rename saved reports whose title contains the name of one of these people."""
    forget_in_names(Report, recipients)

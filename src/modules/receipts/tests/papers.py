"""Text of a tax receipt, word by word."""

from modules.receipts.content import prospect_of, render_receipt
from modules.receipts.operations import issue_receipt
from tests.leaks import words_of


def issue(lot, by, **how):
    return issue_receipt(lot, by=by, shown_sha256=prospect_of(lot).sha256, **how)


def text_of_receipt(receipt):
    text = " ".join(words_of(render_receipt(receipt)).split())
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")

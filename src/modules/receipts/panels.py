"""Tax receipts of a lot, among its papers."""


def receipts_of_lot(user, donation):
    if donation.donor.is_public or not user.has_perm("receipts.issue_receipt"):
        return None
    return {
        "receipts": donation.receipts.with_state(),
        "has_receipt": donation.receipts.standing().exists(),
    }

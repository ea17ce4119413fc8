"""Buttons on the pages of vouchers."""


def actions_of_voucher(user, voucher):
    """The line of the consignment that the voucher is on, if any."""
    lines = voucher.consigned.unknown().select_related("consignment")
    return {"voucher": voucher, "line": lines.first()}


def actions_of_shelf(user, shelf):
    return {"shelf": shelf} if shelf.count else None

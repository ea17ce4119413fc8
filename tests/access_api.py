"""Access table of the API: the lowest role of each operation, and whether associations may
call it.
"""

from tests.access_page import C, K, Page, T, V, act
from tests.of_modules import merged

PHOTO, REPORT = ("@device", "@photo"), ("@device", "@erasure_report")
MINE = {"association": True}
API = {
    **merged("API"),
    **{f"get_{name}": Page(V) for name in ("devices", "donations", "places")},
    **{f"get_{name}": Page(V, **MINE) for name in ("requests", "loans", "agreements", "sites")},
    **{f"get_{name}": Page(V, **MINE) for name in ("appointments", "events")},
    "get_devices_one": Page(V, "device"),
    "post_devices": act(V),
    "patch_devices_one": Page(T, "device"),
    **{f"post_devices_{name}": act(V, "device") for name in ("move", "photograph")},
    **{
        f"post_devices_{name}": act(T, "device")
        for name in ("refurbish", "quarantine", "release", "finish", "specify", "test")
    },
    **{
        f"get_devices_{name}": Page(V, "device")
        for name in ("specifications", "results", "media", "erasures", "photos")
    },
    **{f"get_devices_{name}": Page(T, "device") for name in ("reports", "machine_reports")},
    **{
        f"post_devices_{name}": act(T, "device") for name in ("media", "reports", "machine_reports")
    },
    "post_devices_media_erase": act(T, args=("@device", "@medium")),
    "get_devices_reports_file": Page(T, args=REPORT, file=True),
    "get_devices_photos_file": Page(V, args=PHOTO, file=True),
    **{f"post_{name}_reports": act(T) for name in ("machine", "erasure")},
    # donations and lists
    "get_donations_one": Page(V, "donation"),
    "get_donations_lines": Page(V, "donation"),
    "post_donations": act(K),
    "patch_donations_one": Page(K, "donation"),
    **{f"post_donations_{name}": act(V, "donation") for name in ("receive", "count", "devices")},
    **{f"post_donations_{name}": act(K, "donation") for name in ("close", "list")},
    "get_lists": Page(K),
    **{f"get_lists_{name}": Page(K, "batch") for name in ("one", "rows")},
    "get_lists_file": Page(K, "batch", file=True),
    **{f"post_lists_{name}": act(K, "batch") for name in ("apply", "undo", "drop")},
    # shelves
    "get_places_one": Page(V, "place"),
    # requests
    "get_requests_one": Page(V, "sent_request", **MINE),
    "get_requests_lines": Page(V, "sent_request", **MINE),
    "get_requests_standing": Page(V, "sent_request", **MINE),
    "post_requests": act(K, **MINE),
    "patch_requests_one": Page(K, "sent_request", **MINE),
    **{f"post_requests_{name}": act(K, "sent_request", **MINE) for name in ("send", "cancel")},
    **{f"post_requests_{name}": act(K, "sent_request") for name in ("close", "refuse", "accept")},
    "post_requests_prepare": act(C, "accepted_request"),
    "post_requests_book": act(C, "accepted_request", **MINE),
    # loans and agreements
    "get_loans_one": Page(V, "active_loan", **MINE),
    "get_loans_items": Page(V, "active_loan", **MINE),
    "post_loans": act(C),
    **{
        f"post_loans_{name}": act(C, "prepared_loan")
        for name in ("scan", "accessory", "voucher", "recipient", "brief", "terms", "agreement")
    },
    "post_loans_return": act(C, "active_loan"),
    "post_loans_book": act(C, "active_loan", **MINE),
    "get_agreements_one": Page(V, "signed", **MINE),
    "get_agreements_pdf": Page(C, "signed", file=True, **MINE),
    "post_agreements_sign": act(C, "issued"),
    # appointments
    "get_slots": Page(C, query="?site={site}", **MINE),
    "get_appointments_one": Page(V, "appointment", **MINE),
    **{f"post_appointments_{name}": act(C, "appointment", **MINE) for name in ("move", "cancel")},
    **{f"post_appointments_{name}": act(C, "appointment") for name in ("came", "missed")},
    # vouchers
    "get_vouchers": Page(C),
    "get_vouchers_one": Page(C, "voucher"),
    **{f"post_vouchers_{name}": act(C, "voucher") for name in ("reveal", "activate")},
    **{f"post_vouchers_{name}": act(K, "voucher") for name in ("lose", "cancel")},
    # organisations, the catalogue, figures
    "get_sites_one": Page(V, "site", association=True),
    "get_organisations": Page(C),
    "get_organisations_one": Page(C, "organisation"),
    "patch_organisations_one": Page(K, "organisation"),
    **{
        f"get_catalogue_{name}": Page(V, **MINE)
        for name in ("categories", "accessories", "kits", "voucher_products")
    },
    "get_catalogue_categories_one": Page(V, "category", **MINE),
    "get_catalogue_accessories_one": Page(V, args=("@accessory",), **MINE),
    "get_catalogue_kits_one": Page(V, "kit", **MINE),
    "get_catalogue_voucher_products_one": Page(V, args=("@product",), **MINE),
    **{f"get_catalogue_{name}": Page(K) for name in ("brands", "models")},
    "get_catalogue_brands_one": Page(K, "proposal"),
    "get_catalogue_models_one": Page(K, args=("@model",)),
    "get_figures": Page(K, query="?key=devices_received"),
}
# operations for everybody, where associations see the same rows as others
OF_EVERYONE = {"get_sites_one", *(name for name in API if name.startswith("get_catalogue_"))}

"""URLs of the coordinator's desk: figures, exports, privacy, settings, help."""

from tests.access_page import A, K, Page, V, act, public, signed_in

DESK: dict[str, Page] = {
    "view_edit": Page(V, "shared_view"),
    "find": signed_in(query="?q=RB26"),
    "find_suggest": signed_in(post=True),
    # settings
    "settings": Page(K),
    "sending_edit": Page(A),
    "sending_try": act(A),
    "labeldefaults_edit": Page(K),
    # backups
    "safekeeping": Page(A),
    # personal data
    "privacy_notice": public(),
    "legal_notice": public(),
    "licence": public(file=True),
    "privacy": Page(K),
    "recipient_keep": Page(K, "person"),
    "recipient_erase": Page(K, "idle_person"),
    "erasure_letter": Page(K, "leaver", file=True),
    "recipient_export": Page(K, args=("@person", "pdf"), file=True),
    "text_list": Page(K),
    "text_blank": act(K),
    "texts_read": act(K),
    "keptpaper_list": Page(A),
    "keptpaper_open": Page(A, "kept_paper"),
    "opening_list": Page(A),
    "processing_list": Page(K),
    "processing_paper": Page(K, file=True),
    "processing_add": Page(A),
    "processing_edit": Page(A, args=("families",)),
    "processing_confirm": act(A, args=("families",)),
    "retention_edit": Page(A),
    # figures
    "figure": Page(V, args=("devices_received",)),
    "figurerules_edit": Page(A),
    # help
    "help_index": signed_in(),
    "guide": signed_in(args=("volunteer",), file=True),
    "walk": signed_in(),
    "walk_step": signed_in(post=True),
    "walk_sheet": signed_in(file=True),
    # donors
    "donor_keep": act(K, "donor"),
    "donor_forget": act(K, "donor"),
    # lists
    "list_export": act(K, args=("shelves",), file=True),
}

"""Way back from a page that several pages link to, such as that of photos."""

from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request, usual):
    """The page named by `?back=`, if it is one of ours; otherwise `usual`, a row or a URL."""
    back = request.GET.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, None)
    return back if is_ours else usual

"""Link back from a page that several pages link to, such as the photos of a record."""

from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request, usual):
    """Return the path in `?back=` if it is on this site, otherwise `usual`, a row or a URL."""
    back = request.GET.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, None)
    return back if is_ours else usual

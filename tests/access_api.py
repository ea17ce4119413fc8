"""Access table of the API: for each operation the least role, and whether associations may."""

from tests.access_page import Page, T, V, act

API = {
    "get_devices": Page(V),
    "get_devices_one": Page(V, "device"),
    "patch_devices_one": Page(T, "device"),
    "post_devices_move": act(V, "device"),
    "post_devices_refurbish": act(T, "device"),
    "post_devices_quarantine": act(T, "device"),
    "post_devices_release": act(T, "device"),
}

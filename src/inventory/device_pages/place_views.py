"""Pages of places: list, add and edit."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.forms.actions import redirect_saying
from core.forms.base import attempt
from core.lists.tables import render_table
from core.models import Event
from inventory.device_pages.place_tables import PlaceTable
from inventory.devices import operations as device_operations
from inventory.devices.filters import PlaceFilter
from inventory.devices.forms import PlaceForm
from inventory.models import Place


@permission_required("inventory.view_place", raise_exception=True)
def place_list(request):
    places = Place.objects.visible_to(request.user).select_related("site").with_devices()
    filters = PlaceFilter(request.GET, queryset=places, request=request)
    table = PlaceTable(filters.qs, user=request.user)
    return render_table(request, "inventory/device_pages/place_list.html", table, filters=filters)


@permission_required(device_operations.save_place.permission, raise_exception=True)
def place_add(request):
    form = PlaceForm(request.POST or None, user=request.user)
    if attempt(form, device_operations.save_place, by=request.user):
        messages.success(request, _("%(place)s is one of our shelves.") % {"place": form.result})
        return redirect("place_list")
    return render(request, "inventory/device_pages/place_add.html", {"form": form})


@permission_required(device_operations.save_place.permission, raise_exception=True)
def place_edit(request, pk):
    place = get_object_or_404(Place.objects.visible_to(request.user), pk=pk)
    form = PlaceForm(request.POST or None, user=request.user, instance=place)
    if attempt(form, device_operations.save_place, by=request.user):
        return redirect_saying(request, _("The details have been corrected."), "place_list")
    context = {"place": place, "form": form, "events": Event.objects.about(place)[:50]}
    return render(request, "inventory/device_pages/place_edit.html", context)

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.forms.actions import finder, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.tables import render_table
from core.text_input import number_of
from inventory.accessories import operations
from inventory.accessories.forms import (
    CountForm,
    MinimumForm,
    MinimumsForm,
    ReceiveForm,
    SendForm,
    ShelfForm,
)
from inventory.accessories.tables import AccessoryStockFilter, MovementTable, StockTable
from inventory.models import AccessoryStock
from people.models import Site

may_see = allowed("inventory.view_stock")
may_move = allowed(operations.receive_stock.permission)
stock_or_404 = finder(AccessoryStock.objects.visible_to, "kind", "site")


def _stocks(request):
    return AccessoryStock.objects.visible_to(request.user).for_list()


@may_see
def accessory_list(request):
    return _render_list(request)


def _render_list(request, **forms):
    stocks = _stocks(request)
    filters = AccessoryStockFilter(request.GET, queryset=stocks, request=request)
    minimum = forms.get("minimum") or MinimumForm(user=request.user)
    return render_table(
        request,
        "inventory/accessories/accessory_list.html",
        StockTable(filters.qs),
        filters=filters,
        minimum_form=minimum,
        minimums_form=forms.get("minimums"),
        to_see_to=stocks.to_see_to().count(),
    )


@may_move
def accessory_receive(request):
    form = ReceiveForm(request.POST or None, user=request.user, initial=_initial_of(request))
    if attempt(form, operations.receive_stock, by=request.user):
        params = {"kind": form.cleaned_data["kind"], "count": form.cleaned_data["quantity"]}
        messages.success(request, _("%(kind)s: %(count)s added to stock.") % params)
        return redirect("accessory_receive" if "again" in request.POST else "accessory_list")
    return render(request, "inventory/accessories/accessory_receive.html", {"form": form})


def _initial_of(request):
    """Initial values from the query string: the accessory kind and the site."""
    return {name: request.GET[name] for name in ("kind", "site") if name in request.GET}


@may_move
def accessory_count(request):
    """Form to count the stock of one site: a quantity for each accessory kind stocked there."""
    sites = Site.objects.visible_to(request.user).filter(is_active=True)
    site = sites.filter(pk=number_of(request.GET.get("site")) or request.user.site_id).first()
    site = site or sites.first()
    stocks = _stocks(request).filter(site=site).order_by("kind__is_part", "kind__code")
    form = ShelfForm(request.POST or None, stocks=stocks)
    if attempt(form, operations.count_shelf, by=request.user):
        text = ngettext(
            "%(count)s item counted.", "%(count)s items counted.", len(form.result or ())
        )
        return redirect_saying(request, text % {"count": len(form.result or ())}, "accessory_list")
    context = {"form": form, "site": site, "sites": sites if len(sites) > 1 else ()}
    return render(request, "inventory/accessories/accessory_count.html", context)


@allowed(operations.set_minimum.permission).by_post
def accessory_minimum(request):
    form = MinimumForm(request.POST, user=request.user)
    if attempt(form, operations.set_minimum, by=request.user):
        messages.success(request, _("%(kind)s: the minimum is set.") % {"kind": form.result.kind})
        return redirect("accessory_list")
    return _render_list(request, minimum=form)


@allowed(operations.set_minimums.permission).by_post
def accessory_minimums(request):
    """Save the minimums of the stocks on the page; keep the typed values if refused."""
    stock_ids = [number_of(name.removeprefix("minimum-")) for name in request.POST]
    stocks = _stocks(request).filter(pk__in=[pk for pk in stock_ids if pk])
    form = MinimumsForm(request.POST, stocks=stocks)
    if attempt(form, operations.set_minimums, by=request.user):
        return redirect_saying(request, _("The minimums are saved."), "accessory_list")
    return _render_list(request, minimums=form)


@may_see
def accessory_stock(request, pk):
    return _render_page(request, stock_or_404(request, pk))


def _render_page(request, stock, **forms):
    movements = stock.movements.select_related("by", "device", "other")
    return render_table(
        request,
        "inventory/accessories/accessory_stock.html",
        MovementTable(movements),
        stock=stock,
        count_form=forms.get("count") or CountForm(stock=stock),
        send_form=forms.get("send") or SendForm(stock=stock),
        has_mistake=next(iter(forms), ""),
    )


@may_move.by_post
def accessory_correct(request, pk):
    stock = stock_or_404(request, pk)
    form = CountForm(request.POST, stock=stock)
    if attempt(form, operations.count_stock, stock, by=request.user):
        return redirect_saying(request, _("The stock now matches your count."), stock)
    return _render_page(request, stock, count=form)


@may_move.by_post
def accessory_send(request, pk):
    stock = stock_or_404(request, pk)
    form = SendForm(request.POST, stock=stock)
    if attempt(form, operations.send_stock, stock, by=request.user):
        params = {"count": form.cleaned_data["quantity"], "site": form.cleaned_data["site"]}
        return redirect_saying(request, _("Moved: %(count)s (site: %(site)s).") % params, stock)
    return _render_page(request, stock, send=form)

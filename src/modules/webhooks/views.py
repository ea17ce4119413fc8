"""Webhooks in the settings, and their deliveries."""

from django.contrib import messages as flash
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.forms.actions import check_all_rows, redirect_saying, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.tables import render_table
from core.models import Event
from core.text_input import number_of
from core.workflow.lifecycle import Refused
from modules.webhooks import operations
from modules.webhooks.forms import WebhookForm
from modules.webhooks.models import Webhook
from modules.webhooks.tables import DeliveryFilter, DeliveryTable, WebhookTable
from people.accounts.reauthentication import confirmed

may_change = allowed("webhooks.change_webhook")


@may_change
def webhook_list(request):
    webhooks = Webhook.objects.select_related("by")
    return render_table(request, "webhooks/webhook_list.html", WebhookTable(webhooks))


@may_change
@confirmed
def webhook_add(request):
    form = WebhookForm(request.POST or None)
    if attempt(form, operations.save_webhook, by=request.user):
        done = _(
            "From now on, what happens here is sent to this address. Copy the secret to the tool."
        )
        return redirect_saying(request, done, form.result)
    return render(request, "webhooks/webhook_add.html", {"form": form})


@may_change
@confirmed
def webhook_edit(request, pk):
    """Show a webhook: its topics, its secret, its history."""
    webhook = get_object_or_404(Webhook, pk=pk)
    form = WebhookForm(request.POST or None, instance=webhook)
    if attempt(form, operations.save_webhook, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "webhook_list")
    events = Event.objects.about(webhook)[:50]
    context = {"webhook": get_object_or_404(Webhook, pk=pk), "form": form, "events": events}
    response = render(request, "webhooks/webhook_edit.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@may_change.by_post
def webhook_on(request, pk):
    webhook = get_object_or_404(Webhook, pk=pk)
    run_action(request, operations.switch_on, webhook, done=_("The webhook has been switched on."))
    return redirect(webhook)


@may_change.by_post
def webhook_off(request, pk):
    webhook = get_object_or_404(Webhook, pk=pk)
    run_action(
        request, operations.switch_off, webhook, done=_("The webhook has been switched off.")
    )
    return redirect(webhook)


@may_change
def webhook_deliveries(request, pk):
    """The deliveries of a webhook, newest first."""
    webhook = get_object_or_404(Webhook, pk=pk)
    filters = DeliveryFilter(request.GET, queryset=webhook.deliveries.all(), request=request)
    template, table = "webhooks/webhook_deliveries.html", DeliveryTable(filters.qs)
    return render_table(request, template, table, filters=filters, webhook=webhook)


@may_change.by_post
def webhook_again(request, pk):
    """Send the ticked deliveries again."""
    webhook = get_object_or_404(Webhook, pk=pk)
    ids = [number_of(pk) for pk in request.POST.getlist("delivery")]
    ticked = list(webhook.deliveries.filter(pk__in=ids).select_related("webhook"))
    count = len(ticked)
    try:
        if not ticked:
            raise Refused(_("Tick at least one delivery."))
        check_all_rows(request, "delivery", ticked)
    except ValidationError as refusal:
        flash.error(request, " ".join(refusal.messages))
    else:
        done = ngettext("%(n)s sent again.", "%(n)s sent again.", count) % {"n": count}
        run_action(request, operations.send_again, ticked, done=done)
    return redirect("webhook_deliveries", webhook.pk)

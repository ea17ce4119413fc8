from django.urls import path

from inventory.labels.views import formats, printers, printing, tags

urlpatterns = [
    path("devices/register/", tags.device_register, name="device_register"),
    path("devices/<int:pk>/relabel/", tags.device_relabel, name="device_relabel"),
    path("devices/<int:pk>/label-damaged/", tags.device_label_damaged, name="device_label_damaged"),
    path("devices/<int:pk>/attach/", tags.device_attach, name="device_attach"),
    path("codes/attach/", tags.code_attach, name="code_attach"),
    path("labels/unused/", tags.tag_list, name="tag_list"),
    path("labels/unused/add/", tags.tagbatch_add, name="tagbatch_add"),
    path("labels/unused/claim/", tags.tag_claim, name="tag_claim"),
    path("labels/unused/<int:pk>/", tags.tagbatch_detail, name="tagbatch_detail"),
    path("labels/", printing.label_print, name="label_print"),
    path("labels/defaults/", formats.labeldefaults_edit, name="labeldefaults_edit"),
    path("labels/formats/", formats.labelformat_list, name="labelformat_list"),
    path("labels/formats/add/", formats.labelformat_add, name="labelformat_add"),
    path("labels/formats/<int:pk>/", formats.labelformat_edit, name="labelformat_edit"),
    path("labels/formats/<int:pk>/sample/", formats.labelformat_sample, name="labelformat_sample"),
    path("labels/printers/", printers.printer_list, name="printer_list"),
    path("labels/printers/add/", printers.printer_add, name="printer_add"),
    path("labels/printers/<int:pk>/", printers.printer_edit, name="printer_edit"),
    path(
        "labels/printers/<int:pk>/calibrate/", printers.printer_calibrate, name="printer_calibrate"
    ),
    path("labels/printers/<int:pk>/page/", printers.printer_page, name="printer_page"),
]

from django.urls import path

from inventory.labels import views

urlpatterns = [
    path("devices/register/", views.device_register, name="device_register"),
    path("devices/<int:pk>/relabel/", views.device_relabel, name="device_relabel"),
    path(
        "devices/<int:pk>/label-damaged/", views.device_label_damaged, name="device_label_damaged"
    ),
    path("devices/<int:pk>/attach/", views.device_attach, name="device_attach"),
    path("codes/attach/", views.code_attach, name="code_attach"),
    path("labels/unused/", views.tag_list, name="tag_list"),
    path("labels/unused/add/", views.tagbatch_add, name="tagbatch_add"),
    path("labels/unused/claim/", views.tag_claim, name="tag_claim"),
    path("labels/unused/<int:pk>/", views.tagbatch_detail, name="tagbatch_detail"),
    path("labels/", views.label_print, name="label_print"),
    path("labels/defaults/", views.labeldefaults_edit, name="labeldefaults_edit"),
    path("labels/formats/", views.labelformat_list, name="labelformat_list"),
    path("labels/formats/add/", views.labelformat_add, name="labelformat_add"),
    path("labels/formats/<int:pk>/", views.labelformat_edit, name="labelformat_edit"),
    path("labels/formats/<int:pk>/sample/", views.labelformat_sample, name="labelformat_sample"),
    path("labels/printers/", views.printer_list, name="printer_list"),
    path("labels/printers/add/", views.printer_add, name="printer_add"),
    path("labels/printers/<int:pk>/", views.printer_edit, name="printer_edit"),
    path("labels/printers/<int:pk>/calibrate/", views.printer_calibrate, name="printer_calibrate"),
    path("labels/printers/<int:pk>/page/", views.printer_page, name="printer_page"),
]

from django.urls import path

from modules.label_setup.views import formats, printers

urlpatterns = [
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

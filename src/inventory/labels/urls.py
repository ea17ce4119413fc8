from django.urls import path

from inventory.labels.views import formats, printing, tags

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
]

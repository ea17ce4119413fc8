from django.urls import path

from inventory.transfers import views

urlpatterns = [
    path("transfers/", views.transfer_list, name="transfer_list"),
    path("transfers/add/", views.transfer_add, name="transfer_add"),
    path("transfers/<int:pk>/", views.transfer_detail, name="transfer_detail"),
    path("transfers/<int:pk>/scan/", views.transfer_scan, name="transfer_scan"),
    path("transfers/<int:pk>/send/", views.transfer_send, name="transfer_send"),
    path("transfers/<int:pk>/cancel/", views.transfer_cancel, name="transfer_cancel"),
    path("transfers/<int:pk>/settle/", views.transfer_settle, name="transfer_settle"),
    path("transfers/<int:pk>/close/", views.transfer_close, name="transfer_close"),
    path("transfers/<int:pk>/slip/", views.transfer_slip, name="transfer_slip"),
    path("freight/<int:pk>/undo/", views.freight_undo, name="freight_undo"),
    path("outside/", views.outing_list, name="outing_list"),
    path("outside/add/", views.outing_add, name="outing_add"),
    path("outside/workshops/", views.refurbisher_list, name="refurbisher_list"),
    path("outside/workshops/add/", views.refurbisher_add, name="refurbisher_add"),
    path("outside/workshops/<int:pk>/", views.refurbisher_edit, name="refurbisher_edit"),
]

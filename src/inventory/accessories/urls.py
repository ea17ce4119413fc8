from django.urls import path

from inventory.accessories import views

urlpatterns = [
    path("accessories/", views.accessory_list, name="accessory_list"),
    path("accessories/receive/", views.accessory_receive, name="accessory_receive"),
    path("accessories/count/", views.accessory_count, name="accessory_count"),
    path("accessories/minimum/", views.accessory_minimum, name="accessory_minimum"),
    path("accessories/minimums/", views.accessory_minimums, name="accessory_minimums"),
    path("accessories/<int:pk>/", views.accessory_stock, name="accessory_stock"),
    path("accessories/<int:pk>/correct/", views.accessory_correct, name="accessory_correct"),
    path("accessories/<int:pk>/send/", views.accessory_send, name="accessory_send"),
]

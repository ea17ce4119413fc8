from django.urls import path

from loans.returns import views

urlpatterns = [
    path("loans/<int:pk>/return/", views.loan_return, name="loan_return"),
    path("returns/", views.return_scan, name="return_scan"),
    path("returns/put/", views.return_put, name="return_put"),
    path("returns/items/<int:pk>/", views.return_item, name="return_item"),
    path("returns/finish/", views.return_finish, name="return_finish"),
    path("returns/<int:pk>/", views.return_done, name="return_done"),
    path("returns/<int:pk>/drop/", views.return_drop, name="return_drop"),
    path("returns/lines/<int:pk>/say/", views.returnline_say, name="returnline_say"),
    path("returns/lines/<int:pk>/charger/", views.returnline_charger, name="returnline_charger"),
    path("returns/lines/<int:pk>/count/", views.returnline_count, name="returnline_count"),
    path("returns/lines/<int:pk>/photo/", views.returnline_photo, name="returnline_photo"),
    path("returns/lines/<int:pk>/off/", views.returnline_off, name="returnline_off"),
]

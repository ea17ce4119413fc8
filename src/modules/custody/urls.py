from django.urls import path

from modules.custody import views

urlpatterns = [
    path("donations/<int:pk>/collection/", views.custody_collect, name="custody_collect"),
    path("donations/<int:pk>/collection/scan/", views.custody_scan, name="custody_scan"),
    path("donations/<int:pk>/collection/count/", views.custody_count, name="custody_count"),
    path("donations/<int:pk>/collection/sign/", views.custody_sign, name="custody_sign"),
    path("donations/<int:pk>/collection/pdf/", views.custody_file, name="custody_file"),
    path("donations/<int:pk>/collection/send/", views.custody_send, name="custody_send"),
    path("collected-items/<int:pk>/remove/", views.custody_remove, name="custody_remove"),
]

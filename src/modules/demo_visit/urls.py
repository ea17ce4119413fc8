from django.urls import path

from modules.demo_visit import views

urlpatterns = [
    path("demo/modules/", views.demo_modules, name="demo_modules"),
    path("demo/<str:role>/", views.demo_sign_in, name="demo_sign_in"),
]

from django.urls import path

from core.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.sign_in_page, name="login"),
    path("login/demo/", views.demo_sign_in, name="demo_sign_in"),
    path("login/code/", views.verify, name="verify"),
    path("logout/", views.sign_out_page, name="logout"),
    path("me/", views.me, name="me"),
    path("me/display/", views.display, name="display"),
    path("me/password/", views.change, name="password"),
    path("me/devices/sign-out/", views.sign_out_others, name="sign_out_others"),
    path("me/second-factor/", views.enrol, name="enrol"),
    path("me/second-factor/codes/", views.recovery_codes, name="recovery_codes"),
]

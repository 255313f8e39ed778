from django.urls import path

from core.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.sign_in_page, name="login"),
    path("login/demo/", views.demo_sign_in, name="demo_sign_in"),
    path("login/identity/", views.identity_start, name="identity_start"),
    path("login/identity/back/", views.identity_back, name="identity_back"),
    path("login/code/", views.verify, name="verify"),
    path("logout/", views.sign_out_page, name="logout"),
    path("me/", views.me, name="me"),
    path("me/display/", views.display, name="display"),
    path("me/identity/", views.identity, name="identity"),
    path("me/identity/bind/", views.identity_bind, name="identity_bind"),
    path("me/identity/unbind/", views.identity_unbind, name="identity_unbind"),
    path("me/password/", views.change, name="password"),
    path("me/devices/sign-out/", views.sign_out_others, name="sign_out_others"),
    path("me/second-factor/", views.enrol, name="enrol"),
    path("me/second-factor/codes/", views.recovery_codes, name="recovery_codes"),
]

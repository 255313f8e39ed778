"""/homes/"""

from django.urls import path, register_converter

from residents.views import acts, homes, listing, lists, statement


class _Numbered:
    """A number of ours with its letter: H-000123, R-0000123."""

    letter = ""
    width = 0
    regex = ""

    def to_python(self, value: str) -> int:
        number = int(value.removeprefix(f"{self.letter}-"))
        if value != self.to_url(number):
            raise ValueError("one spelling only")
        return number

    def to_url(self, value: int) -> str:
        return f"{self.letter}-{int(value):0{self.width}}"


class HomeNumber(_Numbered):
    letter, width, regex = "H", 6, r"H-[0-9]{6,18}"


class PersonNumber(_Numbered):
    letter, width, regex = "R", 7, r"R-[0-9]{7,18}"


register_converter(HomeNumber, "home_no")
register_converter(PersonNumber, "person_no")

app_name = "homes"
urlpatterns = [
    path("", listing.home_list, name="list"),
    path("find/", listing.find, name="find"),
    path("confirm/", lists.confirm_list, name="confirm_list"),
    path("rentals/", lists.rental_list, name="rentals"),
    path("rentals/<int:pk>/do/<slug:act>/", acts.rental_act, name="rental_act"),
    path("rentals/<int:pk>/reveal/", homes.reveal_of_landlord, name="rental_reveal"),
    path("courtyards/<int:pk>/do/<slug:act>/", acts.courtyard_act, name="courtyard_act"),
    path("merge/", lists.merge_list, name="merges"),
    path("merge/<int:pk>/do/<slug:act>/", acts.merge_act, name="merge_act"),
    path("statement/", statement.find_person, name="statement_find"),
    path("buildings/<int:pk>/", listing.plan, name="plan"),
    path("buildings/<int:pk>/do/<slug:act>/", acts.building_act, name="building_act"),
    path("doors/<int:pk>/", homes.door, name="door"),
    path("doors/<int:pk>/do/<slug:act>/", acts.door_act, name="door_act"),
    path("doors/<int:pk>/reveal/", homes.reveal_of_owner, name="door_reveal"),
    path("people/<person_no:pk>/do/<slug:act>/", acts.person_act, name="person_act"),
    path("people/<person_no:pk>/reveal/", homes.reveal_of_person, name="person_reveal"),
    path("people/<person_no:pk>/statement/", statement.of_person, name="statement"),
    path("<home_no:pk>/", homes.home, name="detail"),
    path("<home_no:pk>/confirm/", lists.confirm, name="confirm"),
    path("<home_no:pk>/confirm/undo/", lists.take_back, name="confirm_undo"),
    path("<home_no:pk>/do/<slug:act>/", acts.home_act, name="act"),
]

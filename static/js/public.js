// Pages for citizens and for errors: big text, the guard against sending twice, and the way back.
import { startDisplay } from "./display.js";
import { startForms } from "./forms.js";
import { startPhotos } from "./photo.js";

startDisplay();
startForms();
startPhotos();
for (const link of document.querySelectorAll("[data-back]")) {
  link.addEventListener("click", (event) => {
    // Going back keeps what was typed in the form; following the link would not.
    if (history.length > 1) {
      event.preventDefault();
      history.back();
    }
  });
}

// What every signed-in page does beyond plain HTML. Each piece is optional: without it the page still works.
import { startDisplay } from "./display.js";
import { startForms } from "./forms.js";
import { startKeys } from "./keys.js";
import { startMenus, startTabs } from "./menus.js";
import { startNet } from "./net.js";
import { startPalette } from "./palette.js";
import { startPanel } from "./panel.js";
import { startPhotos } from "./photo.js";
import { startRefresh } from "./refresh.js";
import { startTables } from "./tables.js";

startDisplay();
startMenus();
startTabs();
startNet();
startForms();
startPhotos();
startTables();
startRefresh();
startPalette();
startPanel();
startKeys();
// The phone's queue, where a form uses it, and wherever this browser may hold something of it.
if (document.querySelector("[data-queue], [data-outbox], #outbox") || window.localStorage.getItem("xg-phone")) import("./outbox/start.js").catch(() => {}); // the line broke, or the page was left: the forms work without

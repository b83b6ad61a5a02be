// Makes the pages better where scripts run; nothing needs them.
import { enhance } from "./enhance.js";
import { focusOnProblem } from "./focus.js";
import { listenToKeys } from "./keys.js";
import { showLocalTimes } from "./times.js";
import { offerShortcuts } from "./shortcuts.js";

enhance();
listenToKeys();
offerShortcuts(document);
showLocalTimes(document);
focusOnProblem(document);

// Makes the pages better where scripts run; nothing needs them.
import { announceList } from "./announcements.js";
import { sortClicks } from "./clicks.js";
import { enhance, visit } from "./enhance.js";
import { focusOnProblem } from "./focus.js";
import { listenToKeys } from "./keys.js";
import { offerShortcuts } from "./shortcuts.js";

focusOnProblem(document);
offerShortcuts(document);
sortClicks();
listenToKeys(visit);
enhance();
announceList();

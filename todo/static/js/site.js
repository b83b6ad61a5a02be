// Progressive enhancement: every page works without scripts.
import { announceMessage } from "./alerts.js";
import { filterClicks } from "./clicks.js";
import { keepDrafts } from "./drafts.js";
import { focusOnProblem } from "./focus.js";
import { listenToKeys } from "./keys.js";
import { limitSearch } from "./search_limit.js";
import { connectCheckbox } from "./shortcuts.js";

focusOnProblem(document);
connectCheckbox(document);
limitSearch();
filterClicks();
listenToKeys();
keepDrafts();
announceMessage();

// Makes the pages better where scripts run; nothing needs them.
import { focusOnProblem } from "./focus.js";
import { showLocalTimes } from "./times.js";

showLocalTimes(document);
focusOnProblem(document);

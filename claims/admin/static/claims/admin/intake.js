/* The intake page, with what each of its parts does. Without these files the page works by its
   forms and links alone. The parts import each other by their plain names, so that each is
   loaded once. */
import "./intake/core.js";
import "./intake/keeping.js";
import "./intake/keys.js";
import "./intake/selecting.js";
import "./intake/watching.js";

/** What the server writes above worker.js. */
declare const VERSION: string;
declare const SHELL: string[];
declare const SOUND: string[];

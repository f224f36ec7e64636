/** The version in package.json, put in by Vite. */
declare const APP_VERSION: string

// The style sheet that vite.config.ts makes from css.ts.
declare module "virtual:theme.css";

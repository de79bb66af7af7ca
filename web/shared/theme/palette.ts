// The colours everything is made of: one accent (pine), two greys with a breath of it, and the two signals.
// Ten shades each, even steps of lightness in OKLCH, so that equal shades weigh the same in every colour.

import type { MantineColorsTuple } from "@mantine/core";

export const pine: MantineColorsTuple = [
  "#effaf6",
  "#d8f2e9",
  "#b5e6d5",
  "#8ad2bb",
  "#62bba1",
  "#43a187",
  "#2f856e",
  "#226a57",
  "#195142",
  "#113a2f",
];

export const red: MantineColorsTuple = [
  "#fff4f2",
  "#ffe4e1",
  "#ffcbc5",
  "#fba8a0",
  "#f3827a",
  "#e25b56",
  "#c8393a",
  "#a52427",
  "#81181b",
  "#5d1012",
];

export const amber: MantineColorsTuple = [
  "#fff5e8",
  "#fde8cb",
  "#f9d29e",
  "#ebb76c",
  "#d59b42",
  "#b98122",
  "#9b690b",
  "#7c5301",
  "#603f01",
  "#452c00",
];

export const gray: MantineColorsTuple = [
  "#f6faf9",
  "#eef4f3",
  "#e4ebea",
  "#d3dbda",
  "#b8bfbf",
  "#8a9190",
  "#646b6a",
  "#535959",
  "#393e3e",
  "#1d2222",
];

export const dark: MantineColorsTuple = [
  "#dfe8e7",
  "#bcc7c6",
  "#9ca8a7",
  "#76817f",
  "#4b5655",
  "#364040",
  "#222b2b",
  "#161e1e",
  "#101717",
  "#081010",
];

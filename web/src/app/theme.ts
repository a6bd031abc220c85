import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const ink: MantineColorsTuple = ['#eef2fb', '#dbe3f4', '#b4c4e8', '#8aa3dc', '#6787d2', '#5076cc', '#436dc9', '#345cb2', '#2c529f', '#1f468c'];

/** A night with some blue in it, from text to ground. */
const dark: MantineColorsTuple = ['#d5dbe3', '#b9c1cc', '#98a2af', '#768191', '#4b5563', '#39424e', '#1b2026', '#161a1f', '#111418', '#0c0e11'];

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 6 },
  colors: { ink, dark },
  fontFamily: "Inter, 'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'JetBrains Mono', 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace",
  headings: { fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  autoContrast: true,
  components: {
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250 } },
    Card: { defaultProps: { withBorder: true, radius: 'lg', padding: 'lg' } },
  },
});

/** From cold to hot, in steps. Each pair keeps a contrast of 4.5 to 1. */
const heat = {
  light: [
    ['#e3ecf6', '#2c4a68'],
    ['#cfe3f7', '#17456f'],
    ['#fdeac6', '#6b4200'],
    ['#fbc58b', '#5c2e00'],
    ['#d03a1c', '#ffffff'],
  ],
  dark: [
    ['#22303f', '#b9cde2'],
    ['#1f4263', '#d0e5fa'],
    ['#5a4213', '#ffe5b0'],
    ['#8a4a12', '#ffe3cc'],
    ['#c93a1e', '#ffffff'],
  ],
};

/** From the first stage of the funnel to the last, as what is cold grows warm. */
const stages = { light: ['#a9c3e6', '#7fa3dc', '#4f79c9', '#e58a4e', '#d03a1c'], dark: ['#3a5478', '#4a6ea8', '#5f87cf', '#d07a3f', '#d9502f'] };

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...heatVariables(heat.light), ...stageVariables(stages.light), '--kelvin-track-faint': '#c5cdd8', '--kelvin-fit': '#345cb2', '--kelvin-engagement': '#c2571a', '--kelvin-loss': '#b3261e', '--kelvin-gain': '#1b7f5c', '--kelvin-page': '#f6f8fb', '--kelvin-paper': '#ffffff', '--kelvin-before': '#c3cedd', '--kelvin-after': '#345cb2', '--kelvin-line': '#f2f5fa', '--kelvin-selection': '#d5e1f8', '--kelvin-code-key': '#24478f', '--kelvin-code-number': '#a2470f', '--kelvin-code-text': '#17694b', '--mantine-color-dimmed': '#5b6675' },
  dark: { ...heatVariables(heat.dark), ...stageVariables(stages.dark), '--kelvin-track-faint': '#4b5563', '--kelvin-fit': '#86a5ea', '--kelvin-engagement': '#f0965a', '--kelvin-loss': '#ff8a80', '--kelvin-gain': '#5fd0a5', '--kelvin-page': '#14171c', '--kelvin-paper': '#1b2026', '--kelvin-before': '#46525f', '--kelvin-after': '#86a5ea', '--kelvin-line': '#222932', '--kelvin-selection': '#33466b', '--kelvin-code-key': '#9db9f5', '--kelvin-code-number': '#f3ab7a', '--kelvin-code-text': '#86d8b4', '--mantine-color-dimmed': '#a3adba', '--mantine-color-anchor': '#9db5ee' },
});

function heatVariables(steps: string[][]): Record<string, string> {
  return Object.fromEntries(
    steps.flatMap(([background, text], step) => [
      [`--kelvin-heat-${step}`, background!],
      [`--kelvin-heat-${step}-text`, text!],
    ]),
  );
}

function stageVariables(steps: string[]): Record<string, string> {
  return Object.fromEntries(steps.map((color, step) => [`--kelvin-stage-${step}`, color]));
}

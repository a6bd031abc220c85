import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type en from './locales/en.json';
import type plans from './locales/plans.en.json';

export const languages = { en: 'English', pl: 'Polski', ru: 'Русский', sv: 'Svenska' } as const;
export type Language = keyof typeof languages;

const kept = 'kelvin.language';

type Words = Record<Language, () => Promise<{ default: object }>>;

// Only the words of the language that is shown are loaded; those of the larger pages with the pages.
const words: Words = {
  en: () => import('./locales/en.json'),
  pl: () => import('./locales/pl.json'),
  ru: () => import('./locales/ru.json'),
  sv: () => import('./locales/sv.json'),
};
const moreWords = {
  plans: {
    en: () => import('./locales/plans.en.json'),
    pl: () => import('./locales/plans.pl.json'),
    ru: () => import('./locales/plans.ru.json'),
    sv: () => import('./locales/plans.sv.json'),
  },
} satisfies Record<string, Words>;
const wanted = new Set<Words>([words]);

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en & typeof plans };
  }
}

export async function startI18n(): Promise<void> {
  // React escapes what it shows; escaping here too would show the marks.
  await i18next.use(initReactI18next).init({ lng: 'none', fallbackLng: false, interpolation: { escapeValue: false }, resources: {} });
  await speak(chosen());
}

export async function speak(language: Language): Promise<void> {
  await Promise.all([...wanted].map((some) => add(some, language)));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** A page together with the words that only it needs. */
export async function withWords<T>(name: keyof typeof moreWords, page: () => Promise<T>): Promise<T> {
  const [loaded] = await Promise.all([page(), add(moreWords[name], i18next.language as Language)]);
  wanted.add(moreWords[name]);
  return loaded;
}

const added = new Set<() => Promise<unknown>>();

async function add(some: Words, language: Language): Promise<void> {
  const load = some[language];
  if (added.has(load)) return;
  i18next.addResourceBundle(language, 'translation', (await load()).default, true);
  added.add(load);
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(kept, language);
}

/** What the person chose, else the first of the browser's languages that we speak. */
function chosen(): Language {
  const tags = [localStorage.getItem(kept) ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase());
  return tags.find((tag): tag is Language => tag in languages) ?? 'en';
}

import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type en from './locales/en.json';

export const languages = { en: 'English', pl: 'Polski', ru: 'Русский', sv: 'Svenska' } as const;
export type Language = keyof typeof languages;

const kept = 'kelvin.language';

// Only the words of the language that is shown are loaded.
const words: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import('./locales/en.json'),
  pl: () => import('./locales/pl.json'),
  ru: () => import('./locales/ru.json'),
  sv: () => import('./locales/sv.json'),
};

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

export async function startI18n(): Promise<void> {
  // React escapes what it shows; escaping here too would show the marks.
  await i18next.use(initReactI18next).init({ lng: 'none', fallbackLng: false, interpolation: { escapeValue: false }, resources: {} });
  await speak(chosen());
}

export async function speak(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', (await words[language]()).default);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(kept, language);
}

/** What the person chose, else the first of the browser's languages that we speak. */
function chosen(): Language {
  const wanted = [localStorage.getItem(kept) ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find((tag): tag is Language => tag in languages) ?? 'en';
}

import i18next from 'i18next';

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

/** Formats are costly to make, so one is kept for each language and kind. */
function format<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(kind: string, make: (language: string) => T): T {
  const key = `${i18next.language} ${kind}`;
  const known = formats.get(key);
  if (known) return known as T;
  // The reader's own region where it is one of the language: days before months in Britain, not in America.
  const made = make(navigator.languages.find((tag) => tag.startsWith(i18next.language)) ?? i18next.language);
  formats.set(key, made);
  return made;
}

export const number = (value: number): string =>
  format('number', (language) => new Intl.NumberFormat(language, { maximumFractionDigits: 2 })).format(value);

/** A share of one, as a whole number of hundredths: 38 %. Something is never shown as nothing. */
export const share = (value: number): string =>
  value > 0 && value < 0.01
    ? `< ${format('share', (language) => new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })).format(0.01)}`
    : format('share', (language) => new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })).format(value);

/** Points with their sign: +5, −10, 0. */
export const points = (value: number): string =>
  format('points', (language) => new Intl.NumberFormat(language, { maximumFractionDigits: 2, signDisplay: 'exceptZero' })).format(value);

export const dateTime = (value: string | number): string =>
  format('dateTime', (language) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' })).format(new Date(value));

/** For lists: day and minute; the second is in the title. */
export const shortDateTime = (value: string | number): string =>
  format('shortDateTime', (language) => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })).format(new Date(value));

export const date = (value: string | number): string =>
  format('date', (language) => new Intl.DateTimeFormat(language, { dateStyle: 'medium' })).format(new Date(value));

export const longDate = (value: string | number): string =>
  format('longDate', (language) => new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })).format(new Date(value));

export const time = (value: string | number): string =>
  format('time', (language) => new Intl.DateTimeFormat(language, { timeStyle: 'medium' })).format(new Date(value));

/** "3 days ago", "in 2 hours". */
export function relative(value: string | number, now = Date.now()): string {
  const seconds = (new Date(value).getTime() - now) / 1000;
  const [unit, length] = units.find(([, unitLength]) => Math.abs(seconds) >= unitLength) ?? units[units.length - 1]!;
  return format('relative', (language) => new Intl.RelativeTimeFormat(language, { numeric: 'auto' })).format(Math.trunc(seconds / length), unit);
}

/** A length of time by its two largest units: "3 days", "2 h". */
export function duration(seconds: number): string {
  const [unit, length] = units.find(([, unitLength]) => seconds >= unitLength) ?? units[units.length - 1]!;
  return format(`duration ${unit}`, (language) => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 })).format(Math.floor(seconds / length));
}

/** Case and accents aside, for what a person types into a filter. */
export const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

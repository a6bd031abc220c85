// samples/plans/reference.yaml as rules of json-rules-engine: it has neither tables nor bands, so each line of one is a rule.
const fact = (name, operator, value) => ({ fact: name, operator, value });
const rule = (type, conditions, params) => ({ conditions: { all: conditions }, event: { type, params } });

const table = (name, values) => Object.entries(values).map(([value, points]) => rule('fit', [fact(name, 'equal', value)], { points }));
const bands = (type, name, values) => {
  const from = Object.keys(values).map(Number).sort((a, b) => a - b);
  return from.map((least, i) => rule(type,
    [fact(name, 'greaterThanInclusive', least), ...(i + 1 < from.length ? [fact(name, 'lessThan', from[i + 1])] : [])], { points: values[least] }));
};
const worth = (name, times, limits) => rule('engagement', [fact(name, 'greaterThan', 0)], { fact: name, times, ...limits });

const countries = { PL: 6, DE: 6, SE: 5, GB: 4, NL: 4, CZ: 3 };

export const rules = [
  ...table('position', { director: 10, ceo: 12, owner: 12, manager: 6, 'head of sales': 8, engineer: 3, analyst: 3, student: -10, intern: -10 }),
  ...table('industry', { software: 5, manufacturing: 8, retail: 4, logistics: 8, banking: 6, insurance: 6, energy: 3, 'public sector': -3 }),
  ...table('country', countries),
  rule('fit', [fact('country', 'notEqual', null), fact('country', 'notIn', Object.keys(countries))], { points: -2 }),
  ...table('region', { mazowieckie: 5, małopolskie: 4, śląskie: 3, wielkopolskie: 3, dolnośląskie: 2 }),
  ...table('city', { Warszawa: 6, Kraków: 4, Katowice: 2 }),
  ...bands('fit', 'company_size', { 1: -5, 10: 0, 50: 5, 250: 10, 5000: 6 }),
  rule('fit', [fact('company_size', 'equal', null)], { points: -1 }),
  ...bands('fit', 'annual_revenue', { 0: -3, 1000000: 2, 10000000: 5, 100000000: 8 }),
  ...bands('fit', 'age', { 0: 0, 25: 1, 35: 3, 60: 1 }),
  rule('fit', [fact('consent', 'equal', true)], { points: 3 }),
  rule('fit', [fact('consent', 'equal', false)], { points: -5 }),
  ...table('source', { form: 3, webinar: 5, fair: 4, partner: 6, referral: 6, import: -2 }),
  rule('fit', [fact('domain', 'equal', 'rival.example')], { points: -100 }),
  rule('fit', [fact('domain', 'in', ['gmail.com', 'outlook.com', 'yahoo.com', 'wp.pl'])], { points: -5 }),
  ...bands('fit', 'employees', { 1: -2, 100: 3, 1000: 5 }),

  worth('pricing', 4, { max: 20 }),
  worth('pages', 1, { max: 30 }),
  worth('products', 2, { max: 20 }),
  worth('customers', 2, { max: 12 }),
  worth('careers', -5, { min: -15 }),
  rule('engagement', [fact('pricing_this_week', 'greaterThanInclusive', 3)], { points: 15 }),
  worth('opened', 5, { max: 25 }),
  worth('clicked', 6, { max: 30 }),
  worth('asked', 20, { max: 40 }),
  worth('other_forms', 5, { max: 15 }),
  worth('webinars', 12, { max: 36 }),
  worth('videos', 1, { max: 30 }),
  worth('guides', 8, { max: 24 }),
  worth('signed_in_days', 2, { max: 10 }),
  ...bands('engagement', 'signed_in', { 5: 3, 20: 6 }),
  rule('engagement', [fact('unsubscribed', 'greaterThan', 0)], { points: -30 }),
  rule('engagement', [fact('silent_month', 'equal', true)], { points: -10 }),
  rule('engagement', [fact('silent_quarter', 'equal', true)], { points: -20 }),
];

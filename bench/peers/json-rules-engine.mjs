// json-rules-engine on a sample of leads, with everything that concerns events done for it: its facts are traits and what
// the plan's rules found in the events, as numbers. What is left is to match rules and to add points.
// node json-rules-engine.mjs '{"facts": FILE, "to": FILE}': a line of JSON a lead, and rows of scores.
import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Engine } from 'json-rules-engine';
import { rules } from './json-rules.mjs';

const asked = JSON.parse(process.argv[2]);
const leads = [];
for await (const line of createInterface({ input: createReadStream(asked.facts) })) leads.push(JSON.parse(line));

const clamp = (value, least, most) => Math.min(most, Math.max(least, value));
// Halves away from zero; what lies within a billionth of a half counts as the half.
const rounded = value => Math.sign(value) * Math.floor(Math.abs(value) + 0.5 + 1e-9) + 0;
const gradeOf = fit => fit >= 35 ? 'A' : fit >= 20 ? 'B' : fit >= 5 ? 'C' : 'D';
const levelOf = engagement => engagement >= 60 ? '1' : engagement >= 30 ? '2' : engagement >= 10 ? '3' : '4';
const verdictOf = label => ['A1', 'A2', 'B1'].includes(label) ? 'ready' : ['D3', 'D4'].includes(label) ? 'discard' : 'nurture';

const engine = new Engine(rules, { allowUndefinedFacts: true });
const rows = [];
const watch = performance.now();
const before = process.cpuUsage();
for (const facts of leads) {
  const { events } = await engine.run(facts);
  let fit = 0, engagement = 0;
  for (const { type, params } of events) {
    const points = params.points ?? clamp(params.times * facts[params.fact], params.min ?? -Infinity, params.max ?? Infinity);
    if (type === 'fit') fit += points;
    else engagement += points;
  }
  fit = rounded(clamp(fit, -100, 60));
  engagement = rounded(clamp(engagement, -60, 100));
  const label = gradeOf(fit) + levelOf(engagement);
  rows.push([facts.lead, fit, engagement, fit + engagement, label[0], label[1], label, verdictOf(label)].join(','));
}
const { user, system } = process.cpuUsage(before);
const answer = { cpuSeconds: (user + system) / 1e6, wallSeconds: (performance.now() - watch) / 1000, peakBytes: process.resourceUsage().maxRSS * 1024, leads: leads.length };

const output = createWriteStream(asked.to);
output.end(rows.join('\n') + '\n');
await once(output, 'finish');
console.log(JSON.stringify(answer));

// DuckDB, one process a run: runs the files of SQL it is given against a database and says what that cost.
// node duckdb.mjs '{"database": FILE, "sql": [FILE], "source": FILE, "variables": {}, "rows": {"of": QUERY, "to": FILE}}'
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const asked = JSON.parse(process.argv[2]);
const watch = performance.now();
const before = process.cpuUsage();
const instance = await DuckDBInstance.create(asked.database);
const connection = await instance.connect();
await connection.run("set timezone = 'UTC'");
if (asked.source) await connection.run(`attach '${asked.source}' as source (read_only)`);
for (const [name, value] of Object.entries(asked.variables ?? {}))
  await connection.run(`set variable ${name} = ${value}`);
for (const file of asked.sql) await connection.run(readFileSync(file, 'utf8'));
const { user, system } = process.cpuUsage(before);
const wallSeconds = (performance.now() - watch) / 1000;
const peakBytes = process.resourceUsage().maxRSS * 1024;

// What follows is not part of what is measured.
if (asked.rows) await connection.run(`copy (${asked.rows.of}) to '${asked.rows.to}' (${asked.rows.format === 'json' ? 'format json' : 'format csv, header false'})`);
console.log(JSON.stringify({ cpuSeconds: (user + system) / 1e6, wallSeconds, peakBytes }));
connection.closeSync();
instance.closeSync();
